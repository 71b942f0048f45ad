"""A view becomes a sheet: the writer of its template, tightened step by step until everything fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contract import views
from contract.views import Shown
from contract.words import Language
from screens.pen import Pen
from screens.setting import Typesetter
from screens.sheet import Area, Box, Local, Sheet
from screens.templates import (
    attract,
    confirm,
    document,
    frame,
    keypad,
    overview,
    progress,
    result,
    table,
    timeline,
    trouble,
    waiting,
)
from screens.theme import TIGHTER, Theme
from screens.words import Words

WRITERS: dict[type, Callable[[Pen, Any, Area], None]] = {
    views.Attract: attract.write, views.Progress: progress.write, views.Keypad: keypad.write,
    views.Overview: overview.write, views.Timeline: timeline.write, views.Table: table.write,
    views.Document: document.write, views.Result: result.write, views.Trouble: trouble.write,
    views.Confirm: confirm.write,
}
WAITING = "waiting"


def template_of(shown: Shown) -> str:
    """The name of the template, as it stands in the contract's tag."""
    return str(type(shown.view).__struct_config__.tag)


def compose(shown: Shown, theme: Theme, words: Words, typesetter: Typesetter, local: Local) -> Sheet:
    """The whole window. ``overflows`` of the result is empty unless even the tightest step does not hold it."""
    write = WRITERS[type(shown.view)]
    for step in TIGHTER:
        pen = _blank(theme.tightened(step), words, typesetter, local)
        pen.means("page", "", Area(0, 0, theme.width, theme.height))
        write(pen, shown.view, _place(theme, bool(shown.bar)))
        if not pen.sheet.overflows:
            break
    framed = Pen(theme, words, typesetter, local)
    framed.sheet = pen.sheet
    frame.header(framed)
    frame.bar(framed, shown.bar)
    return framed.sheet


def compose_waiting(theme: Theme, words: dict[Language, Words], typesetter: Typesetter) -> Sheet:
    """The page without a core."""
    pen = _blank(theme, words["zh-Hans"], typesetter, Local())
    pen.means("page", "", Area(0, 0, theme.width, theme.height))
    waiting.write(pen, words["en"], Area(*theme.content))
    return pen.sheet


def _place(theme: Theme, bar: bool) -> Area:
    x, y, width, height = theme.content
    return Area(x, y, width, height if bar else height + theme.bar_height)


def _blank(theme: Theme, words: Words, typesetter: Typesetter, local: Local) -> Pen:
    pen = Pen(theme, words, typesetter, local)
    pen.put(Box(Area(0, 0, theme.width, theme.height), theme.palette.paper))
    return pen
