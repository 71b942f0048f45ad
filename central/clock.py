"""The one place where the wall clock comes from, and the bureau's calendar."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], int]
"""Seconds since the epoch."""


def wall_clock() -> int:
    """The machine's clock (kept right by NTP)."""
    return int(time.time())


def months_later(day: int, months: int) -> int:
    """The same day (yyyymmdd) some months later, or that month's last day."""
    year, month = divmod(day // 10000 * 12 + day // 100 % 100 - 1 + months, 12)
    following = datetime(year + (month + 1) // 12, (month + 1) % 12 + 1, 1, tzinfo=UTC)
    last = (following - timedelta(days=1)).day
    return year * 10000 + (month + 1) * 100 + min(day % 100, last)


def next_month(month: int) -> int:
    """The yyyymm after."""
    return month + 89 if month % 100 == 12 else month + 1
