"""A leaky bucket for each address: tries at a one-time code or a slip's second key can't be made in bulk.

One process counts for itself; with several workers each address may try that many times as often.
"""

from __future__ import annotations

from collections import OrderedDict

REMEMBERED = 10_000


class Limiter:
    """Levels fall by ``per_minute`` a minute; a full bucket refuses. The oldest addresses are forgotten first."""

    def __init__(self) -> None:
        self._levels: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def allow(self, address: str, per_minute: int, now: int) -> bool:
        """Count one try; False if this address has to wait."""
        level, since = self._levels.pop(address, (0.0, now))
        level = max(0.0, level - (now - since) * per_minute / 60)
        allowed = level + 1 <= per_minute
        self._levels[address] = (level + 1 if allowed else level, now)
        while len(self._levels) > REMEMBERED:
            self._levels.popitem(last=False)
        return allowed
