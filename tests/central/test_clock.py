"""The bureau's calendar."""

import pytest

from central.clock import months_later, next_month
from contract.civil_time import day_of


@pytest.mark.parametrize(("day", "months", "later"), [
    (20261124, 3, 20270224), (20261130, 3, 20270228), (20231130, 3, 20240229), (20261231, 1, 20270131),
    (20260131, 1, 20260228), (20260910, 3, 20261210), (20261201, 12, 20271201),
])
def test_the_same_day_some_months_later_or_the_months_last(day: int, months: int, later: int) -> None:
    assert months_later(day, months) == later


@pytest.mark.parametrize(("month", "after"), [(202601, 202602), (202611, 202612), (202612, 202701)])
def test_the_month_after(month: int, after: int) -> None:
    assert next_month(month) == after


def test_a_day_begins_at_midnight_in_shenzhen() -> None:
    assert day_of(1795449599) == 20261123
    assert day_of(1795449600) == 20261124
