"""Leaky buckets: tries at a one-time code or a slip's second key can't be made in bulk.

One process counts for itself; with several workers each key may be tried that many times as often.
"""

from __future__ import annotations

from collections import OrderedDict

REMEMBERED = 10_000


MINUTE = 60
DAY = 86400


class Limiter:
    """A bucket for each key (an address, a code) empties evenly; a full one refuses. The oldest are forgotten first.

    Everywhere ``most`` is what a bucket holds, ``seconds`` the time in which a full one empties.
    """

    def __init__(self) -> None:
        self._levels: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def allow(self, key: str, most: int, now: int, seconds: int = MINUTE) -> bool:
        """Count one try; False if this key has to wait."""
        level = self._level(key, most, now, seconds)
        allowed = level + 1 <= most
        self._levels.pop(key, None)
        self._levels[key] = (level + 1 if allowed else level, now)
        while len(self._levels) > REMEMBERED:
            self._levels.popitem(last=False)
        return allowed

    def full(self, key: str, most: int, now: int, seconds: int = MINUTE) -> bool:
        """Whether the next try would be refused; counts nothing."""
        return self._level(key, most, now, seconds) + 1 > most

    def _level(self, key: str, most: int, now: int, seconds: int) -> float:
        """What is left by now; a clock that was put back empties nothing and fills nothing."""
        level, since = self._levels.get(key, (0.0, now))
        return max(0.0, level - max(0, now - since) * most / seconds)
