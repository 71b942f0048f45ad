"""Short names of the insurances as the form's columns say them (two to four hanzi)."""

from __future__ import annotations

from contract import insurance
from contract.insurance import Insurance
from contract.words import Language, Message, Plain, mark, say
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
ABBREVIATIONS = {
    insurance.PENSION: mark("slip.abbreviation.pension"),
    insurance.CIVIL_PENSION: mark("slip.abbreviation.civil_pension"),
    insurance.RESIDENT_PENSION: mark("slip.abbreviation.resident_pension"),
    insurance.UNEMPLOYMENT: mark("slip.abbreviation.unemployment"),
    insurance.MEDICAL: mark("slip.abbreviation.medical"),
    insurance.CIVIL_MEDICAL: mark("slip.abbreviation.civil_medical"),
    insurance.LARGE_MEDICAL: mark("slip.abbreviation.large_medical"),
    insurance.RESIDENT_MEDICAL: mark("slip.abbreviation.resident_medical"),
    insurance.INJURY: mark("slip.abbreviation.injury"),
    insurance.MATERNITY: mark("slip.abbreviation.maternity"),
}


def short_name(kind: Insurance) -> Message:
    """A kind that this version does not know is shown as ``险种(table:code)``."""
    known = COLUMN_WORDS.get(kind)
    return Message(known) if known else say("slip.insurance.unknown", code=Plain(f"{kind.table}:{kind.code}"))


def short_word(kind: Insurance, language: Language = words.LANGUAGE) -> str:
    """The same as text."""
    return words.text(short_name(kind), language)


def abbreviation(kind: Insurance) -> str:
    """At most four English letters, over a column of figures; the code of a kind that is not known."""
    known = ABBREVIATIONS.get(kind)
    return words.english(Message(known)) if known else kind.code
