"""Everything that can be pressed. One look a style and state, the same on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from contract.views import Action
from screens.pen import Align, Block, Pen
from screens.setting import Paragraph
from screens.sheet import Area, Box
from screens.theme import Colour

Kind = Literal["bar", "tile", "wide", "pill", "choice"]
PILL = 3.9
"""Units: 17 mm on a 1080 px panel, 13 mm where the page is tightest."""
CHOICE, COMPACT, TIGHT = 5.2, 3.8, 3.4
"""Units: the height of a choice among few, among more than :data:`FEW`, and among more than :data:`MANY`."""
FEW, MANY = 9, 16


@dataclass(frozen=True)
class Skin:
    """Colours of one control."""

    fill: Colour
    edge: Colour
    thick: int
    dash: bool
    ink: Colour
    soft: Colour
    icon: Colour


def skin(pen: Pen, action: Action) -> Skin:
    """Filled inverts, chosen is tinted with a thick edge, off has a broken edge; all keep full contrast."""
    palette, line = pen.theme.palette, pen.theme.line
    if action.state == "off":
        return Skin(palette.paper, palette.border, line, True, palette.ink, palette.soft, palette.soft)
    if action.style == "filled":
        return Skin(palette.blue, palette.blue, 0, False, palette.on_filled, palette.on_filled, palette.on_filled)
    if action.state == "chosen":
        return Skin(palette.chosen, palette.blue, 2 * line, False, palette.ink, palette.soft, palette.blue)
    fill = palette.paper if action.style == "quiet" else palette.card
    return Skin(fill, palette.border, line, False, palette.ink, palette.soft, palette.blue)


def press(pen: Pen, action: Action, area: Area, radius: int, local: bool = False, reach: Area | None = None) -> Skin:
    """Paint the surface and register the control; ``reach`` is where a finger counts if that is more."""
    look = skin(pen, action)
    pen.put(Box(area, look.fill, look.edge, look.thick, radius, look.dash))
    enabled = action.state != "off"
    if enabled:
        pen.touchable(reach or area, action.id, look.fill, radius, local)
    pen.means("button", action.label, reach or area, action.id, enabled=enabled, chosen=action.state == "chosen")
    return look


def tile(pen: Pen, action: Action, width: int, large: bool = False, least: float = 7.0) -> Block:
    """Icon on the left, label, and below it the hint, or the reason why it is off."""
    theme = pen.theme
    icon = theme.gap(2.9)
    pad, between = theme.px(2.0), theme.gap(1.7)
    left = pad + (icon + between if action.icon else 0)
    room = width - left - theme.px(1.2)
    label = pen.fit(action.label, theme.type("large" if large else "body"), room, 2, bold=True)
    below = action.reason if action.state == "off" and action.reason else action.hint
    hint = pen.fit(below, theme.type("label" if large else "small"), room, 2) if below else None
    words = label.height + (hint.height if hint else 0)

    def paint(area: Area) -> None:
        look = press(pen, action, area, theme.radius)
        middle = area.y + (area.h - icon) // 2
        if action.icon:
            pen.icon(action.icon, Area(area.x + pad, middle, icon, icon), look.icon)
        top = area.y + (area.h - words) // 2
        pen.write(label, Area(area.x + left, top, room, label.height), look.ink)
        if hint:
            pen.write(hint, Area(area.x + left, top + label.height, room, hint.height), look.soft)

    return Block(max(theme.gap(least), words + theme.gap(1.6)), paint)


def wide(pen: Pen, action: Action, width: int, tall: float = 8.0) -> Block:
    """A control whose label stands in its middle, with the reason below when it is off."""
    theme = pen.theme
    pad = theme.px(1.4)
    icon = theme.gap(2.6) if action.icon else 0
    room = width - 2 * pad - (icon + theme.gap(1.2) if icon else 0)
    label = pen.fit(action.label, theme.type("large"), room, 2, bold=action.style == "filled")
    below = action.reason if action.state == "off" else action.hint
    hint = pen.fit(below, theme.type("small"), room, 2) if below else None
    words = label.height + (hint.height if hint else 0)

    def paint(area: Area) -> None:
        look = press(pen, action, area, theme.radius)
        widest = max(label.width, hint.width if hint else 0)
        space = icon + theme.gap(1.2) if icon else 0
        left = area.x + (area.w - widest - space) // 2
        if icon:
            pen.icon(action.icon, Area(left, area.y + (area.h - icon) // 2, icon, icon), look.icon)
        top = area.y + (area.h - words) // 2
        align: Align = "start" if icon else "middle"
        pen.write(label, Area(left + space, top, widest, label.height), look.ink, align)
        if hint:
            pen.write(hint, Area(left + space, top + label.height, widest, hint.height), look.soft, align)

    return Block(max(theme.gap(tall), words + theme.gap(1.4)), paint)


def pill(pen: Pen, action: Action, width: int | None = None, size: str = "label", icon_last: bool = False,
         local: bool = False) -> tuple[Block, int]:
    """A small round control and its width."""
    theme = pen.theme
    height = theme.gap(PILL)
    icon = theme.px(1.6) if action.icon else 0
    pad = theme.px(1.5)
    space = icon + theme.px(0.6) if icon else 0
    bold = action.state == "chosen"
    if width is None:
        label = pen.set(pen.spans(action.label, bold), theme.type(size))
        width = label.width + 2 * pad + space
    else:
        label = pen.fit(action.label, theme.type(size), width - 2 * theme.px(0.9) - space, 1, bold=bold)

    def paint(area: Area) -> None:
        spot = Area(area.x, area.y + (area.h - height) // 2, area.w, height)
        look = press(pen, action, spot, height // 2, local)
        left = spot.x + (spot.w - label.width - space) // 2
        if icon:
            x = left + label.width + space - icon if icon_last else left
            pen.icon(action.icon, Area(x, spot.y + (height - icon) // 2, icon, icon), look.icon, 2.2)
        words = Area(left + (0 if icon_last else space), spot.y, label.width, height)
        pen.write_middle(label, words, look.ink)

    return Block(height, paint), width


def neighbours(pen: Pen, previous: Action, following: Action) -> tuple[tuple[Block, int], tuple[Block, int]]:
    """The ways to the page before and after, with their arrows outwards."""
    before = msgspec.structs.replace(previous, icon=previous.icon or "more-left")
    after = msgspec.structs.replace(following, icon=following.icon or "more-right")
    return pill(pen, before), pill(pen, after, icon_last=after.icon == "more-right")


def pills(pen: Pen, actions: Sequence[Action], width: int) -> Block:
    """Small controls in rows from the left, as many rows as they need."""
    theme = pen.theme
    between = theme.gap(0.9)
    rows: list[list[tuple[Block, int]]] = [[]]
    used = 0
    for action in actions:
        block, wide_by = pill(pen, action)
        if wide_by > width:
            block, wide_by = pill(pen, action, width)
        if rows[-1] and used + wide_by > width:
            rows.append([])
            used = 0
        rows[-1].append((block, wide_by))
        used += wide_by + between
    height = theme.gap(PILL)

    def paint(area: Area) -> None:
        for number, row in enumerate(rows):
            x = area.x
            for block, wide_by in row:
                block.paint(Area(x, area.y + number * (height + between), wide_by, height))
                x += wide_by + between

    return Block(len(rows) * height + (len(rows) - 1) * between, paint)


def choice_room(pen: Pen, width: int) -> int:
    """What a choice of ``width`` leaves for its label."""
    theme = pen.theme
    return width - theme.px(1.5) - theme.gap(2.2) - theme.gap(1.1) - theme.px(1)


def choice(pen: Pen, action: Action, width: int, many: bool, least: float = CHOICE) -> Block:
    """One of a group: a ring that fills (one of them) or a box that is ticked (several)."""
    theme = pen.theme
    mark = theme.gap(2.2)
    pad = theme.px(1.5)
    left = pad + mark + theme.gap(1.1)
    room = choice_room(pen, width)
    label = pen.fit(action.label, theme.type("label"), room, 2, bold=True)
    below = action.reason if action.state == "off" else action.hint
    hint = pen.fit(below, theme.type("small"), room, 2) if below else None
    words: tuple[Paragraph, ...] = (label, hint) if hint else (label,)
    tall = sum(part.height for part in words)

    def paint(area: Area) -> None:
        look = press(pen, action, area, theme.radius)
        spot = Area(area.x + pad, area.y + (area.h - mark) // 2, mark, mark)
        _mark(pen, spot, look, action.state == "chosen", many)
        top = area.y + (area.h - tall) // 2
        for part, colour in zip(words, (look.ink, look.soft), strict=False):
            pen.write(part, Area(area.x + left, top, room, part.height), colour)
            top += part.height

    return Block(max(theme.gap(least), tall + theme.gap(1.1)), paint)


def _mark(pen: Pen, spot: Area, look: Skin, chosen: bool, many: bool) -> None:
    palette, thick = pen.theme.palette, 2 * pen.theme.line
    if many:
        pen.put(Box(spot, palette.blue if chosen else palette.card, palette.blue, thick, pen.theme.px(0.4)))
        if chosen:
            pen.icon("tick", spot.inset(spot.w // 6), palette.on_filled, 3.0)
        return
    pen.put(Box(spot, palette.card if not look.dash else look.fill, look.icon, thick, spot.w // 2))
    if chosen:
        dot = spot.inset(round(spot.w * 0.27))
        pen.put(Box(dot, palette.blue, radius=dot.w // 2))


def side_by_side(pen: Pen, actions: Sequence[Action], width: int, tall: float = 8.0) -> Block:
    """Two or three wide controls in one row; in rows of two where labels would wrap or where there are more."""
    between = pen.theme.px(1.5)
    if not actions:
        return Block(0, lambda area: None)
    if len(actions) > 3 or (len(actions) == 3 and _wraps(pen, actions, (width - 2 * between) // 3)):
        rows = [side_by_side(pen, actions[place:place + 2], width, tall) for place in range(0, len(actions), 2)]
        height = sum(row.height for row in rows) + between * (len(rows) - 1)

        def paint(area: Area) -> None:
            y = area.y
            for row in rows:
                row.paint(Area(area.x, y, area.w, row.height))
                y += row.height + between

        return Block(height, paint)
    widths = share(width, [1] * len(actions), between)
    blocks = [wide(pen, action, each, tall) for action, each in zip(actions, widths, strict=True)]
    return pen.row(blocks, widths, between)


def _wraps(pen: Pen, actions: Sequence[Action], width: int) -> bool:
    theme = pen.theme
    room = width - 2 * theme.px(1.4)
    icon = theme.gap(2.6) + theme.gap(1.2)
    return any(pen.set(pen.spans(action.label, action.style == "filled"), theme.type("large")).width
               + (icon if action.icon else 0) > room for action in actions)


def share(width: int, weights: Sequence[float], between: int) -> list[int]:
    """Whole pixels by weight; the last takes what rounding left."""
    if not weights:
        return []
    room = width - between * (len(weights) - 1)
    total = sum(weights)
    widths = [int(room * weight / total) for weight in weights]
    widths[-1] += room - sum(widths)
    return widths
