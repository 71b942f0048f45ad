"""Which picture stands and what is forgotten when; the painter is a list."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from contract.intents import Drawn, LanguageChosen, Pressed, Touched
from contract.views import Confirm
from screens.sheet import ENGLISH, Area, Glyphs, Item, Target
from screens.stage import Stage
from screens.theme import Theme
from screens.touch import Fired, Noticed, Touch
from tests.screens.sample_views import NOON, Samples
from tests.screens.type_metrics import typesetter

ZH = Samples("zh-Hans")


@dataclass
class Pictures:
    """Remembers what was painted."""

    painted: list[Sequence[Item]] = field(default_factory=list)
    forgotten: int = 0

    def paint(self, items: Sequence[Item]) -> None:
        self.painted.append(tuple(items))

    def forget(self) -> None:
        self.forgotten += 1

    def press(self, target: Target | None) -> None:
        """Not looked at here."""

    @property
    def text(self) -> str:
        return "".join(item.text for item in self.painted[-1] if isinstance(item, Glyphs))


@dataclass
class Hands:
    """A clock that is set by hand."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def stage(pictures: Pictures, clock: Hands) -> Stage:
    return Stage(Theme(1080, 1920), typesetter(), pictures, Touch(), lambda: None, lambda: NOON + clock.now, clock)


def test_everything_is_forgotten_when_a_visit_ends_and_not_before() -> None:
    pictures = Pictures()
    play = stage(pictures, Hands())
    for name in ("attract", "overview", "help", "goodbye"):
        play.show(ZH.shown(name, 1))
    assert pictures.forgotten == 0
    play.show(ZH.shown("attract", 5))
    assert pictures.forgotten == 1


def test_without_a_core_both_languages_stand_and_nothing_can_be_pressed() -> None:
    pictures = Pictures()
    play = stage(pictures, Hands())
    play.show(ZH.shown("overview", 1))
    play.show_waiting()
    assert pictures.forgotten == 1
    assert "一会儿就好" in pictures.text
    assert "Onemoment" in pictures.text
    assert play.released(Fired(Target(Area(0, 0, 1, 1), "end", 0, "#FFFFFF"))) is None
    assert (play.tree().template, play.tree().sequence) == ("waiting", 0)


def test_drawn_is_told_once_a_picture_with_the_time_it_took() -> None:
    clock = Hands()
    play = stage(Pictures(), clock)
    assert play.flipped() is None
    play.show(ZH.shown("attract", 9))
    clock.now += 0.021
    assert play.flipped() == Drawn(9, 21)
    assert play.flipped() is None


def test_the_tree_tells_until_when_touches_on_a_new_page_are_swallowed() -> None:
    clock = Hands()
    play = stage(Pictures(), clock)
    play.show(ZH.shown("attract", 1, shield_ms=150))
    assert play.tree().deaf_until == clock.now + 0.15
    clock.now += 1
    play.show(ZH.shown("attract", 2, shield_ms=0))
    assert play.tree().deaf_until == clock.now


def test_what_a_release_means() -> None:
    play = stage(Pictures(), Hands())
    play.show(ZH.shown("overview", 3))
    spot = Area(0, 0, 1, 1)
    assert play.released(Fired(Target(spot, "card", 0, "#FFFFFF"))) == Pressed(3, "card")
    assert play.released(Fired(Target(spot, ENGLISH, 0, "#FFFFFF"))) == LanguageChosen("en")
    assert play.released(Noticed()) == Touched()
    assert play.released(None) is None


async def test_a_countdown_counts_and_stops_at_nothing() -> None:
    clock, pictures = Hands(), Pictures()
    play = stage(pictures, clock)
    view, bar = ZH.pages()["confirm"]
    assert isinstance(view, Confirm)
    play.show(msgspec.structs.replace(ZH.shown("confirm", 1), view=msgspec.structs.replace(view, seconds=2), bar=bar))
    for left in (2, 1, 0, 0):
        assert f"还有{left}秒" in pictures.text.replace(" ", "")
        await just_past_the_second(play, clock)


async def just_past_the_second(play: Stage, clock: Hands) -> None:
    """The beat starts a moment before the second is full, and has acted when the clock is past it."""
    clock.now = int(clock.now) + 0.999
    beating = asyncio.create_task(play.beat())
    await asyncio.sleep(0)
    clock.now = round(clock.now) + 0.0001
    await asyncio.wait([beating], timeout=0.05)
    beating.cancel()
    await asyncio.gather(beating, return_exceptions=True)
