"""The core is away: both languages, nothing of anybody, nothing to press."""

from __future__ import annotations

from contract.words import say
from screens.pen import Pen
from screens.sheet import Area, Box
from screens.words import Words


def write(pen: Pen, other: Words, area: Area) -> None:
    """``other`` has the second language; the pen the first."""
    theme, palette = pen.theme, pen.theme.palette
    pen.put(Box(Area(0, 0, theme.width, theme.height), palette.paper))
    size, lead = theme.type("title"), theme.type("large")
    lines = [(pen.set(pen.spans(say("waiting.title"), True), theme.type("display")), palette.ink),
             (pen.set(pen.spans(say("waiting.lead")), lead), palette.soft),
             (pen.set(other.spans(say("waiting.title"), True), size), palette.ink),
             (pen.set(other.spans(say("waiting.lead")), lead), palette.soft)]
    spaces = (theme.px(0.6), theme.px(5), theme.px(0.2), 0)
    tall = sum(text.height for text, _ in lines) + sum(spaces)
    y = (theme.height - tall) // 2
    for (text, colour), space in zip(lines, spaces, strict=True):
        spot = Area(0, y, theme.width, text.height)
        pen.write(text, spot, colour, "middle")
        y += text.height + space
    pen.means("heading", "waiting.title", Area(area.x, (theme.height - tall) // 2, area.w, tall))


