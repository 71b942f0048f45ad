"""（二）参保缴费明细: one row a month and employer, an empty row where nothing was paid, the legend of the marks.

Large print says the same in ``runs``: months that are alike stand together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contract.insurance import MATERNITY, Insurance
from contract.slip import ProofOfInsurance, ProofRow
from contract.words import Plain, say
from kiosk.slips import cells, runs, words
from kiosk.slips.document import Item, Rule, Space, dots_of
from kiosk.slips.figures import figures_of
from kiosk.slips.insurances import abbreviation, short_word
from kiosk.slips.sheet import Sheet
from kiosk.slips.table import Column, Grid, grid
from kiosk.slips.typesetting import HAIRLINE, NARROW, heading, prose

MONTH_CELLS = 6
EMPLOYER_CELLS = 8
"""A 单位编号 longer than this takes the rest of its line, and the figures follow below."""
HEAD_CELLS = 6
"""A name longer than this goes on two lines above its column."""
YEAR_GAP = 8
"""Dots of white between two years."""
FEW_RUNS = 6
"""So many groups of like months are always written large."""
LONGER = 2
"""More of them, as long as the paper does not become so many times longer than with a row for each month."""


@dataclass(frozen=True)
class Layout:
    """First cell of the employer, and where the figures stand."""

    employer: int
    room: int
    figures: Grid


def paid_months(content: ProofOfInsurance, sheet: Sheet) -> Iterator[Item]:
    """The section with its heading and legend."""
    yield from heading(say("slip.months.heading"), period(content), sheet)
    if not content.rows:
        yield from prose(say("slip.months.none"), sheet)
        return
    kinds = kinds_of(content)
    month_by_month = tuple(_month_by_month(content, kinds, sheet.usual))
    if sheet.scale == 2:
        found = runs.found_in(content.rows)
        together = tuple(runs.written(found, content.with_amounts, sheet))
        if len(found) <= FEW_RUNS or dots_of(together) <= LONGER * dots_of(month_by_month):
            yield from together
            yield from _legend(content, kinds, sheet, empty_rows=False)
            return
    yield from month_by_month
    yield from _legend(content, kinds, sheet, empty_rows=True)


def _month_by_month(content: ProofOfInsurance, kinds: Sequence[Insurance], sheet: Sheet) -> Iterator[Item]:
    columns = sheet.columns
    layout = _layout(content, kinds, sheet)
    yield from _head(layout, sheet)
    yield Space(NARROW // 2)
    last_year = content.rows[0].month // 100
    for row in content.rows:
        if row.month // 100 != last_year:
            last_year = row.month // 100
            yield Space(YEAR_GAP)
        lines = _row(row, kinds, layout, content.with_amounts, columns)
        yield from (sheet.line(line) for line in lines)
        if len(lines) > 1:
            yield Space(NARROW)
    yield Space(NARROW)
    yield Rule(HAIRLINE)
    yield Space(NARROW)


def period(content: ProofOfInsurance) -> str:
    """2024年11月～2026年10月; one month alone; nothing when nothing was ever posted."""
    return words.period(content.first_month, content.last_month) if content.first_month else ""


def kinds_of(content: ProofOfInsurance) -> tuple[Insurance, ...]:
    """The chosen insurances and whatever else a row holds, each once."""
    paid = (base.insurance for row in content.rows for base in row.bases)
    return tuple(dict.fromkeys((*content.insurances, *paid)))


def _layout(content: ProofOfInsurance, kinds: Sequence[Insurance], sheet: Sheet) -> Layout:
    columns = sheet.columns
    marks = max((cells.width(row.mark.value) for row in content.rows), default=0)
    employer = MONTH_CELLS + max(1, marks)
    label = max(map(cells.width, _employer_head(sheet)))
    longest = max((cells.width(row.employer_no) for row in content.rows), default=0)
    room = max(label, min(longest, EMPLOYER_CELLS))
    rows = [figures_of(row, kinds, content.with_amounts) for row in content.rows]
    heads = [_column(kind, [row[index] for row in rows], content.with_amounts, sheet.english)
             for index, kind in enumerate(kinds)]
    close, spaced = (grid(heads, start + room, columns) for start in (employer, employer + 1))
    if len(spaced.bands) > len(close.bands):
        return Layout(employer, room, close)
    return Layout(employer + 1, room, spaced)


def _column(kind: Insurance, values: Sequence[str], with_amounts: bool, english: bool) -> Column:
    widest = max(map(cells.width, values), default=0)
    if not with_amounts:
        foot = words.text(say("slip.months.paid"))
    elif any("/" in value for value in values):
        foot = words.text(say("slip.months.base_and_tier"))
    else:
        foot = words.text(say("slip.months.base"))
    name = short_word(kind)
    room = max(widest, cells.width(foot), 4)
    beside = (abbreviation(kind),) if english else ()
    head = (*cells.wrap_units(name, max(room, 4) if cells.width(name) <= HEAD_CELLS else room), foot, *beside)
    return Column(head, max(widest, *map(cells.width, head)))


def _head(layout: Layout, sheet: Sheet) -> Iterator[Item]:
    month, employer = words.lines(say("slip.months.month")), _employer_head(sheet)
    if sheet.english:
        month = (*month, *words.lines(say("slip.months.month"), words.BESIDE))
    for band in range(len(layout.figures.bands)):
        heads = layout.figures.heads(band)
        if band:
            yield Space(NARROW // 2)
            yield from (sheet.line(line) for line in heads)
            continue
        height = max(len(heads), len(month), len(employer))
        left_month, left_employer, figures = (_at_foot(lines, height) for lines in (month, employer, heads))
        for first, second, rest in zip(left_month, left_employer, figures, strict=True):
            taken = cells.placed([(0, first), (layout.employer, second)])
            yield sheet.line((cells.left(taken, layout.employer + layout.room)
                              + rest[layout.employer + layout.room:]).rstrip())


def _employer_head(sheet: Sheet) -> tuple[str, ...]:
    chinese = words.lines(say("slip.months.employer"))
    return (*chinese, words.english(say("slip.abbreviation.employer"))) if sheet.english else chinese


def _at_foot(lines: Sequence[str], height: int) -> list[str]:
    return [""] * (height - len(lines)) + list(lines)


def _row(row: ProofRow, kinds: Sequence[Insurance], layout: Layout, with_amounts: bool, columns: int) -> list[str]:
    month = f"{row.month:06d}{row.mark.value}"
    bands = [layout.figures.rows(figures_of(row, kinds, with_amounts), band)
             for band in range(len(layout.figures.bands))]
    while bands and not any(bands[-1]):
        bands.pop()
    employer = cells.wrap_units(row.employer_no, columns - layout.employer)
    start = layout.employer + layout.room
    fits = len(employer) == 1 and cells.width(employer[0]) <= layout.room
    first = bands[0] if fits and bands else []
    lines = [cells.placed([(0, month if number == 0 else ""), (layout.employer, part)])
             for number, part in enumerate(employer)]
    if first:
        lines[0] = (cells.left(lines[0], start) + first[0][start:]).rstrip()
    rest = first[1:] if fits else (bands[0] if bands else [])
    return [*lines, *rest, *(line for band in bands[1:] for line in band)]


def _legend(content: ProofOfInsurance, kinds: Sequence[Insurance], sheet: Sheet, empty_rows: bool) -> Iterator[Item]:
    """``empty_rows``: a month without contribution is one; otherwise words say so, and of a mark what it means."""
    if empty_rows:
        yield from prose(say("slip.legend.marks"), sheet)
        for mark in dict.fromkeys(row.mark for row in content.rows if not row.mark.known):
            yield from prose(say("slip.legend.unknown_mark", mark=Plain(mark.value)), sheet)
    if not content.with_amounts:
        if any(row.bases for row in content.rows):
            yield from prose(say("slip.legend.tick"), sheet)
        return
    if kinds:
        yield from prose(say("slip.legend.unit"), sheet)
    tiered = {base.insurance for row in content.rows for base in row.bases if base.tier}
    if tiered - {MATERNITY}:
        yield from prose(say("slip.legend.medical_tier"), sheet)
    if MATERNITY in tiered:
        yield from prose(say("slip.legend.maternity_tier"), sheet)
