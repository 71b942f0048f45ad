"""What a finger does, and what it does not."""

from __future__ import annotations

import pytest

from screens.sheet import Area, Target
from screens.touch import Fired, Noticed, Touch

LEFT = Target(Area(0, 0, 100, 100), "go", 10, "#FFFFFF")
RIGHT = Target(Area(200, 0, 100, 100), "end", 10, "#FFFFFF")
KEY = Target(Area(400, 0, 100, 100), "digit:1", 10, "#FFFFFF")
ALL = (LEFT, RIGHT, KEY)


def page(*targets: Target, shield: float = 0.0) -> Touch:
    touch = Touch()
    touch.change(targets or ALL, 0.0, shield)
    return touch


def tap(touch: Touch, x: float, at: float, finger: str = "left") -> object:
    touch.down(finger, x, 50, at)
    return touch.up(finger, x, 50, at + 0.05)


def test_release_on_the_same_control_fires() -> None:
    assert tap(page(), 50, 1.0) == Fired(LEFT)


def test_release_elsewhere_is_only_noticed() -> None:
    touch = page()
    touch.down("left", 50, 50, 1.0)
    assert touch.up("left", 250, 50, 1.1) == Noticed()


def test_a_second_finger_does_nothing_while_the_first_is_down() -> None:
    touch = page()
    touch.down("first", 50, 50, 1.0)
    touch.down("second", 250, 50, 1.0)
    assert touch.up("second", 250, 50, 1.1) is None
    assert touch.up("first", 50, 50, 1.2) == Fired(LEFT)


def test_a_touch_that_begins_within_the_shield_is_swallowed_even_if_it_ends_after_it() -> None:
    touch = Touch()
    touch.change((LEFT,), 0.0, 0.0)
    touch.change((RIGHT,), 1.0, 0.15)
    touch.down("left", 250, 50, 1.1)
    assert touch.up("left", 250, 50, 1.9) == Noticed()
    assert tap(touch, 250, 2.0) == Fired(RIGHT)


def test_a_control_that_stood_there_before_is_not_shielded() -> None:
    touch = page(KEY)
    touch.change((KEY,), 1.0, 0.15)
    assert tap(touch, 450, 1.01) == Fired(KEY)


def test_a_finger_keeps_a_control_that_stays_and_loses_one_that_moves() -> None:
    stays, moves = page(KEY), page(LEFT)
    stays.down("left", 450, 50, 1.0)
    stays.change((KEY,), 1.02, 0.15)
    assert stays.up("left", 450, 50, 1.1) == Fired(KEY)
    moves.down("left", 50, 50, 1.0)
    moves.change((Target(LEFT.area, "other", 10, "#FFFFFF"),), 1.02, 0.15)
    assert moves.pressed is None
    assert moves.up("left", 50, 50, 1.5) == Noticed()


@pytest.mark.parametrize(("x", "pause", "fires"), [(50, 0.3, False), (50, 0.6, True), (450, 0.2, True),
                                                   (450, 0.03, False)],
                         ids=["tremor", "meant", "same digit twice", "bounce"])
def test_the_same_action_twice(x: float, pause: float, fires: bool) -> None:
    touch = page()
    tap(touch, x, 1.0)
    assert isinstance(tap(touch, x, 1.0 + pause), Fired) is fires


def test_two_different_actions_follow_each_other_at_once() -> None:
    touch = page()
    assert tap(touch, 50, 1.0) == Fired(LEFT)
    assert tap(touch, 250, 1.1) == Fired(RIGHT)


def test_presence_is_told_at_most_once_a_second() -> None:
    touch = page()
    assert tap(touch, 150, 1.0) == Noticed()
    assert tap(touch, 150, 1.5) is None
    assert tap(touch, 150, 2.2) == Noticed()
