"""One finger, acting on release inside the control that it went down on. Pure; the clock is given.

Swallowed: a touch that begins within the shield after a change (unless the same control stood at the same place
before, as the keys of a keypad do), a second finger, a release elsewhere, and the same action twice within half a
second on controls that may take a person to another page (a tremor strikes twice; a digit may be meant twice).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from screens.sheet import Target

DOUBLE_STRIKE = 0.5
BOUNCE = 0.06
"""Seconds within which even a key cannot be meant twice."""
TOUCHED_EVERY = 1.0
REPEATED = ("digit:", "erase", "local:")


class Fired(NamedTuple):
    """A control was pressed."""

    target: Target


class Noticed(NamedTuple):
    """Somebody is there; nothing was pressed."""


@dataclass(frozen=True)
class Finger:
    """The one finger that counts, and the control it went down on."""

    touch: object
    target: Target | None


class Touch:
    """What a finger may do on the targets of the present sheet."""

    def __init__(self) -> None:
        self._targets: tuple[Target, ...] = ()
        self._unchanged: frozenset[Target] = frozenset()
        self._shielded_until = 0.0
        self._finger: Finger | None = None
        self._last: tuple[str, float] = ("", float("-inf"))
        self._noticed = float("-inf")

    @property
    def pressed(self) -> Target | None:
        """The control to be drawn as pressed."""
        return self._finger.target if self._finger else None

    @property
    def deaf_until(self) -> float:
        """When a touch on what has changed counts again."""
        return self._shielded_until

    def change(self, targets: tuple[Target, ...], now: float, shield: float) -> None:
        """Another page stands there. A finger stays on a control that stands unchanged, and loses any other."""
        placed = {(target.action, target.area) for target in self._targets}
        self._unchanged = frozenset(target for target in targets if (target.action, target.area) in placed)
        self._targets = targets
        self._shielded_until = now + shield
        if self._finger and self._finger.target:
            held = self._finger.target
            kept = next((target for target in self._unchanged
                         if (target.action, target.area) == (held.action, held.area)), None)
            self._finger = Finger(self._finger.touch, kept)

    def down(self, touch: object, x: float, y: float, now: float) -> None:
        if self._finger is not None:
            return
        target = self._at(x, y)
        if now < self._shielded_until and target not in self._unchanged:
            target = None
        self._finger = Finger(touch, target)

    def up(self, touch: object, x: float, y: float, now: float) -> Fired | Noticed | None:
        """What the release means; None for nothing that anyone needs to know."""
        if self._finger is None or self._finger.touch != touch:
            return None
        target = self._finger.target
        self._finger = None
        if target and target.area.holds(x, y) and not self._struck_twice(target.action, now):
            self._last = (target.action, now)
            return Fired(target)
        if now - self._noticed < TOUCHED_EVERY:
            return None
        self._noticed = now
        return Noticed()

    def drop(self) -> None:
        """The finger counts for nothing any more (the page went away)."""
        self._finger = None

    def _at(self, x: float, y: float) -> Target | None:
        return next((target for target in reversed(self._targets) if target.area.holds(x, y)), None)

    def _struck_twice(self, action: str, now: float) -> bool:
        last, at = self._last
        return action == last and now - at < (BOUNCE if action.startswith(REPEATED) else DOUBLE_STRIKE)
