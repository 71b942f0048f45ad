"""Typed rows page by page; in landscape everything that is not a row stands beside them."""

from __future__ import annotations

from contract.views import Column, Table, TableRow
from screens.pen import SHRINK, Align, Block, Ink, Pen, gap
from screens.setting import Paragraph
from screens.sheet import Area, Box
from screens.templates.boxes import boxed, boxed_width, facts, heading
from screens.templates.controls import neighbours, pills, share


def write(pen: Pen, view: Table, area: Area) -> None:
    theme = pen.theme
    g = theme.gap
    if theme.landscape:
        left, right = share(area.w, [36, 64], theme.px(3))
        side = [*_head(pen, view, left), gap(g(1.2), 1), *_totals(pen, view, left), *_pager(pen, view, left)]
        pen.column(Area(area.x, area.y, left, area.h), side, "table")
        rows = Area(area.x + left + theme.px(3), area.y, right, area.h)
        pen.column(rows, [_body(pen, view, right, area.h)], "rows")
        return
    blocks = [*_head(pen, view, area.w), gap(g(1.4)), _body(pen, view, area.w, None), gap(g(1.2), 1, g(1.8)),
              *_totals(pen, view, area.w), *_pager(pen, view, area.w), gap(0, 0.2)]
    pen.column(area, blocks, "table")


def _head(pen: Pen, view: Table, width: int) -> list[Block]:
    filters = [gap(pen.theme.gap(1.1)), pills(pen, view.filters, width)] if view.filters else []
    return [*heading(pen, view.title, view.lead, width), *filters]


def _body(pen: Pen, view: Table, width: int, room: int | None) -> Block:
    return _rows(pen, view, width, room) if view.rows or not view.empty else _empty(pen, view, width)


def _empty(pen: Pen, view: Table, width: int) -> Block:
    theme = pen.theme
    assert view.empty is not None
    text = pen.text(view.empty, width - theme.px(8), Ink("large", align="middle", balanced=True))

    def paint(area: Area) -> None:
        pen.card(area)
        icon = theme.px(5)
        top = area.y + (area.h - text.height - icon - theme.px(1.5)) // 2
        pen.icon("list", Area(area.x + (area.w - icon) // 2, top, icon, icon), theme.palette.border, 1.4)
        text.paint(Area(area.x + theme.px(4), top + icon + theme.px(1.5), area.w - theme.px(8), text.height))

    return Block(text.height + theme.gap(14), paint, 5, theme.gap(40))


def _rows(pen: Pen, view: Table, width: int, room: int | None) -> Block:
    theme = pen.theme
    pad = theme.px(1.2)
    foot = theme.px(0.35)
    grid = _Grid(pen, view.columns, view.rows, width - 2 * pad, None if room is None else room - foot)
    count = len(view.rows)

    def paint(area: Area) -> None:
        pen.card(area)
        grid.paint(view.rows, Area(area.x + pad, area.y, area.w - 2 * pad, area.h - foot), count)

    most = grid.head + max(grid.least, theme.gap(3.9)) * count + foot
    return Block(grid.head + grid.least * count + foot, paint, 6, most)


CLOSEST = 1.14
"""Least height of a row in ems: figures have no descenders, and a hairline stands between rows."""


class _Grid:
    """Columns set once for all rows: one size for every cell, shrunk until the longest fits, and all into ``room``."""

    def __init__(self, pen: Pen, columns: tuple[Column, ...], rows: tuple[TableRow, ...], width: int,
                 room: int | None) -> None:
        self._pen = pen
        self._columns = columns
        self._between = pen.theme.px(1)
        self._widths = share(width, [column.weight for column in columns], self._between)
        self._size = pen.theme.type("label")
        self._texts = {id(row): self._set(row, 1.0, 1) for row in rows}
        for lines in (1, 2):
            for step in SHRINK:
                if self._fits(rows, step, lines):
                    self._titles = self._set_titles(step)
                    self._measure(rows)
                    if room is None or self.head + self.least * len(rows) <= room:
                        return
        pen.overflow(f"table cells in {width} px")

    def _measure(self, rows: tuple[TableRow, ...]) -> None:
        air = self._pen.theme.gap(0.55)
        self.head = max((title.height for title in self._titles), default=0) + 2 * air
        tallest = max((len(text.lines) for row in rows for text in self._texts[id(row)]), default=1)
        size = max((text.size for row in rows for text in self._texts[id(row)]), default=0)
        leading = max((text.leading for row in rows for text in self._texts[id(row)]), default=0)
        self.least = tallest * leading + air if tallest > 1 else round(size * CLOSEST)

    def _set(self, row: TableRow, step: float, lines: int) -> list[Paragraph]:
        size = round(self._size * step)
        return [self._pen.set(self._pen.spans(cell, False), size, None if lines == 1 else width)
                for cell, width in zip(row.cells, self._widths, strict=True)]

    def _fits(self, rows: tuple[TableRow, ...], step: float, lines: int) -> bool:
        for row in rows:
            texts = self._texts[id(row)] = self._set(row, step, lines)
            if any(text.width > width or len(text.lines) > lines
                   for text, width in zip(texts, self._widths, strict=True)):
                return False
        return True

    def _set_titles(self, step: float) -> list[Paragraph]:
        return [self._pen.fit(column.label, round(self._pen.theme.type("small") * max(step, 0.85)), width, 2,
                              bold=True, balanced=True)
                for column, width in zip(self._columns, self._widths, strict=True)]

    def paint(self, rows: tuple[TableRow, ...], area: Area, lines: int) -> None:
        """Titles, a rule, rows of equal height with a hairline between them."""
        pen, theme, palette = self._pen, self._pen.theme, self._pen.theme.palette
        self._paint_line(self._titles, Area(area.x, area.y, area.w, self.head), palette.soft)
        x = area.x
        for column, width in zip(self._columns, self._widths, strict=True):
            pen.means("heading", column.label, Area(x, area.y, width, self.head))
            x += width + self._between
        pen.put(Box(Area(area.x, area.y + self.head - theme.line, area.w, theme.line), palette.ink))
        tall = (area.h - self.head) // max(1, lines)
        for number, row in enumerate(rows):
            spot = Area(area.x, area.y + self.head + number * tall, area.w, tall)
            ink = palette.ink
            if row.tone and row.tone != "good":
                wash = palette.tones[row.tone]
                ink = wash.ink
                air = theme.px(0.6)
                pen.put(Box(Area(spot.x - air, spot.y + 2, spot.w + 2 * air, tall - 3), wash.surface,
                            radius=theme.px(0.5)))
            elif number + 1 < len(rows):
                pen.put(Box(Area(spot.x, spot.y + tall - 1, spot.w, 1), palette.hairline))
            self._paint_line(self._texts[id(row)], spot, ink)
            x = spot.x
            for cell, width in zip(row.cells, self._widths, strict=True):
                pen.means("cell", cell, Area(x, spot.y, width, tall))
                x += width + self._between

    def _paint_line(self, texts: list[Paragraph], area: Area, ink: str) -> None:
        x = area.x
        for text, column, width in zip(texts, self._columns, self._widths, strict=True):
            align: Align = column.align
            self._pen.write_middle(text, Area(x, area.y, width, area.h), ink, align)
            x += width + self._between


def _totals(pen: Pen, view: Table, width: int) -> list[Block]:
    if not view.totals or not view.rows:
        return []
    rows = facts(pen, view.totals, boxed_width(pen, width, 1.6), "end")
    return [boxed(pen, rows, 1.6, 1.1), gap(pen.theme.gap(1))]


def _pager(pen: Pen, view: Table, width: int) -> list[Block]:
    """Data-as-of, then the page between the ways to its neighbours; on one line where that is wide enough."""
    theme = pen.theme
    (before, before_width), (after, after_width) = neighbours(pen, view.previous, view.next)
    as_of = pen.text(view.as_of, width, Ink("small", colour=theme.palette.soft))
    tall = before.height
    middle = width - before_width - after_width
    page = pen.fit(view.page, theme.type("label"), middle - theme.px(1.2))

    def paint(area: Area) -> None:
        before.paint(Area(area.x, area.y, before_width, tall))
        after.paint(Area(area.x + area.w - after_width, area.y, after_width, tall))
        spot = Area(area.x + before_width, area.y, middle, tall)
        pen.write_middle(page, spot, theme.palette.ink, "middle")
        pen.means("text", view.page, spot)

    return [as_of, gap(theme.gap(0.8)), Block(tall, paint)]
