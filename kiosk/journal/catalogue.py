"""``events.toml``: which rows the journal may hold. A field by allow-list cannot leak what nobody thought of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from contract.citizen import is_valid_number
from kiosk.journal.errors import UnknownEvent

FILE = Path(__file__).with_name("events.toml")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")

Kind = Literal["id", "id?", "code", "count"]
Value = str | int


class EventKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry: its sentence, and field name to kind."""

    doc: str
    fields: dict[str, Kind]


@lru_cache(maxsize=1)
def catalogue() -> dict[str, EventKind]:
    """Name to entry."""
    return msgspec.toml.decode(FILE.read_bytes(), type=dict[str, EventKind])


def checked(event: str, fields: Mapping[str, Value]) -> str:
    """The row's fields as canonical JSON.

    :raises UnknownEvent: event or field unknown, a field missing, or a value that is not of its kind
    """
    known = catalogue().get(event)
    if known is None:
        raise UnknownEvent(event)
    if fields.keys() != known.fields.keys():
        odd = sorted(fields.keys() ^ known.fields.keys())
        raise UnknownEvent(f"{event}: {', '.join(odd)}")
    for name, kind in known.fields.items():
        if not _is_of(kind, fields[name]):
            raise UnknownEvent(f"{event}: {name} is no {kind}")
    return msgspec.json.encode(dict(fields), order="sorted").decode()


def _is_of(kind: Kind, value: Value) -> bool:
    if kind == "count":
        return isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    if value == "":
        return kind == "id?"
    return WORD.fullmatch(value) is not None and not is_valid_number(value)
