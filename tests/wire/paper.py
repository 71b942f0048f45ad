"""What a person reads on a printed slip, from the very bytes that went to the printer.

Only the printer's own text counts (GB2312 after ``FS &``): in that encoding a byte is a half-width cell, so columns
are found by position, as the eye does it. A command that we do not emit is a surprise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

LF = 0x0A
FIXED = {
    b"\x1b@": 0, b"\x1bE": 1, b"\x1b3": 1, b"\x1bJ": 1, b"\x1ba": 1, b"\x1bd": 1, b"\x1b!": 1, b"\x1b2": 0,
    b"\x1b-": 1, b"\x1bM": 1, b"\x1bG": 1, b"\x1bt": 1,
    b"\x1d!": 1, b"\x1dP": 2, b"\x1dr": 1, b"\x1da": 1, b"\x1dB": 1, b"\x1c&": 0, b"\x1c.": 0,
}
"""Bytes of parameters behind a two-byte command."""
MONTH_HEAD = ("缴费", "时段")
FEET = ("基数", "基数/档", "缴费")
EMPLOYER_CELLS = 8


class NotOurs(ValueError):
    """Bytes that no slip of ours holds: offset and command."""


@dataclass(frozen=True)
class PaperMonth:
    """A row of （二）. ``figures``: column name to what stands in it."""

    month: int
    mark: str
    employer_no: str
    figures: dict[str, str] = field(default_factory=dict)


def lines_on_paper(escpos: bytes) -> list[bytes | None]:
    """Text lines as GB2312 without trailing blanks; None where a picture or a code stands."""
    lines: list[bytes | None] = []
    text = bytearray()
    at = 0
    while at < len(escpos):
        byte = escpos[at]
        if byte == LF:
            lines.append(bytes(text).rstrip())
            text.clear()
            at += 1
        elif byte in (0x1B, 0x1C, 0x1D):
            length, drawn = _command(escpos, at)
            if drawn:
                lines.append(None)
            at += length
        elif byte >= 0x20:
            text.append(byte)
            at += 1
        else:
            raise NotOurs(f"byte {byte:02x} at {at}")
    if text:
        raise NotOurs("text without its line feed")
    return lines


def words_on_paper(escpos: bytes) -> list[str]:
    """The text lines in order."""
    return [line.decode("gb2312") for line in lines_on_paper(escpos) if line is not None]


def totals_on_paper(escpos: bytes) -> dict[str, int]:
    """（一）: short name of an insurance to its 累计月数."""
    totals: dict[str, int] = {}
    for upper, lower in pairwise(lines_on_paper(escpos)):
        if upper is None or lower is None or not _text(upper).startswith("险种 "):
            continue
        names, months = _tokens(upper)[1:], _tokens(lower)[1:]
        if [end for _, end, _ in names] != [end for _, end, _ in months]:
            raise NotOurs("names and months of （一） do not stand below each other")
        totals.update({name: int(count) for (_, _, name), (_, _, count) in zip(names, months, strict=True)})
    return totals


def months_on_paper(escpos: bytes) -> list[PaperMonth]:
    """（二）: every row in order; a month without contribution has no employer and no figures."""
    lines = _table(lines_on_paper(escpos))
    if not lines:
        return []
    first_row = next(place for place, line in enumerate(lines) if re.match(rb"\d{6}", line))
    employer_at, bands = _columns(lines[:first_row])
    months: list[PaperMonth] = []
    band = 0
    for line in lines[first_row:]:
        tokens = _tokens(line)
        if re.match(rb"\d{6}", line):
            months.append(_month(line, tokens, employer_at))
            band = 0 if len(months[-1].employer_no) <= EMPLOYER_CELLS else -1
            tokens = [token for token in tokens if token[0] > employer_at] if band == 0 else []
        else:
            band += 1
        for _, end, figure in tokens:
            months[-1].figures[bands[band][end]] = figure
    return months


def _month(line: bytes, tokens: list[tuple[int, int, str]], employer_at: int) -> PaperMonth:
    employer = next((text for start, _, text in tokens if start == employer_at), "")
    return PaperMonth(int(line[:6]), _text(line[6:employer_at]).strip(), employer)


def _table(lines: list[bytes | None]) -> list[bytes]:
    """From the head of （二） to the rule below its last row."""
    heads = [place for place, line in enumerate(lines) if line is not None and _text(line).startswith(MONTH_HEAD[0])]
    if not heads:
        return []
    start = heads[0]
    while (above := lines[start - 1]) is not None and above.startswith(b" "):
        start -= 1
    table: list[bytes] = []
    for line in lines[start:]:
        if line is None:
            return table
        table.append(line)
    raise NotOurs("（二） does not end in a rule")


def _columns(heads: list[bytes]) -> tuple[int, list[dict[int, str]]]:
    """First cell of 单位编号, and for each band the right edge of a column to its name."""
    employer_at = 0
    bands: list[dict[int, str]] = []
    names: dict[int, str] = {}
    for line in heads:
        tokens = _tokens(line)
        if tokens[0][0] == 0:
            employer_at = tokens[1][0]
            first, tokens = tokens[0][2], tokens[2:]
            at_foot = first == MONTH_HEAD[1]
        else:
            at_foot = all(text in FEET for _, _, text in tokens)
        if at_foot:
            bands.append({end: names.get(end, "") for _, end, _ in tokens})
            names = {}
        else:
            for _, end, text in tokens:
                names[end] = names.get(end, "") + text
    return employer_at, bands


def _tokens(line: bytes) -> list[tuple[int, int, str]]:
    """(first cell, cell behind the last, text) of each word."""
    return [(found.start(), found.end(), _text(found[0])) for found in re.finditer(rb"[^ ]+", line)]


def _text(line: bytes) -> str:
    return line.decode("gb2312")


def _command(escpos: bytes, at: int) -> tuple[int, bool]:
    """Length of the command at ``at``, and whether it draws."""
    name = escpos[at:at + 2]
    if name in FIXED:
        return 2 + FIXED[name], False
    if name == b"\x1d(":
        length = 5 + int.from_bytes(escpos[at + 3:at + 5], "little")
        return length, escpos[at + 2:at + 3] == b"k"
    if name == b"\x1dV":
        return (4 if escpos[at + 2] in (65, 66) else 3), False
    if escpos[at:at + 3] == b"\x1dv0":
        wide, high = (int.from_bytes(escpos[place:place + 2], "little") for place in (at + 4, at + 6))
        return 8 + wide * high, True
    raise NotOurs(f"{name.hex()} at {at}")
