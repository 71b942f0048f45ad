"""Headings, facts and sentences on a sheet: what every form is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contract.words import Message
from kiosk.slips import cells
from kiosk.slips.document import Item, Rule, Space
from kiosk.slips.sheet import Sheet

NARROW, WIDE = 8, 18
"""Dots of white between lines that belong together, and between sections."""
HAIRLINE, BAR = 2, 4
"""Dots of a thin and a thick rule: one dot alone prints faint."""


@dataclass(frozen=True, repr=False)
class Value:
    """What stands behind a label. ``units``: what is shown of each character of ``text``, in the same cells."""

    text: str
    units: Sequence[str]

    @classmethod
    def plain(cls, text: str) -> Value:
        return cls(text, text)

    def lines(self, columns: int) -> list[str]:
        """Broken where ``text`` breaks, whatever is shown."""
        return ["".join(self.units[first:last]) for first, last in cells.name_lines(self.text, columns)]


@dataclass(frozen=True, repr=False)
class Fact:
    """A label and its value."""

    label: Message
    value: Value


def heading(title: Message, aside: str, sheet: Sheet) -> Iterator[Item]:
    """A section's bold lines; ``aside`` at the right edge, or below where both do not fit."""
    columns = sheet.columns
    text, *english = sheet.said(title)
    yield Space(WIDE)
    if cells.width(text) + cells.width(aside) < columns:
        yield sheet.line(cells.placed([(0, text), (columns - cells.width(aside), aside)]), bold=True)
        aside = ""
    else:
        yield from (sheet.line(line, bold=True) for line in cells.wrap_evenly(text, columns))
    yield from (sheet.line(line, bold=True) for each in english for line in cells.wrap_evenly(each, columns))
    if aside:
        yield from (sheet.line(cells.right(line, columns), bold=True) for line in cells.wrap_period(aside, columns))
    yield Rule(HAIRLINE)
    yield Space(NARROW)


def facts(sheet: Sheet, rows: Sequence[Fact]) -> Iterator[Item]:
    """Label and value on one row, values below each other; in large print as each of them finds room."""
    if sheet.scale == 2:
        for place, row in enumerate(rows):
            if place:
                yield Space(NARROW)
            yield from _large(sheet, row)
        return
    labels = [sheet.said(row.label) for row in rows]
    room = sheet.columns - 2 - max(cells.width(row.value.text) for row in rows)
    if all(cells.width(" ".join(label)) <= room for label in labels):
        labels = [(" ".join(label),) for label in labels]
    start = max(cells.width(text) for label in labels for text in label) + 2
    for label, row in zip(labels, rows, strict=True):
        value = row.value.lines(sheet.columns - start)
        for line in range(max(len(label), len(value))):
            text = cells.placed([(0, label[line] if line < len(label) else ""),
                                 (start, value[line] if line < len(value) else "")])
            yield sheet.line(text)


def _large(sheet: Sheet, fact: Fact) -> Iterator[Item]:
    """Label at the left and value at the right edge where one line holds both, otherwise one below the other."""
    label = " ".join(sheet.said(fact.label))
    start = sheet.columns - cells.width(fact.value.text)
    if cells.width(label) + 2 <= start:
        yield sheet.line(cells.placed([(0, label), (start, "".join(fact.value.units))]))
    else:
        yield from above(sheet, sheet, fact)


def above(sheet: Sheet, of_value: Sheet, fact: Fact) -> Iterator[Item]:
    """The label, and below it the value at the size of ``of_value``."""
    yield from (sheet.line(line) for line in cells.wrap_words(" ".join(sheet.said(fact.label)), sheet.columns))
    yield from (of_value.line(line) for line in fact.value.lines(of_value.columns))


def pair(sheet: Sheet, left: Sequence[str], right: str) -> Iterator[Item]:
    """A name in each language, and its figure at the right edge of the first line that holds both."""
    columns = sheet.columns
    room = columns - cells.width(right) - 1
    beside = " ".join(left)
    if cells.width(left[0]) > room:
        for name in left:
            yield from (sheet.line(line) for line in cells.wrap_words(name, columns))
        yield from (sheet.line(cells.right(line, columns)) for line in cells.wrap_units(right, columns))
        return
    names = [beside] if cells.width(beside) <= room else [left[0], *(line for text in left[1:]
                                                                    for line in cells.wrap_words(text, columns))]
    for place, name in enumerate(names):
        yield sheet.line(cells.placed([(0, name), (columns - cells.width(right), "" if place else right)]))


def centred(message: Message, sheet: Sheet, bold: bool = False) -> Iterator[Item]:
    """A sentence in the middle of the paper."""
    for text in sheet.said(message):
        for line in cells.wrap_evenly(text, sheet.columns):
            yield sheet.line(cells.centred(line, sheet.columns), bold)


def prose(message: Message, sheet: Sheet) -> Iterator[Item]:
    """A sentence from the left edge; in large print in lines of like length, because they are short."""
    wrap = cells.wrap_evenly if sheet.scale == 2 else cells.wrap_words
    for text in sheet.said(message):
        yield from (sheet.line(line) for line in wrap(text, sheet.columns))
