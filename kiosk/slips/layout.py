"""Content → document, for the printer or (masked) for the screen: the same words, breaks and columns either way."""

from __future__ import annotations

import unicodedata

from msgspec.structs import replace

from contract.citizen import of_2022
from contract.slip import SlipContent
from kiosk.slips import glyphs, proof_of_insurance, qr
from kiosk.slips.document import CodeTooWide, Document, MissingGlyph, TextLine
from kiosk.slips.masking import HIDDEN, OPEN, Veil
from kiosk.slips.sheet import Sheet

WIDTH = 576
"""Dots of an 80 mm head at 203 dpi."""
Unprintable = MissingGlyph | CodeTooWide
"""Why a slip can't be printed truly. Nothing may be reserved or printed then."""


def lay_out(content: SlipContent, width: int = WIDTH) -> Document | Unprintable:
    """The slip as it is printed, or why it can't be."""
    content = _entered(content)
    document = _written(content, width, OPEN)
    if isinstance(document, Document) and (char := _missing(document)):
        return MissingGlyph(char)
    return document


def lay_out_masked(content: SlipContent, width: int = WIDTH) -> Document | Unprintable:
    """The same with name and numbers masked cell for cell.

    :class:`MissingGlyph` also where the mask would cover the character: the paper will not.
    """
    open_one = lay_out(content, width)
    return _written(_entered(content), width, HIDDEN) if isinstance(open_one, Document) else open_one


def _written(content: SlipContent, width: int, veil: Veil) -> Document | CodeTooWide:
    symbol = qr.symbol_for(qr.size_of(content), width)
    if isinstance(symbol, CodeTooWide):
        return symbol
    sheet = Sheet(width, 2 if content.large_print else 1, bool(content.with_english))
    return Document(width, proof_of_insurance.items(content, sheet, symbol, veil))


def _entered(content: SlipContent) -> SlipContent:
    """Text as GB 18030-2022 places it, composed; the content itself, and its hash, stay the centre's."""
    holder = replace(content.holder, name=_text(content.holder.name))
    employers = tuple(replace(employer, name=_text(employer.name)) for employer in content.employers)
    return replace(content, title=_text(content.title), bureau=_text(content.bureau), holder=holder,
                   employers=employers)


def _text(text: str) -> str:
    return unicodedata.normalize("NFC", of_2022(text))


def _missing(document: Document) -> str:
    """The first character that can't be drawn truly."""
    return next((char for item in document.items if isinstance(item, TextLine) and not item.in_rom
                 for char in item.text if not glyphs.drawable(char)), "")
