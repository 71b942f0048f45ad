"""Digits leave one by one; only how many there are is drawn."""

from __future__ import annotations

from contract.views import Action, Keypad
from contract.words import Plain, say
from screens.pen import Block, Pen, gap
from screens.sheet import Area, Box
from screens.templates.boxes import heading, notice
from screens.templates.controls import press, share, wide

ROWS = (("digit:1", "digit:2", "digit:3"), ("digit:4", "digit:5", "digit:6"), ("digit:7", "digit:8", "digit:9"),
        ("clear", "digit:0", "erase"))
NAMED = {"clear": "keypad.clear", "erase": "keypad.erase"}


def write(pen: Pen, view: Keypad, area: Area) -> None:
    g = pen.theme.gap
    if pen.theme.landscape:
        left, right = share(area.w, [46, 54], pen.theme.px(5))
        words = [*heading(pen, view.title, view.lead, left), gap(g(2.5)), _cells(pen, view, left), gap(g(2)),
                 *([notice(pen, view.notice, left)] if view.notice else []), gap(0, 1)]
        pen.column(Area(area.x, area.y, left, area.h), words, "keypad")
        keys = [_keys(pen, right), gap(g(1.2)), _stretch(wide(pen, view.accept, right, 7), g(8))]
        pen.column(Area(area.x + left + pen.theme.px(5), area.y, right, area.h), keys, "keys")
        return
    blocks = [*heading(pen, view.title, view.lead, area.w), gap(g(1.5), 1, g(3)), _cells(pen, view, area.w),
              gap(g(1.5), 1, g(2.4)), *([notice(pen, view.notice, area.w), gap(g(1.5), 1, g(2.6))]
                                        if view.notice else []),
              _keys(pen, area.w), gap(g(1.5)), wide(pen, view.accept, area.w)]
    pen.column(area, blocks, "keypad")


def _stretch(block: Block, limit: int) -> Block:
    return Block(block.height, block.paint, 1, limit)


def _cells(pen: Pen, view: Keypad, width: int) -> Block:
    """One cell a digit: a dot where one was given, an outlined cell where the next one goes."""
    theme, palette = pen.theme, pen.theme.palette
    between = theme.px(1.5 if view.length <= 8 else 0.6)
    widths = share(width, [1] * view.length, between)
    tall = min(theme.gap(8), round(widths[0] * 1.2))
    dot = min(theme.gap(4.2), widths[0] // 2)

    def paint(area: Area) -> None:
        x = area.x
        for number, each in enumerate(widths):
            spot = Area(x, area.y, each, tall)
            due = number == view.filled
            pen.put(Box(spot, palette.card, palette.blue if due else palette.border,
                        theme.line * 2 if due else theme.line, theme.radius))
            if number < view.filled:
                at = Area(x + (each - dot) // 2, area.y + (tall - dot) // 2, dot, dot)
                pen.put(Box(at, palette.ink, radius=dot // 2))
            x += each + between
        pen.means("progress", "", Area(area.x, area.y, width, tall))

    return Block(tall, paint)


def _keys(pen: Pen, width: int) -> Block:
    theme = pen.theme
    between = theme.px(1.2 if theme.landscape else 1.5)
    widths = share(width, [1, 1, 1], between)
    least, most = theme.gap(6.6), theme.px(8.4)

    def paint(area: Area) -> None:
        tall = (area.h - 3 * between) // 4
        for line, row in enumerate(ROWS):
            x = area.x
            for action, each in zip(row, widths, strict=True):
                _key(pen, action, Area(x, area.y + line * (tall + between), each, tall))
                x += each + between

    return Block(4 * least + 3 * between, paint, 8, 4 * most + 3 * between)


def _key(pen: Pen, action: str, area: Area) -> None:
    named = NAMED.get(action)
    label = say(named) if named else Plain(action.removeprefix("digit:"))
    size = pen.theme.type("large" if named else "title")
    text = pen.fit(label, size, area.w - pen.theme.px(1), 1, bold=not named)
    look = press(pen, Action(action, label), area, pen.theme.radius)
    pen.write_middle(text, area, look.ink, "middle")
