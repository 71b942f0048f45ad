"""ESC/POS as a stream of commands: where each one ends, whatever bytes come.

Lengths: Epson ESC/POS reference. A command that is not in this table is told as ``Unknown`` and skipped by its two
bytes, as printers do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

ESC, FS, GS, DLE = 0x1B, 0x1C, 0x1D, 0x10
WIDEST_RASTER = 256
"""Bytes a row of ``GS v 0``, and rows at most: a header beyond is no header."""
TALLEST_RASTER = 2400

FIXED = {
    bytes((ESC,)): {2: "@2im", 3: "Jd3!EGa-MtRV{U= ", 4: "$\\c", 5: "p"},
    bytes((FS,)): {2: "&.", 3: "!-W", 4: "S"},
    bytes((GS,)): {3: "!BHhwfarIb", 4: "PLW\\"},
}
CUSTOM = {b"\x1d\xe0": 3, b"\x1d\xe1": 2}
"""Automatic full status and remaining paper: only Custom printers know them."""
COUNTERS = {b"\x1d\x67": 6}
"""GS g 0 and GS g 2: only printers that keep maintenance counters know them."""
LENGTHS = {lead + letter.encode(): length
           for lead, sizes in FIXED.items() for length, letters in sizes.items() for letter in letters}
REAL_TIME = {
    **{bytes((DLE, 0x04, n)): 3 for n in (1, 2, 3, 4, 0x14)},
    **{bytes((DLE, 0x05, n)): 3 for n in (0, 1, 2)},
    bytes((DLE, 0x14, 1)): 5, bytes((DLE, 0x14, 2)): 5, bytes((DLE, 0x14, 7)): 4, bytes((DLE, 0x14, 8)): 10,
}


@dataclass(frozen=True)
class Character:
    """One byte, or two of a GB2312 pair."""

    code: bytes


@dataclass(frozen=True)
class Control:
    """A single control byte: LF, CR, HT, FF, CAN, NUL."""

    code: int


@dataclass(frozen=True)
class Command:
    """``name``: lead and letter (``GS (``, ``GS v``: three bytes); ``args``: the bytes after it."""

    name: bytes
    args: bytes


@dataclass(frozen=True)
class RealTime:
    """Done already when it came in; in the stream it means nothing any more."""

    code: bytes


@dataclass(frozen=True)
class Unknown:
    """Two bytes that begin no command we know."""

    code: bytes


Token = Character | Control | Command | RealTime | Unknown


@dataclass
class Tokenizer:
    """Incremental. ``hanzi`` is the mode of ``FS &``, in which two bytes A1…FE are one character."""

    hanzi: bool = False
    more: dict[bytes, int] = field(default_factory=dict)
    """What only this make knows, with its length."""
    _begun: bytearray = field(default_factory=bytearray)

    def feed(self, byte: int) -> Iterator[Token]:
        """At most one token a byte."""
        self._begun.append(byte)
        begun = self._begun
        needed = self._extent()
        if needed is None or len(begun) < needed:
            return
        code = bytes(begun)
        begun.clear()
        yield self._token(code)

    def forget(self) -> None:
        """Drop a command that is not yet whole."""
        self._begun.clear()

    def _extent(self) -> int | None:
        return self.more.get(bytes(self._begun[:2])) or _extent(self._begun, self.hanzi)

    def _token(self, code: bytes) -> Token:
        lead = code[0]
        if lead == DLE:
            return RealTime(code) if code[:3] in REAL_TIME else Unknown(code)
        if code[:2] in self.more:
            return Command(code[:2], code[2:])
        if lead in (ESC, FS, GS):
            return _command(code)
        if lead < 0x20 or lead == 0x7F:
            return Control(lead) if lead in b"\n\r\t\x0c\x18\x00" else Unknown(code)
        return Character(code)


def _command(code: bytes) -> Token:
    name = code[:3] if code[:2] in (b"\x1d(", b"\x1dv") else code[:2]
    known = name[:2] in LENGTHS or code[:2] in (b"\x1dV", b"\x1de") or (len(name) == 3 and len(code) > 4)
    return Command(name, code[len(name):]) if known else Unknown(code)


def _extent(code: bytearray, hanzi: bool) -> int | None:
    """Length of the command that begins with ``code``; None: not to be told yet."""
    lead = code[0]
    if hanzi and lead >= 0xA1:
        return 2
    if lead not in (ESC, FS, GS, DLE):
        return 1
    if len(code) < 2:
        return None
    if lead == DLE:
        return _real_time_extent(code)
    pair = bytes(code[:2])
    match pair:
        case b"\x1d(":
            return 5 + int.from_bytes(code[3:5], "little") if len(code) >= 5 else None
        case b"\x1dV":
            return None if len(code) < 3 else 4 if code[2] in (65, 66, 97, 98, 103, 104) else 3
        case b"\x1dv":
            return _raster_extent(code)
        case b"\x1de":
            return None if len(code) < 3 else 4 if code[2] == 3 else 3
        case _:
            return LENGTHS.get(pair, 2)


def _real_time_extent(code: bytearray) -> int | None:
    if code[1] not in (0x04, 0x05, 0x14):
        return 2
    return None if len(code) < 3 else REAL_TIME.get(bytes(code[:3]), 3)


def _raster_extent(code: bytearray) -> int | None:
    if len(code) < 8:
        return 2 if len(code) > 2 and code[2] != 0x30 else None
    wide, rows = int.from_bytes(code[4:6], "little"), int.from_bytes(code[6:8], "little")
    return 8 + wide * rows if wide <= WIDEST_RASTER and rows <= TALLEST_RASTER else 8
