"""One question and its answers; when it goes away by itself, the seconds are told and drawn."""

from __future__ import annotations

from contract.views import Confirm
from contract.words import Count, say
from screens.pen import Block, Ink, Pen, gap
from screens.sheet import Area, Box
from screens.templates.boxes import heading
from screens.templates.controls import side_by_side


def write(pen: Pen, view: Confirm, area: Area) -> None:
    theme = pen.theme
    g = theme.gap
    width = min(area.w, theme.px(72))
    inside = Area(area.x + (area.w - width) // 2, area.y, width, area.h)
    blocks = [gap(g(1), 1.2), *heading(pen, view.title, view.lead, width, align="middle", lead_size="large")]
    if view.seconds is not None:
        blocks += [gap(g(3)), _countdown(pen, view.seconds, width)]
    blocks += [gap(g(4), 1, g(7)), side_by_side(pen, view.actions, width), gap(g(1), 1.6)]
    pen.column(inside, blocks, "confirm")


def _countdown(pen: Pen, seconds: int, width: int) -> Block:
    """The figure, the sentence, and a bar that shortens with it."""
    theme, palette = pen.theme, pen.theme.palette
    left = seconds if pen.local.seconds is None else pen.local.seconds
    words = pen.text(say("confirm.seconds", n=Count(left)), width, Ink("heading", align="middle"))
    tall, space = theme.px(1), theme.gap(1.4)
    track = min(width, theme.px(40))
    share_left = left / max(1, seconds)

    def paint(area: Area) -> None:
        words.paint(Area(area.x, area.y, area.w, words.height))
        spot = Area(area.x + (area.w - track) // 2, area.y + words.height + space, track, tall)
        pen.put(Box(spot, palette.card, palette.border, theme.line, tall // 2))
        if filled := round(track * share_left):
            pen.put(Box(Area(spot.x, spot.y, max(tall, filled), tall), palette.blue, radius=tall // 2))
        pen.means("progress", "", spot)

    return Block(words.height + space + tall, paint)
