"""What stands on every page: emblem, name of the service, clock, languages; below, the bar of actions."""

from __future__ import annotations

from collections.abc import Sequence

from contract.views import Action
from contract.words import Language, Plain, say
from screens.drawings import stroke
from screens.pen import Pen
from screens.sheet import CHINESE, ENGLISH, Area, Box, Drawing
from screens.templates.controls import press, share

FILLED_WEIGHT = 1.6
BACK = "back"
"""The icon of the way back: it stays at the left edge."""
EMBLEM = tuple(stroke(path) for path in (
    "M 12 5.4 L 18.2 7.8 L 18.2 12.2 L 17.4 14.8 L 15.6 17 L 12 19.2 L 8.4 17 L 6.6 14.8 L 5.8 12.2 L 5.8 7.8 Z",
    "M 12 9 L 12 14.6", "M 9.2 11.8 L 14.8 11.8"))


def header(pen: Pen) -> None:
    """Emblem and name on the left, clock and languages on the right."""
    theme, palette = pen.theme, pen.theme.palette
    tall = theme.header_height
    pen.put(Box(Area(0, 0, theme.width, tall), palette.card))
    pen.put(Box(Area(0, tall - theme.line, theme.width, theme.line), palette.border))
    size = theme.px(3.6)
    emblem = Area(theme.margin, (tall - size) // 2, size, size)
    pen.put(Box(emblem, palette.blue, radius=size // 2))
    pen.put(Drawing(emblem, EMBLEM, (24, 24), 1.5, palette.on_filled))
    right = _languages(pen, theme.width - theme.margin)
    clock = pen.set(pen.spans(Plain(pen.words.clock())), theme.type("label"))
    right -= theme.px(0.6) + clock.width
    spot = Area(right, 0, clock.width, tall - theme.line)
    pen.write_middle(clock, spot, palette.ink)
    pen.means("text", "", spot)
    left = emblem.x + size + theme.px(1.4)
    name = say("header.product")
    text = pen.fit(name, theme.type("label"), right - theme.px(2) - left, 2, bold=True)
    spot = Area(left, 0, text.width, tall - theme.line)
    pen.write_middle(text, spot, palette.ink)
    pen.means("text", name, spot)


def _languages(pen: Pen, right: int) -> int:
    theme, palette = pen.theme, pen.theme.palette
    tall = theme.px(3.6)
    buttons: tuple[tuple[str, str, Language], ...] = (
        (ENGLISH, "header.english", "en"), (CHINESE, "header.chinese", "zh-Hans"))
    for action, name, language in buttons:
        chosen = pen.words.language == language
        label = pen.set(pen.spans(say(name)), theme.type("label"))
        width = label.width + theme.px(3.2)
        right -= width
        spot = Area(right, (theme.header_height - tall) // 2, width, tall)
        fill = palette.ink if chosen else palette.card
        pen.put(Box(spot, fill, palette.ink, theme.line, tall // 2))
        pen.write_middle(label, spot, palette.card if chosen else palette.ink, "middle")
        reach = Area(spot.x, 0, spot.w, theme.header_height - theme.line)
        pen.touchable(spot if theme.landscape else reach.inset(0, theme.px(0.6)), action, fill, tall // 2)
        pen.means("button", say(name), spot, action, chosen=chosen)
        right -= theme.px(1.2)
    return right


def bar(pen: Pen, actions: Sequence[Action]) -> None:
    """The way back on the left, help, and the one filled action on the right, wider."""
    if not actions:
        return
    theme, palette = pen.theme, pen.theme.palette
    top = theme.height - theme.bar_height
    pen.put(Box(Area(0, top, theme.width, theme.bar_height), palette.card))
    pen.put(Box(Area(0, top, theme.width, theme.line), palette.border))
    pad = theme.px(1.1 if theme.landscape else 1.5)
    between = theme.px(1.5)
    room = theme.width - 2 * theme.margin
    widths = _widths(pen, actions, room, between)
    free = room - sum(widths) - between * (len(widths) - 1)
    x = theme.margin
    for number, (action, width) in enumerate(zip(actions, widths, strict=True)):
        if number == (1 if actions[0].icon == BACK else 0):
            x += free
        _bar_button(pen, action, Area(x, top + theme.line + pad, width, theme.bar_height - theme.line - 2 * pad))
        x += width + between


def _widths(pen: Pen, actions: Sequence[Action], room: int, between: int) -> list[int]:
    """Equal shares, the filled one wider; few controls do not grow into slabs but leave the rest free."""
    filled = any(action.style == "filled" for action in actions)
    if pen.theme.landscape:
        most = 0.22 if len(actions) < 4 else 1.0
    elif filled or len(actions) > 2:
        most = 1.0
    else:
        most = 0.32
    shares = share(room, [FILLED_WEIGHT if action.style == "filled" else 1 for action in actions], between)
    return [min(width, round(room * most * (FILLED_WEIGHT if action.style == "filled" else 1)))
            for action, width in zip(actions, shares, strict=True)]


def _bar_button(pen: Pen, action: Action, area: Area) -> None:
    """Icon above label; beside it where height is dear."""
    theme = pen.theme
    beside = theme.landscape
    icon = theme.px(2.5) if action.icon else 0
    between = theme.px(1.1 if beside else 0.4) if icon else 0
    room = area.w - theme.px(1.2) - (icon + between if beside else 0)
    bold = action.style == "filled"
    size = theme.type("label") if not bold else round(theme.type("label") * 1.12)
    words = action.label if action.state != "off" or action.reason is None else action.reason
    text = pen.fit(words, size, room, 2, bold, height=area.h - theme.px(1) - (0 if beside else icon + between))
    look = press(pen, action, area, theme.radius)
    if beside:
        left = area.x + (area.w - icon - between - text.width) // 2
        spot = Area(left, area.y + (area.h - icon) // 2, icon, icon)
        words_at = Area(left + icon + between, area.y, text.width, area.h)
    else:
        top = area.y + (area.h - icon - between - text.height) // 2
        spot = Area(area.x + (area.w - icon) // 2, top, icon, icon)
        words_at = Area(area.x, top + icon + between, area.w, text.height)
    if icon:
        pen.icon(action.icon, spot, look.icon if bold else theme.palette.ink, 1.7)
    pen.write_middle(text, words_at, look.ink, "middle")
