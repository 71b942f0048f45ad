"""The books of one day, from the journal's rows. Pure.

A slip belongs to the day on which it was asked for; what becomes of it later changes that day's report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from contract.printer_count import DOTS_PER_MM, END_MM
from contract.signed_words import DayReport, OpenItem, SlipLine, Standing
from kiosk.journal import STANDING, Entry, Phase, Used

INKED = (Standing.CONFIRMED, Standing.UNCERTAIN, Standing.REPLACED)
"""Standings whose paper is gone from the roll; a retracted slip's too."""

DOUBTFUL = (Phase.PRINTING, Phase.UNCERTAIN, Phase.FOUND_PRINTED, Phase.FOUND_UNPRINTED, Phase.REPLACED)
"""What the printer has counted of such a slip, if anything, nobody can tell."""


def day_report(machine: str, day: int, made_at: int, entries: Sequence[Entry],
               used: Used | None = None) -> DayReport:
    """:param day: yyyymmdd, :param made_at: epoch seconds, :param entries: of that day, oldest first
    :param used: by the printer's own count
    """
    used = used or Used()
    booked = [entry for entry in entries if entry.phase is not Phase.REFUSED]
    lines = tuple(SlipLine(entry.op_id, entry.serial, STANDING[entry.phase]) for entry in booked)
    counts = Counter(line.standing for line in lines if line.serial)
    return DayReport(
        machine=machine, day=day, made_at=made_at, reserved=counts.total(), confirmed=counts[Standing.CONFIRMED],
        voided=counts[Standing.VOIDED], uncertain=counts[Standing.UNCERTAIN], replaced=counts[Standing.REPLACED],
        open=counts[Standing.OPEN], unanswered=len(lines) - counts.total(), refused=len(entries) - len(booked),
        paper_dots=sum(entry.dots for entry in booked
                       if STANDING[entry.phase] in INKED or entry.phase is Phase.RETRACTED),
        lines=lines, items=tuple(_items(booked)), printer_slips=used.slips, paper_mm=used.paper_mm,
        printer_strips=used.strips, retracted=sum(entry.phase is Phase.RETRACTED for entry in booked),
        doubtful_mm=sum(round(entry.dots / DOTS_PER_MM) + END_MM for entry in booked if entry.phase in DOUBTFUL))


def _items(entries: Iterable[Entry]) -> Iterable[OpenItem]:
    for entry in entries:
        standing = STANDING[entry.phase]
        if entry.parked:
            yield OpenItem(entry.op_id, entry.serial, "refused_word", "bureau", entry.changed_at)
        elif standing is Standing.UNCERTAIN:
            yield OpenItem(entry.op_id, entry.serial, "uncertain", "staff", entry.changed_at)
        elif standing is Standing.OPEN:
            yield OpenItem(entry.op_id, entry.serial, "not_settled", "kiosk", entry.changed_at)
