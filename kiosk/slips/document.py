"""A slip, laid out: what stands on the paper from top to bottom, in cells and dots. Pure data.

Each item knows how many dots of paper it takes, so that the picture and the printer agree on every position.
Source of the figures: devices.printer.api (24-dot font on a 203 dpi head).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import segno

from devices.printer.api import LINE_DOTS, TALL_LINE_DOTS
from kiosk.slips import cells

CELL_DOTS = 12
GLYPH_DOTS = 24
DOTS_PER_CM = 203 / 2.54
Level = Literal["L", "M"]
"""Error correction of a code: 7 or 15 % of it may be lost."""
QR_BYTES: dict[Level, tuple[int, ...]] = {
    "L": (17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858, 929,
          1003, 1091, 1171, 1273, 1367, 1465, 1528, 1628, 1732, 1840, 1952, 2068, 2188, 2303, 2431, 2563, 2699,
          2809, 2953),
    "M": (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779,
          857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331),
}
"""What a code of version 1, 2, … holds by error correction (ISO/IEC 18004, table 7): its size is known undrawn."""
RASTER_HEADER = 8
"""Bytes of ``GS v 0`` before its rows."""


@dataclass(frozen=True)
class MissingGlyph:
    """No font of ours draws ``char``: the slip can't be printed truly, so it is not printed."""

    char: str


@dataclass(frozen=True)
class CodeTooWide:
    """An address of ``size`` bytes makes no code that this paper holds in modules that a camera can tell apart."""

    size: int


@dataclass(frozen=True, repr=False)
class TextLine:
    """``text`` begins at the left edge, padding included; ``scale`` 2 doubles width and height."""

    text: str
    bold: bool = False
    scale: Literal[1, 2] = 1

    @property
    def dots(self) -> int:
        return TALL_LINE_DOTS if self.scale == 2 else LINE_DOTS

    @property
    def width(self) -> int:
        """Cells of the paper, padding at the left included."""
        return cells.width(self.text) * self.scale

    @property
    def in_rom(self) -> bool:
        """The printer's own font holds all of it; otherwise this line goes as a picture."""
        return cells.in_rom(self.text)


@dataclass(frozen=True)
class Rule:
    """A black line across the paper, ``dots`` thick."""

    dots: int


@dataclass(frozen=True)
class Space:
    """White paper."""

    dots: int


@dataclass(frozen=True, repr=False)
class Qr:
    """QR code model 2, centred, without margin (the paper is white). ``module`` in dots, ``level`` of correction."""

    data: str
    module: int
    level: Level = "M"

    @property
    def dots(self) -> int:
        return modules_for(len(self.data.encode()), self.level) * self.module

    @property
    def matrix(self) -> tuple[bytearray, ...]:
        """Rows of modules, 1 = black; the smallest version that holds ``data`` as bytes (ISO/IEC 18004)."""
        version = bisect_left(QR_BYTES[self.level], len(self.data.encode())) + 1
        symbol: tuple[bytearray, ...] = segno.make_qr(self.data, error=self.level, boost_error=False, mode="byte",
                                                      version=version).matrix
        return symbol


def modules_for(size: int, level: Level) -> int:
    """Modules along one side of a code that holds ``size`` bytes."""
    return 4 * bisect_left(QR_BYTES[level], size) + 21


@dataclass(frozen=True)
class Box:
    """An empty square of a code's size, centred, with words in it: a draft has no code."""

    dots: int
    words: tuple[str, ...]


Item = TextLine | Rule | Space | Qr | Box


def dots_of(items: Iterable[Item]) -> int:
    """Paper that they take."""
    return sum(item.dots for item in items)


@dataclass(frozen=True, repr=False)
class Document:
    """``width`` dots of the head; ``items`` from top to bottom."""

    width: int
    items: tuple[Item, ...]

    @property
    def cells(self) -> int:
        return self.width // CELL_DOTS

    @property
    def height(self) -> int:
        """Dots of paper, without the printer's feed to its cutter."""
        return dots_of(self.items)

    @property
    def length_cm(self) -> float:
        return self.height / DOTS_PER_CM

    @property
    def raster_bytes(self) -> int:
        """Bytes of the same slip as one raster (``GS v 0``): the measure of how much text mode saves."""
        return RASTER_HEADER + self.width // 8 * self.height

    @property
    def lines(self) -> tuple[str, ...]:
        """The words, line by line."""
        return tuple(item.text for item in self.items if isinstance(item, TextLine))

    def placed(self) -> Iterator[tuple[int, Item]]:
        """Each item with the dot row at which it begins."""
        top = 0
        for item in self.items:
            yield top, item
            top += item.dots
