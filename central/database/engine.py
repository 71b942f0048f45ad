"""Connections: SQLite with what makes it safe on every connection, or PostgreSQL by URL.

SQLite's own driver would begin transactions late; ours begin when SQLAlchemy says so, and a writing one takes the
write lock at once (``BEGIN IMMEDIATE``), so that two writers wait instead of failing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

WRITE = "kiosk_write"
PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", "PRAGMA busy_timeout=5000")


class Database:
    """One engine: ``engine`` to read with Core, :meth:`writing` for a transaction of the ORM."""

    def __init__(self, url: str) -> None:
        """:param url: ``sqlite+aiosqlite:///file`` or ``postgresql+psycopg://…``. Nothing is opened yet."""
        self.engine: AsyncEngine = create_async_engine(url, hide_parameters=True)
        self._writer = self.engine.execution_options(**{WRITE: True})
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine.sync_engine, "connect", _prepare)
            event.listen(self.engine.sync_engine, "begin", _begin)

    def writing(self) -> AsyncSession:
        """A session whose transaction holds the write lock from its first statement; commit it by ``begin()``."""
        return AsyncSession(self._writer, expire_on_commit=False)

    def reading(self) -> AsyncSession:
        """A session that only looks."""
        return AsyncSession(self.engine, expire_on_commit=False)

    async def close(self) -> None:
        """Close every connection and its thread."""
        await self.engine.dispose()


def sqlite_url(file: Path) -> str:
    """The URL of the embedded database."""
    return f"sqlite+aiosqlite:///{file}"


def _prepare(connection: DBAPIConnection, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
