"""Which picture stands: views in, sheets out, what a release means. Free of Kivy; the painter is given."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol

from contract.intents import Drawn, Intent, LanguageChosen, Pressed, Touched
from contract.semantics import Tree
from contract.views import Confirm, Document, Progress, Shown
from contract.words import LANGUAGES, Language
from screens.setting import Typesetter
from screens.sheet import CHINESE, ENGLISH, PAPER_BACK, PAPER_MORE, Item, Local, Sheet, Target
from screens.templates.page import WAITING, compose, compose_waiting, template_of
from screens.theme import Theme
from screens.touch import Fired, Noticed, Touch
from screens.words import WallClock, Words

BEAT = 0.6
"""Seconds between two steps of a progress page: it says "alive", not "hurry"."""
MINUTE = 60

log = logging.getLogger(__name__)


class Paints(Protocol):
    """What the stage needs of :class:`screens.painting.Painter`."""

    def paint(self, items: Sequence[Item]) -> None: ...

    def forget(self) -> None: ...

    def press(self, target: Target | None) -> None: ...


class Stage:
    """``wake`` is called when the canvas has changed outside of Kivy's own tick."""

    def __init__(self, theme: Theme, typesetter: Typesetter, painter: Paints, touch: Touch,
                 wake: Callable[[], None], wall: WallClock, now: Callable[[], float]) -> None:
        self._theme = theme
        self._typesetter = typesetter
        self._painter = painter
        self._touch = touch
        self._wake = wake
        self._wall = wall
        self._now = now
        self._missing: Counter[str] = Counter()
        self._words: dict[Language, Words] = {
            language: Words(language, wall, missing=self._missing) for language in LANGUAGES}
        self._shown: Shown | None = None
        self._sheet = Sheet()
        self._local = Local()
        self._arrived = 0.0
        self._undrawn = False
        self._changed = asyncio.Event()

    def show(self, shown: Shown) -> None:
        """A picture has come from the core."""
        before = self._shown
        if before is not None and before.signed_in and not shown.signed_in:
            self._forget()
        self._arrived = self._now()
        self._undrawn = True
        self._shown = shown
        self._local = self._fresh(before, shown)
        self._paint()
        self._touch.change(tuple(self._sheet.targets), self._now(), shown.shield_ms / 1000)
        self._painter.press(self._touch.pressed)
        self._changed.set()

    def show_waiting(self) -> None:
        """The core is away: nothing of anybody stays."""
        self._forget()
        self._shown = None
        self._paint()
        self._touch.drop()
        self._touch.change((), self._now(), 0.0)
        self._painter.press(None)
        self._changed.set()

    def flipped(self) -> Drawn | None:
        """The canvas has been handed to the display; the picture that this was news of."""
        if not self._undrawn or self._shown is None:
            return None
        self._undrawn = False
        return Drawn(self._shown.sequence, round((self._now() - self._arrived) * 1000))

    def tree(self) -> Tree:
        shown = self._shown
        if shown is None:
            return Tree(0, WAITING, "zh-Hans", tuple(self._sheet.nodes))
        return Tree(shown.sequence, template_of(shown), shown.language, tuple(self._sheet.nodes),
                    self._touch.deaf_until)

    def released(self, what: Fired | Noticed | None) -> Intent | None:
        """What the core is told; local controls turn the page here."""
        if what is None or self._shown is None:
            return None
        if isinstance(what, Noticed):
            return Touched()
        match what.target.action:
            case action if action in (CHINESE, ENGLISH):
                return LanguageChosen("zh-Hans" if action == CHINESE else "en")
            case action if action in (PAPER_MORE, PAPER_BACK):
                step = 1 if action == PAPER_MORE else -1
                part = max(0, min(self._sheet.parts - 1, self._local.part + step))
                self._turn(self._local._replace(part=part))
                return Touched()
            case action:
                return Pressed(self._shown.sequence, action)

    async def beat(self) -> None:
        """The few things that change by themselves: the minute, a progress page, a countdown. Until cancelled."""
        while True:
            self._changed.clear()
            try:
                async with asyncio.timeout(self._until_next()):
                    await self._changed.wait()
            except TimeoutError:
                self._step()

    def _until_next(self) -> float:
        minute = MINUTE - self._wall() % MINUTE + 0.05
        match self._shown:
            case Shown(view=Progress(permille=None)):
                return min(BEAT, minute)
            case Shown(view=Confirm(seconds=int())):
                return 1 - (self._now() - self._arrived) % 1 + 0.005
        return minute

    def _step(self) -> None:
        match self._shown:
            case Shown(view=Progress()):
                self._turn(self._local._replace(beat=self._local.beat + 1))
            case Shown(view=Confirm(seconds=int() as seconds)):
                left = max(0, seconds - int(self._now() - self._arrived))
                if left != self._local.seconds:
                    self._turn(self._local._replace(seconds=left))
            case Shown():
                self._turn(self._local)
            case None:
                pass

    def _turn(self, local: Local) -> None:
        """The same picture with another local state; its controls may move."""
        self._local = local
        self._paint()
        self._touch.change(tuple(self._sheet.targets), self._now(), 0.0)

    def _paint(self) -> None:
        if self._shown is None:
            self._sheet = compose_waiting(self._theme, self._words, self._typesetter)
        else:
            words = self._words[self._shown.language]
            self._sheet = compose(self._shown, self._theme, words, self._typesetter, self._local)
            for what in self._sheet.overflows:
                log.error("page %s does not hold %s", template_of(self._shown), what)
        self._painter.paint(self._sheet.items)
        self._wake()

    def _forget(self) -> None:
        self._painter.forget()
        self._typesetter.forget()

    def _fresh(self, before: Shown | None, shown: Shown) -> Local:
        """A part of a paper stays turned while the paper is the same (a choice was made beside it)."""
        match shown.view:
            case Confirm(seconds=seconds):
                return Local(seconds=seconds)
            case Document(paper=paper) if before and isinstance(before.view, Document) and before.view.paper == paper:
                return Local(part=self._local.part)
        return Local()
