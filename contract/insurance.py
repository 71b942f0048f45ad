"""险种 (insurance kinds, field AAE140): a code means something only with the table that owns it.

410 is 工伤 in the 人社 table and 长期照护 in the medical-security table, so a kind is always a (table, code) pair,
and an unknown one is shown as ``险种(code)``. Source: LD/T 92 as running systems use it (domain.md §1.1).
"""

from __future__ import annotations

import msgspec

from contract.words import Message, Plain, mark, say

HUMAN_RESOURCES = "rs"
"""人社 (金保) code table; the medical-security bureau's table is ``yb``."""


class Insurance(msgspec.Struct, frozen=True, order=True):
    """``table`` owns ``code``."""

    table: str
    code: str


PENSION = Insurance(HUMAN_RESOURCES, "110")
"""企业职工基本养老保险"""
CIVIL_PENSION = Insurance(HUMAN_RESOURCES, "120")
"""机关事业单位养老保险"""
RESIDENT_PENSION = Insurance(HUMAN_RESOURCES, "170")
"""城乡居民基本养老保险"""
UNEMPLOYMENT = Insurance(HUMAN_RESOURCES, "210")
"""失业保险"""
MEDICAL = Insurance(HUMAN_RESOURCES, "310")
"""职工基本医疗保险"""
CIVIL_MEDICAL = Insurance(HUMAN_RESOURCES, "320")
"""公务员医疗补助"""
LARGE_MEDICAL = Insurance(HUMAN_RESOURCES, "330")
"""大额医疗补充"""
RESIDENT_MEDICAL = Insurance(HUMAN_RESOURCES, "390")
"""城乡居民基本医疗保险"""
INJURY = Insurance(HUMAN_RESOURCES, "410")
"""工伤保险"""
MATERNITY = Insurance(HUMAN_RESOURCES, "510")
"""生育保险"""

ORDER = (PENSION, CIVIL_PENSION, MEDICAL, UNEMPLOYMENT, INJURY, MATERNITY,
         CIVIL_MEDICAL, LARGE_MEDICAL, RESIDENT_PENSION, RESIDENT_MEDICAL)
"""The order in which a person meets them."""

SHORT_NAMES = {
    PENSION: mark("insurance.pension"),
    CIVIL_PENSION: mark("insurance.civil_pension"),
    RESIDENT_PENSION: mark("insurance.resident_pension"),
    UNEMPLOYMENT: mark("insurance.unemployment"),
    MEDICAL: mark("insurance.medical"),
    CIVIL_MEDICAL: mark("insurance.civil_medical"),
    LARGE_MEDICAL: mark("insurance.large_medical"),
    RESIDENT_MEDICAL: mark("insurance.resident_medical"),
    INJURY: mark("insurance.injury"),
    MATERNITY: mark("insurance.maternity"),
}

COLOURS = {PENSION: "pension", CIVIL_PENSION: "pension", RESIDENT_PENSION: "pension", MEDICAL: "medical",
           CIVIL_MEDICAL: "medical", LARGE_MEDICAL: "medical", RESIDENT_MEDICAL: "medical",
           UNEMPLOYMENT: "unemployment", INJURY: "injury", MATERNITY: "maternity"}


def short_name(insurance: Insurance) -> Message:
    """养老, 医疗, …; a kind that this version does not know becomes ``险种(code)``."""
    known = SHORT_NAMES.get(insurance)
    return Message(known) if known else say("insurance.unknown", code=Plain(f"{insurance.table}:{insurance.code}"))


def colour(insurance: Insurance) -> str:
    """The colour role of a kind; ``other`` where none is set."""
    return COLOURS.get(insurance, "other")


def rank(insurance: Insurance) -> tuple[int, str]:
    """Sort key: :data:`ORDER` first, the unknown behind."""
    return (ORDER.index(insurance), "") if insurance in ORDER else (len(ORDER), insurance.code)


