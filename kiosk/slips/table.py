"""Columns of figures on a narrow paper: one line a row where they fit, otherwise several lines on one grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.slips import cells

INDENT = 2
LOOSEST = 8
"""Cells between two columns: an eye loses the row over more."""


@dataclass(frozen=True)
class Column:
    """Figures align to the right edge below ``head`` (one or more words, above each other)."""

    head: tuple[str, ...]
    width: int


@dataclass(frozen=True)
class Grid:
    """``bands``: for each line of a row, the columns on it as (index, first cell, width)."""

    columns: tuple[Column, ...]
    bands: tuple[tuple[tuple[int, int, int], ...], ...]

    def rows(self, values: Sequence[str], band: int) -> list[str]:
        """The values of one band as lines (more than one only where a value is wider than the paper)."""
        wrapped = [(start, width, cells.wrap_units(values[index], width)) for index, start, width in self.bands[band]]
        height = max((len(lines) for _, _, lines in wrapped), default=0)
        return [
            cells.placed((start, cells.right(lines[line], width)) for start, width, lines in wrapped
                         if line < len(lines))
            for line in range(height)
        ]

    def heads(self, band: int) -> list[str]:
        """The words above a band, aligned at their foot."""
        height = max((len(self.columns[index].head) for index, _, _ in self.bands[band]), default=0)
        lines = []
        for line in range(height):
            words = []
            for index, start, width in self.bands[band]:
                head = self.columns[index].head
                above = height - len(head)
                words.append((start, cells.right(head[line - above] if line >= above else "", width)))
            lines.append(cells.placed(words))
        return lines


def grid(columns: Sequence[Column], first: int, last: int, later: int = INDENT) -> Grid:
    """Lay ``columns`` between the cells ``first`` and ``last`` (not included).

    They share the width evenly where one line holds them, 1 to :data:`LOOSEST` cells from each other; otherwise all
    get the width of the widest and the line is cut into places of that width, from its right end to the cell
    ``later``. The first band has the places behind ``first`` (none, if none is), each further one all of them, so that
    figures stand below figures.
    """
    needed = sum(column.width + 1 for column in columns)
    if first + needed <= last:
        slack = min(last - first - needed, (LOOSEST - 1) * len(columns))
        return Grid(tuple(columns), (_spread(columns, first, slack),))
    widest = min(max(column.width for column in columns), last - later - 1)
    each = (last - later) // (widest + 1)
    places = [last - (each - place) * (widest + 1) + 1 for place in range(each)]
    free = [start for start in places if start > first]
    bands: list[tuple[tuple[int, int, int], ...]] = []
    index = 0
    while index < len(columns):
        bands.append(tuple((index + offset, start, widest)
                           for offset, start in enumerate(free[:len(columns) - index])))
        index += len(bands[-1])
        free = places
    return Grid(tuple(columns), tuple(bands))


def _spread(columns: Sequence[Column], first: int, slack: int) -> tuple[tuple[int, int, int], ...]:
    band = []
    for index, column in enumerate(columns):
        start = first + 1 + slack * (index + 1) // len(columns)
        band.append((index, start, column.width))
        first += column.width + 1
    return tuple(band)
