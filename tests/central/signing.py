"""A kiosk of the in-process centre that signs as the real one does, and a backup of the centre that is put back."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import httpx

from central.app.application import application
from central.database.engine import Database, sqlite_url
from contract.messages import SlipReserved
from contract.signed_words import DayReport, Signed, SlipLine, SlipStatement, Standing, Word
from kiosk.signing import MachineKey
from tests.central.bureau import NOON, Kiosk, pem_of
from tests.central.conftest import MACHINE, House


def signed(kiosk: Kiosk, statement: SlipStatement | DayReport) -> Signed:
    """With the key of the kiosk's certificate."""
    with NamedTemporaryFile() as file:
        Path(file.name).write_bytes(pem_of(kiosk.key))
        return MachineKey(Path(file.name)).sign(statement)


def statement(word: Word, op: str, reserved: SlipReserved | None = None, **more: Any) -> SlipStatement:
    """What a journal holds of a slip; without ``reserved`` the answer never came."""
    if reserved is None:
        return SlipStatement(MACHINE, op, word, NOON, **more)
    content = reserved.content
    given: dict[str, Any] = {"slip": reserved.slip, "serial": content.serial, "content_hash": reserved.content_hash,
                             "issued_at": content.issued_at, "valid_until": content.valid_until} | more
    return SlipStatement(MACHINE, op, word, NOON, **given)


def day(lines: tuple[SlipLine, ...], of: int = 20261124, **more: Any) -> DayReport:
    """A day's report with these lines, its figures theirs."""
    counts = {standing: sum(line.standing is standing and bool(line.serial) for line in lines)
              for standing in Standing}
    given: dict[str, Any] = {
        "machine": MACHINE, "day": of, "made_at": NOON, "reserved": sum(counts.values()),
        "confirmed": counts[Standing.CONFIRMED], "voided": counts[Standing.VOIDED],
        "uncertain": counts[Standing.UNCERTAIN], "replaced": counts[Standing.REPLACED],
        "open": counts[Standing.OPEN], "unanswered": sum(not line.serial for line in lines), "refused": 0,
        "paper_dots": 0, "lines": lines, "items": ()}
    return DayReport(**given | more)


class Backup:
    """Of the centre's records, taken now."""

    def __init__(self, house: House, folder: Path) -> None:
        self._house = house
        self._file = folder / "backup.db"

    def take(self) -> None:
        records = self._house.centre.database.engine.url.database
        with closing(sqlite3.connect(str(records))) as live, closing(sqlite3.connect(self._file)) as kept:
            live.backup(kept)

    @contextlib.asynccontextmanager
    async def restored(self) -> AsyncIterator[House]:
        """The same centre, keys and machine on the records of then."""
        database = Database(sqlite_url(self._file))
        try:
            centre = replace(self._house.centre, database=database)
            transport = httpx.ASGITransport(application(centre))  # type: ignore[arg-type]  # two names of one protocol
            async with httpx.AsyncClient(transport=transport, base_url="https://centre.example") as http:
                kiosk = replace(self._house.kiosk, http=http, token="")
                yield replace(self._house, centre=centre, http=http, kiosk=kiosk,
                              public=replace(self._house.public, http=http))
        finally:
            await database.close()
