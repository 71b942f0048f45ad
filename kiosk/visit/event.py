"""Everything that can be said to the visit machine, named in past tense by who spoke. Frozen; no repr of content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contract.messages import Contributions, SlipRequest, Summary, VisitGranted, VisitOpened
from contract.problems import Code
from contract.words import Language
from devices.card import api as card
from devices.printer import api as printer
from kiosk.visit.state import Draft


@dataclass(frozen=True)
class CardStatusChanged:
    """The reader spoke. ``at`` epoch seconds."""

    status: card.CardStatus
    at: int = 0


@dataclass(frozen=True)
class PrinterStatusChanged:
    """The printer spoke. ``at`` epoch seconds."""

    status: printer.PrinterStatus
    at: int = 0


@dataclass(frozen=True, repr=False)
class CardWasRead:
    """Records or the reason why not."""

    result: card.ReadResult


@dataclass(frozen=True)
class PinWasChecked:
    """The card's answer to one VERIFY."""

    result: card.PinResult


@dataclass(frozen=True)
class CardFailed:
    """The card gave no cryptogram."""

    trouble: card.CardTrouble


@dataclass(frozen=True, repr=False)
class CentreOpenedVisit:
    """The card is known and in order."""

    opened: VisitOpened


@dataclass(frozen=True, repr=False)
class CentreGrantedVisit:
    """The cryptogram was right."""

    granted: VisitGranted


@dataclass(frozen=True, repr=False)
class CentreSentRecords:
    """Summary and contributions together."""

    summary: Summary
    contributions: Contributions


@dataclass(frozen=True, repr=False)
class DraftWasDrawn:
    """The preview of one choice."""

    draft: Draft


@dataclass(frozen=True)
class CentreRefused:
    """A problem document."""

    code: Code
    request: SlipRequest | None = None


@dataclass(frozen=True)
class CentreFailed:
    """No usable answer: nobody there, too slow, or nonsense (500, HTML, half a JSON, wrong schema)."""

    how: Literal["away", "slow", "nonsense", "clock"]
    request: SlipRequest | None = None


@dataclass(frozen=True)
class SlipReserved:
    """Number and code are given; ink begins."""


@dataclass(frozen=True)
class PrintProgressed:
    """Share of the slip that the printer has taken."""

    permille: int


@dataclass(frozen=True)
class SlipPresented:
    """Printed whole and cut; it lies at the outlet, and the printer watches until it is taken or drawn back in."""


@dataclass(frozen=True)
class SlipPrinted:
    """The whole slip is out and cut. ``taken``: an outlet sensor saw it go; False where there is none."""

    code: str
    valid_until: int
    taken: bool = False


@dataclass(frozen=True)
class SlipFailed:
    """No valid paper, or none that is known to be. ``trouble`` is a code of ``kiosk.trouble``; ``reference`` the number
    by which a person settles an uncertain slip.
    """

    trouble: str
    reference: str = ""


@dataclass(frozen=True)
class ActionPressed:
    """A person released an action of the page that is on the screen."""

    action: str


@dataclass(frozen=True)
class LanguageChosen:
    """On any page."""

    language: Language


@dataclass(frozen=True)
class Touched:
    """Somebody is there."""


@dataclass(frozen=True)
class SilenceElapsed:
    """The phase's delay has passed without a person."""


@dataclass(frozen=True)
class DayChanged:
    """yyyymmdd by the machine's clock."""

    today: int


Event = (CardStatusChanged | PrinterStatusChanged | CardWasRead | PinWasChecked | CardFailed | CentreOpenedVisit
         | CentreGrantedVisit | CentreSentRecords | DraftWasDrawn | CentreRefused | CentreFailed | SlipReserved
         | PrintProgressed | SlipPresented | SlipPrinted | SlipFailed | ActionPressed | LanguageChosen | Touched
         | SilenceElapsed | DayChanged)
