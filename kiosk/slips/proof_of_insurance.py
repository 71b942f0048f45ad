"""The two-part 深圳市社会保险参保证明 on receipt paper.

From top to bottom: number, title, holder; （一）months by insurance; （二）the months of the period with bases and
marks; legend and employers; data-as-of, issue and notes; last of all 验真码 and QR, so that a torn slip carries none.
A draft has no number and no code yet: places of the same width stand for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contract.slip import ProofOfInsurance, Total
from contract.verification import LENGTH, grouped
from contract.words import Message, Plain, say
from kiosk.slips import cells, words
from kiosk.slips.document import CELL_DOTS, Box, Item, Qr, Rule, Space, TextLine
from kiosk.slips.insurances import short_word
from kiosk.slips.masking import Veil
from kiosk.slips.paid_months import paid_months
from kiosk.slips.table import Column, grid
from kiosk.slips.typesetting import BAR, HAIRLINE, NARROW, WIDE, centred, facts, heading, large_fact, prose

QR_MARGIN = 4
"""Modules of white around a code (ISO/IEC 18004)."""
MODULES = (6, 5, 4)
"""Dots of a module, the largest that fits: 4 is the smallest that a camera read each time."""
DRAFT_CODE_MODULES = 33
"""Side of the code of an address of up to 62 bytes (version 4, error correction M)."""
DRAFT_SERIAL = "-" * 15
DRAFT_CODE = "-" * len(grouped("2" * LENGTH))


def items(content: ProofOfInsurance, columns: int, veil: Veil) -> tuple[Item, ...]:
    """:param columns: cells of the paper"""
    return (
        *_top(content, columns),
        *_holder(content, columns, veil),
        *_totals(content.totals, columns),
        *paid_months(content, columns),
        *_employers(content, columns),
        *_issue(content, columns),
        *_code(content, columns),
    )


def _top(content: ProofOfInsurance, columns: int) -> Iterator[Item]:
    yield Space(NARROW)
    serial = words.text(say("slip.serial", serial=Plain(content.serial or DRAFT_SERIAL)))
    yield from (TextLine(cells.right(line, columns)) for line in cells.wrap_units(serial, columns))
    yield Space(NARROW)
    half = columns // 2
    yield from (TextLine(cells.centred(line, half), bold=True, scale=2) for line in title_lines(content.title, half))
    if content.sample:
        yield Space(NARROW)
        yield from centred(say("slip.sample"), columns, bold=True)
    yield Space(NARROW)


def title_lines(title: str, columns: int) -> list[str]:
    """One line, or two cut behind 保险, or as many as it takes."""
    if cells.width(title) <= columns:
        return [title]
    first, mark, second = title.partition("保险")
    parts = [first + mark, second]
    return parts if max(map(cells.width, parts)) <= columns else cells.wrap_units(title, columns)


def _holder(content: ProofOfInsurance, columns: int, veil: Veil) -> Iterator[Item]:
    holder = veil.over(content.holder)
    yield Rule(BAR)
    yield Space(NARROW)
    rows: list[tuple[Message, Sequence[str]]] = [
        (say("slip.holder.name"), holder.name),
        (say("slip.holder.number"), holder.number),
        (say("slip.holder.computer_number"), holder.computer_number),
    ]
    if is_rare(content.holder.name):
        yield from large_fact(columns, *rows.pop(0))
    yield from facts(columns, rows)


def is_rare(name: str) -> bool:
    """It has characters that no printer ROM holds: many strokes, so it is drawn large enough to be told apart."""
    return not cells.in_rom(name.replace("\u00b7", ""))


def _totals(totals: Sequence[Total], columns: int) -> Iterator[Item]:
    yield from heading(say("slip.totals.heading"), "", columns)
    kinds, months = words.text(say("slip.totals.insurance")), words.text(say("slip.totals.months"))
    first = max(cells.width(kinds), cells.width(months))
    names = [short_word(total.insurance) for total in totals]
    values = [str(total.months) for total in totals]
    laid = grid([Column((name,), min(max(cells.width(name), cells.width(value)), columns - first - 1))
                 for name, value in zip(names, values, strict=True)], first, columns)
    for band in range(len(laid.bands)):
        if band:
            yield Space(NARROW)
        for label, row in ((kinds, laid.rows(names, band)), (months, laid.rows(values, band))):
            for number, line in enumerate(row):
                yield TextLine(label + line[cells.width(label):] if number == 0 else line)


def _employers(content: ProofOfInsurance, columns: int) -> Iterator[Item]:
    if not content.employers:
        return
    number, name = words.text(say("slip.employers.number")), words.text(say("slip.employers.name"))
    label = max(cells.width(text) for text in (number, *(employer.number for employer in content.employers)))
    label = min(label, columns // 3)
    yield Space(WIDE)
    yield TextLine(cells.placed([(0, number), (label + 2, name)]), bold=True)
    yield Rule(HAIRLINE)
    yield Space(NARROW)
    for employer in content.employers:
        names = cells.wrap_words(employer.name, columns - label - 2)
        if cells.width(employer.number) > label:
            yield from (TextLine(line) for line in cells.wrap_units(employer.number, columns))
            yield from (TextLine(cells.placed([(label + 2, line)])) for line in names if line)
            continue
        for place, line in enumerate(names):
            yield TextLine(cells.placed([(0, "" if place else employer.number), (label + 2, line)]))


def _issue(content: ProofOfInsurance, columns: int) -> Iterator[Item]:
    later = words.text(say("slip.draft.later"))
    until = words.day(content.valid_until) if content.valid_until else later
    yield Space(WIDE)
    yield Rule(HAIRLINE)
    yield Space(NARROW)
    yield from facts(columns, (
        (say("slip.issue.data_as_of"), words.day(content.data_as_of)),
        (say("slip.issue.bureau"), content.bureau),
        (say("slip.issue.printed"), words.moment(content.issued_at) if content.issued_at else later),
        (say("slip.issue.machine"), content.machine or later),
        (say("slip.issue.valid_until"), until),
    ))
    yield Space(NARROW)
    for note in (say("slip.note.original"), say("slip.note.until")):
        yield from prose(note, columns)


def _code(content: ProofOfInsurance, columns: int) -> Iterator[Item]:
    yield Space(WIDE)
    yield Rule(BAR)
    yield Space(WIDE)
    yield from centred(say("slip.code.heading"), columns)
    code = grouped(content.code) if content.code else DRAFT_CODE
    scale = 2 if cells.width(code) * 2 <= columns else 1
    yield from (TextLine(cells.centred(line, columns // scale), bold=True, scale=2 if scale == 2 else 1)
                for line in cells.wrap_units(code, columns // scale))
    yield from centred(say("slip.code.how"), columns)
    for line in cells.wrap_words(address(content) or words.text(say("slip.draft.later")), columns):
        yield TextLine(cells.centred(line, columns))
    yield Space(WIDE)
    if content.verify_url:
        sides = {module: Qr(content.verify_url, module) for module in MODULES}
        yield next((qr for module, qr in sides.items() if qr.dots + 2 * QR_MARGIN * module <= columns * CELL_DOTS),
                   sides[MODULES[-1]])
    else:
        yield Box(DRAFT_CODE_MODULES * MODULES[0], words.lines(say("slip.draft.code")))
    yield Space(QR_MARGIN * MODULES[0])


def address(content: ProofOfInsurance) -> str:
    """What a person types: the address in the QR without the code."""
    return content.verify_url.partition("?")[0].partition("#")[0]
