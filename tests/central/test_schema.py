"""The schema grows by steps that the models agree with, on connections that keep what they promise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text

from central.database import schema
from central.database.engine import Database, sqlite_url
from central.database.migrations.run import configuration
from central.database.models import Access, Base, Setting


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(sqlite_url(tmp_path / "central.db"))
    yield database
    await database.close()


def test_the_programs_revision_is_the_newest_step() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [schema.HEAD]


async def test_the_steps_lead_to_exactly_the_models(database: Database) -> None:
    assert await schema.migrate(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
        assert await connection.run_sync(_tables) == {*Base.metadata.tables, "alembic_version"}


async def test_what_stands_in_an_older_database_outlives_the_newer_steps(database: Database) -> None:
    async with database.writing() as session, session.begin():
        await (await session.connection()).run_sync(_first_step)
        await session.execute(text(
            "INSERT INTO access (at, who, machine_id, visit_id, slip_id, action, outcome) "
            "VALUES (1, 'public', '', '', 's', 'verify', 'read')"))
    with pytest.raises(schema.UnknownSchema, match="central migrate"):
        await schema.require_known(database)
    assert await schema.migrate(database)
    async with database.reading() as session:
        access = (await session.scalars(select(Access))).one()
    assert (access.slip_id, access.outcome, access.verifier) == ("s", "read", "")


async def test_a_second_migration_has_nothing_to_do(database: Database) -> None:
    assert await schema.migrate(database)
    assert not await schema.migrate(database)
    await schema.require_known(database)


async def test_an_empty_database_is_not_served(database: Database) -> None:
    with pytest.raises(schema.UnknownSchema, match="central migrate"):
        await schema.require_known(database)


async def test_a_newer_schema_is_neither_served_nor_touched(database: Database) -> None:
    await schema.migrate(database)
    async with database.writing() as session, session.begin():
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refuses in (schema.require_known, schema.migrate):
        with pytest.raises(schema.UnknownSchema, match="newer version"):
            await refuses(database)


async def test_every_connection_is_safe(database: Database) -> None:
    await schema.migrate(database)
    async with database.engine.connect() as one, database.engine.connect() as other:
        for connection in (one, other):
            found = [(await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
                     for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")]
            assert found == ["wal", 2, 1, 5000]


async def test_two_writers_wait_for_each_other_instead_of_failing(database: Database) -> None:
    """Each reads first, then writes: with a lock taken late one of them would fail."""
    await schema.migrate(database)
    async with database.writing() as session, session.begin():
        session.add(Setting(name="count", value="0"))

    async def raise_it() -> None:
        async with database.writing() as session, session.begin():
            setting = await session.get_one(Setting, "count")
            await asyncio.sleep(0)
            setting.value = str(int(setting.value) + 1)

    await asyncio.gather(*(raise_it() for _ in range(8)))
    async with database.engine.connect() as connection:
        assert await connection.scalar(select(Setting.value)) == "8"


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _first_step(connection: Connection) -> None:
    command.upgrade(configuration(connection), "0001")


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())
