"""Document → the printer's blocks: ROM text where its own font holds a line, a raster of that line otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from devices.printer.api import Block, Feed, PrintJob, QrCode, Raster, Text
from kiosk.slips.document import Box, Document, Qr, Rule, Space, TextLine
from kiosk.slips.glyphs import Pen


class Draft(ValueError):
    """The document is a draft: it has no code, so nobody could check it."""


def print_job(job: str, document: Document) -> PrintJob:
    """:param job: names it in the printer's progress. :raises Draft:"""
    return PrintJob(job, tuple(_blocks(document)))


def _blocks(document: Document) -> Iterator[Block]:
    pen = Pen()
    for item in document.items:
        match item:
            case TextLine(text=text, bold=bold, scale=scale) if item.in_rom:
                yield Text(text, bold, scale)
            case TextLine():
                yield _raster(pen.line(item, document.width))
            case Rule(dots=dots):
                yield Raster(document.width, dots, b"\xff" * (document.width // 8 * dots))
            case Space(dots=dots):
                yield Feed(dots)
            case Qr(data=data, module=module, level=level):
                yield QrCode(data, module, level)
            case Box():
                raise Draft("a slip without a code")


def _raster(ink: Image.Image) -> Raster:
    return Raster(ink.width, ink.height, ink.convert("1", dither=Image.Dither.NONE).tobytes())
