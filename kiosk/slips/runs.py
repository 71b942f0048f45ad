"""Months that follow each other and are alike in everything, written together: （二） in large print.

::

    2024年11月～2025年06月
    共8个月
    单位编号 6001234
    养老               11000
    医疗             11000/1
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from contract.slip import Mark, ProofRow
from contract.words import Message, Plain, mark, say
from kiosk.slips import cells, words
from kiosk.slips.document import Item, Rule, Space
from kiosk.slips.figures import figure
from kiosk.slips.insurances import short_name
from kiosk.slips.sheet import Sheet
from kiosk.slips.typesetting import HAIRLINE, NARROW, pair, prose

MARK_WORDS = {
    Mark.BACK_PAID: mark("slip.mark.back_paid"),
    Mark.DIFFERENCE: mark("slip.mark.difference"),
    Mark.DEFERRED: mark("slip.mark.deferred"),
}


@dataclass(frozen=True)
class Run:
    """``rows`` of one month (without the month), the same from ``first`` to ``last`` (yyyymm, both included)."""

    first: int
    last: int
    rows: tuple[ProofRow, ...]

    @property
    def months(self) -> int:
        return _count(self.last) - _count(self.first) + 1


def found_in(rows: Sequence[ProofRow]) -> list[Run]:
    """:param rows: ascending by month; the runs say neither more nor less"""
    runs: list[Run] = []
    for month, group in groupby(rows, key=lambda row: row.month):
        alike = tuple(replace_month(row) for row in group)
        if runs and runs[-1].rows == alike and _count(month) == _count(runs[-1].last) + 1:
            runs[-1] = replace(runs[-1], last=month)
        else:
            runs.append(Run(month, month, alike))
    return runs


def replace_month(row: ProofRow) -> ProofRow:
    """What the row says, whenever."""
    return ProofRow(0, row.employer_no, row.mark, row.bases)


def written(runs: Sequence[Run], with_amounts: bool, sheet: Sheet) -> Iterator[Item]:
    """Each run with a rule below it."""
    for run in runs:
        for line in cells.wrap_period(words.period(run.first, run.last), sheet.columns):
            yield sheet.line(line, bold=True)
        if run.months > 1:
            yield from prose(say("slip.run.months", count=Plain(str(run.months))), sheet)
        for place, row in enumerate(run.rows):
            if place:
                yield Space(NARROW)
            yield from _row(row, with_amounts, sheet)
        yield Space(NARROW)
        yield Rule(HAIRLINE)
        yield Space(NARROW)


def _row(row: ProofRow, with_amounts: bool, sheet: Sheet) -> Iterator[Item]:
    if not row.employer_no and not row.bases:
        yield from prose(say("slip.run.nothing"), sheet)
    if row.employer_no:
        yield from pair(sheet, sheet.said(say("slip.employers.number")), row.employer_no)
    if row.mark != Mark.NONE:
        yield from prose(_meaning(row.mark), sheet)
    for base in row.bases:
        yield from pair(sheet, sheet.said(short_name(base.insurance)), figure(base, with_amounts))


def _meaning(mark: Mark) -> Message:
    known = MARK_WORDS.get(mark)
    return Message(known) if known else say("slip.legend.unknown_mark", mark=Plain(mark.value))


def _count(month: int) -> int:
    return month // 100 * 12 + month % 100
