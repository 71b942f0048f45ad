"""The population in a real database, made by the real migrations, and its cards as files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from sqlalchemy import Connection, create_engine, func, select, text

from central import records
from central.database import models
from central.database.engine import Database, sqlite_url
from central.database.schema import migrate
from central.keys import pboc
from central.keys.software import SoftwareKeys
from central.population.people import Person, Population
from central.population.sample_cards import CardFile, sample_people, write_cards
from central.population.write import AlreadyPopulated, populate
from central.settings import data_as_of
from contract.messages import Posting
from tests.central.population.conftest import SEED, TODAY

T = TypeVar("T")
PEOPLE = 60


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(sqlite_url(tmp_path / "central.db"))
    await migrate(database)
    yield database
    await database.close()


async def write(database: Database, work: Callable[..., T], *args: Any) -> T:
    async with database.writing() as session, session.begin():
        return await (await session.connection()).run_sync(work, *args)


async def test_everything_invented_arrives(database: Database, everybody: tuple[Person, ...]) -> None:
    await write(database, populate, PEOPLE, SEED, TODAY)
    registered = [person for person in everybody if person.registered][:PEOPLE]
    async with database.engine.connect() as connection:
        assert await data_as_of(connection) == 20261031
        for key, person in enumerate(registered, 1):
            stored = await records.person(connection, key)
            assert (stored.name, stored.number, stored.computer_number, stored.retired, stored.sample) == (
                person.name, person.number, person.computer_number, person.retired, True)
            rows = await records.contributions(connection, key)
            assert sorted(rows, key=_key) == sorted(person.contributions, key=_key)
            states = {line.insurance: line.status for line in await records.summary(connection, key)}
            assert states == dict(person.participations)
        cards = (await connection.execute(select(models.Card.card_id, models.Card.state))).all()
        assert {tuple(card) for card in cards} == {(person.card.card_id, person.card.state) for person in registered}


async def test_the_centre_counts_what_the_samples_promise(database: Database) -> None:
    await write(database, populate, 0, SEED, TODAY)
    async with database.engine.connect() as connection:
        key = {row.name: row.person_id for row in (await connection.execute(
            select(models.SampleCard.name, models.SampleCard.person_id))).all()}
        plain = {line.insurance.code: line.months for line in await records.summary(connection, key["plain"])}
        assert plain == {"110": 238, "310": 231, "210": 190, "410": 190, "510": 164}
        waiting = await records.contributions(connection, key["plain"], first=202611)
        assert [row.posting for row in waiting] == [Posting.NOT_POSTED] * 5
        rows = await records.contributions(connection, key["back-paid"])
        pension = next(total for total in records.totals(rows) if total.insurance.code == "110")
        assert pension.months == len({row.month for row in rows if row.posting != Posting.NOT_POSTED}) == 72
        assert key["unknown"] is None


async def test_a_population_can_be_made_again_from_its_settings(database: Database) -> None:
    await write(database, populate, PEOPLE, 7, TODAY)
    async with database.engine.connect() as connection:
        kept = {row.name: row.value for row in
                (await connection.execute(select(models.Setting.name, models.Setting.value))).all()}
    again = Population(int(kept["population_people"]), int(kept["population_seed"]),
                       date.fromisoformat(kept["population_today"]))
    assert again.fingerprint() == Population(PEOPLE, 7, TODAY).fingerprint()


async def test_people_are_never_mixed(database: Database) -> None:
    await write(database, populate, 0, SEED, TODAY)
    with pytest.raises(AlreadyPopulated):
        await write(database, populate, 0, 2, TODAY)


def test_named_and_placed_values_write_the_same(tmp_path: Path) -> None:
    def table(style: str) -> list[Any]:
        engine = create_engine(f"sqlite:///{tmp_path / style}.db", paramstyle=style)
        with engine.begin() as connection:
            models.Base.metadata.create_all(connection)
            populate(connection, 0, SEED, TODAY)
            rows = [tuple(connection.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2")).all())
                    for name in ("person", "card", "participation", "contribution", "employer", "sample_card")]
        engine.dispose()
        return rows

    assert table("named") == table("qmark")


async def test_the_list_of_samples_is_masked(database: Database, samples: dict[str, Person]) -> None:
    await write(database, populate, PEOPLE, SEED, TODAY)
    people = await write(database, sample_people)
    assert people[0].label == "plain"
    assert {person.label for person in people} == set(samples)
    assert [person.label for person in people if not person.registered] == ["elsewhere", "unknown"]
    for person in people:
        assert person.number != samples[person.label].card.holder.number
        assert person.pin == samples[person.label].card.pin


async def test_card_files_hold_the_key_that_the_centre_expects(database: Database, tmp_path: Path) -> None:
    await write(database, populate, PEOPLE, SEED, TODAY)
    keys = SoftwareKeys(tmp_path / "keys")
    files = await write(database, write_cards, tmp_path / "cards", keys.irk_for)
    cards = {file.stem: msgspec.json.decode(file.read_bytes(), type=CardFile) for file in files}
    assert set(cards) == {file.stem for file in (tmp_path / "cards").glob("*.json")}
    for name, card in cards.items():
        assert card.name == name
        expected = keys.irk_for(card.region, bytes.fromhex(card.atr)[4:])
        assert (bytes.fromhex(card.irk) == expected) == (name != "wrong-key")
    master = (tmp_path / "keys" / "card-master.key").read_bytes()
    plain = cards["plain"]
    assert bytes.fromhex(plain.irk) == pboc.irk(master, "440300", bytes.fromhex(plain.atr)[-8:])


async def test_the_files_are_the_cards_of_the_tables(database: Database, tmp_path: Path) -> None:
    await write(database, populate, PEOPLE, SEED, TODAY)
    files = await write(database, write_cards, tmp_path, lambda region, historical: bytes(16))
    async with database.engine.connect() as connection:
        known = {row.card_id: row for row in (await connection.execute(select(models.Card.__table__))).all()}
    for file in files:
        card = msgspec.json.decode(file.read_bytes())
        row = known.get(card["card_id"])
        assert (row is None) == (file.stem in ("elsewhere", "unknown"))
        if row:
            assert (row.region, row.version, row.algorithm, row.historical, str(row.expires)) == (
                card["region"], card["version"], card["algorithm"], card["atr"][8:], card["expires"])
        assert {"name", "note", "holder", "pin", "tries", "irk", "tells_tries", "birth", "issued"} <= card.keys()


async def test_an_empty_centre_has_no_samples(database: Database, tmp_path: Path) -> None:
    def nothing(connection: Connection) -> tuple[int, int]:
        return len(sample_people(connection)), len(write_cards(connection, tmp_path / "cards", lambda *_: bytes(16)))

    assert await write(database, nothing) == (0, 0)


async def test_a_failed_population_leaves_nothing(database: Database) -> None:
    def breaks(connection: Connection) -> None:
        populate(connection, 0, SEED, TODAY)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write(database, breaks)
    async with database.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(models.Person)) == 0


def _key(row: Any) -> tuple[Any, ...]:
    return row.month, row.insurance, row.booked, row.employer_no, row.kind
