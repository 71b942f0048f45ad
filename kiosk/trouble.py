"""Every failure a citizen can meet: a code to look up, a plain sentence, a next step (docs/troubles.md).

Families: CRD card and reader · PIN · NET centre · REC the record · PRN printer · SLP slip · VIS visit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contract.problems import Code
from contract.views import Tone
from contract.words import mark
from devices.card import api as card
from devices.printer import api as printer
from kiosk.slips.document import MissingGlyph
from kiosk.slips.layout import Unprintable

Picture = Literal["warning", "card-turn", "help", "printer", "network"]


@dataclass(frozen=True)
class Trouble:
    """Ids of three sentences: what happened, what it means, what to do now."""

    code: str
    title: str
    lead: str
    next: str
    tone: Tone = "attention"
    picture: Picture = "warning"


CATALOGUE = {trouble.code: trouble for trouble in (
    Trouble("CRD-101", mark("crd_101.title"), mark("crd_101.lead"), mark("crd_101.next"), picture="card-turn"),
    Trouble("CRD-102", mark("crd_102.title"), mark("crd_102.lead"), mark("crd_102.next"), picture="card-turn"),
    Trouble("CRD-103", mark("crd_103.title"), mark("crd_103.lead"), mark("crd_103.next"), picture="card-turn"),
    Trouble("CRD-104", mark("crd_104.title"), mark("crd_104.lead"), mark("crd_104.next"), picture="card-turn"),
    Trouble("CRD-105", mark("crd_105.title"), mark("crd_105.lead"), mark("crd_105.next")),
    Trouble("CRD-106", mark("crd_106.title"), mark("crd_106.lead"), mark("crd_106.next")),
    Trouble("CRD-110", mark("crd_110.title"), mark("crd_110.lead"), mark("crd_110.next"), "refused"),
    Trouble("CRD-111", mark("crd_111.title"), mark("crd_111.lead"), mark("crd_111.next"), "refused"),
    Trouble("CRD-112", mark("crd_112.title"), mark("crd_112.lead"), mark("crd_112.next"), "refused"),
    Trouble("CRD-113", mark("crd_113.title"), mark("crd_113.lead"), mark("crd_113.next"), "refused"),
    Trouble("CRD-114", mark("crd_114.title"), mark("crd_114.lead"), mark("crd_114.next"), "refused"),
    Trouble("CRD-115", mark("crd_115.title"), mark("crd_115.lead"), mark("crd_115.next"), "refused"),
    Trouble("PIN-121", mark("pin_121.title"), mark("pin_121.lead"), mark("pin_121.next"), "refused"),
    Trouble("NET-301", mark("net_301.title"), mark("net_301.lead"), mark("net_301.next"), picture="network"),
    Trouble("NET-302", mark("net_302.title"), mark("net_302.lead"), mark("net_302.next"), picture="network"),
    Trouble("NET-303", mark("net_303.title"), mark("net_303.lead"), mark("net_303.next"), picture="network"),
    Trouble("NET-304", mark("net_304.title"), mark("net_304.lead"), mark("net_304.next"), picture="network"),
    Trouble("NET-305", mark("net_305.title"), mark("net_305.lead"), mark("net_305.next"), picture="network"),
    Trouble("REC-401", mark("rec_401.title"), mark("rec_401.lead"), mark("rec_401.next"), "refused"),
    Trouble("VIS-501", mark("vis_501.title"), mark("vis_501.lead"), mark("vis_501.next")),
    Trouble("PRN-201", mark("prn_201.title"), mark("prn_201.lead"), mark("prn_201.next"), picture="printer"),
    Trouble("PRN-202", mark("prn_202.title"), mark("prn_202.lead"), mark("prn_202.next"), picture="printer"),
    Trouble("PRN-203", mark("prn_203.title"), mark("prn_203.lead"), mark("prn_203.next"), picture="printer"),
    Trouble("PRN-204", mark("prn_204.title"), mark("prn_204.lead"), mark("prn_204.next"), picture="printer"),
    Trouble("PRN-205", mark("prn_205.title"), mark("prn_205.lead"), mark("prn_205.next"), picture="printer"),
    Trouble("PRN-206", mark("prn_206.title"), mark("prn_206.lead"), mark("prn_206.next"), picture="printer"),
    Trouble("PRN-207", mark("prn_207.title"), mark("prn_207.lead"), mark("prn_207.next"), picture="printer"),
    Trouble("PRN-210", mark("prn_210.title"), mark("prn_210.lead"), mark("prn_210.next"), picture="printer"),
    Trouble("PRN-211", mark("prn_211.title"), mark("prn_211.lead"), mark("prn_211.next"), picture="printer"),
    Trouble("PRN-212", mark("prn_212.title"), mark("prn_212.lead"), mark("prn_212.next"), picture="printer"),
    Trouble("PRN-213", mark("prn_213.title"), mark("prn_213.lead"), mark("prn_213.next"), picture="printer"),
    Trouble("PRN-214", mark("prn_214.title"), mark("prn_214.lead"), mark("prn_214.next"), picture="printer"),
    Trouble("SLP-601", mark("slp_601.title"), mark("slp_601.lead"), mark("slp_601.next")),
)}

OF_CARD = {
    card.Fault.NOT_SOCIAL_CARD: "CRD-104",
    card.Fault.UNREADABLE: "CRD-102",
    card.Fault.SILENT: "CRD-103",
    card.Fault.REFUSED: "CRD-102",
    card.Fault.READER_GONE: "CRD-105",
    card.Fault.BUSY: "CRD-106",
}
"""``REMOVED`` is missing on purpose: a pulled card ends the visit, it is no trouble."""

OF_PROBLEM = {
    Code.CARD_LOST: "CRD-110",
    Code.CARD_EXPIRED: "CRD-111",
    Code.CARD_BLOCKED: "CRD-112",
    Code.CARD_UNKNOWN: "CRD-113",
    Code.CARD_ELSEWHERE: "CRD-114",
    Code.CRYPTOGRAM: "CRD-115",
    Code.CORRECTION: "REC-401",
    Code.VISIT: "VIS-501",
    Code.DEVICE_UNKNOWN: "NET-304",
    Code.DEVICE_SUSPENDED: "NET-304",
    Code.KEY_MISSING: "SLP-601",
    Code.KEY_REUSED: "SLP-601",
    Code.SLIP_STATE: "SLP-601",
    Code.SLIP_UNKNOWN: "SLP-601",
}

OF_CENTRE = {"away": "NET-301", "slow": "NET-302", "nonsense": "NET-303", "clock": "NET-305"}

OF_PRINTER = {
    printer.Cause.PAPER_END: "PRN-201",
    printer.Cause.COVER_OPEN: "PRN-202",
    printer.Cause.CUTTER: "PRN-203",
    printer.Cause.HEAD_HOT: "PRN-205",
    printer.Cause.UNRECOVERABLE: "PRN-206",
    printer.Cause.OFFLINE: "PRN-206",
}


def of_problem(code: Code) -> str:
    """A code that this version does not know is nonsense to it."""
    return OF_PROBLEM.get(code, "NET-303")


def of_reader(status: card.CardStatus) -> str | None:
    """None when a card can be read, or something is in the reader that can't."""
    return "CRD-105" if isinstance(status, card.Disconnected) else None


def of_layout(why: Unprintable) -> str:
    """A slip that can't be printed truly."""
    return "PRN-211" if isinstance(why, MissingGlyph) else "PRN-214"


def of_printer(status: printer.PrinterStatus) -> str | None:
    """None when a slip can be printed."""
    match status:
        case printer.Ready() | printer.Printing():
            return None
        case printer.NotReady(cause=cause):
            return OF_PRINTER[cause]
        case printer.Disconnected() | printer.Silent():
            return "PRN-204"
