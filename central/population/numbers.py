"""Invented 公民身份号码 and permit numbers with right check digits (GB 11643-1999), and PINs nobody would guess.

Sequence numbers of invented citizens are taken from 500 upwards: districts seldom reach them for one birthday.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from central.population.dice import Dice
from central.population.months import yyyymmdd
from contract.citizen import check_digit

CITY = "440300"
DISTRICTS = (CITY, "440303", "440304", "440305", "440306", "440307", "440308", "440309", "440310", "440311")
HONG_KONG, MACAO, TAIWAN = "810000", "820000", "830000"
FOREIGN = tuple(f"944{country}" for country in ("036", "124", "276", "392", "458", "702", "704", "840"))
"""9, the accepting province, the country (ISO 3166 numeric)."""
MALE, FEMALE = "1", "2"


def citizen_number(region: str, born: date, sequence: int) -> str:
    """18 characters; the sex is odd (male) or even in ``sequence`` (000 … 999)."""
    first_17 = f"{region}{yyyymmdd(born)}{sequence:03d}"
    return first_17 + check_digit(first_17)


def invented_number(dice: Dice, region: str, born: date, sex: str) -> str:
    """A number nobody should have been given."""
    return citizen_number(region, born, dice.between(250, 497) * 2 + (sex == MALE))


def of_15_digits(number: str) -> str:
    """As it was before 1999: without century and check digit. :raises ValueError: born in another century"""
    if number[6:8] != "19":
        raise ValueError("only a birth in 19xx had 15 digits")
    return number[:6] + number[8:17]


def invented_pin(dice: Dice, number: str) -> str:
    """Six digits that are not weak."""
    while is_weak_pin(pin := dice.digits(6), number):
        pass
    return pin


def is_weak_pin(pin: str, number: str) -> bool:
    """Few different digits, a run, a repeated half, a pair thrice, or a piece of the person's own number or birth."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return (len(set(pin)) < 3 or len(steps) == 1 or pin[:3] == pin[3:] or pin[:2] * 3 == pin or pin in number
            or pin in (number[6:14][::-1], number[10:14] + number[8:10], number[12:14] + number[10:12] + number[8:10]))
