"""The QR of a slip: as large as the paper allows, or not at all."""

from __future__ import annotations

from contract.slip import ProofOfInsurance
from kiosk.slips.document import CodeTooWide, modules_for

MARGIN = 4
"""Modules of white around a code (ISO/IEC 18004)."""
MODULES = (6, 5, 4, 3)
"""Dots of a module, the largest that fits. Up to 4 a camera reads it each time; 3 takes a steady hand."""
LONGEST = 1000
"""Bytes: what the printer's driver takes, and any phone reads."""
USUAL_BYTES = 62
"""Of an address with a code alone."""


def size_of(content: ProofOfInsurance) -> int:
    """Bytes that the code holds, or of a draft will hold."""
    return len(content.verify_url.encode()) or content.code_bytes or USUAL_BYTES


def module_for(size: int, width: int) -> int | CodeTooWide:
    """Dots of a module on a paper of ``width`` dots, white margin at both sides included."""
    if size <= LONGEST:
        across = modules_for(size) + 2 * MARGIN
        for module in MODULES:
            if across * module <= width:
                return module
    return CodeTooWide(size)
