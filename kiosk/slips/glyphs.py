"""Characters as black dots on the cell grid: Noto Sans Mono CJK SC, and HanaMin A and B for what it lacks.

At 24 px with the threshold in the middle a reader (and an OCR) makes no mistake; below 22 they begin.
Fonts: ``python -m assets.build_fonts`` (the SC face of Debian's fonts-noto-cjk), Debian's fonts-hanazono.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path

import msgspec
from PIL import Image, ImageDraw, ImageFont

import assets
from devices.printer.api import LINE_DOTS
from kiosk.slips import cells
from kiosk.slips.document import CELL_DOTS, GLYPH_DOTS, TextLine

HANAZONO = Path("/usr/share/fonts/truetype/hanazono")
FACES = ("NotoSansMonoSC-Regular.otf", "HanaMinA.ttf", "HanaMinB.ttf")
"""In the order in which a character is looked for; keys of ``coverage.msgpack``."""
COVERAGE = "coverage.msgpack"
BASELINE = 21
"""Rows from the top of a line to the baseline at 24 px (880/1000 of the em)."""
THRESHOLD = 128
WHITE, BLACK = 0, 255
NOT_OF_ITSELF = ("Mn", "Mc", "Me", "Cf", "Co")
"""Categories of what changes its neighbour instead of standing in a cell, and of what each font means otherwise."""


def drawable(char: str) -> bool:
    """A font of ours holds the character, it stands in cells of its own (a combining mark does not), and all fonts
    mean the same by it (in the private area they do not).
    """
    return unicodedata.category(char) not in NOT_OF_ITSELF and _face_of(char) is not None


class Pen:
    """Draws lines; keeps each glyph for the length of one document, so that no name outlives its drawing."""

    def __init__(self) -> None:
        self._glyphs: dict[tuple[str, bool, int], Image.Image] = {}

    def line(self, line: TextLine, width: int) -> Image.Image:
        """Mode ``L``, ``width`` dots by the line's height, 255 = black, each character in its own cells.

        :raises KeyError: a character that is not :func:`drawable`
        """
        picture = Image.new("L", (width, line.dots), WHITE)
        left = 0
        for char in line.text:
            if char != cells.BLANK:
                glyph = self._glyph(char, line.bold, line.scale)
                picture.paste(BLACK, (left, 0), glyph)
            left += cells.width(char) * CELL_DOTS * line.scale
        return picture

    def _glyph(self, char: str, bold: bool, scale: int) -> Image.Image:
        key = (char, bold, scale)
        if key not in self._glyphs:
            self._glyphs[key] = _drawn(*key)
        return self._glyphs[key]


def _drawn(char: str, bold: bool, scale: int) -> Image.Image:
    """Bold is the same glyph again, a dot further right, as printers do it."""
    face = _face_of(char)
    if face is None:
        raise KeyError("a character that no font holds")
    font = _font(face, GLYPH_DOTS * scale)
    room = cells.width(char) * CELL_DOTS * scale
    picture = Image.new("L", (room + scale, LINE_DOTS * scale), WHITE)
    draw = ImageDraw.Draw(picture)
    start = (room - font.getlength(char)) / 2
    for thicker in range(scale + 1 if bold else 1):
        draw.text((start + thicker, BASELINE * scale), char, fill=BLACK, font=font, anchor="ls")
    return picture.point(lambda value: BLACK if value >= THRESHOLD else WHITE)


def _face_of(char: str) -> str | None:
    point = ord(char)
    for face, ranges in _coverage():
        place = bisect_right(ranges, point)
        if place % 2 or (place and ranges[place - 1] == point):
            return face
    return None


@lru_cache(maxsize=1)
def _coverage() -> tuple[tuple[str, list[int]], ...]:
    """For each face ``[first, last, first, last, …]``, as ``assets.build_fonts`` writes it."""
    held = msgspec.msgpack.decode(assets.built("fonts", COVERAGE).read_bytes(), type=dict[str, list[int]])
    return tuple((face, held[face]) for face in FACES)


@lru_cache(maxsize=2 * len(FACES))
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    built = assets.built("fonts", face)
    return ImageFont.truetype(str(built if built.exists() else HANAZONO / face), size)
