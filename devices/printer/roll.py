"""How much paper is left: the sensor's word, the printer's own figure where it has one, else what was printed.

::

    FULL ──(sensor: low)──> LOW ──(sensor: not low any more, or new paper after its end)──> FULL, counted anew

Without a near-end sensor an opened cover may have meant a new roll: the count begins anew, because a machine that
refuses slips with paper in it is worse than one that stops for paper (and voids the slip).

What was used in all, and how often was cut, is kept beside it and no new roll resets it: the day's books are compared
with it (docs/exactly-once.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from devices.printer.api import Cause, Counters, NotReady, Paper, PrinterStatus, Ready

TO_KNIFE_MM = 15
"""From head to knife: the last lines need so much more."""
ROLL_MM = 80_000
"""A usual 80 mm roll of 80 m."""
NEAR_END_MM = 2_000
"""What is left when the sensor first says low: the least of what makers name (2–8 m)."""


@dataclass(frozen=True)
class Roll:
    """``length_mm`` of a new one; ``near_end_mm`` left when the sensor says low; ``sensor``: there is one."""

    length_mm: int = ROLL_MM
    near_end_mm: int = NEAR_END_MM
    sensor: bool = True


class Count(msgspec.Struct, frozen=True):
    """mm printed from this roll, and of these since it is low; None while it is not. ``ended``: no paper was seen."""

    used_mm: int = 0
    low_mm: int | None = None
    ended: bool = False


class Totals(msgspec.Struct, frozen=True):
    """Ever: mm of paper, cuts that were completed, and how many of these cut off the rest of an unproven job."""

    paper_mm: int = 0
    cuts: int = 0
    strips: int = 0


class Kept(Count, frozen=True):
    """The file: :class:`Count`, which a new roll resets, and :class:`Totals`."""

    totals: Totals = Totals()


def heard(count: Count, status: PrinterStatus, roll: Roll) -> Count:
    """What a status says about the roll."""
    match status:
        case NotReady(cause=Cause.PAPER_END):
            return msgspec.structs.replace(count, ended=True)
        case NotReady(cause=Cause.COVER_OPEN) if not roll.sensor:
            return Count()
        case Ready(near_end=True) if roll.sensor:
            fresh = Count() if count.ended else count
            return fresh if fresh.low_mm is not None else msgspec.structs.replace(fresh, low_mm=0)
        case Ready() if count.ended or count.low_mm is not None:
            return Count()
        case _:
            return count


def printed(count: Count, millimetres: int) -> Count:
    """So much has left the roll; what was torn counts whole."""
    low = None if count.low_mm is None else count.low_mm + millimetres
    return msgspec.structs.replace(count, used_mm=count.used_mm + millimetres, low_mm=low)


def paper(count: Count, roll: Roll, length_mm: int, told_mm: int | None = None) -> Paper:
    """``told_mm``: the printer's own figure, which counts before ours."""
    if told_mm is not None:
        left = told_mm
    elif count.low_mm is not None:
        left = max(0, roll.near_end_mm - count.low_mm)
    else:
        left = max(0, roll.length_mm - count.used_mm)
    low = count.low_mm is not None or not roll.sensor
    return Paper(not low or left >= length_mm + TO_KNIFE_MM, left)


class RollMeter:
    """The count in a small file, so that it outlives the program. A file that can't be read counts as a new roll, and
    its totals begin at nothing, which whoever compares two of them sees.
    """

    def __init__(self, roll: Roll, file: Path | None) -> None:
        self.roll = roll
        self._file = file
        kept = self._kept()
        self._count = Count(kept.used_mm, kept.low_mm, kept.ended)
        self._totals = kept.totals

    def heard(self, status: PrinterStatus) -> None:
        self._keep(heard(self._count, status, self.roll), self._totals)

    def printed(self, millimetres: int, *, cut: bool = False, strip: bool = False) -> None:
        """``cut``: the knife has gone through it; ``strip``: to cut off what an unproven job had left."""
        before = self._totals
        self._keep(printed(self._count, millimetres), Totals(before.paper_mm + millimetres, before.cuts + cut,
                                                            before.strips + strip))

    def counters(self, told_cuts: int | None = None) -> Counters:
        """``told_cuts``: the printer's own figure, which counts before ours."""
        totals = self._totals
        cuts = totals.cuts if told_cuts is None else told_cuts
        return Counters(cuts, totals.paper_mm, totals.strips, by_printer=told_cuts is not None)

    def paper(self, length_mm: int, told_mm: int | None = None) -> Paper:
        return paper(self._count, self.roll, length_mm, told_mm)

    def _kept(self) -> Kept:
        if self._file is None or not self._file.exists():
            return Kept()
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Kept)
        except msgspec.DecodeError:  # torn by a power cut: an estimate is lost, no slip
            return Kept()

    def _keep(self, count: Count, totals: Totals) -> None:
        if (count, totals) == (self._count, self._totals):
            return
        self._count, self._totals = count, totals
        if self._file is not None:
            fresh = self._file.with_suffix(".new")
            fresh.write_bytes(msgspec.json.encode(Kept(count.used_mm, count.low_mm, count.ended, totals)))
            fresh.replace(self._file)
