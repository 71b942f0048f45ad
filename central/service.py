"""Everything of one folder started together and stopped together: database, application, nginx."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from central.app.application import application
from central.app.centre import Centre
from central.authority import ensure_server_certificate, opened
from central.clock import Clock, wall_clock
from central.database import schema
from central.database.engine import Database, sqlite_url
from central.folder import Folder
from central.front import Front, FrontFailed, Ports
from central.keys import SoftwareKeys
from central.log import Event, log
from central.settings import Settings

STOP_SECONDS = 5
KEEP_ALIVE_SECONDS = 90
"""Longer than nginx keeps an idle connection (60 s), so that nginx never sends into one that is just being closed."""


@dataclass(frozen=True)
class Service:
    """How to run a centre. ``database``: URL, empty = SQLite in the folder. ``names``: more names for the TLS ports."""

    folder: Folder
    ports: Ports
    settings: Settings
    names: tuple[str, ...] = ()
    database: str = ""
    clock: Clock = field(default=wall_clock)

    def open_database(self) -> Database:
        """Whoever opens it closes it."""
        return Database(self.database or sqlite_url(self.folder.database))

    async def known_database(self) -> Database:
        """One that is there and speaks our schema; nothing is made. :raises UnknownSchema: there is none"""
        if not self.database and not self.folder.database.exists():
            raise schema.UnknownSchema(None)
        database = self.open_database()
        try:
            await schema.require_known(database)
        except schema.UnknownSchema:
            await database.close()
            raise
        return database

    async def run(self, *, may_migrate: bool, ready: Callable[[], None]) -> None:
        """Until SIGTERM or SIGINT. ``ready`` is called when both ports answer.

        :param may_migrate: this process is alone on its database and may raise the schema
        :raises FolderRefused: another program serves the folder, or its path is no good
        :raises UnknownSchema: the schema is not ours (and may not, or can't, be raised)
        :raises FrontFailed: nginx could not start or ended by itself
        """
        self.folder.prepare()
        with self.folder.alone():
            await self._run(may_migrate, ready)

    async def _run(self, may_migrate: bool, ready: Callable[[], None]) -> None:
        now = self.clock()
        authority = opened(self.folder, now)
        ensure_server_certificate(self.folder, authority, self.names, now)
        database = self.open_database()
        try:
            if may_migrate and await schema.migrate(database):
                log(Event.MIGRATED, revision=schema.HEAD)
            await schema.require_known(database)
            centre = Centre(database, SoftwareKeys(self.folder.keys), authority, self.settings, self.clock)
            await self._serve(centre, ready)
        finally:
            await database.close()

    async def _serve(self, centre: Centre, ready: Callable[[], None]) -> None:
        self.folder.socket.unlink(missing_ok=True)
        server = Server(uvicorn.Config(
            application(centre), uds=str(self.folder.socket), log_config=None, access_log=False, lifespan="off",
            server_header=False, proxy_headers=False, ws="none", timeout_graceful_shutdown=STOP_SECONDS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS))
        front = Front(self.folder, self.ports)
        async with _stop_signals() as stop:
            parts: list[asyncio.Task[Any]] = [
                asyncio.create_task(server.serve(), name="application"),
                asyncio.create_task(stop.wait(), name="stop")]
            try:
                await server.listening.wait()
                await front.start()
                parts.append(asyncio.create_task(front.wait(), name="nginx"))
                ready()
                log(Event.READY)
                ended = await _first(*parts)
                if not stop.is_set():
                    raise FrontFailed(f"{ended} ended by itself")
            finally:
                stop.set()
                await front.stop()
                server.should_exit = True
                await asyncio.gather(*parts)
        log(Event.STOPPED)


async def _first(*parts: asyncio.Task[Any]) -> str:
    """The name of the part that ends first."""
    done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
    return done.pop().get_name()


@contextlib.asynccontextmanager
async def _stop_signals() -> AsyncIterator[asyncio.Event]:
    """Set by SIGTERM and SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGTERM, signal.SIGINT)
    for number in numbers:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


class Server(uvicorn.Server):
    """uvicorn without its signal handlers: this program has its own, for all parts together."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.listening.set()
