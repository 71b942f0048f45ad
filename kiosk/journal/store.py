"""The journal's file: one connection, one thread, each method one transaction that is on the disk when it returns.

Source of the settings: SQLite "Write-Ahead Logging", "PRAGMA synchronous" (per connection; FULL syncs the log at
every commit). Tables only ever grow: an older program runs on a newer program's file.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path

import msgspec

from contract.civil_time import begin_of, day_after
from contract.messages import SettledAs
from kiosk.journal import slips
from kiosk.journal.catalogue import Value, checked
from kiosk.journal.commands import Command, CommandBody, CommandKind, command_for, decoded, settlement
from kiosk.journal.errors import UnknownSlip
from kiosk.journal.reading import UNREAD, Reading
from kiosk.journal.slips import AFTER_CRASH, BY_A_PERSON, Entry, Number, Outcome, Phase, Unsettled

BUSY_MS = 5000
SCHEMA = (
    """CREATE TABLE event (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, name TEXT NOT NULL, fields TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE slip (
        op_id TEXT PRIMARY KEY, visit TEXT NOT NULL, asked_hash TEXT NOT NULL, phase TEXT NOT NULL,
        slip TEXT NOT NULL DEFAULT '', content_hash TEXT NOT NULL DEFAULT '', lease_until INTEGER NOT NULL DEFAULT 0,
        changed_at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX slip_open ON slip (phase) WHERE phase IN ('intended', 'reserved', 'printing')",
    """CREATE TABLE outbox (
        row INTEGER PRIMARY KEY AUTOINCREMENT, op_id TEXT NOT NULL REFERENCES slip (op_id), kind TEXT NOT NULL,
        body TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting', reason TEXT NOT NULL DEFAULT '',
        written_at INTEGER NOT NULL, settled_at INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX outbox_waiting ON outbox (op_id, row) WHERE state = 'waiting'",
)
STEPS = (SCHEMA, (
    *(f"ALTER TABLE slip ADD COLUMN {column} NOT NULL DEFAULT {default}" for column, default in (
        ("intended_at INTEGER", "0"), ("serial TEXT", "''"), ("issued_at INTEGER", "0"), ("valid_until INTEGER", "0"),
        ("dots INTEGER", "0"))),
    "UPDATE slip SET intended_at = changed_at",
    "CREATE INDEX slip_by_day ON slip (intended_at)",
    "CREATE INDEX slip_by_serial ON slip (serial)",
    "CREATE TABLE report (day INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT",
), (
    """CREATE TABLE reading (
        day INTEGER PRIMARY KEY, at INTEGER NOT NULL, cuts INTEGER, paper_mm INTEGER, strips INTEGER NOT NULL,
        by_printer INTEGER NOT NULL
    ) STRICT""",
))
"""What each version of the file adds to the one before."""
VERSION = len(STEPS)
NUMBER = "slip, content_hash, lease_until, serial, issued_at, valid_until"
"""Columns of :class:`Number` in its order."""


class Store:
    """Used by one thread only; ``at`` is always epoch seconds."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000)
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            self._grow()
        except sqlite3.Error:
            self._db.close()
            raise

    def close(self) -> None:
        self._db.close()

    def record(self, at: int, event: str, fields: Mapping[str, Value]) -> None:
        """:raises UnknownEvent:"""
        with self._transaction():
            self._event(at, event, fields)

    def intend(self, at: int, op_id: str, asked_hash: str, visit: str) -> None:
        """:raises sqlite3.IntegrityError: the op id was used before"""
        with self._transaction():
            self._db.execute("INSERT INTO slip (op_id, visit, asked_hash, phase, intended_at, changed_at) "
                             "VALUES (?, ?, ?, ?, ?, ?)", (op_id, visit, asked_hash, Phase.INTENDED, at, at))
            self._event(at, "slip_intended", {"op": op_id, "visit": visit})

    def reserved(self, at: int, op_id: str, number: Number) -> None:
        """:raises UnknownSlip, OutOfOrder:"""
        with self._transaction():
            self._step(at, op_id, Phase.RESERVED)
            self._db.execute(f"UPDATE slip SET ({NUMBER}) = (?, ?, ?, ?, ?, ?) WHERE op_id = ?",
                             (*astuple(number), op_id))
            self._event(at, "slip_reserved", {"op": op_id, "slip": number.slip})

    def print_started(self, at: int, op_id: str, dots: int) -> None:
        """``dots`` of paper that the slip will take. :raises UnknownSlip, OutOfOrder:"""
        with self._transaction():
            self._step(at, op_id, Phase.PRINTING)
            self._db.execute("UPDATE slip SET dots = ? WHERE op_id = ?", (dots, op_id))
            self._event(at, "slip_printing", {"op": op_id})

    def refused(self, at: int, op_id: str) -> None:
        """The centre gave no number. :raises UnknownSlip, OutOfOrder:"""
        with self._transaction():
            self._step(at, op_id, Phase.REFUSED)
            self._event(at, "slip_refused", {"op": op_id})

    def settled(self, at: int, op_id: str, outcome: Outcome, code: str) -> None:
        """Outcome and outbox row together. :raises UnknownSlip, OutOfOrder:"""
        with self._transaction():
            content_hash = self._step(at, op_id, Phase(outcome))
            self._command(at, op_id, *command_for(outcome, content_hash, at, code))
            fields = {"op": op_id} | ({"code": code} if outcome is Outcome.UNCERTAIN else {})
            self._event(at, f"slip_{outcome}", fields)

    def unsettled(self) -> list[Unsettled]:
        """Slips that are neither settled nor refused, oldest first."""
        rows = self._db.execute(
            "SELECT op_id, slip, phase FROM slip WHERE phase IN ('intended', 'reserved', 'printing') ORDER BY rowid")
        return [Unsettled(op_id, slip, Phase(phase), AFTER_CRASH[Phase(phase)]) for op_id, slip, phase in rows]

    def outbox(self) -> list[Command]:
        """The first waiting command of each slip, oldest first."""
        rows = self._db.execute(
            f"SELECT row, op_id, kind, body, written_at, {NUMBER} FROM outbox JOIN slip USING (op_id) WHERE row IN "
            "(SELECT min(row) FROM outbox WHERE state = 'waiting' GROUP BY op_id) ORDER BY row")
        return [decoded(row, op_id, kind, body, at, Number(*number)) for row, op_id, kind, body, at, *number in rows]

    def delivered(self, at: int, row: int) -> None:
        """The centre has taken it."""
        with self._transaction():
            op_id, kind = self._close_command(at, row, "delivered", "")
            self._event(at, "slip_command_delivered", {"op": op_id, "kind": kind})

    def parked(self, at: int, row: int, reason: str) -> None:
        """The centre never will; ``reason`` is a code."""
        with self._transaction():
            op_id, kind = self._close_command(at, row, "parked", reason)
            self._event(at, "slip_command_parked", {"op": op_id, "kind": kind, "reason": reason})

    def settled_by_person(self, at: int, op_id: str, outcome: SettledAs, by: str, instead: str, *,
                          told: bool) -> None:
        """An uncertain slip, once. :param told: the centre knows it already (it was settled there)

        :raises UnknownSlip, OutOfOrder: :raises UnknownEvent: ``by`` or ``instead`` is no word
        """
        with self._transaction():
            self._step(at, op_id, BY_A_PERSON[outcome])
            if not told:
                self._command(at, op_id, *settlement(outcome, by, instead))
            self._event(at, "slip_settled", {"op": op_id, "outcome": outcome.value, "by": by, "instead": instead})

    def op_of(self, serial: str) -> str | None:
        """The slip with this number."""
        found = self._db.execute("SELECT op_id FROM slip WHERE serial = ? AND serial <> ''", (serial,)).fetchone()
        return str(found[0]) if found else None

    def entries(self, since: int, until: int) -> list[Entry]:
        """Slips that were asked for in ``[since, until)``, oldest first."""
        rows = self._db.execute(
            "SELECT op_id, serial, phase, changed_at, dots, EXISTS (SELECT 1 FROM outbox WHERE outbox.op_id = "
            "slip.op_id AND state = 'parked') FROM slip WHERE intended_at >= ? AND intended_at < ? "
            "ORDER BY intended_at, rowid", (since, until))
        return [Entry(op_id, serial, Phase(phase), changed_at, dots, bool(parked))
                for op_id, serial, phase, changed_at, dots, parked in rows]

    def has_reading(self, day: int) -> bool:
        """Also one that was asked for in vain."""
        return self._db.execute("SELECT 1 FROM reading WHERE day = ?", (day,)).fetchone() is not None

    def counted(self, at: int, day: int, reading: Reading) -> None:
        """The first of a day stays; one that comes after a slip was asked for tells nothing of that day."""
        with self._transaction():
            late = self.entries(begin_of(day), begin_of(day_after(day)))
            self._db.execute("INSERT INTO reading (day, at, cuts, paper_mm, strips, by_printer) VALUES "
                             "(?, ?, ?, ?, ?, ?) ON CONFLICT (day) DO NOTHING",
                             (day, at, *astuple(UNREAD if late else reading)))

    def readings(self, day: int) -> tuple[Reading | None, Reading | None]:
        """That day's, and the next later one."""
        kept = [self._db.execute(f"SELECT cuts, paper_mm, strips, by_printer FROM reading WHERE {which} "
                                 "ORDER BY day LIMIT 1", (day,)).fetchone() for which in ("day = ?", "day > ?")]
        before, after = (row and Reading(row[0], row[1], row[2], bool(row[3])) for row in kept)
        return before, after

    def first_moment(self) -> int | None:
        """When the first row was written."""
        return self._db.execute("SELECT min(at) FROM event").fetchone()[0]  # type: ignore[no-any-return]

    def last_reported(self) -> int | None:
        """The newest day (yyyymmdd) whose report the centre has."""
        return self._db.execute("SELECT max(day) FROM report").fetchone()[0]  # type: ignore[no-any-return]

    def day_reported(self, at: int, day: int, again: Sequence[str]) -> list[str]:
        """The centre has the day's report; what it does not have of ``again`` waits anew. Returns those op ids."""
        with self._transaction():
            self._db.execute("INSERT INTO report (day, at) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET at = "
                             "excluded.at", (day, at))
            waiting = [op_id for op_id in again if self._db.execute(
                "UPDATE outbox SET state = 'waiting' WHERE op_id = ? AND state <> 'waiting'", (op_id,)).rowcount]
            self._event(at, "day_reported", {"day": day, "again": len(waiting)})
        return waiting

    def _command(self, at: int, op_id: str, kind: CommandKind, body: CommandBody) -> None:
        self._db.execute("INSERT INTO outbox (op_id, kind, body, written_at) VALUES (?, ?, ?, ?)",
                         (op_id, kind, msgspec.json.encode(body).decode(), at))

    def _grow(self) -> None:
        with self._transaction():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            for statement in (statement for step in STEPS[version:] for statement in step):
                self._db.execute(statement)
            if version < VERSION:
                self._db.execute(f"PRAGMA user_version = {VERSION}")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a full disk has rolled it back already
                self._db.execute("ROLLBACK")
            raise

    def _event(self, at: int, name: str, fields: Mapping[str, Value]) -> None:
        self._db.execute("INSERT INTO event (at, name, fields) VALUES (?, ?, ?)", (at, name, checked(name, fields)))

    def _step(self, at: int, op_id: str, wanted: Phase) -> str:
        """Move a slip; its content hash."""
        found = self._db.execute("SELECT phase, content_hash FROM slip WHERE op_id = ?", (op_id,)).fetchone()
        if found is None:
            raise UnknownSlip(op_id)
        phase, content_hash = found
        self._db.execute("UPDATE slip SET phase = ?, changed_at = ? WHERE op_id = ?",
                         (slips.step(Phase(phase), wanted), at, op_id))
        return str(content_hash)

    def _close_command(self, at: int, row: int, state: str, reason: str) -> tuple[str, str]:
        closed = self._db.execute(
            "UPDATE outbox SET state = ?, reason = ?, settled_at = ? WHERE row = ? AND state = 'waiting' "
            "RETURNING op_id, kind", (state, reason, at, row)).fetchone()
        if closed is None:
            raise UnknownSlip(f"outbox row {row} does not wait")
        return str(closed[0]), str(closed[1])
