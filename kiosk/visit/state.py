"""What the visit machine knows. Frozen; whatever is personal hangs on :class:`Person` or a phase and shows no repr."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from contract.insurance import Insurance
from contract.messages import CardHolder, Contributions, SlipRequest, Summary
from contract.slip import SlipContent
from contract.views import Paper
from contract.words import Language
from devices.card import api as card
from devices.printer import api as printer

Period = Literal["12", "24", "year", "all"]
Ending = Literal["card_taken", "ended", "silence", "refused", "card_lost"]


@dataclass(frozen=True, repr=False)
class Draft:
    """The answer to one choice: what would be printed, drawn and measured. ``trouble`` why not, as a code."""

    request: SlipRequest
    content: SlipContent
    paper: Paper
    length_mm: int
    trouble: str = ""


@dataclass(frozen=True, repr=False)
class Person:
    """The citizen of this visit. Nothing of it outlives the visit."""

    records: card.CardRecords
    visit: str = ""
    challenge: bytes = b""
    token: str = ""
    holder: CardHolder | None = None
    summary: Summary | None = None
    contributions: Contributions | None = None


@dataclass(frozen=True)
class Attract:
    """Nobody is here."""


@dataclass(frozen=True)
class SlipLeft:
    """A card is in, and nobody knows whether the slip of the visit before was taken: that comes first."""

    insertion: int


@dataclass(frozen=True)
class Checking:
    """A card is being read, then the centre asked about it."""

    insertion: int
    asking: bool = False


@dataclass(frozen=True, repr=False)
class Pin:
    """Six digits are being typed. ``confirming``: the person is asked about the last known try."""

    digits: str = ""
    tries_left: int | None = None
    wrong: bool = False
    confirming: bool = False


@dataclass(frozen=True)
class Proving:
    """PIN under check, card proving itself, records being fetched."""


@dataclass(frozen=True)
class Home:
    """Signed in."""


@dataclass(frozen=True)
class Life:
    """A working life. ``insurance`` None = all; ``month`` 0 = none opened."""

    year: int
    month: int = 0
    insurance: Insurance | None = None


@dataclass(frozen=True)
class Listing:
    """One insurance month by month; ``page`` counts from the newest."""

    insurance: Insurance
    page: int = 0


@dataclass(frozen=True, repr=False)
class Proof:
    """What to put on paper. ``draft`` None while it is being asked for."""

    period: Period
    insurances: tuple[Insurance, ...]
    with_amounts: bool
    large_print: bool = False
    with_english: bool = False
    draft: Draft | None = None


@dataclass(frozen=True)
class Printing:
    """A slip is under way; nothing tears it. ``stage`` reserving → printing (→ taking, with an outlet sensor);
    ``card_gone``: end afterwards; ``reminded``: of the slip that lies at the outlet.
    """

    stage: Literal["reserving", "printing", "taking"] = "reserving"
    permille: int = 0
    card_gone: bool = False
    reminded: bool = False


@dataclass(frozen=True)
class TakeSlip:
    """Printed and cut. ``taken`` seen by a sensor; otherwise ``reminded`` after the first silence."""

    code: str
    valid_until: int
    reminded: bool = False
    taken: bool = False


@dataclass(frozen=True)
class Trouble:
    """Something did not happen. ``back``: where the visit can go on, None if it is over. ``reference``: the number of
    the slip that a person has to settle.
    """

    code: str
    back: Home | None = None
    since: int = 0
    reference: str = ""


@dataclass(frozen=True)
class TakeCard:
    """The visit is over and wiped; the card is still in the reader."""

    reminded: bool = False


@dataclass(frozen=True)
class Goodbye:
    """The card is out."""


Resumable = Attract | Pin | Home | Life | Listing | Proof | TakeSlip | Trouble


@dataclass(frozen=True)
class Help:
    """Who helps, where, when. ``back`` is what it was opened from."""

    back: Resumable


@dataclass(frozen=True)
class StillThere:
    """Silence was long; one touch goes back."""

    back: Resumable | Help


Phase = (Attract | SlipLeft | Checking | Pin | Proving | Home | Life | Listing | Proof | Printing | TakeSlip | Trouble
         | TakeCard | Goodbye | Help | StillThere)


@dataclass(frozen=True)
class Hardware:
    """Status of what can be missing, and since when (epoch seconds)."""

    card: card.CardStatus = field(default_factory=card.Disconnected)
    printer: printer.PrinterStatus = field(default_factory=printer.Disconnected)
    card_since: int = 0
    printer_since: int = 0


@dataclass(frozen=True)
class State:
    """The whole machine. ``serial`` counts visits, so that an answer to an ended one is known as late."""

    today: int
    phase: Phase = field(default_factory=Attract)
    person: Person | None = None
    hardware: Hardware = field(default_factory=Hardware)
    language: Language = "zh-Hans"
    serial: int = 0
    slip_left: bool = False
    """The last slip may still lie there: nothing has seen it go."""


BUSY = (Checking, Proving, Printing)
"""The machine itself works: the idle clock stands still."""
SIGNED_IN = (Home, Life, Listing, Proof, Printing, TakeSlip)
"""Phases in which records of a citizen may be on the screen."""
