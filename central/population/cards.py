"""Invented social security cards (社会保障卡): what stands on the chip, and what the centre knows of it.

Structure: LD/T 32-2015 as in docs/hardware/card.md: 卡识别码 = region (3 bytes BCD) + RID D156000005 + 8 bytes; ATR
``3B 6D 00 00`` + 13 historical bytes, the last 8 of which begin with 86 and are the card's own factor.
"""

from __future__ import annotations

from datetime import date

import msgspec

from central.database.models import CardState
from central.population.dice import Dice
from central.population.months import day_of, years_later, yyyymmdd
from central.population.numbers import CITY, invented_pin

RID = "d156000005"
ATR_HEAD = "3b6d0000"
MAKERS = ("4e4323", "534d31", "485a02", "475a11")
"""Maker, chip and card system: three bytes behind ``00 81``."""
TRIES = 6
VALID_YEARS = 20
FIRST_ISSUE = date(2007, 1, 1)
SECOND_VERSION = date(2013, 1, 1)
OTHER_REGION = "310000"


class Holder(msgspec.Struct, frozen=True):
    """What is written on the chip. ``birth`` yyyymmdd."""

    name: str
    number: str
    sex: str
    nation: str
    birthplace: str
    birth: int


class Card(msgspec.Struct, frozen=True):
    """``historical`` 13 bytes and ``card_id`` 16 bytes in hex. ``irk`` only where the card holds a wrong key.

    ``tells_tries``: answers an empty VERIFY with its counter. Personal in the real world: ``repr`` shows nothing.
    """

    holder: Holder
    card_id: str
    region: str
    version: str
    historical: str
    state: CardState
    issued: int
    expires: int
    card_number: str
    pin: str
    tries: int
    tells_tries: bool
    algorithm: str = "3des"
    irk: str = ""

    def __repr__(self) -> str:
        return f"Card(version={self.version!r}, …)"

    @property
    def atr(self) -> str:
        """The whole answer to reset in hex: T=0, no TCK."""
        return ATR_HEAD + self.historical


class Manner(msgspec.Struct, frozen=True):
    """What is asked of a card; None leaves it to the dice. ``valid`` False: its last day has passed."""

    region: str = CITY
    version: str | None = None
    state: CardState = CardState.NORMAL
    valid: bool = True
    tells_tries: bool | None = None
    wrong_key: bool = False
    tries: int = TRIES


def issue(dice: Dice, serial: int, holder: Holder, today: date, manner: Manner) -> Card:
    """A card that no other ``serial`` of the same population has; nobody under 16 holds one."""
    issued = _issued(dice, today, manner, years_later(day_of(holder.birth), 16))
    version = manner.version or ("2.00" if issued >= SECOND_VERSION else "1.00")
    own = (serial * 2654435761 % 2 ** 32).to_bytes(4)
    tail = b"\xff" * 4 if dice.chance(30) else dice.octets(4)
    factor = b"\x86" + dice.octets(3) + own
    return Card(
        holder=holder, card_id=manner.region + RID + (own + tail).hex(), region=manner.region, version=version,
        historical="0081" + dice.pick(MAKERS) + factor.hex(), state=manner.state, issued=yyyymmdd(issued),
        expires=yyyymmdd(years_later(issued, VALID_YEARS)),
        card_number=dice.pick("ABCDEFGHJK") + f"{serial * 61803399 % 10 ** 8:08d}",
        pin=invented_pin(dice, holder.number), tries=manner.tries,
        tells_tries=dice.chance(600) if manner.tells_tries is None else manner.tells_tries,
        irk=dice.octets(16).hex() if manner.wrong_key else "")


def _issued(dice: Dice, today: date, manner: Manner, of_age: date) -> date:
    """``valid`` cards end after today; a card asked for as 1.00 was issued before the second version."""
    ended = years_later(today, -VALID_YEARS).toordinal()
    if not manner.valid:
        return date.fromordinal(ended - dice.between(1, 300))
    first = max(SECOND_VERSION if manner.version == "2.00" else FIRST_ISSUE, of_age)
    last = date(2012, 12, 31) if manner.version == "1.00" else today
    return date.fromordinal(dice.between(max(ended + 1, first.toordinal()), last.toordinal()))
