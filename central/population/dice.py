"""Random choices that are the same on every machine.

Only ``random.Random.random`` is used: of the whole module, Python promises just its sequence for a given seed from
one release to the next. Everything else is integer arithmetic on it, and no function of the C mathematics library.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """One stream of choices. Its name (seed, what, which) decides everything that it will ever give."""

    def __init__(self, *name: int | str) -> None:
        self._random = Random("/".join(str(part) for part in name)).random

    def below(self, limit: int) -> int:
        """0 … ``limit`` - 1."""
        return int(self._random() * limit)

    def between(self, least: int, most: int) -> int:
        """Both ends included; ``least`` where the range is empty."""
        return least + self.below(most - least + 1) if most > least else least

    def chance(self, permille: int) -> bool:
        """True in ``permille`` of 1000 cases."""
        return self.below(1000) < permille

    def pick(self, things: Sequence[T]) -> T:
        """One of ``things``."""
        return things[self.below(len(things))]

    def weighted(self, choices: Sequence[tuple[int, T]]) -> T:
        """One of the choices; the first of each pair is its weight."""
        left = self.below(sum(weight for weight, _ in choices))
        for weight, thing in choices:
            left -= weight
            if left < 0:
                return thing
        raise AssertionError("weights exhausted")

    def digits(self, count: int) -> str:
        """``count`` decimal digits as text."""
        return f"{self.below(10 ** count):0{count}d}"

    def octets(self, count: int) -> bytes:
        """``count`` bytes."""
        return bytes(self.below(256) for _ in range(count))
