"""The journal's file: one connection, one thread, each method one transaction that is on the disk when it returns.

Source of the settings: SQLite "Write-Ahead Logging", "PRAGMA synchronous" (per connection; FULL syncs the log at
every commit). Tables only ever grow: an older program runs on a newer program's file.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from kiosk.journal import slips
from kiosk.journal.catalogue import Value, checked
from kiosk.journal.commands import Command, command_for, decoded
from kiosk.journal.errors import UnknownSlip
from kiosk.journal.slips import AFTER_CRASH, Outcome, Phase, Unsettled

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
VERSION = 1


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
            self._db.execute("INSERT INTO slip (op_id, visit, asked_hash, phase, changed_at) VALUES (?, ?, ?, ?, ?)",
                             (op_id, visit, asked_hash, Phase.INTENDED, at))
            self._event(at, "slip_intended", {"op": op_id, "visit": visit})

    def reserved(self, at: int, op_id: str, slip: str, content_hash: str, lease_until: int) -> None:
        """:raises UnknownSlip, OutOfOrder:"""
        with self._transaction():
            self._step(at, op_id, Phase.RESERVED)
            self._db.execute("UPDATE slip SET slip = ?, content_hash = ?, lease_until = ? WHERE op_id = ?",
                             (slip, content_hash, lease_until, op_id))
            self._event(at, "slip_reserved", {"op": op_id, "slip": slip})

    def advance(self, at: int, op_id: str, phase: Phase) -> None:
        """A step that carries nothing: printing, refused. :raises UnknownSlip, OutOfOrder:"""
        with self._transaction():
            self._step(at, op_id, phase)
            self._event(at, f"slip_{phase}", {"op": op_id})

    def settled(self, at: int, op_id: str, outcome: Outcome, code: str) -> None:
        """Outcome and outbox row together. :raises UnknownSlip, OutOfOrder:"""
        with self._transaction():
            content_hash = self._step(at, op_id, Phase(outcome))
            kind, body = command_for(outcome, content_hash, at, code)
            self._db.execute("INSERT INTO outbox (op_id, kind, body, written_at) VALUES (?, ?, ?, ?)",
                             (op_id, kind, msgspec.json.encode(body).decode(), at))
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
            "SELECT row, op_id, slip, kind, body, written_at FROM outbox JOIN slip USING (op_id) WHERE row IN "
            "(SELECT min(row) FROM outbox WHERE state = 'waiting' GROUP BY op_id) ORDER BY row")
        return [decoded(*row) for row in rows]

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

    def _grow(self) -> None:
        with self._transaction():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version < VERSION:
                for statement in SCHEMA:
                    self._db.execute(statement)
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
