"""（二）参保缴费明细: one row a month and employer, an empty row where nothing was paid, the legend of the marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contract.insurance import MATERNITY, Insurance
from contract.slip import ProofBase, ProofOfInsurance, ProofRow
from contract.words import Plain, say
from kiosk.slips import cells, words
from kiosk.slips.document import Item, Rule, Space, TextLine
from kiosk.slips.insurances import short_word
from kiosk.slips.table import Column, Grid, grid
from kiosk.slips.typesetting import HAIRLINE, NARROW, heading, prose

MONTH_CELLS = 6
EMPLOYER_CELLS = 8
"""A 单位编号 longer than this takes the rest of its line, and the figures follow below."""
HEAD_CELLS = 6
"""A name longer than this goes on two lines above its column."""
YEAR_GAP = 8
"""Dots of white between two years."""


@dataclass(frozen=True)
class Layout:
    """First cell of the employer, and where the figures stand."""

    employer: int
    room: int
    figures: Grid


def paid_months(content: ProofOfInsurance, columns: int) -> Iterator[Item]:
    """The section with its heading and legend. :param columns: cells of the paper"""
    yield from heading(say("slip.months.heading"), period(content), columns)
    if not content.rows:
        yield from prose(say("slip.months.none"), columns)
        return
    kinds = kinds_of(content)
    layout = _layout(content, kinds, columns)
    yield from _head(layout)
    yield Space(NARROW // 2)
    last_year = content.rows[0].month // 100
    for row in content.rows:
        if row.month // 100 != last_year:
            last_year = row.month // 100
            yield Space(YEAR_GAP)
        lines = _row(row, kinds, layout, content.with_amounts, columns)
        yield from (TextLine(line) for line in lines)
        if len(lines) > 1:
            yield Space(NARROW)
    yield Space(NARROW)
    yield Rule(HAIRLINE)
    yield Space(NARROW)
    yield from _legend(content, kinds, columns)


def period(content: ProofOfInsurance) -> str:
    """2024年11月～2026年10月; one month alone; nothing when nothing was ever posted."""
    if not content.first_month:
        return ""
    if content.first_month == content.last_month:
        return words.month(content.first_month)
    return words.text(say("slip.months.period", first=Plain(words.month(content.first_month)),
                          last=Plain(words.month(content.last_month))))


def kinds_of(content: ProofOfInsurance) -> tuple[Insurance, ...]:
    """The chosen insurances and whatever else a row holds, each once."""
    paid = (base.insurance for row in content.rows for base in row.bases)
    return tuple(dict.fromkeys((*content.insurances, *paid)))


def figure(base: ProofBase, with_amounts: bool) -> str:
    """缴费基数 in yuan (with fen only where there are some) and 档次; without amounts a tick."""
    if not with_amounts:
        return words.text(say("slip.months.tick"))
    yuan, fen = divmod(base.base_fen, 100)
    amount = f"{yuan}.{fen:02d}" if fen else str(yuan)
    return f"{amount}/{base.tier}" if base.tier else amount


def figures_of(row: ProofRow, kinds: Sequence[Insurance], with_amounts: bool) -> list[str]:
    """One text a column; two bases of one insurance in one row stand beside each other, never summed."""
    return ["+".join(figure(base, with_amounts) for base in row.bases if base.insurance == kind) for kind in kinds]


def _layout(content: ProofOfInsurance, kinds: Sequence[Insurance], columns: int) -> Layout:
    marks = max((cells.width(row.mark.value) for row in content.rows), default=0)
    employer = MONTH_CELLS + max(1, marks)
    label = max(map(cells.width, words.lines(say("slip.months.employer"))))
    longest = max((cells.width(row.employer_no) for row in content.rows), default=0)
    room = max(label, min(longest, EMPLOYER_CELLS))
    rows = [figures_of(row, kinds, content.with_amounts) for row in content.rows]
    heads = [_column(kind, [row[index] for row in rows], content.with_amounts) for index, kind in enumerate(kinds)]
    spaced = employer + 1 + room + sum(column.width + 1 for column in heads) <= columns
    employer += 1 if spaced else 0
    return Layout(employer, room, grid(heads, employer + room, columns))


def _column(kind: Insurance, values: Sequence[str], with_amounts: bool) -> Column:
    widest = max(map(cells.width, values), default=0)
    if not with_amounts:
        foot = words.text(say("slip.months.paid"))
    elif any("/" in value for value in values):
        foot = words.text(say("slip.months.base_and_tier"))
    else:
        foot = words.text(say("slip.months.base"))
    name = short_word(kind)
    room = max(widest, cells.width(foot), 4)
    head = (*cells.wrap_units(name, max(room, 4) if cells.width(name) <= HEAD_CELLS else room), foot)
    return Column(head, max(widest, *map(cells.width, head)))


def _head(layout: Layout) -> Iterator[Item]:
    month, employer = words.lines(say("slip.months.month")), words.lines(say("slip.months.employer"))
    for band in range(len(layout.figures.bands)):
        heads = layout.figures.heads(band)
        if band:
            yield from (TextLine(line) for line in heads)
            continue
        height = max(len(heads), len(month), len(employer))
        left_month, left_employer, figures = (_at_foot(lines, height) for lines in (month, employer, heads))
        for first, second, rest in zip(left_month, left_employer, figures, strict=True):
            taken = cells.placed([(0, first), (layout.employer, second)])
            yield TextLine((cells.left(taken, layout.employer + layout.room)
                            + rest[layout.employer + layout.room:]).rstrip())


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


def _legend(content: ProofOfInsurance, kinds: Sequence[Insurance], columns: int) -> Iterator[Item]:
    yield from prose(say("slip.legend.marks"), columns)
    for mark in dict.fromkeys(row.mark for row in content.rows if not row.mark.known):
        yield from prose(say("slip.legend.unknown_mark", mark=Plain(mark.value)), columns)
    if not content.with_amounts:
        if any(row.bases for row in content.rows):
            yield from prose(say("slip.legend.tick"), columns)
        return
    if kinds:
        yield from prose(say("slip.legend.unit"), columns)
    tiered = {base.insurance for row in content.rows for base in row.bases if base.tier}
    if tiered - {MATERNITY}:
        yield from prose(say("slip.legend.medical_tier"), columns)
    if MATERNITY in tiered:
        yield from prose(say("slip.legend.maternity_tier"), columns)
