"""When somebody retires: the gradual rise of 2025 (decision of 2024-09-13, in force 2025-01-01).

Checked against the official annex: births 1965-01 (men), 1970-01 (women, 55) and 1975-01 (women, 50) are the first
to wait a month; from 1976-09, 1981-09 and 1984-11 the whole 36, 36 and 60 months.
"""

from __future__ import annotations

from central.population.months import serial

RISE_FROM = serial(202501)
STEPS = {60: (4, 36), 55: (4, 36), 50: (2, 60)}
"""Original age to (one month more for so many months, at most)."""


def retirement_month(born: int, original_age: int) -> int:
    """Running month in which the pension begins, for a running month of birth and an age of 60, 55 or 50."""
    original = born + original_age * 12
    if original < RISE_FROM:
        return original
    step, most = STEPS[original_age]
    return original + min((original - RISE_FROM) // step + 1, most)
