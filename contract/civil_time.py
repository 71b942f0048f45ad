"""Local time of every program: China has one time zone and no summer time, so UTC+8 without a zone database."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def local(epoch: float) -> datetime:
    """A moment as the wall shows it."""
    return datetime.fromtimestamp(epoch, CHINA)


def day_of(epoch: float) -> int:
    """The local day of a moment as yyyymmdd."""
    at = local(epoch)
    return at.year * 10000 + at.month * 100 + at.day


def begin_of(day: int) -> int:
    """The first second of a day (yyyymmdd). :raises ValueError: no such day"""
    return int(datetime(day // 10000, day // 100 % 100, day % 100, tzinfo=CHINA).timestamp())


def day_after(day: int) -> int:
    """The next day (yyyymmdd)."""
    return day_of(begin_of(day) + 86400)
