"""Short names of the insurances as the form's columns say them (two to four hanzi)."""

from __future__ import annotations

from contract import insurance
from contract.insurance import Insurance
from contract.words import Message, Plain, mark, say
from kiosk.slips import words

COLUMN_WORDS = {
    insurance.PENSION: mark("slip.insurance.pension"),
    insurance.CIVIL_PENSION: mark("slip.insurance.civil_pension"),
    insurance.RESIDENT_PENSION: mark("slip.insurance.resident_pension"),
    insurance.UNEMPLOYMENT: mark("slip.insurance.unemployment"),
    insurance.MEDICAL: mark("slip.insurance.medical"),
    insurance.CIVIL_MEDICAL: mark("slip.insurance.civil_medical"),
    insurance.LARGE_MEDICAL: mark("slip.insurance.large_medical"),
    insurance.RESIDENT_MEDICAL: mark("slip.insurance.resident_medical"),
    insurance.INJURY: mark("slip.insurance.injury"),
    insurance.MATERNITY: mark("slip.insurance.maternity"),
}


def short_word(kind: Insurance) -> str:
    """A kind that this version does not know is shown as ``险种(table:code)``."""
    known = COLUMN_WORDS.get(kind)
    if known is not None:
        return words.text(Message(known))
    return words.text(say("slip.insurance.unknown", code=Plain(f"{kind.table}:{kind.code}")))
