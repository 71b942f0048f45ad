"""What the visit machine wants done. Performed by ``runner``; each answers with an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contract.messages import SlipRequest
from devices.card.api import CardRecords
from kiosk.visit.state import Ending

Device = Literal["card", "printer"]
WELL = "well"
SLIP_ASKED, SLIP_GONE = "slip_asked", "slip_gone"
"""Of the printer: the next citizen was asked about the slip before, and has pressed that it is gone."""


@dataclass(frozen=True)
class ReadCard:
    """→ ``CardWasRead``."""

    insertion: int


@dataclass(frozen=True, repr=False)
class OpenVisit:
    """→ ``CentreOpenedVisit`` or ``CentreRefused``/``CentreFailed``."""

    records: CardRecords


@dataclass(frozen=True, repr=False)
class VerifyPin:
    """One VERIFY → ``PinWasChecked``."""

    insertion: int
    pin: str


@dataclass(frozen=True, repr=False)
class ProveCard:
    """Cryptogram over the centre's challenge → ``CentreGrantedVisit`` or a failure."""

    insertion: int
    visit: str
    challenge: bytes


@dataclass(frozen=True, repr=False)
class FetchRecords:
    """→ ``CentreSentRecords`` or a failure."""

    token: str


@dataclass(frozen=True, repr=False)
class DrawDraft:
    """→ ``DraftWasDrawn`` or a failure that names the request."""

    token: str
    request: SlipRequest


@dataclass(frozen=True, repr=False)
class IssueSlip:
    """Journal, reserve, print, settle → ``SlipReserved``, ``PrintProgressed``…, ``SlipPrinted`` or ``SlipFailed``.

    ``length_mm`` of its preview: is there paper for it?
    """

    token: str
    request: SlipRequest
    length_mm: int = 0


@dataclass(frozen=True)
class ReleaseCard:
    """Unpower it; the PIN state is gone."""


@dataclass(frozen=True)
class Wipe:
    """Drop everything of the citizen; whatever of this visit still runs is late (a begun slip is finished)."""

    ending: Ending


@dataclass(frozen=True)
class Note:
    """A row in the journal: a trouble code, never a value of the citizen."""

    trouble: str


@dataclass(frozen=True)
class NoteDevice:
    """A row in the journal: a device that nobody may be using fails with a trouble code, or is :data:`WELL` again;
    also what came of a slip that may have been left.
    """

    device: Device
    code: str


Effect = (ReadCard | OpenVisit | VerifyPin | ProveCard | FetchRecords | DrawDraft | IssueSlip | ReleaseCard | Wipe
          | Note | NoteDevice)
