"""The sample people of a database: a list to choose from, and their cards as files for the virtual card.

A card file holds PIN and key: only invented cards have one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select

from central.database.models import Person, SampleCard
from contract.citizen import masked_number

KeyOf = Callable[[str, bytes], bytes]
"""``irk_for(region, historical)`` of the key service: 16 bytes."""
HISTORICAL = 4
"""Bytes of the ATR before the historical ones (TS, T0, TB1, TC1)."""


class SamplePerson(msgspec.Struct, frozen=True):
    """One line of ``central people``. ``number`` masked, as the centre stores it; for a stranger, as on the card."""

    label: str
    name: str
    number: str
    pin: str
    note: str
    registered: bool


class CardFile(msgspec.Struct, frozen=True):
    """The sample card file. Bytes in hex; days yyyymmdd as text; ``tries`` left at the PIN.

    ``tells_tries``: an empty VERIFY answers with the counter.
    """

    name: str
    note: str
    atr: str
    card_id: str
    region: str
    version: str
    algorithm: str
    issued: str
    expires: str
    card_number: str
    number: str
    holder: str
    sex: str
    nation: str
    birthplace: str
    birth: str
    pin: str
    tries: int
    tells_tries: bool
    irk: str = ""

    def __repr__(self) -> str:
        return f"CardFile({self.name!r}, …)"


def sample_people(connection: Connection) -> tuple[SamplePerson, ...]:
    """Registered ones in the order in which they were made, then strangers. Empty if nothing was populated."""
    statement = (select(SampleCard.name, SampleCard.note, SampleCard.profile, SampleCard.person_id, Person.name,
                        Person.number)
                 .outerjoin(Person, Person.id == SampleCard.person_id)
                 .order_by(SampleCard.person_id.is_(None), SampleCard.person_id, SampleCard.name))
    people = []
    for label, note, profile, person_id, name, number in connection.execute(statement):
        card = card_file(label, note, profile)
        people.append(SamplePerson(label, name or card.holder,
                                   masked_number(card.number if person_id is None else number), card.pin, note,
                                   person_id is not None))
    return tuple(people)


def write_cards(connection: Connection, folder: Path, irk_for: KeyOf) -> tuple[Path, ...]:
    """``<label>.json`` for each sample card; the key service gives each its key, but to one made with a wrong key."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for label, note, profile in connection.execute(
            select(SampleCard.name, SampleCard.note, SampleCard.profile).order_by(SampleCard.name)):
        card = with_key(card_file(label, note, profile), irk_for)
        file = folder / f"{label}.json"
        file.write_bytes(msgspec.json.format(msgspec.json.encode(card)) + b"\n")
        files.append(file)
    return tuple(files)


def card_file(label: str, note: str, profile: str) -> CardFile:
    """A row of ``sample_card`` as it stands in the file. :raises msgspec.MsgspecError: no profile"""
    return msgspec.convert({**msgspec.json.decode(profile), "name": label, "note": note}, CardFile)


def with_key(card: CardFile, irk_for: KeyOf) -> CardFile:
    """The card with the key that its region and ATR give, unless it holds one already."""
    if card.irk:
        return card
    historical = bytes.fromhex(card.atr)[HISTORICAL:]
    return msgspec.structs.replace(card, irk=irk_for(card.region, historical).hex())
