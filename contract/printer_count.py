"""One day's slips against the printer's own counter and the paper it has used. Pure: both ends compare alike.

::

    confirmed + replaced + retracted ≤ printer_slips ≤ that + uncertain + open + printer_strips
    |paper_mm - expected| ≤ tolerance
    expected   the layouts (paper_dots) and END_MM for every slip and strip
    tolerance  SLACK_MM, a fiftieth of what is expected, and the paper of every slip that ever was uncertain

A strip is the rest of a torn slip, which the driver cuts off: one cut more for a slip that may have been cut before.
"""

from __future__ import annotations

from dataclasses import dataclass

from contract.signed_words import DayReport

DOTS_PER_MM = 203 / 25.4
END_MM = 20
"""What a slip takes beyond its layout: the last line feed, the way from head to knife, rounding."""
SLACK_MM = 40
SHARE = 50
"""The tolerance grows with a fiftieth of the paper."""
FEWER = ("a slip that is booked as printed was not cut, the rest of a torn one was cut off on another day, or another "
         "printer was put in")
MORE = "test slips of a technician count too; otherwise paper came out that has no number"
PAPER = "test slips or a roll fed by hand; otherwise paper came out that has no number, or booked paper did not"


@dataclass(frozen=True)
class CountDifference:
    """``what``: ``fewer_cuts``, ``more_cuts`` or ``paper``; ``slips``: by the books; ``printer``: by its count."""

    what: str
    owner: str
    slips: str
    printer: str
    why: str


def count_differences(report: DayReport) -> tuple[CountDifference, ...]:
    """Nothing where the printer's count is not known."""
    return (*_cuts(report), *_paper(report))


def _cuts(report: DayReport) -> tuple[CountDifference, ...]:
    counted = report.printer_slips
    least = report.confirmed + report.replaced + report.retracted
    most = least + report.uncertain + report.open + report.printer_strips
    if counted is None or least <= counted <= most:
        return ()
    told = f"{least}" if least == most else f"{least} to {most}"
    if counted < least:
        return (CountDifference("fewer_cuts", "bureau", told, f"{counted}", FEWER),)
    return (CountDifference("more_cuts", "technician", told, f"{counted}", MORE),)


def _paper(report: DayReport) -> tuple[CountDifference, ...]:
    if report.paper_mm is None:
        return ()
    ends = report.confirmed + report.replaced + report.retracted + report.uncertain + report.printer_strips
    expected = round(report.paper_dots / DOTS_PER_MM) + END_MM * ends
    tolerance = SLACK_MM + expected // SHARE + report.doubtful_mm
    if abs(report.paper_mm - expected) <= tolerance:
        return ()
    return (CountDifference("paper", "technician", f"{expected} mm ± {tolerance}", f"{report.paper_mm} mm", PAPER),)
