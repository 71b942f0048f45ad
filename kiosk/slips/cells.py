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
PAUSES = frozenset("，。；：！？】,.;:]")
"""Where a reader takes breath: the best places to end a short line."""
BLANK = " "
HYPHEN = "-"
UNTIL = "～"
"""Between two months."""


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


def wrap_period(text: str, cells: int) -> list[str]:
    """Two months on one line, or below each other."""
    if width(text) <= cells:
        return [text]
    first, until, last = text.partition(UNTIL)
    return [line for part in (first + until, last) for line in wrap_words(part, cells)]


def wrap_evenly(text: str, cells: int) -> list[str]:
    """As :func:`wrap_words`, in as few lines, broken behind marks where that can be; otherwise of like length.

    So that no single character stands on the last one, and no word is torn that needs not be.
    """
    ways = [wrap_words(text, cells)]
    while len(ways[0]) > 1 and cells > 2 and len(shorter := wrap_words(text, cells - 1)) == len(ways[0]):
        ways.append(shorter)
        cells -= 1
    return max(reversed(ways), key=lambda lines: sum(line[-1:] in PAUSES for line in lines))


def name_lines(text: str, cells: int) -> list[tuple[int, int]]:
    """First and last index (not included) of each line of a name: not inside a Latin word, but behind its hyphen.

    Places and no text, so that a mask breaks where the open name does. Blanks at a break belong to no line.
    """
    lines: list[tuple[int, int]] = []
    start = end = 0
    for first, last in _tokens(text, cells):
        if width(text[start:last].rstrip(BLANK)) > cells and text[start:end].strip(BLANK):
            lines.append((start, end))
            start = first
        end = last
    lines.append((start, end))
    return [(first, first + len(text[first:last].rstrip(BLANK))) for first, last in lines]


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


def _tokens(text: str, cells: int) -> list[tuple[int, int]]:
    """Latin words with the blanks behind them, and every other character alone."""
    tokens: list[tuple[int, int]] = []
    for place, char in enumerate(text):
        start = tokens[-1][0] if tokens else 0
        joins = (tokens and _letter(text[place - 1]) and text[place - 1] != HYPHEN and _letter(char)
                 and width(text[start:place + 1]) <= cells)
        if joins or (tokens and char == BLANK):
            tokens[-1] = (start, place + 1)
        else:
            tokens.append((place, place + 1))
    return tokens


def _letter(char: str) -> bool:
    """Of a script that is written in words."""
    return char != BLANK and unicodedata.east_asian_width(char) not in "WF"


def _narrow(char: str) -> bool:
    return char.isascii() and char != BLANK
