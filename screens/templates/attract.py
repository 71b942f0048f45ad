"""Nobody is here: one sentence as large as a door sign, the slot, what follows, the privacy notice."""

from __future__ import annotations

from contract.views import Attract, Step
from screens.pen import SHRINK, Block, Ink, Pen, gap
from screens.sheet import Area, Box
from screens.templates.boxes import heading, notice
from screens.templates.controls import share
from screens.templates.illustrations import insert_card


def write(pen: Pen, view: Attract, area: Area) -> None:
    if pen.theme.landscape:
        _landscape(pen, view, area)
        return
    g = pen.theme.gap
    blocks = [*_alerts(pen, view, area.w), gap(g(1), flex=1, limit=g(4.5)),
              *heading(pen, view.title, view.lead, area.w, "display", lead_size="large"),
              gap(g(1.5), flex=1.5), _slot(pen, view, area.w), gap(g(1.5), flex=1.5),
              _steps(pen, view.steps, area.w), gap(g(1.5), flex=1), notice(pen, view.notice, area.w)]
    pen.column(area, blocks, "attract")


def _landscape(pen: Pen, view: Attract, area: Area) -> None:
    g = pen.theme.gap
    left, right = share(area.w, [56, 44], pen.theme.px(5))
    blocks = [gap(g(0.5), flex=1),
              *heading(pen, view.title, view.lead, left, "display", lead_size="large"),
              gap(g(1.5), flex=1.4), _steps(pen, view.steps, left), gap(g(1.5), flex=1),
              notice(pen, view.notice, left)]
    pen.column(Area(area.x, area.y, left, area.h), blocks, "attract")
    slot = _slot(pen, view, right)
    pen.column(Area(area.x + left + pen.theme.px(5), area.y, right, area.h),
               [*_alerts(pen, view, right), gap(0, flex=1), Block(slot.height, slot.paint, 6, g(36)),
                gap(0, flex=1)], "slot")


def _alerts(pen: Pen, view: Attract, width: int) -> list[Block]:
    blocks: list[Block] = []
    for alert in view.alerts:
        blocks += [notice(pen, alert, width), gap(pen.theme.gap(1))]
    return blocks


def _slot(pen: Pen, view: Attract, width: int) -> Block:
    theme = pen.theme

    def paint(area: Area) -> None:
        front = insert_card(pen, area, view.open)
        pen.means("image", "picture.slot", area)
        text = pen.fit(view.slot_hint, theme.type("label"), front.w, 2, height=front.h)
        ink = theme.palette.card if theme.palette.slot != theme.palette.card else theme.palette.ink
        pen.write_middle(text, front, ink, "middle")
        pen.means("text", view.slot_hint, front)

    return Block(theme.gap(19), paint, 5, theme.gap(26))


def _steps(pen: Pen, steps: tuple[Step, ...], width: int) -> Block:
    """What follows, in columns joined by a line; nothing here looks like a button."""
    if not steps:
        return gap(0)
    theme, palette = pen.theme, pen.theme.palette
    between = theme.px(1.5)
    widths = share(width, [1] * len(steps), between)
    disc = theme.gap(4.6)
    size = theme.type("body")
    words = [step.title for step in steps]
    titles = pen.fit_alike(words, size, widths, True, least=SHRINK[2]) or pen.fit_alike(words, size, widths, True, 2)
    if titles is None:
        titles = [pen.fit(word, size, each, 2, True) for word, each in zip(words, widths, strict=True)]
    hints = [pen.text(step.hint, each, Ink("small", colour=palette.soft, align="middle", balanced=True))
             for step, each in zip(steps, widths, strict=True)]
    tall = max(title.height for title in titles)
    space = theme.gap(0.9)

    def paint(area: Area) -> None:
        x = area.x
        for number, (step, title, hint, each) in enumerate(zip(steps, titles, hints, widths, strict=True)):
            spot = Area(x + (each - disc) // 2, area.y, disc, disc)
            if number:
                start = spot.x - (each + between) + disc + theme.px(1)
                pen.put(Box(Area(start, area.y + disc // 2, spot.x - theme.px(1) - start, theme.line),
                            palette.border))
            pen.put(Box(spot, palette.chosen, palette.chosen, theme.line, disc // 2))
            pen.icon(step.icon, spot.inset(round(disc * 0.23)), palette.blue, 1.8)
            below = Area(x, area.y + disc + space, each, title.height)
            pen.write(title, below, palette.ink, "middle")
            pen.means("text", step.title, below)
            hint.paint(Area(x, below.y + tall, each, hint.height))
            x += each + between

    return Block(disc + space + tall + max(hint.height for hint in hints), paint)
