"""Wages, rates, retirement and numbers: against the published vectors."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.population import wages
from central.population.dice import Dice
from central.population.months import data_as_of, serial, years_later, yyyymm
from central.population.numbers import citizen_number, invented_number, invented_pin, is_weak_pin, of_15_digits
from central.population.retirement import retirement_month
from contract.citizen import is_valid_number, normalised_number
from contract.insurance import CIVIL_PENSION, MATERNITY, MEDICAL, PENSION

MONTHS = st.integers(serial(199208), serial(206012))


@given(MONTHS)
def test_a_month_survives_its_running_number(month: int) -> None:
    assert serial(yyyymm(month)) == month
    assert 1 <= yyyymm(month) % 100 <= 12


@pytest.mark.parametrize(("today", "until"), [(date(2026, 11, 24), 20261031), (date(2027, 1, 1), 20261231),
                                              (date(2028, 3, 31), 20280229)])
def test_data_reach_to_the_end_of_last_month(today: date, until: int) -> None:
    assert data_as_of(today) == until


def test_a_leap_day_has_an_anniversary_every_year() -> None:
    assert years_later(date(2000, 2, 29), 16) == date(2016, 2, 28)


def test_the_ceiling_of_july_2025_is_the_published_one() -> None:
    assert wages.ceiling_yuan(serial(202507)) == 27549
    assert wages.ceiling_yuan(serial(202506)) == 3 * 8850


@given(MONTHS, st.integers(0, 10_000_000))
def test_a_base_lies_between_60_and_300_per_cent(month: int, level: int) -> None:
    base = wages.base_yuan(month, level)
    assert Decimal("0.6") * wages.reference(month) <= base <= 3 * wages.reference(month)


@given(MONTHS)
def test_the_reference_wage_never_falls(month: int) -> None:
    assert wages.reference(month) <= wages.reference(month + 1)


@given(st.integers(0, 10_000_000), st.integers(0, 10_000))
def test_shares_are_rounded_half_up_to_a_fen(base: int, rate: int) -> None:
    exact = Decimal(base) * rate / 10_000
    assert wages.share(base, rate) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(("insurance", "tier", "month", "rate"), [
    (PENSION, "1", 199207, None), (PENSION, "1", 201904, (2000, 800)), (PENSION, "1", 201905, (1600, 800)),
    (CIVIL_PENSION, "1", 201409, None), (MATERNITY, "1", 200301, (50, 0)), (MEDICAL, "4", 200602, None),
])
def test_a_rate_holds_from_its_month(insurance: wages.Insurance, tier: str, month: int,
                                     rate: tuple[int, int] | None) -> None:
    assert wages.rate(insurance, tier, serial(month)) == rate


@given(MONTHS, st.integers(0, 500))
def test_stretches_cover_every_month_once(first: int, length: int) -> None:
    covered = [month for start, end in wages.stretches(first, first + length) for month in range(start, end + 1)]
    assert covered == list(range(first, first + length + 1))


@pytest.mark.parametrize(("born", "original_age", "retires"), [
    (196412, 60, 202412), (196501, 60, 202502), (197001, 55, 202502), (197501, 50, 202502), (197104, 55, 202608),
    (197609, 60, 203909), (198109, 55, 203909), (198411, 50, 203911),
])
def test_retirement_follows_the_official_annex(born: int, original_age: int, retires: int) -> None:
    assert yyyymm(retirement_month(serial(born), original_age)) == retires


def test_the_standards_own_numbers_come_out() -> None:
    assert citizen_number("110105", date(1949, 12, 31), 2) == "11010519491231002X"
    assert of_15_digits("11010519491231002X") == "110105491231002"
    with pytest.raises(ValueError, match="19xx"):
        of_15_digits(citizen_number("440300", date(2001, 1, 1), 501))


@given(st.integers(), st.dates(date(1930, 1, 1), date(1999, 12, 31)), st.sampled_from("12"))
def test_an_invented_number_is_valid_and_survives_15_digits(seed: int, born: date, sex: str) -> None:
    number = invented_number(Dice(seed), "440305", born, sex)
    assert is_valid_number(number)
    assert int(number[16]) % 2 == int(sex) % 2
    assert normalised_number(of_15_digits(number)) == number


@pytest.mark.parametrize("pin", ["000000", "111111", "123456", "654321", "890123", "135791", "123123", "121212",
                                 "112211", "850216", "198502", "160285", "021685", "987987"])
def test_a_weak_pin_is_seen(pin: str) -> None:
    assert is_weak_pin(pin, "44030019850216987X")


@given(st.integers())
def test_an_invented_pin_is_not_weak(seed: int) -> None:
    pin = invented_pin(Dice(seed), "44030019850216987X")
    assert len(pin) == 6
    assert pin.isdecimal()
    assert not is_weak_pin(pin, "44030019850216987X")


def test_dice_of_one_name_fall_alike_and_of_another_differently() -> None:
    def rolls(*name: int | str) -> list[int]:
        dice = Dice(*name)
        return [dice.below(10 ** 9) for _ in range(8)]

    assert rolls(1, "person", 7) == rolls(1, "person", 7)
    assert rolls(1, "person", 7) != rolls(1, "person", 8)
    assert rolls(1, "person", 7) != rolls(2, "person", 7)
