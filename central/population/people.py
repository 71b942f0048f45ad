"""The whole population of a seed: sample people first, then as many ordinary ones as asked for.

Every person is a function of (seed, which, today): nobody's data depend on how many others there are. What must be
unique (numbers, cards) is made from a running serial, or thrown again when it is taken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cached_property

import msgspec

from central.database.models import CardState
from central.population import cards, employers, lives, names, numbers
from central.population.cards import Card, Holder, Manner
from central.population.dice import Dice
from central.population.lives import Scene
from central.population.months import data_as_of, day_of, month_of, years_later, yyyymmdd
from central.population.names import Name
from central.population.samples import SAMPLES, Sample
from contract.citizen import normalised_number
from contract.insurance import Insurance
from contract.messages import ContributionRow, Participation

COMPANIES = 240
ORDINARY_SERIALS = 1000
"""Serials below belong to the sample people."""
AGES = ((18, (16, 25)), (50, (26, 45)), (20, (46, 59)), (9, (60, 75)), (3, (76, 90)))
STORED = ((970, "18"), (18, "15"), (6, ""), (6, "0"))
PLACES = ((970, numbers.DISTRICTS), (8, (numbers.HONG_KONG,)), (4, (numbers.MACAO,)), (8, (numbers.TAIWAN,)),
          (10, numbers.FOREIGN))
STATES = ((955, CardState.NORMAL), (15, CardState.LOST), (10, CardState.BLOCKED), (5, CardState.CANCELLED),
          (15, CardState.EXPIRED))
PLAIN_ENDS_IN = "987X"
"""So that the second key of the verification is tried with an X."""
FIRST_COMPUTER_NUMBER = 600123456
NAME_FIELD = 30
"""Bytes of GB18030 for a name on a card of version 1.00."""


class Person(msgspec.Struct, frozen=True):
    """参保人 with all that hangs on them. ``number`` as the centre stores it; ``birth`` yyyymmdd.

    ``label`` and ``note`` only for sample people. ``registered`` False: only the card exists.
    """

    label: str
    note: str
    name: str
    number: str
    computer_number: str
    sex: str
    birth: int
    retired: bool
    needs_correction: bool
    registered: bool
    card: Card
    participations: tuple[tuple[Insurance, Participation], ...]
    contributions: tuple[ContributionRow, ...]

    def __repr__(self) -> str:
        return f"Person(label={self.label!r}, …)"


class Population:
    """``people`` registered ones in all (the sample people are always there), iterated lazily and always alike."""

    def __init__(self, people: int, seed: int, today: date) -> None:
        self.people = max(people, sum(sample.registered for sample in SAMPLES))
        self.seed = seed
        self.today = today
        self.data_as_of = data_as_of(today)

    @cached_property
    def employers(self) -> employers.Employers:
        """Its employers."""
        return employers.invent(self.seed, COMPANIES)

    def __iter__(self) -> Iterator[Person]:
        taken: set[str] = set()
        for serial, sample in enumerate(SAMPLES):
            yield self._sample(serial, sample, taken)
        for serial in range(self.people - sum(sample.registered for sample in SAMPLES)):
            yield self._ordinary(serial + ORDINARY_SERIALS, taken)

    def samples(self) -> Iterator[Person]:
        """The sample people alone, those unknown to the centre too."""
        taken: set[str] = set()
        return (self._sample(serial, sample, taken) for serial, sample in enumerate(SAMPLES))

    def fingerprint(self) -> str:
        """SHA-256 (hex) over everything, in order: two populations with one fingerprint are byte-identical."""
        digest = hashlib.sha256(msgspec.json.encode(self.employers))
        for person in self:
            digest.update(msgspec.json.encode(person))
        return digest.hexdigest()

    def _sample(self, serial: int, sample: Sample, taken: set[str]) -> Person:
        dice = Dice(self.seed, "sample", sample.label)
        region = sample.region or numbers.CITY
        number = _number(dice, region, sample.age, sample.sex, self.today, taken)
        while serial == 0 and number[-4:] != PLAIN_ENDS_IN:
            number = numbers.citizen_number(region, _born(dice, sample.age, self.today), int(PLAIN_ENDS_IN[:3]))
        taken.add(number)
        holder = _holder(sample.name, sample.on_card, number, region)
        scene = self._scene(dice, holder)
        return self._person(serial, sample, holder, sample.life(scene),
                            cards.issue(dice, serial, holder, self.today, sample.card))

    def _ordinary(self, serial: int, taken: set[str]) -> Person:
        dice = Dice(self.seed, "person", serial)
        sex = dice.pick((numbers.MALE, numbers.FEMALE))
        region = dice.pick(dice.weighted(PLACES))
        number = _number(dice, region, dice.weighted(AGES), sex, self.today, taken)
        taken.add(number)
        name = _name_for(dice, region, sex)
        stored = dice.weighted(STORED)
        if stored == "15" and number[6:8] != "19":
            stored = "18"
        holder = _holder(name, "", number, region)
        life = lives.live(self._scene(dice, holder))
        card = cards.issue(dice, serial, holder, self.today, _manner(dice, name.text, _age(number, self.today)))
        return self._person(serial, Sample("", "", name, stored=stored), holder, life, card)

    def _scene(self, dice: Dice, holder: Holder) -> Scene:
        return Scene(dice, self.employers, month_of(day_of(holder.birth)), holder.sex, month_of(self.today))

    def _person(self, serial: int, sample: Sample, holder: Holder, life: lives.Life, card: Card) -> Person:
        this_month = month_of(self.today)
        rows = lives.contributions(life, this_month)
        return Person(
            label=sample.label, note=sample.note, name=sample.name.text,
            number=_as_stored(holder.number, sample.stored), sex=holder.sex, birth=holder.birth,
            computer_number=f"{(FIRST_COMPUTER_NUMBER + serial * 618033989) % 10 ** 9:09d}",
            retired=life.retires <= this_month, needs_correction=sample.needs_correction,
            registered=sample.registered, card=card, contributions=tuple(rows),
            participations=lives.participations(life, rows, this_month))


def _born(dice: Dice, age: tuple[int, int], today: date) -> date:
    """A day on which somebody of that age today was born."""
    oldest = years_later(today, -age[1] - 1).toordinal() + 1
    return date.fromordinal(dice.between(oldest, years_later(today, -age[0]).toordinal()))


def _number(dice: Dice, region: str, age: tuple[int, int], sex: str, today: date, taken: set[str]) -> str:
    while (number := numbers.invented_number(dice, region, _born(dice, age, today), sex)) in taken:
        pass
    return number


def _holder(name: Name, on_card: str, number: str, region: str) -> Holder:
    number = normalised_number(number)
    return Holder(on_card or name.text, number, numbers.MALE if int(number[16]) % 2 else numbers.FEMALE,
                  name.nation, region, int(number[6:14]))


def _as_stored(number: str, stored: str) -> str:
    match stored:
        case "18":
            return number
        case "15":
            return numbers.of_15_digits(number)
    return stored


def _name_for(dice: Dice, region: str, sex: str) -> Name:
    if region in numbers.FOREIGN:
        return Name(dice.pick(names.FOREIGN), names.OTHER_NATION)
    if region in (numbers.HONG_KONG, numbers.MACAO, numbers.TAIWAN):
        return Name(dice.pick(names.ACROSS), names.OTHER_NATION)
    return names.invent(dice, sex)


def _age(number: str, today: date) -> int:
    return (yyyymmdd(today) - int(number[6:14])) // 10000


def _manner(dice: Dice, name: str, age: int) -> Manner:
    """A card that has ended was once given to somebody of 16."""
    may_have_ended = age > 16 + cards.VALID_YEARS
    state = dice.weighted(STATES if may_have_ended else STATES[:-1])
    fits = len(name.encode("gb18030")) <= NAME_FIELD
    return Manner(version=None if fits else "2.00", state=state,
                  valid=not may_have_ended or (state is not CardState.EXPIRED and not dice.chance(5)))
