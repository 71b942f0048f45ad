"""An in-process centre with a clock that a test moves, and a whole one as a child process with real ports."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from central.app.application import application
from central.app.batch import new_verifier_key
from central.app.centre import Centre
from central.authority import opened, read_request
from central.database.engine import Database, sqlite_url
from central.database.models import Machine
from central.database.schema import migrate
from central.folder import Folder
from central.keys import SoftwareKeys
from central.settings import Settings
from tests.central.bureau import Kiosk, ManualClock, certificate_header, fill, new_key, request_for

MACHINE = "lobby-1"
SERVER = os.environ.get("CENTRAL_TEST_DATABASE", "")
"""URL of an empty PostgreSQL database to run the in-process tests on; its schema ``public`` is dropped for each."""


@dataclass
class House:
    """The in-process centre; ``kiosk`` is enrolled, ``public`` is anybody."""

    centre: Centre
    clock: ManualClock
    http: httpx.AsyncClient
    kiosk: Kiosk
    public: Kiosk

    async def verifier(self, name: str) -> Kiosk:
        """A public caller with a key of its own."""
        key = await new_verifier_key(self.centre.database, name, self.clock())
        return Kiosk(self.http, self.centre.keys.irk_for,
                     self.public.headers | {"Authorization": f"Verifier {key}"})

    async def another(self, machine: str, since: int = 0) -> Kiosk:
        """One more enrolled machine."""
        async with self.centre.database.writing() as session, session.begin():
            session.add(Machine(id=machine, created_at=self.clock(), certificates_since=since))
        return self.with_certificate(machine)

    def around(self, app: Any) -> httpx.AsyncClient:
        """A client of another application."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://centre.example")

    def with_certificate(self, machine: str) -> Kiosk:
        key = new_key()
        request = read_request(request_for(key))
        certificate = self.centre.authority.machine_certificate(machine, request, self.clock())
        return Kiosk(self.http, self.centre.keys.irk_for,
                     {"X-Port": "machine", "X-SSL-Cert": certificate_header(certificate)}, key=key)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A filled folder, made once and copied for each test."""
    folder = Folder(tmp_path_factory.mktemp("template"))
    folder.prepare()
    asyncio.run(_filled(folder))
    return folder


@pytest.fixture
async def house(template: Folder, tmp_path: Path) -> AsyncIterator[House]:
    clock = ManualClock()
    file = tmp_path / "central.db"
    shutil.copy(template.database, file)
    database = Database(SERVER or sqlite_url(file))
    try:
        if SERVER:
            await _made_anew(database)
        settings = Settings("https://verify.example:8444", tries_per_minute=1000)
        centre = Centre(database, SoftwareKeys(template.keys), opened(template, clock()), settings, clock)
        transport = httpx.ASGITransport(application(centre))  # type: ignore[arg-type]  # two names of one protocol
        async with httpx.AsyncClient(transport=transport, base_url="https://centre.example") as http:
            public = Kiosk(http, centre.keys.irk_for, {"X-Port": "public", "X-Client-Address": "192.0.2.7"})
            whole = House(centre, clock, http, public, public)
            whole.kiosk = await whole.another(MACHINE)
            yield whole
    finally:
        await database.close()


@dataclass(frozen=True)
class Live:
    """A running ``central up``."""

    folder: Folder
    machine_port: int
    public_port: int
    process: subprocess.Popen[str]

    @property
    def machines(self) -> str:
        return f"https://127.0.0.1:{self.machine_port}"

    @property
    def public(self) -> str:
        return f"https://127.0.0.1:{self.public_port}"

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another ``central`` on the same folder."""
        return subprocess.run([sys.executable, "-m", "central", *arguments, "--folder", str(self.folder.root)],
                              capture_output=True, text=True, timeout=30, check=False)


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory, template: Folder) -> Iterator[Live]:
    folder = Folder(tmp_path_factory.mktemp("live") / "centre")
    folder.prepare()
    shutil.copy(template.database, folder.database)
    folder.database.chmod(0o600)
    machine_port, public_port = free_ports(2)
    process = subprocess.Popen(
        [sys.executable, "-m", "central", "up", "--folder", str(folder.root), "--machine-port", str(machine_port),
         "--public-port", str(public_port)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline().startswith("central ready")
        yield Live(folder, machine_port, public_port, process)
    finally:
        process.terminate()
        process.wait(15)
        process.stdout.close()


async def _made_anew(database: Database) -> None:
    async with database.engine.begin() as connection:
        for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public"):
            await connection.execute(text(statement))
    await migrate(database)
    await fill(database)


async def _filled(folder: Folder) -> None:
    database = Database(sqlite_url(folder.database))
    await migrate(database)
    await fill(database)
    await database.close()
