"""Home: who, the months that a person came for, what they mean, the one filled action, further ways."""

from __future__ import annotations

from dataclasses import dataclass

from contract.views import Action, Figure, Overview
from contract.words import Word
from screens.pen import SHRINK, Block, Ink, Pen, gap
from screens.sheet import Area, Box
from screens.templates.boxes import boxed, boxed_width, notice
from screens.templates.controls import share, tile


def write(pen: Pen, view: Overview, area: Area) -> None:
    theme = pen.theme
    if theme.landscape:
        left, right = share(area.w, [60, 40] if len(view.figures) > MANY else [1, 1], theme.px(3.5))
        pen.column(Area(area.x, area.y, left, area.h), [*_who(pen, view, left), gap(theme.gap(2)),
                   _state(pen, view, left), gap(0, 1)], "overview")
        pen.column(Area(area.x + left + theme.px(3.5), area.y, right, area.h),
                   [*_notices(pen, view, right), *_ways(pen, view, right), gap(0, 0.2)], "ways")
        return
    pen.column(area, [*_who(pen, view, area.w), gap(theme.gap(1.6)), _state(pen, view, area.w),
                      gap(theme.gap(1.4)), *_notices(pen, view, area.w), gap(theme.gap(0.2), 1, theme.gap(1)),
                      *_ways(pen, view, area.w), gap(0, 0.5)], "overview")


def _who(pen: Pen, view: Overview, width: int) -> list[Block]:
    soft = pen.theme.palette.soft
    return [pen.text(view.greeting, width, Ink("body", colour=soft)),
            pen.text(view.name, width, Ink("title", True, role="heading"), lines=1),
            pen.text(view.number, width, Ink("body", colour=soft), lines=1)]


def _state(pen: Pen, view: Overview, width: int) -> Block:
    return boxed(pen, _figures(pen, view.figures, view.as_of, boxed_width(pen, width)))


def _notices(pen: Pen, view: Overview, width: int) -> list[Block]:
    """What the figures mean, each with room below it."""
    blocks: list[Block] = []
    for each in view.notices:
        blocks += [notice(pen, each, width), gap(pen.theme.gap(1.4))]
    return blocks


def _figures(pen: Pen, figures: tuple[Figure, ...], as_of: Word, width: int) -> Block:
    """Every figure alike, in as many columns as hold them with their units beside them."""
    theme = pen.theme
    between = theme.px(3 if len(figures) <= MANY else 2)
    look = _look(pen, figures, width, between)
    blocks: list[Block] = []
    for place in range(0, len(figures), len(look.widths)):
        row = figures[place:place + len(look.widths)]
        cells = [_figure(pen, figure, each, look) for figure, each in zip(row, look.widths, strict=False)]
        blocks += [_ruled(pen, cells, look.widths, between), gap(theme.gap(0.7 if len(figures) > MANY else 1.3))]
    blocks.append(pen.text(as_of, width, Ink("label", colour=theme.palette.soft)))
    tall = sum(block.height for block in blocks)
    return Block(tall, lambda area: pen.column(Area(area.x, area.y, area.w, tall), blocks, "figures"))


MANY = 6
"""Figures; more stand closer and with smaller labels."""


@dataclass(frozen=True)
class _Look:
    """What all figures of a page have in common."""

    widths: list[int]
    label: int
    value: int
    beside: bool


def _look(pen: Pen, figures: tuple[Figure, ...], width: int, between: int) -> _Look:
    """The most columns in which labels keep to a line; units go below the figure before anything is cut."""
    theme = pen.theme
    count = len(figures)
    many = count > MANY
    first = count if count <= 4 else 4 if many else 3
    for across, beside in ((first, True), (3, True), (2, True), (2, False)):
        widths = share(width, [1] * max(1, across), between)
        for step in SHRINK[2:] if many else SHRINK[:4]:
            look = _Look(widths, round(theme.type("label") * (step if many else max(step, SHRINK[2]))),
                         round(theme.type("title") * 0.92 * step), beside)
            if all(_needs(pen, figure, look) <= min(widths) for figure in figures):
                return look
    pen.overflow(f"figures in {width} px")
    return look


def _needs(pen: Pen, figure: Figure, look: _Look) -> int:
    label = pen.set(pen.spans(figure.label), look.label).width
    value = pen.set(pen.spans(figure.value, True), look.value).width
    unit = pen.set(pen.spans(figure.unit), pen.theme.type("small")).width
    return max(label, value + pen.theme.px(0.5) + unit if look.beside else max(value, unit))


def _ruled(pen: Pen, cells: list[Block], widths: list[int], between: int) -> Block:
    theme = pen.theme
    row = pen.row(cells, widths[:len(cells)], between)

    def paint(area: Area) -> None:
        row.paint(area)
        x = area.x
        for each in widths[:len(cells) - 1]:
            x += each + between
            pen.put(Box(Area(x - between // 2 - theme.px(0.3), area.y, theme.line, area.h), theme.palette.border))

    return Block(row.height, paint)


def _figure(pen: Pen, figure: Figure, width: int, look: _Look) -> Block:
    theme, palette = pen.theme, pen.theme.palette
    label = pen.set(pen.spans(figure.label), look.label)
    value = pen.set(pen.spans(figure.value, True), look.value)
    unit = pen.set(pen.spans(figure.unit), theme.type("small"))
    state = pen.fit(figure.state, theme.type("small"), width, 2)
    leading = round(value.leading * 0.95)
    tall = label.height + leading + state.height + (0 if look.beside else unit.height)

    def paint(area: Area) -> None:
        pen.write(label, Area(area.x, area.y, width, label.height), palette.soft)
        top = area.y + label.height
        pen.write_middle(value, Area(area.x, top, value.width, leading), palette.ink)
        drop = round((value.size - unit.size) * 0.36)
        if look.beside:
            spot = Area(area.x + value.width + theme.px(0.5), top + drop, unit.width, leading)
        else:
            spot = Area(area.x, top + leading, unit.width, unit.height)
        pen.write_middle(unit, spot, palette.soft)
        ink = palette.tones[figure.tone].ink
        pen.write(state, Area(area.x, area.y + tall - state.height, width, state.height), ink)
        pen.means("figure", figure.label, Area(area.x, area.y, width, area.h))

    return Block(tall, paint)


def _ways(pen: Pen, view: Overview, width: int) -> list[Block]:
    """The filled action over the whole width, then two to a row; an odd last one takes its row."""
    theme = pen.theme
    between = theme.px(1.5)
    blocks = [_growing(tile(pen, view.primary, width, large=True), theme.gap(9))]
    for place in range(0, len(view.tiles), 2):
        pair: tuple[Action, ...] = view.tiles[place:place + 2]
        widths = share(width, [1] * len(pair), between)
        row = pen.row([tile(pen, action, each) for action, each in zip(pair, widths, strict=True)], widths, between)
        blocks += [gap(between), _growing(row, theme.gap(10.5))]
    return blocks


def _growing(block: Block, limit: int) -> Block:
    return Block(block.height, block.paint, 1, max(limit, block.height))
