"""A population into the centre's tables: Core statements in bulk, rows in the order in which the tables keep them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select

from central.database import models
from central.population.people import Person, Population
from central.population.sample_cards import CardFile
from central.settings import DATA_AS_OF
from contract.messages import ContributionRow

PEOPLE_AT_ONCE = 200
SEED, PEOPLE, TODAY = "population_seed", "population_people", "population_today"
"""Settings from which the very same population can be made again."""

Row = tuple[Any, ...]

PERSON = ("id", "name", "number", "computer_number", "sex", "birth", "retired", "needs_correction", "sample")
CARD = ("card_id", "person_id", "region", "version", "algorithm", "historical", "state", "expires")
PARTICIPATION = ("person_id", "code_table", "code", "status")
CONTRIBUTION = ("person_id", "month", "code_table", "code", "booked", "employer_no", "kind", "posting", "base_fen",
                "employer_fen", "personal_fen", "tier")
SAMPLE_CARD = ("name", "note", "profile", "person_id")


class AlreadyPopulated(Exception):
    """The tables hold people; invented ones are never mixed with them."""


def populate(connection: Connection, people: int, seed: int, today: date) -> Population:
    """Insert a whole population within the caller's transaction, and set 数据截至 to the end of last month.

    :param connection: a synchronous connection (``await async_connection.run_sync(populate, …)``)
    :param people: how many registered people; never fewer than there are sample people
    :raises AlreadyPopulated: there are people in the database
    """
    if connection.execute(select(models.Person.id).limit(1)).first():
        raise AlreadyPopulated
    population = Population(people, seed, today)
    _insert(connection, models.Employer, ("number", "name"),
            [(employer.number, employer.name) for employer in population.employers.all])
    numbered = _numbered(population)
    while batch := list(islice(numbered, PEOPLE_AT_ONCE)):
        _insert_people(connection, batch)
    _set(connection, {DATA_AS_OF: str(population.data_as_of), SEED: str(seed), PEOPLE: str(population.people),
                      TODAY: today.isoformat()})
    return population


def _numbered(population: Population) -> Iterator[tuple[int | None, Person]]:
    """Everybody with the key in the tables; None for who is not in them."""
    last = 0
    for person in population:
        last += person.registered
        yield (last if person.registered else None), person


def _insert_people(connection: Connection, batch: Sequence[tuple[int | None, Person]]) -> None:
    registered = [(key, person) for key, person in batch if key is not None]
    _insert(connection, models.Person, PERSON, [
        (key, person.name, person.number, person.computer_number, person.sex, person.birth, person.retired,
         person.needs_correction, True) for key, person in registered])
    _insert(connection, models.Card, CARD, [
        (person.card.card_id, key, person.card.region, person.card.version, person.card.algorithm,
         person.card.historical, person.card.state.value, person.card.expires) for key, person in registered])
    _insert(connection, models.Participation, PARTICIPATION, [
        (key, insurance.table, insurance.code, status.value)
        for key, person in registered for insurance, status in person.participations])
    _insert(connection, models.Contribution, CONTRIBUTION, [
        (key, *_contribution(row)) for key, person in registered for row in person.contributions])
    _insert(connection, models.SampleCard, SAMPLE_CARD, [
        (person.label, person.note, profile(person), key) for key, person in batch if person.label])


def profile(person: Person) -> str:
    """The JSON object of the sample card file without ``name``, ``note`` and (unless it is a wrong one) ``irk``."""
    card, holder = person.card, person.card.holder
    found = msgspec.to_builtins(CardFile(
        name="", note="", atr=card.atr, card_id=card.card_id, region=card.region, version=card.version,
        algorithm=card.algorithm, issued=str(card.issued), expires=str(card.expires), card_number=card.card_number,
        number=holder.number, holder=holder.name, sex=holder.sex, nation=holder.nation, birthplace=holder.birthplace,
        birth=str(holder.birth), pin=card.pin, tries=card.tries, tells_tries=card.tells_tries, irk=card.irk))
    left_out = ("name", "note") if card.irk else ("name", "note", "irk")
    return msgspec.json.encode({key: value for key, value in found.items() if key not in left_out}).decode()


def _contribution(row: ContributionRow) -> Row:
    return (row.month, row.insurance.table, row.insurance.code, row.booked, row.employer_no, row.kind.value,
            row.posting.value, row.base_fen, row.employer_fen, row.personal_fen, row.tier)


def _insert(connection: Connection, model: type[models.Base], columns: Sequence[str], rows: list[Row]) -> None:
    """Tuples go to the driver as they are where it takes places for values; else as named values."""
    if not rows:
        return
    statement = insert(model)
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(columns))
    if getattr(compiled, "positiontup", None) == list(columns):
        connection.exec_driver_sql(str(compiled), rows)
    else:
        connection.execute(statement, [dict(zip(columns, row, strict=True)) for row in rows])


def _set(connection: Connection, settings: dict[str, str]) -> None:
    connection.execute(delete(models.Setting).where(models.Setting.name.in_(settings)))
    _insert(connection, models.Setting, ("name", "value"), list(settings.items()))
