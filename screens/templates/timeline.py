"""A working life by insurance, one year as a grid that says every state in words, one month opened."""

from __future__ import annotations

from contract.views import MonthCell, Timeline
from contract.words import say
from screens.pen import Block, Ink, Pen, gap
from screens.sheet import Area, Box, Hatch
from screens.templates.boxes import boxed, boxed_width, facts, heading
from screens.templates.controls import neighbours, share
from screens.templates.lanes import chart

ACROSS = 6


def write(pen: Pen, view: Timeline, area: Area) -> None:
    theme = pen.theme
    g = theme.gap
    if theme.landscape:
        left, right = share(area.w, [1, 1], theme.px(3.5))
        pen.column(Area(area.x, area.y, left, area.h),
                   [*heading(pen, view.title, view.lead, left), gap(g(1.4)), chart(pen, view, left),
                    *_as_of(pen, view, left), gap(0, 0.3)], "life")
        pen.column(Area(area.x + left + theme.px(3.5), area.y, right, area.h),
                   [*_year(pen, view, right), *_detail(pen, view, right), gap(0, 1)], "year")
        return
    blocks = [*heading(pen, view.title, view.lead, area.w), gap(g(1.5)), chart(pen, view, area.w),
              *_as_of(pen, view, area.w), gap(g(1.2), 1, g(2)), *_year(pen, view, area.w),
              *_detail(pen, view, area.w), gap(0, 0.3)]
    pen.column(area, blocks, "timeline")


def _as_of(pen: Pen, view: Timeline, width: int) -> list[Block]:
    if view.as_of is None:
        return []
    return [gap(pen.theme.gap(0.4)), pen.text(view.as_of, width, Ink("small", colour=pen.theme.palette.soft))]


def _year(pen: Pen, view: Timeline, width: int) -> list[Block]:
    """The year with the ways to its neighbours, then its months."""
    theme = pen.theme
    (before, before_width), (after, after_width) = neighbours(pen, view.previous, view.next)
    year = pen.text(view.year, width - before_width - after_width - theme.px(2),
                    Ink("heading", True, role="heading"), lines=1)
    tall = max(before.height, year.height)

    def paint(area: Area) -> None:
        year.paint(Area(area.x, area.y + (tall - year.height) // 2, area.w, year.height))
        x = area.x + area.w - after_width
        after.paint(Area(x, area.y, after_width, tall))
        before.paint(Area(x - theme.px(1) - before_width, area.y, before_width, tall))

    return [Block(tall, paint), gap(theme.gap(1)), _grid(pen, view.months, width)]


def _grid(pen: Pen, months: tuple[MonthCell, ...], width: int) -> Block:
    theme = pen.theme
    between = theme.px(0.8)
    widths = share(width, [1] * ACROSS, between)
    rows = [months[place:place + ACROSS] for place in range(0, len(months), ACROSS)]
    least = theme.gap(5.2)

    def paint(area: Area) -> None:
        tall = (area.h - between * (len(rows) - 1)) // max(1, len(rows))
        for number, row in enumerate(rows):
            x = area.x
            for cell, each in zip(row, widths, strict=False):
                _month(pen, cell, Area(x, area.y + number * (tall + between), each, tall))
                x += each + between

    height = max(0, least * len(rows) + between * (len(rows) - 1))
    return Block(height, paint, 2, height + theme.gap(2.2) * len(rows))


def _month(pen: Pen, cell: MonthCell, area: Area) -> None:
    theme, palette = pen.theme, pen.theme.palette
    good, attention = palette.tones["good"], palette.tones["attention"]
    fill, edge, ink = {
        "posted": (good.surface, good.ink, good.ink),
        "not_posted": (palette.card, attention.ink, attention.ink),
        "deferred": (good.surface, good.ink, good.ink),
        "gap": (palette.card, palette.border, palette.soft),
        "none": (palette.card, palette.hairline, palette.soft),
    }[cell.state]
    radius = theme.px(0.7)
    dash = cell.state in ("not_posted", "deferred")
    thick = theme.line + 2 if cell.open else theme.line
    pen.put(Box(area, fill, None if dash or cell.open else edge, thick, radius))
    if cell.state == "gap":
        pen.put(Hatch(area.inset(theme.line), palette.hairline, theme.px(0.7), radius - theme.line))
    if cell.open:
        pen.put(Box(area, None, palette.blue, theme.px(0.28), radius))
    elif dash:
        pen.put(Box(area, None, edge, thick, radius, dash=True))
    room = area.w - theme.px(0.5)
    name = pen.set(pen.spans(say(f"date.cell_month.{cell.month % 100}"), True), theme.type("small"), room)
    word = pen.fit(cell.word, theme.type("fine"), room, 2, balanced=True, height=area.h - name.height)
    top = area.y + (area.h - name.height - word.height) // 2
    if cell.state == "gap":
        widest = max(name.width, word.width) + theme.px(0.6)
        pen.put(Box(Area(area.x + (area.w - widest) // 2, top, widest, name.height + word.height), palette.card,
                    radius=radius))
    pen.write(name, Area(area.x, top, area.w, name.height), ink, "middle")
    pen.write(word, Area(area.x, top + name.height, area.w, word.height), ink, "middle")
    if cell.action and cell.action.state != "off":
        pen.touchable(area, cell.action.id, fill, radius)
        pen.means("button", cell.word, area, cell.action.id, chosen=cell.open)
    else:
        pen.means("cell", cell.word, area, chosen=cell.open)


def _detail(pen: Pen, view: Timeline, width: int) -> list[Block]:
    if not view.detail:
        return []
    rows = facts(pen, view.detail, boxed_width(pen, width, 1.6), "end")
    return [gap(pen.theme.gap(1.3)), boxed(pen, rows, 1.6, 1.3)]
