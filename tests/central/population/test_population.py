"""What holds for everybody, whatever the seed and the day."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.database.models import CardState
from central.population import wages
from central.population.employers import Employer
from central.population.months import month_of, serial, yyyymm, yyyymmdd
from central.population.people import Person, Population
from central.population.retirement import retirement_month
from contract.citizen import is_valid_number, normalised_name, normalised_number
from contract.insurance import (
    CIVIL_PENSION,
    INJURY,
    LARGE_MEDICAL,
    MATERNITY,
    MEDICAL,
    PENSION,
    RESIDENT_MEDICAL,
    RESIDENT_PENSION,
    UNEMPLOYMENT,
)
from contract.messages import ContributionRow, Participation, PaymentKind, Posting

FINGERPRINT = "9dc2b73e68acabb927b41691bf798d42701b663172d4bfcefffba724311c075e"
"""Of seed 1, 400 people, 24 November 2026. Changes only together with what the population is."""

ANY = given(seed=st.integers(0, 2 ** 63), today=st.dates(date(2024, 1, 1), date(2040, 12, 31)))
SMALL = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PEOPLE = 70
"""The sample people and as many ordinary ones."""
NO_WAGE = (RESIDENT_PENSION, RESIDENT_MEDICAL, wages.NEW)


def test_the_same_seed_gives_the_same_bytes_on_every_machine(population: Population) -> None:
    assert population.fingerprint() == FINGERPRINT


def test_another_seed_or_day_gives_other_people(population: Population) -> None:
    others = {Population(40, seed, today).fingerprint()
              for seed in (1, 2) for today in (population.today, date(2026, 12, 1))}
    assert len(others) == 4


def test_more_people_leave_the_first_ones_as_they_are(everybody: tuple[Person, ...]) -> None:
    assert tuple(Population(60, 1, date(2026, 11, 24))) == everybody[:62]


def test_the_number_of_people_is_the_number_asked_for(everybody: tuple[Person, ...]) -> None:
    assert sum(person.registered for person in everybody) == 400


def test_sample_people_are_there_even_if_fewer_are_asked_for() -> None:
    population = Population(0, 5, date(2026, 11, 24))
    assert population.people == sum(person.registered for person in population)
    assert [person.label for person in population] == [person.label for person in population.samples()]


@ANY
@SMALL
def test_keys_are_unique(seed: int, today: date) -> None:
    people = tuple(Population(PEOPLE, seed, today))
    for keys in ([person.computer_number for person in people], [person.card.holder.number for person in people],
                 [person.card.card_id for person in people], [person.card.historical[-16:] for person in people],
                 [person.card.card_number for person in people]):
        assert len(set(keys)) == len(keys)


@ANY
@SMALL
def test_numbers_and_names_are_what_the_standards_say(seed: int, today: date) -> None:
    for person in Population(PEOPLE, seed, today):
        holder = person.card.holder
        assert is_valid_number(holder.number)
        assert person.number in ("", "0") or normalised_number(person.number) == holder.number
        assert (int(holder.number[6:14]), int(holder.number[16]) % 2) == (person.birth, int(person.sex) % 2)
        assert (holder.birth, holder.sex) == (person.birth, person.sex)
        assert normalised_name(person.name) == person.name
        assert len(person.name.encode("gb18030")) <= 50
        assert (len(person.computer_number), person.computer_number.isdecimal()) == (9, True)


@ANY
@SMALL
def test_cards_have_the_structure_of_the_standard(seed: int, today: date) -> None:
    for person in Population(PEOPLE, seed, today):
        card = person.card
        assert len(bytes.fromhex(card.atr)) == 17
        assert card.atr.startswith("3b6d00000081")
        assert card.historical[-16:-14] == "86"
        assert len(bytes.fromhex(card.card_id)) == 16
        assert card.card_id.startswith(f"{card.region}d156000005")
        assert (len(card.card_number), card.card_number[0].isalpha(), card.card_number[1:].isdecimal()) == (9, True, 1)
        assert person.birth + 160000 <= card.issued <= yyyymmdd(today)
        assert card.expires < yyyymmdd(today) if card.state is CardState.EXPIRED else card.expires > card.issued
        assert card.version == "2.00" or len(card.holder.name.encode("gb18030")) <= 30


@ANY
@SMALL
def test_only_this_month_is_not_posted(seed: int, today: date) -> None:
    this_month = yyyymm(month_of(today))
    for row in _rows(seed, today):
        assert (row.posting == Posting.NOT_POSTED) == (row.month == this_month)
        assert row.month <= this_month


@ANY
@SMALL
def test_nobody_pays_before_16_or_after_retirement(seed: int, today: date) -> None:
    this_month = month_of(today)
    for person in Population(PEOPLE, seed, today):
        born = serial(person.birth // 100)
        months = [serial(row.month) for row in person.contributions]
        assert all(month >= born + 16 * 12 for month in months)
        assert not person.retired or all(month < this_month for month in months)
        for row in person.contributions:
            residents = row.insurance in (RESIDENT_PENSION, RESIDENT_MEDICAL)
            until = born + 60 * 12 if residents else retirement_month(born, 60 if person.sex == "1" else 55)
            assert serial(row.month) < until


@ANY
@SMALL
def test_booked_months_tell_what_was_paid_late(seed: int, today: date) -> None:
    last_posted = yyyymm(month_of(today) - 1)
    for row in _rows(seed, today):
        if row.kind in (PaymentKind.REGULAR, PaymentKind.DEFERRED):
            assert row.booked == row.month
        else:
            assert row.month < row.booked <= last_posted
        assert (row.posting == Posting.DEFERRED) == (row.kind == PaymentKind.DEFERRED)
        assert row.kind != PaymentKind.DEFERRED or serial(row.month) >= month_of(today) - 24


@ANY
@SMALL
def test_bases_stay_within_the_clamp_even_when_made_up(seed: int, today: date) -> None:
    for person in Population(PEOPLE, seed, today):
        bases: Counter[tuple[object, ...]] = Counter()
        for row in person.contributions:
            assert row.base_fen % 100 == 0
            if row.insurance not in NO_WAGE:
                bases[row.insurance, row.month, row.employer_no] += row.base_fen
                reference = wages.reference(serial(row.month)) * 100
                assert row.kind == PaymentKind.DIFFERENCE or row.base_fen * 10 >= reference * 6
                assert row.base_fen > 0
        for (_, month, _), base in bases.items():
            assert base <= wages.reference(serial(int(str(month)))) * 300


@ANY
@SMALL
def test_shares_follow_the_law(seed: int, today: date) -> None:
    """Pension: 8 % personal, all of it for who pays alone; injury and maternity: the employer's only."""
    population = Population(PEOPLE, seed, today)
    alone = population.employers.self_paying.number
    for person in population:
        for row in person.contributions:
            if row.insurance in (PENSION, CIVIL_PENSION):
                rates = (20, 8) if row.month < 201905 else (16, 8)
                shares = (0, sum(rates)) if row.employer_no == alone else rates
                assert (row.employer_fen, row.personal_fen) == tuple(_per_cent(row.base_fen, rate) for rate in shares)
            if row.insurance in (INJURY, MATERNITY):
                assert row.personal_fen == 0
                assert row.employer_fen > 0
            if row.insurance == UNEMPLOYMENT:
                assert min(row.employer_fen, row.personal_fen) > 0


@ANY
@SMALL
def test_rows_have_one_key_each_and_stand_in_order(seed: int, today: date) -> None:
    for person in Population(PEOPLE, seed, today):
        keys = [(row.month, row.insurance.table, row.insurance.code, row.booked, row.employer_no, row.kind.value)
                for row in person.contributions]
        assert keys == sorted(set(keys))


@ANY
@SMALL
def test_states_agree_with_the_rows(seed: int, today: date) -> None:
    this_month = yyyymm(month_of(today))
    for person in Population(PEOPLE, seed, today):
        paying = {row.insurance for row in person.contributions if row.month == this_month}
        assert {row.insurance for row in person.contributions} == {insurance for insurance, _ in person.participations}
        for insurance, status in person.participations:
            assert (status == Participation.PAYING) == (insurance in paying)
            assert not person.retired or status == Participation.ENDED


@ANY
@SMALL
def test_employers_are_marked_and_known_by_text(seed: int, today: date) -> None:
    population = Population(PEOPLE, seed, today)
    employers = population.employers.all
    assert population.employers.companies[0].name == "样张科技有限公司"
    assert population.employers.companies[0].number.startswith("0")
    assert all("样张" in employer.name and len(employer.number) == 7 for employer in employers)
    for key in (_number, _name):
        assert len({key(employer) for employer in employers}) == len(employers)
    assert {row.employer_no for person in population for row in person.contributions} <= set(map(_number, employers))


@pytest.mark.parametrize("seen", [
    lambda row: row.kind == PaymentKind.BACK, lambda row: row.kind == PaymentKind.DIFFERENCE,
    lambda row: row.kind == PaymentKind.DEFERRED, lambda row: row.kind == PaymentKind.LUMP,
    lambda row: row.insurance == LARGE_MEDICAL, lambda row: row.insurance == CIVIL_PENSION,
    lambda row: row.insurance == RESIDENT_PENSION, lambda row: row.insurance == MEDICAL and row.tier == "4",
], ids=["back", "difference", "deferred", "lump", "large", "civil", "resident", "tier-4"])
def test_ordinary_people_meet_it_too(everybody: tuple[Person, ...], seen: object) -> None:
    assert callable(seen)
    assert any(seen(row) for person in everybody if not person.label for row in person.contributions)


def test_ordinary_people_are_of_all_sorts(everybody: tuple[Person, ...]) -> None:
    ordinary = [person for person in everybody if not person.label]
    assert {person.card.state for person in ordinary} == set(CardState)
    assert {person.card.version for person in ordinary} == {"1.00", "2.00"}
    assert {person.card.tells_tries for person in ordinary} == {True, False}
    assert {len(person.number) for person in ordinary} == {0, 1, 15, 18}
    assert any(number[0] == "0" for number in (person.computer_number for person in ordinary))
    assert any("·" in person.name for person in ordinary)
    assert {person.retired for person in ordinary} == {True, False}
    assert any(person.number.startswith(("81", "82", "83", "9")) for person in ordinary)


def test_a_person_shows_nothing_in_a_trace(samples: dict[str, Person]) -> None:
    assert samples["plain"].name not in repr(samples["plain"])
    assert samples["plain"].card.pin not in repr(samples["plain"].card)


def _rows(seed: int, today: date) -> list[ContributionRow]:
    return [row for person in Population(PEOPLE, seed, today) for row in person.contributions]


def _per_cent(base: int, rate: int) -> int:
    return int((Decimal(base) * rate / 100).quantize(Decimal(1), ROUND_HALF_UP))


def _number(employer: Employer) -> str:
    return employer.number


def _name(employer: Employer) -> str:
    return employer.name
