"""The machine is busy: with what, and for how long if that is known. One beat a half second, no more."""

from __future__ import annotations

from contract.views import Progress
from screens.pen import Block, Pen, gap
from screens.sheet import Area, Box
from screens.templates.boxes import heading
from screens.templates.controls import share
from screens.templates.illustrations import picture

DOTS = 5


def write(pen: Pen, view: Progress, area: Area) -> None:
    g = pen.theme.gap
    shown = Block(g(16), lambda spot: picture(pen, view.picture, spot.inset(spot.w // 12, 0)), 4, g(24))
    if pen.theme.landscape:
        left, right = share(area.w, [45, 55], pen.theme.px(6))
        pen.column(Area(area.x, area.y, left, area.h), [gap(0, 1), shown, gap(0, 1)], "picture")
        words = [gap(0, 1), *heading(pen, view.title, view.lead, right, lead_size="large"), gap(g(3)),
                 _measure(pen, view, right), gap(0, 1)]
        pen.column(Area(area.x + left + pen.theme.px(6), area.y, right, area.h), words, "progress")
        return
    blocks = [gap(g(2), 1.4), shown, gap(g(4)),
              *heading(pen, view.title, view.lead, area.w, align="middle", lead_size="large"), gap(g(3.5)),
              _measure(pen, view, area.w), gap(g(2), 2)]
    pen.column(area, blocks, "progress")


def _measure(pen: Pen, view: Progress, width: int) -> Block:
    """A bar when a measure exists, otherwise dots of which one moves on."""
    theme, palette = pen.theme, pen.theme.palette
    tall = theme.px(1.3)

    def paint_bar(area: Area) -> None:
        permille = max(0, min(1000, view.permille or 0))
        track = min(width, theme.px(40))
        left = area.x if theme.landscape else area.x + (width - track) // 2
        inner = max(tall, track * permille // 1000)
        pen.put(Box(Area(left, area.y, track, tall), palette.card, palette.border, theme.line, tall // 2))
        pen.put(Box(Area(left, area.y, inner, tall), palette.blue, radius=tall // 2))
        pen.means("progress", "", Area(left, area.y, track, tall))

    def paint_dots(area: Area) -> None:
        step = tall * 2
        used = DOTS * tall + (DOTS - 1) * (step - tall)
        left = area.x if theme.landscape else area.x + (width - used) // 2
        for number in range(DOTS):
            lit = pen.local.beat % DOTS == number
            spot = Area(left + number * step, area.y, tall, tall)
            pen.put(Box(spot, palette.blue if lit else palette.hairline, radius=tall // 2))
        pen.means("progress", "", Area(left, area.y, used, tall))

    return Block(tall, paint_dots if view.permille is None else paint_bar)
