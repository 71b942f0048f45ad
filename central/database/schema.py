"""Which schema this program speaks, and how a database gets there.

``central migrate`` (and ``central up``, which is alone on its folder) call :func:`migrate`; ``central run`` only
:func:`require_known`. Alembic is loaded only when there is something to do: it costs a third of a second.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from central.database.engine import Database

HEAD = "0003"
"""The newest revision in ``migrations/versions`` (a test compares)."""


class UnknownSchema(Exception):
    """The database is older or newer than this program."""

    def __init__(self, found: str | None) -> None:
        super().__init__(f"the database's schema is {found or 'missing'}, this program speaks {HEAD}: "
                         + ("run `central migrate`" if found is None or found < HEAD else "install a newer version"))
        self.found = found


async def revision(database: Database) -> str | None:
    """The database's revision; None if it is empty."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_revision)


async def require_known(database: Database) -> None:
    """:raises UnknownSchema: not exactly ours"""
    found = await revision(database)
    if found != HEAD:
        raise UnknownSchema(found)


async def migrate(database: Database) -> bool:
    """Bring the schema to :data:`HEAD`; True if something was done. :raises UnknownSchema: it is newer than ours"""
    found = await revision(database)
    if found == HEAD:
        return False
    if found is not None and found > HEAD:
        raise UnknownSchema(found)
    from central.database.migrations.run import upgrade  # slow to import, see the module's docstring

    async with database.writing() as session, session.begin():
        await (await session.connection()).run_sync(upgrade)
    return True


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
