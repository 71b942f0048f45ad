"""Each sample person really shows what its note says."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from central.database.models import CardState
from central.population.months import month_of, serial, yyyymm, yyyymmdd
from central.population.people import Person
from central.population.wages import NEW
from contract.citizen import same_person
from contract.insurance import (
    CIVIL_MEDICAL,
    CIVIL_PENSION,
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
from contract.messages import Participation, PaymentKind, Posting
from tests.central.population.conftest import TODAY

Samples = dict[str, Person]
NOW = month_of(TODAY)
LAST_24 = {yyyymm(month) for month in range(NOW - 24, NOW)}
COUNTED = (Posting.POSTED, Posting.DEFERRED)


def months(person: Person, insurance: Insurance) -> set[int]:
    return {row.month for row in person.contributions if row.insurance == insurance and row.posting in COUNTED}


def kinds(person: Person) -> set[Insurance]:
    return {row.insurance for row in person.contributions}


def test_plain_has_a_long_life_in_five_kinds(samples: Samples) -> None:
    plain = samples["plain"]
    assert plain.name == "王小明"
    assert [len(months(plain, kind)) for kind in (PENSION, MEDICAL, UNEMPLOYMENT, INJURY, MATERNITY)] == [
        238, 231, 190, 190, 164]
    assert plain.number.endswith("X")
    assert [row.month for row in plain.contributions if row.posting == Posting.NOT_POSTED] == [yyyymm(NOW)] * 5
    assert {row.base_fen for row in plain.contributions if row.month == yyyymm(NOW - 1)} == {1_200_000}
    assert all(status == Participation.PAYING for _, status in plain.participations)


def test_gaps_has_holes_in_the_last_two_years(samples: Samples) -> None:
    missing = sorted(serial(month) for month in LAST_24 - months(samples["gaps"], PENSION))
    holes = 1 + sum(after - before > 1 for before, after in pairwise(missing))
    assert holes == 3


def test_two_employers_pay_in_one_month(samples: Samples) -> None:
    payers: dict[int, set[str]] = {}
    for row in samples["two-employers"].contributions:
        if row.insurance == PENSION and row.month in LAST_24:
            payers.setdefault(row.month, set()).add(row.employer_no)
    assert sum(len(numbers) == 2 for numbers in payers.values()) == 8


def test_back_paid_shows_every_mark_within_two_years(samples: Samples) -> None:
    recent = [row for row in samples["back-paid"].contributions if row.month in LAST_24]
    assert {row.kind for row in recent} == {PaymentKind.REGULAR, PaymentKind.BACK, PaymentKind.DIFFERENCE,
                                            PaymentKind.DEFERRED}
    assert all(row.booked > row.month for row in recent if row.kind in (PaymentKind.BACK, PaymentKind.DIFFERENCE))
    assert {row.insurance for row in recent if row.posting == Posting.DEFERRED} == {PENSION, UNEMPLOYMENT, INJURY}
    assert months(samples["back-paid"], PENSION) >= LAST_24


def test_the_pensioner_has_ended(samples: Samples) -> None:
    pensioner = samples["pensioner"]
    assert pensioner.retired
    assert len(months(pensioner, PENSION)) > 180
    assert {status for _, status in pensioner.participations} == {Participation.ENDED}


def test_the_young_one_has_five_months(samples: Samples) -> None:
    assert len(months(samples["young"], PENSION)) == 5


def test_the_civil_servant_went_over(samples: Samples) -> None:
    states = dict(samples["civil-servant"].participations)
    assert states[PENSION] == Participation.ENDED
    assert states[CIVIL_PENSION] == states[CIVIL_MEDICAL] == Participation.PAYING


def test_the_resident_has_no_other_kinds(samples: Samples) -> None:
    assert kinds(samples["resident"]) == {RESIDENT_PENSION, RESIDENT_MEDICAL}


def test_the_self_employed_pays_both_shares(samples: Samples) -> None:
    assert kinds(samples["flexible"]) == {PENSION, MEDICAL}
    assert {row.employer_fen for row in samples["flexible"].contributions} == {0}


def test_who_left_has_nothing_in_two_years(samples: Samples) -> None:
    assert months(samples["left"], PENSION)
    assert not months(samples["left"], PENSION) & LAST_24
    assert {status for _, status in samples["left"].participations} == {Participation.PAUSED}


def test_who_never_paid_has_no_rows(samples: Samples) -> None:
    assert samples["no-contributions"].contributions == samples["no-contributions"].participations == ()


def test_tiers_change(samples: Samples) -> None:
    tiers = [row.tier for row in samples["tiers"].contributions if row.insurance == MEDICAL]
    assert list(dict.fromkeys(tiers)) == ["4", "2", "1"]
    assert LARGE_MEDICAL in kinds(samples["tiers"])


def test_one_kind_is_unknown(samples: Samples) -> None:
    assert len(months(samples["unknown-insurance"], NEW)) == 12


@pytest.mark.parametrize(("label", "special"), [
    ("dot-name", lambda name: "\u00b7" in name), ("long-name", lambda name: len(name) == 25),
    ("rare-name", lambda name: "\u4dae" in name), ("rarer-name", lambda name: "\U0002a6a5" in name),
    ("permit-9", str.isascii),
])
def test_names_are_special(samples: Samples, label: str, special: Callable[[str], bool]) -> None:
    assert special(samples[label].name)
    assert samples[label].card.holder.name == samples[label].name


@pytest.mark.parametrize(("label", "stored"), [("number-15", 15), ("number-empty", 0), ("number-zero", 1)])
def test_the_centre_stores_another_number_than_the_card(samples: Samples, label: str, stored: int) -> None:
    person = samples[label]
    assert (len(person.number), len(person.card.holder.number)) == (stored, 18)
    alike = same_person(person.number, person.name, person.card.holder.number, person.card.holder.name)
    assert alike == (label == "number-15")


@pytest.mark.parametrize(("label", "begins"), [("permit-81", "810000"), ("permit-83", "830000"), ("permit-9", "9")])
def test_permits_are_numbers_too(samples: Samples, label: str, begins: str) -> None:
    assert samples[label].number.startswith(begins)


def test_name_mismatch_is_on_the_card_alone(samples: Samples) -> None:
    person = samples["name-mismatch"]
    assert person.number == person.card.holder.number
    assert not same_person(person.number, person.name, person.card.holder.number, person.card.holder.name)


def test_correction_is_known_to_the_centre(samples: Samples) -> None:
    assert [label for label, person in samples.items() if person.needs_correction] == ["correction"]


@pytest.mark.parametrize(("label", "state", "ended"), [
    ("lost", CardState.LOST, False), ("expired", CardState.EXPIRED, True), ("expired-by-date", CardState.NORMAL, True),
    ("blocked", CardState.BLOCKED, False), ("cancelled", CardState.CANCELLED, False),
])
def test_cards_are_in_every_state(samples: Samples, label: str, state: CardState, ended: bool) -> None:
    card = samples[label].card
    assert (card.state, card.expires < yyyymmdd(TODAY)) == (state, ended)


def test_versions_tries_and_keys(samples: Samples) -> None:
    assert samples["v1"].card.version == "1.00"
    assert samples["plain"].card.version == "2.00"
    assert (samples["quiet-tries"].card.tells_tries, samples["plain"].card.tells_tries) == (False, True)
    assert [samples[label].card.tries for label in ("plain", "one-try", "pin-locked")] == [6, 1, 0]
    assert [label for label, person in samples.items() if person.card.irk] == ["wrong-key"]


def test_strangers_are_not_registered(samples: Samples) -> None:
    strangers = {label: person.card.region for label, person in samples.items() if not person.registered}
    assert strangers == {"elsewhere": "310000", "unknown": "440300"}


def test_every_other_sample_can_have_a_slip(samples: Samples) -> None:
    """What is not special about a person is in order: a card trouble is never a data trouble too."""
    ordinary = {label for label, person in samples.items()
                if person.card.state is CardState.NORMAL and person.card.expires >= yyyymmdd(TODAY)
                and person.registered and not person.card.irk and person.card.tries == 6}
    without_slip = {label for label in ordinary
                    if samples[label].needs_correction or samples[label].number in ("", "0")
                    or not same_person(samples[label].number, samples[label].name,
                                       samples[label].card.holder.number, samples[label].card.holder.name)}
    assert without_slip == {"number-empty", "number-zero", "correction", "name-mismatch"}


def test_the_page_on_the_population_names_every_sample(samples: Samples) -> None:
    page = Path(__file__).parents[3].joinpath("docs", "population.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{label}` | {person.note} |" for label, person in samples.items()]
