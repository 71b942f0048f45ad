"""The thermal printer as the kiosk knows it: print one job, tell its status, and every trouble a value.

A job is laid-out blocks at the head's dots; the driver turns them into ESC/POS and owns the line.
Wire: ``kiosk-device printer`` listens on ``printer.sock``; ``STATUS`` events on connection and on change,
``PROGRESS`` events while a job prints, and ``METHODS``. Bytes and sources: docs/hardware/printer.md.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Protocol

import msgspec

from contract.frames import Method, Topic


class Disconnected(msgspec.Struct, frozen=True, tag="disconnected"):
    """The port can't be opened or has gone. The driver goes on trying."""


class Silent(msgspec.Struct, frozen=True, tag="silent"):
    """The port is open and nobody answers: switched off, wrong baud rate, cable."""


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """All four DLE EOT answers healthy. ``near_end``: the roll is low, a slip still fits."""

    near_end: bool = False


class NotReady(msgspec.Struct, frozen=True, tag="not_ready"):
    """It answers and can't print; ``cause`` is the first that counts."""

    cause: Cause


class Printing(msgspec.Struct, frozen=True, tag="printing"):
    """A job is under way."""


class Cause(StrEnum):
    """In order of what must be mended first."""

    COVER_OPEN = "cover_open"
    PAPER_END = "paper_end"
    CUTTER = "cutter"
    UNRECOVERABLE = "unrecoverable"
    HEAD_HOT = "head_hot"
    OFFLINE = "offline"
    """It says off line and gives no reason."""


PrinterStatus = Disconnected | Silent | Ready | NotReady | Printing


LINE_DOTS = 30
"""Paper that one ``Text`` line takes: 24 dots of character and 6 of spacing."""
TALL_LINE_DOTS = 60
"""The same at ``scale`` 2: 48 and 12."""


class Text(msgspec.Struct, frozen=True, tag="text"):
    """One line in the printer's own font, 24 dots high: half-width cells of 12 dots, hanzi take two.

    Every character must be in GB2312 (or ASCII); ``scale`` 2 doubles width and height (cells count double).
    The line is at most ``width // 12`` cells; padding with spaces is part of ``text``.
    """

    text: str
    bold: bool = False
    scale: Literal[1, 2] = 1


class Raster(msgspec.Struct, frozen=True, tag="raster"):
    """A 1-bit picture: rows packed MSB first, 1 = black, ``width`` a multiple of 8, at most the head's dots."""

    width: int
    height: int
    bits: bytes


class Feed(msgspec.Struct, frozen=True, tag="feed"):
    """Blank paper, in dots of 1/203 inch."""

    dots: int


class QrCode(msgspec.Struct, frozen=True, tag="qr"):
    """Model 2, centred, drawn by the printer. ``module`` in dots (5 or 6 recommended), ``level`` of correction."""

    data: str
    module: int = 5
    level: Literal["L", "M"] = "M"


Block = Text | Raster | Feed | QrCode


class PrintJob(msgspec.Struct, frozen=True):
    """``job`` names it in progress events. The cut is the driver's and always last."""

    job: str
    blocks: tuple[Block, ...]


class Outcome(StrEnum):
    """design.md §5, from the printer's side."""

    PRINTED_TAKEN = "printed_taken"
    """Process IDs after data and after cut, clean status, and the outlet sensor saw it taken."""
    PRINTED = "printed"
    """The same without an outlet sensor."""
    RETRACTED = "retracted"
    NOT_PRINTED = "not_printed"
    """Nothing of it is on paper: no byte was accepted, or the printer was not ready before the first one."""
    UNKNOWN = "unknown"
    """Some of it may be on paper."""


class PrintResult(msgspec.Struct, frozen=True):
    """``status`` after the job; ``sent`` bytes accepted by the line; ``detail`` for the technician, no content."""

    outcome: Outcome
    status: PrinterStatus
    sent: int
    detail: str = ""


class PrintProgress(msgspec.Struct, frozen=True):
    """Share of the job's bytes that the line has taken, 0..1000.

    ``presented``: printed, cut and proven; the slip lies at an outlet with a sensor until it is taken or drawn back.
    """

    job: str
    permille: int
    presented: bool = False


class Capabilities(msgspec.Struct, frozen=True):
    """What layout has to know. ``width`` dots of the head (576 for 80 mm at 203 dpi).

    ``proves``: it can be known whether a slip is printed; without, every job is ``UNKNOWN``. ``near_end``: its sensor
    tells a low roll. ``paper_length``: it knows how much is left. ``cut_counter``: it counts its own cuts.
    """

    width: int = 576
    process_id: bool = True
    outlet_sensor: bool = False
    proves: bool = True
    near_end: bool = True
    paper_length: bool = False
    cut_counter: bool = False


class PaperWanted(msgspec.Struct, frozen=True):
    """Is there paper for a slip of ``length_mm``? Asked before a number is given."""

    length_mm: int


class Paper(msgspec.Struct, frozen=True):
    """``left_mm``: what is believed to be left on the roll, None where nothing is known."""

    enough: bool
    left_mm: int | None = None


class CountersWanted(msgspec.Struct, frozen=True):
    """Ask what was cut and how much paper was used, ever."""


class Counters(msgspec.Struct, frozen=True):
    """Totals that only grow; a new roll does not reset them, another printer or a lost file may.

    ``cuts`` of the knife, ``by_printer``: by its own counter, which also knows what other programs have cut; else by
    ours. ``strips`` of them (our count) cut off what an unproven job had left. ``paper_mm`` by what was sent to be
    printed, with the way to the knife. None where nothing is known.
    """

    cuts: int | None
    paper_mm: int | None
    strips: int = 0
    by_printer: bool = False


class StatusWanted(msgspec.Struct, frozen=True):
    """Ask now (DLE EOT 1–4)."""


class CapabilitiesWanted(msgspec.Struct, frozen=True):
    """Ask for the profile."""


class Printer(Protocol):
    """One printer.

    :raises devices.errors.Closed: not connected
    :raises devices.errors.Busy: a job is under way
    """

    async def status(self) -> PrinterStatus:
        """Asked of the printer now; while a job prints, ``Printing`` without asking."""
        ...

    async def capabilities(self) -> Capabilities: ...

    async def paper(self, length_mm: int) -> Paper:
        """Refused only by a roll that is low and, by the printer's word or by what was printed, too short."""
        ...

    async def counters(self) -> Counters:
        """Between two jobs."""
        ...

    async def print(self, job: PrintJob) -> PrintResult:
        """Returns when the paper is out and cut, or when that can't be known any more. Never repeated."""
        ...


STATUS: Topic[PrinterStatus] = Topic("printer-status", PrinterStatus)
PROGRESS: Topic[PrintProgress] = Topic("print-progress", PrintProgress)
ASK_STATUS: Method[StatusWanted, PrinterStatus] = Method("status", StatusWanted, PrinterStatus)
CAPABILITIES: Method[CapabilitiesWanted, Capabilities] = Method("capabilities", CapabilitiesWanted, Capabilities)
PAPER: Method[PaperWanted, Paper] = Method("paper", PaperWanted, Paper)
COUNTERS: Method[CountersWanted, Counters] = Method("counters", CountersWanted, Counters)
PRINT: Method[PrintJob, PrintResult] = Method("print", PrintJob, PrintResult)
