"""The journal as the loop sees it: each call returns when its row is synced. SQLite blocks: it has a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from contract.messages import SettledAs
from kiosk.journal.catalogue import Value
from kiosk.journal.commands import Command
from kiosk.journal.reading import Reading
from kiosk.journal.slips import Entry, Number, Outcome, Unsettled
from kiosk.journal.store import Store

P = ParamSpec("P")
T = TypeVar("T")


class Journal:
    """Made by :meth:`open`. A call that is cancelled is still written: the thread finishes what it has begun."""

    def __init__(self, store: Store, thread: ThreadPoolExecutor, now: Callable[[], float]) -> None:
        self._store = store
        self._thread = thread
        self._now = now
        self.outbox_grew = asyncio.Event()
        """Set when a command was added; the outbox sender clears it."""

    @classmethod
    async def open(cls, path: Path, now: Callable[[], float]) -> Journal:
        """:param now: epoch seconds. :raises sqlite3.DatabaseError: the file is no journal, or damaged"""
        thread = ThreadPoolExecutor(1, "journal")
        try:
            store = await asyncio.get_running_loop().run_in_executor(thread, Store, path)
        except BaseException:
            thread.shutdown()
            raise
        return cls(store, thread, now)

    async def close(self) -> None:
        """After what was begun is written."""
        await self._in_thread(self._store.close)
        self._thread.shutdown()

    async def record(self, event: str, **fields: Value) -> None:
        """One row of ``events.toml``. :raises UnknownEvent: its name, a field or a value is not allowed"""
        await self._in_thread(self._store.record, self._at(), event, fields)

    async def intend(self, op_id: str, asked_hash: str, *, visit: str = "") -> None:
        """Before the centre is asked. :param asked_hash: of the request, which holds nothing of the citizen

        :raises sqlite3.IntegrityError: the op id was used before
        """
        await self._in_thread(self._store.intend, self._at(), op_id, asked_hash, visit)

    async def reserved(self, op_id: str, number: Number) -> None:
        """The centre's answer. :raises UnknownSlip, OutOfOrder:"""
        await self._in_thread(self._store.reserved, self._at(), op_id, number)

    async def refused(self, op_id: str) -> None:
        """The centre gave no number. :raises UnknownSlip, OutOfOrder:"""
        await self._in_thread(self._store.refused, self._at(), op_id)

    async def print_started(self, op_id: str, dots: int = 0) -> None:
        """Ink may follow when this has returned. :param dots: of paper. :raises UnknownSlip, OutOfOrder:"""
        await self._in_thread(self._store.print_started, self._at(), op_id, dots)

    async def settled(self, op_id: str, outcome: Outcome, code: str = "") -> None:
        """Outcome and command to the centre, in one transaction. :param code: trouble code, for ``UNCERTAIN``

        :raises UnknownSlip, OutOfOrder:
        :raises ValueError: uncertain without a code
        """
        await self._in_thread(self._store.settled, self._at(), op_id, outcome, code)
        self.outbox_grew.set()

    async def unsettled(self) -> list[Unsettled]:
        """At the start of the program: what the last one left open, with the outcome that is due."""
        return await self._in_thread(self._store.unsettled)

    async def outbox(self) -> list[Command]:
        """The first waiting command of each slip, oldest first."""
        return await self._in_thread(self._store.outbox)

    async def delivered(self, row: int) -> None:
        """The centre has taken the command. :raises UnknownSlip: it does not wait"""
        await self._in_thread(self._store.delivered, self._at(), row)

    async def parked(self, row: int, reason: str) -> None:
        """The centre never will: it stays for a person. :param reason: code. :raises UnknownSlip: it does not wait"""
        await self._in_thread(self._store.parked, self._at(), row, reason)

    async def settled_by_person(self, op_id: str, outcome: SettledAs, by: str, instead: str = "", *,
                                told: bool = False) -> None:
        """What a person found out about an uncertain slip. :param told: it was settled at the centre

        :raises UnknownSlip, OutOfOrder: :raises UnknownEvent: ``by`` or ``instead`` is no word
        """
        await self._in_thread(self._store.settled_by_person, self._at(), op_id, outcome, by, instead, told=told)
        self.outbox_grew.set()

    async def op_of(self, serial: str) -> str | None:
        """The slip with this number; None if there is none."""
        return await self._in_thread(self._store.op_of, serial)

    async def entries(self, since: int, until: int) -> list[Entry]:
        """Slips that were asked for in ``[since, until)`` epoch seconds, oldest first."""
        return await self._in_thread(self._store.entries, since, until)

    async def has_reading(self, day: int) -> bool:
        """Whether the printer's totals were read, or asked for in vain, on that day (yyyymmdd)."""
        return await self._in_thread(self._store.has_reading, day)

    async def counted(self, day: int, reading: Reading) -> None:
        """The printer's totals before that day's first slip; the first reading of a day stays."""
        await self._in_thread(self._store.counted, self._at(), day, reading)

    async def readings(self, day: int) -> tuple[Reading | None, Reading | None]:
        """Before that day's first slip, and the next one after that day."""
        return await self._in_thread(self._store.readings, day)

    async def first_moment(self) -> int | None:
        """Epoch seconds of the first row; None if there is none."""
        return await self._in_thread(self._store.first_moment)

    async def last_reported(self) -> int | None:
        """The newest day (yyyymmdd) whose report the centre has."""
        return await self._in_thread(self._store.last_reported)

    async def day_reported(self, day: int, again: Sequence[str]) -> list[str]:
        """The centre has the day's report; of ``again`` the words are told once more. Returns those op ids."""
        waiting = await self._in_thread(self._store.day_reported, self._at(), day, again)
        self.outbox_grew.set()
        return waiting

    def _at(self) -> int:
        return int(self._now())

    async def _in_thread(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: call(*args, **kwargs))
