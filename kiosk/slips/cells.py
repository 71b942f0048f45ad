"""Half-width cells: the grid on which a receipt printer's own font stands.

A character of the GB2312 double-byte set takes two cells, as in the printer's ROM; any other by its East Asian Width
(UAX #11: W and F two, the rest one; ``·`` U+00B7 one). A *unit* is a short text that no line break may split: one
character, or the mask of one character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

NOT_FIRST = frozenset("，。；：、！？）》】」』〉”’％)],.;:!?%")
"""Closing marks never begin a line (CLREQ §3.1.3, 避头尾)."""
BLANK = " "


def in_rom(text: str) -> bool:
    """Every character is in GB2312 (codec ``gb2312``: ``gb18030`` would let in what no ROM has) and printable."""
    try:
        encoded = text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return all(byte >= 0x20 and byte != 0x7F for byte in encoded)


def width(text: str) -> int:
    """Cells that ``text`` takes."""
    return sum(_width(char) for char in text)


def wrap_units(units: Sequence[str], cells: int) -> list[str]:
    """Break between any two units; at least one line. A str is a sequence of its characters."""
    lines, used = [""], 0
    for unit in units:
        needed = width(unit)
        if used + needed > cells and lines[-1]:
            lines.append("")
            used = 0
        lines[-1] += unit
        used += needed
    return lines


def wrap_words(text: str, cells: int) -> list[str]:
    """Break as a reader expects: not inside a Latin word or number that fits a line, no closing mark first."""
    return [line.strip(BLANK) for line in wrap_units(_words(text, cells), cells)]


def left(text: str, cells: int) -> str:
    """Padded at the right."""
    return text + BLANK * (cells - width(text))


def right(text: str, cells: int) -> str:
    """Padded at the left."""
    return BLANK * (cells - width(text)) + text


def centred(text: str, cells: int) -> str:
    """Padded at the left; the odd cell stays at the right."""
    return BLANK * ((cells - width(text)) // 2) + text


def placed(parts: Iterable[tuple[int, str]]) -> str:
    """One line from texts that begin at given cells, ascending and not overlapping."""
    line = ""
    for start, text in parts:
        line = left(line, start) + text
    return line.rstrip(BLANK)


def _width(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 2 if len(char.encode("gb2312", errors="ignore")) == 2 else 1


def _words(text: str, cells: int) -> list[str]:
    words: list[str] = []
    for char in text:
        last = words[-1] if words else ""
        joins = (_narrow(char) and last and _narrow(last[-1])) or (char in NOT_FIRST and last)
        if joins and width(last) + width(char) <= cells:
            words[-1] += char
        else:
            words.append(char)
    return words


def _narrow(char: str) -> bool:
    return char.isascii() and char != BLANK
