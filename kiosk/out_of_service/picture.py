"""Draw the page: both languages at once, because nobody can choose one here."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

import assets
from contract.words import LANGUAGES, Language, mark

PAPER, CARD, INK, BORDER, RED, ROSE = "#F6F3EC", "#FFFFFF", "#14233B", "#857E6E", "#650F0B", "#F8E1DE"
TITLE = mark("out.title")
NEXT = mark("out.next")
CALL = mark("out.call")
CODE = mark("out.code")
UNITS_ACROSS = 60
"""The base unit is this part of the shorter side (18 px of 1080)."""


@dataclass(frozen=True)
class Facts:
    """What the page tells: the machine's name, what failed (a code for the technician), whom to call."""

    machine: str
    code: str
    hotline: str


class Pen:
    """Writes downwards from a corner, breaking lines at ``width`` pixels."""

    def __init__(self, draw: ImageDraw.ImageDraw, left: int, top: int, width: int) -> None:
        self.draw, self.left, self.top, self.width = draw, left, top, width

    def write(self, text: str, size: int, bold: bool = False) -> None:
        face = assets.built("fonts", f"NotoSansSC-{'Bold' if bold else 'Regular'}.otf")
        font = ImageFont.truetype(str(face), size)
        for line in broken(text, font, self.width):
            self.draw.text((self.left, self.top), line, INK, font)
            self.top += round(size * 1.4)

    def skip(self, pixels: int) -> None:
        self.top += pixels


def broken(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Lines of at most ``width`` pixels: between words where there are spaces, else between any two characters."""
    lines, line = [], ""
    for part in text.split(" ") if " " in text else text:
        joined = f"{line} {part}" if line and " " in text else line + part
        if line and font.getlength(joined) > width:
            lines.append(line)
            joined = part
        line = joined
    return [*lines, line]


def sentence(language: Language, message_id: str, facts: Facts) -> str:
    return assets.catalogue("supervisor", language)[message_id].format(
        machine=facts.machine, code=facts.code, hotline=facts.hotline
    )


def draw_page(size: tuple[int, int], facts: Facts) -> Image.Image:
    """:returns: an RGB picture of ``size`` pixels. :raises OSError: the fonts have not been built"""
    unit = max(4, min(size) // UNITS_ACROSS)
    picture = Image.new("RGB", size, PAPER)
    draw = ImageDraw.Draw(picture)
    left, width = 3 * unit, size[0] - 6 * unit
    top = max(3 * unit, size[1] // 2 - 26 * unit)
    sign(draw, left, top, unit)
    pen = Pen(draw, left, top + 11 * unit, width)
    for number, language in enumerate(LANGUAGES):
        pen.write(sentence(language, TITLE, facts), (4 if number == 0 else 3) * unit, bold=True)
        pen.skip(unit // 2)
        pen.write(sentence(language, NEXT, facts), round(2.3 * unit))
        pen.write(sentence(language, CALL, facts), round(2.3 * unit))
        pen.skip(3 * unit)
    draw.line((left, pen.top, left + width, pen.top), BORDER, max(1, unit // 9))
    pen.skip(unit)
    for language in LANGUAGES:
        pen.write(sentence(language, CODE, facts), round(1.8 * unit))
    return picture


def sign(draw: ImageDraw.ImageDraw, left: int, top: int, unit: int) -> None:
    """A triangle with an exclamation mark: the state is told by shape before it is told by words."""
    side, line = 8 * unit, max(2, unit // 3)
    draw.rounded_rectangle((left, top, left + side, top + side), round(1.3 * unit), ROSE)
    middle = left + side // 2
    tip, foot = top + 2 * unit, top + 6 * unit
    draw.line(
        [(middle, tip), (middle + round(2.3 * unit), foot), (middle - round(2.3 * unit), foot), (middle, tip)],
        RED, line, "curve",
    )
    draw.line((middle, tip + round(1.4 * unit), middle, tip + round(2.6 * unit)), RED, line)
    dot = (middle - line // 2, tip + round(3.1 * unit), middle + line // 2, tip + round(3.1 * unit) + line)
    draw.ellipse(dot, RED)
