"""Where a program can be killed, seen from outside: on the disk, at the centre, at the printer, on the screen.

Every watcher calls :meth:`Board.crossed` at the moment itself, in the one loop that also plays the hardware, so that a
kill falls exactly there. Nothing in the product announces anything.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from contract.messages import CALLS
from tests.wire.child import ROOT
from tests.wire.meddler import Meddler, give, read_request

SOURCE = Path(__file__).with_name("sync_gate.c")
STARTUP = ("device",)
"""Rows whose order depends on which device program speaks first."""


class Board:
    """The boundaries of one run, in order; at the one called ``target`` it strikes."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.target = ""
        self.struck = asyncio.Event()
        self._strike: Callable[[], None] | None = None

    def aim(self, target: str, strike: Callable[[], None] | None) -> None:
        """A new run begins; without ``strike`` it is only recorded."""
        self.seen, self.target, self._strike = [], target, strike
        self.struck.clear()

    def crossed(self, name: str) -> bool:
        """True where the run was struck: whoever saw the boundary lets nothing pass any more."""
        self.seen.append(name)
        if name != self.target or self.struck.is_set() or self._strike is None:
            return False
        self._strike()
        self.struck.set()
        return True


class Toll(Meddler):
    """Stands before the centre: each call as it is asked, and as it is answered (the centre has committed)."""

    board: Board

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await read_request(reader)
        name = call_name(asked.verb, asked.target)
        if self.board.crossed(f"centre {name} asked"):
            writer.transport.abort()
            return
        answer = await self.pass_on(asked)
        if self.board.crossed(f"centre {name} answered"):
            writer.transport.abort()
            return
        await give(writer, answer)


def call_name(verb: str, target: str) -> str:
    """The contract's name of a request."""
    return next(call.name for call in CALLS if call.verb == verb
                and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", call.path), target.partition("?")[0]))


class SyncGate:
    """The journal's disk: each commit, when it is synced and before the program knows. ``environment`` is for it."""

    def __init__(self, folder: Path, journal: Path, board: Board) -> None:
        self._socket = folder / "sync.sock"
        self._journal = journal
        self._board = board
        self._rows = 0
        self.environment = {"LD_PRELOAD": str(_built()), "KIOSK_SYNC_GATE": str(self._socket)}

    async def open(self) -> asyncio.Server:
        return await asyncio.start_unix_server(self._synced, self._socket)

    async def _synced(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        names = self.new_rows()
        struck = [self._board.crossed(f"journal {name}") for name in names if name not in STARTUP]
        if not any(struck):
            writer.write(b"g")
        writer.close()

    def new_rows(self) -> list[str]:
        """What is on the disk and was not before: read as after a crash, from a copy of the files."""
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "journal.sqlite"
            for file in (self._journal, self._journal.with_name(self._journal.name + "-wal")):
                if file.exists():
                    shutil.copyfile(file, copy.with_name(file.name))
            with closing(sqlite3.connect(copy)) as db:
                rows = db.execute("SELECT name, fields FROM event ORDER BY seq LIMIT -1 OFFSET ?",
                                  (self._rows,)).fetchall()
        self._rows += len(rows)
        return [_named(name, json.loads(fields)) for name, fields in rows]


def _named(event: str, fields: dict[str, object]) -> str:
    return f"{event} {fields['kind']}" if event.startswith("slip_command") else event


def _built() -> Path:
    """The shim, compiled once for each version of its source."""
    library = ROOT / "build" / f"sync-gate-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}.so"
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=library.parent, delete=False) as partial:
            subprocess.run(["gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", partial.name, SOURCE],
                           check=True)
        Path(partial.name).rename(library)
    return library
