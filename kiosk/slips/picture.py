"""Document → picture at the head's dots: what the paper will show, and the masked preview beside the choices."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageOps

from contract.slip import SlipContent
from contract.views import Paper
from kiosk.slips.document import CELL_DOTS, Box, Document, Qr, Rule, Space, TextLine
from kiosk.slips.glyphs import Pen
from kiosk.slips.layout import WIDTH, Unprintable, lay_out_masked

BLACK = 255
FRAME = 2
"""Dots of the frame around the place of a code."""


def draw(document: Document) -> Image.Image:
    """Mode ``1`` for a person's eyes: black ink on white paper, ``document.width`` dots wide."""
    return ImageOps.invert(_ink(document)).convert("1", dither=Image.Dither.NONE)


def preview(content: SlipContent, width: int = WIDTH) -> Paper | Unprintable:
    """The slip as it would be printed, name and numbers masked cell for cell."""
    document = lay_out_masked(content, width)
    return paper(document) if isinstance(document, Document) else document


def paper(document: Document) -> Paper:
    """The view's picture: rows packed MSB first, 1 = black, and the words of its lines."""
    ink = _ink(document).convert("1", dither=Image.Dither.NONE)
    return Paper(document.width, document.height, ink.tobytes(), document.lines)


def _ink(document: Document) -> Image.Image:
    """Mode ``L``, 255 where there is ink."""
    page = Image.new("L", (document.width, document.height))
    pen = Pen()
    for top, item in document.placed():
        match item:
            case TextLine():
                page.paste(pen.line(item, document.width), (0, top))
            case Rule(dots=dots):
                page.paste(BLACK, (0, top, document.width, top + dots))
            case Qr():
                symbol = _qr(item)
                page.paste(symbol, ((document.width - symbol.width) // 2, top))
            case Box():
                square = _box(item, pen)
                page.paste(square, ((document.width - square.width) // 2, top))
            case Space():
                pass
    return page


def _qr(code: Qr) -> Image.Image:
    rows = code.matrix
    symbol = Image.frombytes("L", (len(rows), len(rows)), b"".join(bytes(BLACK if dot else 0 for dot in row)
                                                                   for row in rows))
    return symbol.resize((code.dots, code.dots), Image.Resampling.NEAREST)


def _box(box: Box, pen: Pen) -> Image.Image:
    square = Image.new("L", (box.dots, box.dots))
    ImageDraw.Draw(square).rectangle((0, 0, box.dots - 1, box.dots - 1), outline=BLACK, width=FRAME)
    lines = [TextLine(words) for words in box.words]
    top = (box.dots - sum(line.dots for line in lines)) // 2
    for line in lines:
        wide = line.width * CELL_DOTS
        square.paste(pen.line(line, wide), ((box.dots - wide) // 2, top))
        top += line.dots
    return square
