"""The journal's rows as a second program sees them (read only, beside the writer)."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def events_in(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """(name, fields) in order."""
    return [(name, json.loads(fields)) for name, fields in rows_in(path, "SELECT name, fields FROM event ORDER BY seq")]


def phases_in(path: Path) -> dict[str, str]:
    """Op id to phase."""
    return dict(rows_in(path, "SELECT op_id, phase FROM slip"))


def outbox_in(path: Path) -> list[tuple[str, str, str, str]]:
    """(op id, kind, state, reason) in order."""
    return rows_in(path, "SELECT op_id, kind, state, reason FROM outbox ORDER BY row")


def rows_in(path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return db.execute(query).fetchall()
