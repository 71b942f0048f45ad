"""The two-part 深圳市社会保险参保证明 on receipt paper.

From top to bottom: number, title, holder; （一）months by insurance; （二）the months of the period with bases and
marks; legend and employers; data-as-of, issue and notes; last of all 验真码 and QR, so that a torn slip carries none.
A draft has no number and no code yet: places of the same width stand for them.

In large print all of it is written at double size, with like months together; an address stays on one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contract.slip import ProofOfInsurance, Total
from contract.verification import LENGTH, grouped
from contract.words import Plain, say
from kiosk.slips import cells, qr, words
from kiosk.slips.document import Box, Item, Qr, Rule, Space, TextLine, modules_for
from kiosk.slips.insurances import abbreviation, short_name, short_word
from kiosk.slips.masking import Veil
from kiosk.slips.paid_months import paid_months
from kiosk.slips.sheet import Sheet
from kiosk.slips.table import Column, grid
from kiosk.slips.typesetting import (
    BAR,
    HAIRLINE,
    NARROW,
    WIDE,
    Fact,
    Value,
    above,
    centred,
    facts,
    heading,
    pair,
    prose,
)

DRAFT_SERIAL = "-" * 15
DRAFT_CODE = "-" * len(grouped("2" * LENGTH))


def items(content: ProofOfInsurance, sheet: Sheet, symbol: qr.Symbol, veil: Veil) -> tuple[Item, ...]:
    """:param symbol: how the code is drawn"""
    return (
        *_top(content, sheet),
        *_holder(content, sheet, veil),
        *_totals(content.totals, sheet),
        *paid_months(content, sheet),
        *_employers(content, sheet),
        *_issue(content, sheet),
        *_code(content, sheet, symbol),
    )


def _top(content: ProofOfInsurance, sheet: Sheet) -> Iterator[Item]:
    usual = sheet.usual
    yield Space(NARROW)
    serial = words.text(say("slip.serial", serial=Plain(content.serial or DRAFT_SERIAL)))
    yield from (TextLine(cells.right(line, usual.columns)) for line in cells.wrap_units(serial, usual.columns))
    yield Space(NARROW)
    half = usual.columns // 2
    yield from (TextLine(cells.centred(line, half), bold=True, scale=2) for line in title_lines(content.title, half))
    if sheet.english:
        for line in cells.wrap_words(words.english(say("slip.title")), usual.columns):
            yield TextLine(cells.centred(line, usual.columns), bold=True)
    if content.sample:
        yield Space(NARROW)
        yield from centred(say("slip.sample"), sheet, bold=True)
    yield Space(NARROW)


def title_lines(title: str, columns: int) -> list[str]:
    """One line, or two cut behind 保险, or as many as it takes."""
    if cells.width(title) <= columns:
        return [title]
    first, mark, second = title.partition("保险")
    parts = [first + mark, second]
    return parts if max(map(cells.width, parts)) <= columns else cells.wrap_units(title, columns)


def _holder(content: ProofOfInsurance, sheet: Sheet, veil: Veil) -> Iterator[Item]:
    holder, shown = content.holder, veil.over(content.holder)
    yield Rule(BAR)
    yield Space(NARROW)
    rows = [
        Fact(say("slip.holder.name"), Value(holder.name, shown.name)),
        Fact(say("slip.holder.number"), Value(holder.number, shown.number)),
        Fact(say("slip.holder.computer_number"), Value(holder.computer_number, shown.computer_number)),
    ]
    if is_rare(holder.name):
        yield from above(sheet, Sheet(sheet.width, 2), rows.pop(0))
    yield from facts(sheet, rows)


def is_rare(name: str) -> bool:
    """It has hanzi that no printer ROM holds: many strokes, so it is drawn large enough to be told apart."""
    return any(cells.width(char) == 2 and not cells.in_rom(char) for char in name)


def _totals(totals: Sequence[Total], sheet: Sheet) -> Iterator[Item]:
    columns = sheet.columns
    yield from heading(say("slip.totals.heading"), "", sheet)
    if sheet.english or sheet.scale == 2:
        for kinds, months in zip(*map(sheet.said, (say("slip.totals.insurance"), say("slip.totals.months"))),
                                 strict=True):
            yield from pair(sheet, (kinds,), months)
        for total in totals:
            beside = (f"({abbreviation(total.insurance)})",) if sheet.scale == 1 else ()
            yield from pair(sheet, (*sheet.said(short_name(total.insurance)), *beside), str(total.months))
        return
    kinds, months = words.text(say("slip.totals.insurance")), words.text(say("slip.totals.months"))
    first = max(cells.width(kinds), cells.width(months))
    names = [short_word(total.insurance) for total in totals]
    values = [str(total.months) for total in totals]
    laid = grid([Column((name,), min(max(cells.width(name), cells.width(value)), columns - first - 1))
                 for name, value in zip(names, values, strict=True)], first, columns, later=first)
    for band in range(len(laid.bands)):
        if band:
            yield Space(NARROW)
        for label, row in ((kinds, laid.rows(names, band)), (months, laid.rows(values, band))):
            for number, line in enumerate(row):
                yield TextLine(label + line[cells.width(label):] if number == 0 else line)


def _employers(content: ProofOfInsurance, sheet: Sheet) -> Iterator[Item]:
    if not content.employers:
        return
    yield Space(WIDE)
    if sheet.scale == 2:
        yield from _employers_large(content, sheet)
        return
    columns = sheet.columns
    heads = list(zip(sheet.said(say("slip.employers.number")), sheet.said(say("slip.employers.name")), strict=True))
    label = max(cells.width(text) for text in (*(number for number, _ in heads),
                                               *(employer.number for employer in content.employers)))
    label = min(label, columns // 3)
    for number, name in heads:
        yield sheet.line(cells.placed([(0, number), (label + 2, name)]), bold=True)
    yield Rule(HAIRLINE)
    yield Space(NARROW)
    for employer in content.employers:
        names = cells.wrap_words(employer.name, columns - label - 2)
        if cells.width(employer.number) > label:
            yield from (sheet.line(line) for line in cells.wrap_units(employer.number, columns))
            yield from (sheet.line(cells.placed([(label + 2, line)])) for line in names if line)
            continue
        for place, line in enumerate(names):
            yield sheet.line(cells.placed([(0, "" if place else employer.number), (label + 2, line)]))


def _employers_large(content: ProofOfInsurance, sheet: Sheet) -> Iterator[Item]:
    yield from (sheet.line(text, bold=True) for text in sheet.said(say("slip.employers.name")))
    yield Rule(HAIRLINE)
    for employer in content.employers:
        yield Space(NARROW)
        yield from (sheet.line(line) for line in cells.wrap_units(employer.number, sheet.columns))
        yield from (sheet.line(line) for line in cells.wrap_words(employer.name, sheet.columns) if line)


def _issue(content: ProofOfInsurance, sheet: Sheet) -> Iterator[Item]:
    later = words.text(say("slip.draft.later"))
    until = words.day(content.valid_until) if content.valid_until else later
    yield Space(WIDE)
    yield Rule(HAIRLINE)
    yield Space(NARROW)
    yield from facts(sheet, [Fact(label, Value.plain(text)) for label, text in (
        (say("slip.issue.data_as_of"), words.day(content.data_as_of)),
        (say("slip.issue.bureau"), content.bureau),
        (say("slip.issue.printed"), words.moment(content.issued_at) if content.issued_at else later),
        (say("slip.issue.machine"), content.machine or later),
        (say("slip.issue.valid_until"), until),
    )])
    yield Space(NARROW)
    for note in (say("slip.note.original"), say("slip.note.until")):
        yield from prose(note, sheet)


def _code(content: ProofOfInsurance, sheet: Sheet, symbol: qr.Symbol) -> Iterator[Item]:
    yield Space(WIDE)
    yield Rule(BAR)
    yield Space(WIDE)
    yield from centred(say("slip.code.heading"), sheet)
    usual = sheet.usual
    code = grouped(content.code) if content.code else DRAFT_CODE
    scale = 2 if cells.width(code) * 2 <= usual.columns else 1
    yield from (TextLine(cells.centred(line, usual.columns // scale), bold=True, scale=2 if scale == 2 else 1)
                for line in cells.wrap_units(code, usual.columns // scale))
    yield from centred(say("slip.code.how"), sheet)
    where = address(content) or words.text(say("slip.draft.later"))
    fitting = sheet if cells.width(where) <= sheet.columns else usual
    for line in cells.wrap_words(where, fitting.columns):
        yield fitting.line(cells.centred(line, fitting.columns))
    yield Space(WIDE)
    if content.verify_url:
        yield Qr(content.verify_url, symbol.module, symbol.level)
    else:
        side = modules_for(qr.size_of(content), symbol.level) * symbol.module
        yield Box(side, words.lines(say("slip.draft.code")))
    yield Space(qr.MARGIN * symbol.module)


def address(content: ProofOfInsurance) -> str:
    """What a person types: the address in the QR without the code."""
    return content.verify_url.partition("?")[0].partition("#")[0]
