"""Headings, facts and sentences on a paper of ``columns`` cells: what every form is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contract.words import Message
from kiosk.slips import cells, words
from kiosk.slips.document import Item, Rule, Space, TextLine

NARROW, WIDE = 8, 18
"""Dots of white between lines that belong together, and between sections."""
HAIRLINE, BAR = 2, 4
"""Dots of a thin and a thick rule: one dot alone prints faint."""


def heading(title: Message, aside: str, columns: int) -> Iterator[Item]:
    """A section's bold line; ``aside`` at the right edge, or below where both do not fit."""
    text = words.text(title)
    yield Space(WIDE)
    if cells.width(text) + cells.width(aside) < columns:
        yield TextLine(cells.placed([(0, text), (columns - cells.width(aside), aside)]), bold=True)
    else:
        yield TextLine(text, bold=True)
        yield TextLine(cells.right(aside, columns), bold=True)
    yield Rule(HAIRLINE)
    yield Space(NARROW)


def facts(columns: int, facts: Sequence[tuple[Message, Sequence[str]]]) -> Iterator[Item]:
    """Label and value on one row, values below each other; a value may be units that no break splits."""
    labels = [words.text(label) for label, _ in facts]
    start = max(map(cells.width, labels)) + 2
    for label, (_, units) in zip(labels, facts, strict=True):
        for number, line in enumerate(cells.wrap_units(units, columns - start)):
            yield TextLine(cells.placed([(0, label if number == 0 else ""), (start, line)]))


def large_fact(columns: int, label: Message, units: Sequence[str]) -> Iterator[Item]:
    """The value at double size below its label."""
    yield TextLine(words.text(label))
    yield from (TextLine(line, scale=2) for line in cells.wrap_units(units, columns // 2))


def centred(message: Message, columns: int, bold: bool = False) -> Iterator[Item]:
    """A sentence in the middle of the paper."""
    for line in cells.wrap_words(words.text(message), columns):
        yield TextLine(cells.centred(line, columns), bold=bold)


def prose(message: Message, columns: int) -> Iterator[Item]:
    """A sentence from the left edge."""
    for line in cells.wrap_words(words.text(message), columns):
        yield TextLine(line)
