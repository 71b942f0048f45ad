"""Months and days as integers: ``yyyymm`` and ``yyyymmdd`` outside, a running month number inside."""

from __future__ import annotations

from datetime import date, timedelta


def serial(yyyymm: int) -> int:
    """The running number of a month: 12 a year, so that months can be added and subtracted."""
    return yyyymm // 100 * 12 + yyyymm % 100 - 1


def yyyymm(serial_month: int) -> int:
    """Back from :func:`serial`."""
    return serial_month // 12 * 100 + serial_month % 12 + 1


def month_of(day: date) -> int:
    """The running number of the month in which ``day`` lies."""
    return day.year * 12 + day.month - 1


def yyyymmdd(day: date) -> int:
    """A day as an integer."""
    return day.year * 10000 + day.month * 100 + day.day


def day_of(yyyymmdd: int) -> date:
    """Back from :func:`yyyymmdd`."""
    return date(yyyymmdd // 10000, yyyymmdd // 100 % 100, yyyymmdd % 100)


def data_as_of(today: date) -> int:
    """The last day of the previous month (yyyymmdd): this month is collected from the 20th and posted later."""
    return yyyymmdd(today.replace(day=1) - timedelta(days=1))


def years_later(day: date, years: int) -> date:
    """The same day ``years`` on; 29 February becomes the 28th where there is none."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap_day else day.day)
