"""The lanes of a working life: posted is filled, not posted dashed, a gap hatched; years below."""

from __future__ import annotations

from contract.views import Lane, Span, Timeline
from contract.words import Plain
from screens.pen import Block, Pen
from screens.setting import Paragraph
from screens.sheet import Area, Box, Hatch
from screens.templates.controls import press
from screens.theme import Colour

AXIS_STEPS = (1, 2, 5, 10, 20)


def chart(pen: Pen, view: Timeline, width: int) -> Block:
    """All lanes on one card; it grows with the room there is."""
    theme = pen.theme
    pad = theme.px(1.4)
    size = theme.type("label")
    labels = _labels(pen, view, size, round(width * 0.28))
    left = max((label.width for label in labels), default=0) + theme.px(1.6)
    touch = any(lane.action for lane in view.lanes)
    left += theme.px(1.2) if touch else 0
    axis = theme.gap(2.6)
    least = max([theme.gap(2.9), *(label.height + theme.px(0.3) for label in labels)])

    def paint(area: Area) -> None:
        pen.card(area)
        inner = area.inset(pad, theme.px(1.1))
        tall = (inner.h - axis) // max(1, len(view.lanes))
        track = Area(inner.x + left, inner.y, inner.w - left, inner.h - axis)
        _axis(pen, view, track, axis)
        for number, (lane, label) in enumerate(zip(view.lanes, labels, strict=True)):
            row = Area(inner.x, inner.y + number * tall, inner.w, tall)
            ink = theme.palette.ink
            if lane.action:
                if lane.action.state == "chosen":
                    pen.put(Box(row, theme.palette.chosen, radius=theme.px(0.7)))
                button = Area(row.x - theme.px(0.4), row.y + theme.px(0.2), left - theme.px(0.4),
                              tall - theme.px(0.4))
                ink = press(pen, lane.action, button, theme.px(0.7), reach=row).ink
                pen.write_middle(label, button, ink, "middle")
            else:
                pen.write_middle(label, Area(row.x, row.y, left, tall), ink)
            bar = min(round(tall * 0.56), theme.px(3.2))
            spot = Area(track.x, row.y + (tall - bar) // 2, track.w, bar)
            _lane(pen, view, lane, spot)
            pen.means("figure", lane.label, row)

    count = max(1, len(view.lanes))
    height = least * count + axis + 2 * theme.px(1.1)
    return Block(height, paint, 3, height + theme.gap(2.2) * count)


def _labels(pen: Pen, view: Timeline, size: int, width: int) -> list[Paragraph]:
    """All at one size on one line where that can be read; long names take two."""
    names = [lane.label for lane in view.lanes]
    return (pen.fit_alike(names, size, [width] * len(names), True)
            or [pen.fit(name, size, width, 2, bold=True) for name in names])


def _axis(pen: Pen, view: Timeline, track: Area, axis: int) -> None:
    theme, palette = pen.theme, pen.theme.palette
    years = view.last_year - view.first_year + 1
    size = theme.type("fine")
    label = pen.set(pen.spans(Plain("0000")), size).width + theme.px(1)
    step = next((step for step in AXIS_STEPS if track.w * step / years >= label), AXIS_STEPS[-1])
    for year in range(view.first_year, view.last_year + 2):
        if year % step:
            continue
        x = track.x + track.w * (year - view.first_year) // years
        pen.put(Box(Area(x, track.y, theme.line, track.h), palette.hairline))
        text = pen.set(pen.spans(Plain(str(year))), size)
        half = text.width // 2
        at = max(track.x - half, min(x - half, track.x + track.w - text.width))
        if year <= view.last_year or x - half + text.width <= track.x + track.w:
            pen.write_middle(text, Area(at, track.y + track.h, text.width, axis), palette.soft)


def _lane(pen: Pen, view: Timeline, lane: Lane, track: Area) -> None:
    """Neighbouring spans keep a seam of one pixel, so that a job change can be seen."""
    theme, palette = pen.theme, pen.theme.palette
    colour = palette.lanes.get(lane.colour, palette.lanes["other"])
    radius = theme.px(0.35)
    for span in lane.spans:
        start, end = _place(view, span.first, track), _place(view, span.last + 1, track)
        spot = Area(start, track.y, max(theme.px(0.3), end - start - 1), track.h)
        _span(pen, span, spot, colour, min(radius, spot.w // 2))


def _span(pen: Pen, span: Span, spot: Area, colour: Colour, radius: int) -> None:
    theme, palette = pen.theme, pen.theme.palette
    match span.state:
        case "posted":
            pen.put(Box(spot, colour, radius=radius))
        case "not_posted" | "deferred":
            wide = Area(spot.x, spot.y, max(spot.w, theme.px(0.7)), spot.h)
            fill = palette.card if span.state == "not_posted" else palette.chosen
            pen.put(Box(wide, fill, colour, theme.line, radius, dash=True))
        case "gap":
            pen.put(Box(spot, palette.paper, radius=radius))
            pen.put(Hatch(spot, palette.border, theme.px(0.75), radius))
        case "none":
            pass


def _place(view: Timeline, yyyymm: int, track: Area) -> int:
    """The left edge of a month on the track; month 13 is January of the next year."""
    months = (yyyymm // 100 - view.first_year) * 12 + yyyymm % 100 - 1
    years = view.last_year - view.first_year + 1
    return track.x + max(0, min(track.w, round(track.w * months / (years * 12))))
