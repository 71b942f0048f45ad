"""The QR of a slip: as large as the paper allows, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from contract.slip import ProofOfInsurance
from kiosk.slips.document import CodeTooWide, Level, modules_for

MARGIN = 4
"""Modules of white around a code (ISO/IEC 18004)."""


@dataclass(frozen=True)
class Symbol:
    """How a code is drawn: ``module`` in dots, ``level`` of error correction."""

    module: int
    level: Level


SYMBOLS = (Symbol(6, "M"), Symbol(5, "M"), Symbol(4, "M"), Symbol(4, "L"), Symbol(3, "M"))
"""The first that fits. Down to 4 dots a camera reads it each time, so less correction comes before smaller dots; 3
takes a true head and a steady hand."""
LONGEST = 1000
"""Bytes: what the printer's driver takes, and any phone reads."""
USUAL_BYTES = 62
"""Of an address with a code alone."""


def size_of(content: ProofOfInsurance) -> int:
    """Bytes that the code holds, or of a draft will hold."""
    return len(content.verify_url.encode()) or content.code_bytes or USUAL_BYTES


def symbol_for(size: int, width: int) -> Symbol | CodeTooWide:
    """On a paper of ``width`` dots, white margin at both sides included."""
    if size <= LONGEST:
        for symbol in SYMBOLS:
            if (modules_for(size, symbol.level) + 2 * MARGIN) * symbol.module <= width:
                return symbol
    return CodeTooWide(size)
