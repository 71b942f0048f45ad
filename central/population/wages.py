"""The reference wage (社会平均工资), what may be declared, and the rates: invented figures in the real shape.

A base is the declared wage held between 60 % and 300 % of the reference wage, changed each July. Rates are in basis
points (1/10000) with the month from which they hold; a kind has no rows before its first rate.
Sources of the shape: 社会保险法 art. 12, 33, 44, 53; 国发[2005]38号; the rate cut of 2019-05. The figures themselves
are the sample bureau's own, because most of them differ by place and year.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from central.population.months import serial
from contract.insurance import (
    CIVIL_MEDICAL,
    CIVIL_PENSION,
    HUMAN_RESOURCES,
    INJURY,
    LARGE_MEDICAL,
    MATERNITY,
    MEDICAL,
    PENSION,
    RESIDENT_MEDICAL,
    RESIDENT_PENSION,
    UNEMPLOYMENT,
    Insurance,
)

FIRST_YEAR = 1992
REFERENCE_YUAN = (500, 650, 850, 1000, 1200, 1350, 1500, 1650, 1800, 2000, 2150, 2300, 2450, 2600, 2800, 3050, 3350,
                  3600, 3850, 4200, 4550, 4900, 5250, 5600, 5950, 6300, 6700, 7100, 7450, 7800, 8150, 8500, 8850, 9183)
"""By July year, from July 1992 (yuan a month)."""
LATER_GROWTH = 103
"""Per cent of the year before, for years behind the table."""

NEW = Insurance(HUMAN_RESOURCES, "999")
"""A kind that no version of this software knows: shown as ``险种(code)``."""

RATES: dict[Insurance, tuple[tuple[int, int, int], ...]] = {
    PENSION: ((199208, 2000, 800), (201905, 1600, 800)),
    CIVIL_PENSION: ((201410, 2000, 800), (201905, 1600, 800)),
    UNEMPLOYMENT: ((199701, 200, 100), (201603, 100, 50), (201905, 70, 30), (202305, 80, 20)),
    INJURY: ((199401, 0, 0),),
    MATERNITY: ((200301, 50, 0), (201504, 45, 0)),
    CIVIL_MEDICAL: ((200301, 200, 0),),
    LARGE_MEDICAL: ((200301, 20, 10),),
    RESIDENT_PENSION: ((201107, 0, 10000),),
    RESIDENT_MEDICAL: ((200709, 0, 80),),
    NEW: ((202401, 25, 0),),
}
"""Kind to (month from which, employer's rate, personal rate). The injury rate is the employer's own."""

MEDICAL_RATES: dict[str, tuple[tuple[int, int, int], ...]] = {
    "1": ((199607, 620, 200), (202310, 500, 200)),
    "2": ((199607, 60, 20),),
    "4": ((200603, 45, 10),),
}
"""档次: 1 一档 on the declared wage; 2 二档 and 4 三档 on the reference wage."""

RESIDENT_TIER = "5"
"""居民医疗"""
RESIDENT_PENSION_YUAN = (15, 30, 50, 100, 200, 300)
"""居民养老 by the month: the yearly 档次 divided by twelve."""

BREAKS = sorted({serial(first) for table in (*RATES.values(), *MEDICAL_RATES.values()) for first, _, _ in table}
                | {serial(year * 100 + 7) for year in range(FIRST_YEAR, 2200)})
"""Months in which a reference wage or a rate changes."""


@cache
def reference(month: int) -> int:
    """Reference wage in yuan for a running month number."""
    years = (month - 6) // 12 - FIRST_YEAR
    if years < len(REFERENCE_YUAN):
        return REFERENCE_YUAN[max(0, years)]
    wage = REFERENCE_YUAN[-1]
    for _ in range(years - len(REFERENCE_YUAN) + 1):
        wage = (wage * LATER_GROWTH + 50) // 100
    return wage


def floor_yuan(month: int) -> int:
    """60 % of the reference wage, rounded up to a yuan."""
    return -(-reference(month) * 60 // 100)


def ceiling_yuan(month: int) -> int:
    """300 % of the reference wage."""
    return reference(month) * 3


def base_yuan(month: int, level: int) -> int:
    """The base of somebody who earns ``level`` millionths of the reference wage: to 10 yuan, then clamped."""
    declared = (reference(month) * level // 100_000 + 50) // 100 * 10
    return min(max(declared, floor_yuan(month)), ceiling_yuan(month))


def rate(insurance: Insurance, tier: str, month: int) -> tuple[int, int] | None:
    """(employer's, personal) rate in basis points; None before the kind began."""
    table = MEDICAL_RATES[tier] if insurance == MEDICAL else RATES[insurance]
    position = bisect_right(_starts(table), month)
    return table[position - 1][1:] if position else None


def share(base_fen: int, basis_points: int) -> int:
    """``base_fen`` × rate in fen, half a fen upwards."""
    return (base_fen * basis_points + 5000) // 10000


def stretches(first: int, last: int) -> list[tuple[int, int]]:
    """``first`` … ``last`` (running months) cut wherever a wage or a rate changes."""
    cuts = BREAKS[bisect_right(BREAKS, first):bisect_right(BREAKS, last)]
    return list(zip([first, *cuts], [*(cut - 1 for cut in cuts), last], strict=True))


@cache
def _starts(table: tuple[tuple[int, int, int], ...]) -> tuple[int, ...]:
    return tuple(serial(first) for first, _, _ in table)
