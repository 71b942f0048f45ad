"""The printer's totals as they stood before the first slip of a day, and what lies between two of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """See ``devices.printer.api.Counters``; None where nothing was told."""

    cuts: int | None = None
    paper_mm: int | None = None
    strips: int = 0
    by_printer: bool = False


UNREAD = Reading()
"""It was asked in vain, or too late."""


@dataclass(frozen=True)
class Used:
    """Of one day: ``slips`` cut (``strips`` of them the rests of torn ones) and paper. None: not known."""

    slips: int | None = None
    paper_mm: int | None = None
    strips: int = 0


def between(before: Reading | None, after: Reading | None) -> Used:
    """What a total that is missing, went backwards or comes from another source would give is not known."""
    if before is None or after is None:
        return Used()
    same = before.by_printer == after.by_printer
    return Used(_more(before.cuts, after.cuts) if same else None, _more(before.paper_mm, after.paper_mm),
                max(0, after.strips - before.strips))


def _more(before: int | None, after: int | None) -> int | None:
    return after - before if before is not None and after is not None and after >= before else None
