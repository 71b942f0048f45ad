"""Content → document, for the printer or (masked) for the screen: the same words, breaks and columns either way."""

from __future__ import annotations

from contract.slip import SlipContent
from kiosk.slips import glyphs, proof_of_insurance
from kiosk.slips.document import CELL_DOTS, Document, MissingGlyph, TextLine
from kiosk.slips.masking import HIDDEN, OPEN

WIDTH = 576
"""Dots of an 80 mm head at 203 dpi."""


def lay_out(content: SlipContent, width: int = WIDTH) -> Document | MissingGlyph:
    """The slip as it is printed; :class:`MissingGlyph` if a character of it can't be drawn truly."""
    return _checked(Document(width, proof_of_insurance.items(content, width // CELL_DOTS, OPEN)))


def lay_out_masked(content: SlipContent, width: int = WIDTH) -> Document | MissingGlyph:
    """The same with name and numbers masked cell for cell.

    :class:`MissingGlyph` also where the mask would cover the character: the paper will not.
    """
    if isinstance(missing := lay_out(content, width), MissingGlyph):
        return missing
    return Document(width, proof_of_insurance.items(content, width // CELL_DOTS, HIDDEN))


def _checked(document: Document) -> Document | MissingGlyph:
    for item in document.items:
        if isinstance(item, TextLine) and not item.in_rom:
            for char in item.text:
                if not glyphs.drawable(char):
                    return MissingGlyph(char)
    return document
