"""One make of printer, as the driver needs it: how a job is spelt, what is asked, and what an answer means.

The base speaks ESC/POS as Epson wrote it down. A make that differs is one short file in ``brands/`` which overrides
what differs, and nothing else (docs/recipes/add-a-printer-brand.md). Brands hold no state and know no line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from devices.printer import codec
from devices.printer.api import Cause, PrinterStatus, PrintJob
from devices.printer.classifier import (
    AutomaticStatus,
    BufferCleared,
    Classifier,
    CutCount,
    ProcessId,
    RealTimeAnswer,
    Signal,
    Transmitted,
)
from devices.printer.codec import Identifiers
from devices.printer.status import RealTimeStatus, status_of, stopping_cause

Wanted = Callable[[Signal], bool]


class Listener(Protocol):
    """Cuts what comes back into signals."""

    @property
    def begun(self) -> int: ...

    def feed(self, data: bytes) -> list[Signal]: ...

    def length_asked(self) -> None:
        """The next answer may be a length in plain figures."""

    def cuts_asked(self) -> None:
        """The next answer may be a maintenance counter."""


@dataclass(frozen=True)
class Outlet:
    """``there``: a slip lies at the outlet. ``drawn_back``: it went back in; None where the sensor can't tell."""

    there: bool
    drawn_back: bool | None = None


class Brand:
    """ESC/POS as Epson defined it. ``process_id``, ``outlet_sensor``, ``paper_length``,
    ``cut_counter``: the most that it can do.
    """

    name: ClassVar[str]
    process_id: ClassVar[bool] = True
    """It says which job is done, after data and after the cut, and can be told to forget what it has."""
    paper_answer: ClassVar[bool] = True
    """Without process IDs it answers a queued question behind the cut."""
    outlet_sensor: ClassVar[bool] = False
    paper_length: ClassVar[bool] = False
    """It knows how much paper is left."""
    cut_counter: ClassVar[bool] = False
    """It counts its own cuts and tells them."""
    status_questions: ClassVar[tuple[bytes, ...]] = tuple(codec.real_time_status(n) for n in (1, 2, 3, 4))
    rounds: ClassVar[int] = 1
    """How often all is asked again before a printer that says more than it was asked counts as silent."""
    greeting: ClassVar[bytes] = codec.AUTOMATIC_STATUS
    clear: ClassVar[bytes] = codec.CLEAR_BUFFER
    leave_cutter_error: ClassVar[bytes] = codec.RECOVER_CLEARED
    outlet_question: ClassVar[bytes] = codec.FULL_STATUS
    length_question: ClassVar[bytes] = codec.REMAINING_PAPER
    cuts_question: ClassVar[bytes] = codec.CUT_COUNTER
    retract: ClassVar[bytes] = codec.RETRACT

    def listener(self) -> Listener:
        return Classifier()

    def is_answer(self, signal: Signal) -> bool:
        """An answer to one of ``status_questions``."""
        return isinstance(signal, RealTimeAnswer)

    def is_change(self, signal: Signal) -> bool:
        """The printer speaks of a change by itself."""
        return isinstance(signal, AutomaticStatus)

    def is_cleared(self, signal: Signal) -> bool:
        return isinstance(signal, BufferCleared)

    def status(self, answers: Sequence[Signal]) -> PrinterStatus:
        """One answer to each question, in their order."""
        return status_of(RealTimeStatus(*(each.value for each in answers if isinstance(each, RealTimeAnswer))))

    def stopping(self, signal: Signal) -> Cause | None:
        """Why a job can't go on, if that is what the printer says by itself."""
        return stopping_cause(signal) if isinstance(signal, AutomaticStatus) else None

    def encode(self, job: PrintJob, width: int, identifiers: Identifiers | None) -> bytes:
        """:raises devices.printer.codec.Unprintable: a block breaks the rules of ``api``"""
        return codec.encode(job, width, identifiers)

    def strip_off(self, identifier: bytes | None) -> bytes:
        """Cut off what an unfinished job has left on the paper."""
        return codec.strip_off(identifier)

    def proofs(self, identifiers: Identifiers, before: Sequence[Signal]) -> tuple[Wanted, Wanted]:
        """*Printed*, and *cut*. ``before``: the answers to the questions just before the job."""
        after_data, after_cut = ProcessId(identifiers[0]), ProcessId(identifiers[1])
        return (lambda signal: signal == after_data), (lambda signal: signal == after_cut)

    def strip_proof(self, identifier: bytes, before: Sequence[Signal]) -> Wanted:
        """The strip of ``strip_off`` is out and cut."""
        wanted = ProcessId(identifier)
        return lambda signal: signal == wanted

    def is_paper_answer(self, signal: Signal) -> bool:
        """Without process IDs: the queued answer after the cut (``GS r 1``: near end in bits 0–1, end in 2–3)."""
        return isinstance(signal, Transmitted) and signal.value & 0xF0 == 0

    def outlet(self, signal: Signal) -> Outlet | None:
        """What an answer to ``outlet_question`` says; None: it is no such answer."""
        return None

    def paper_left(self, signal: Signal) -> int | None:
        """Millimetres, where the signal says so."""
        return None

    def cuts(self, signal: Signal) -> int | None:
        """Of the knife since the printer was made, where the signal says so."""
        return signal.cuts if isinstance(signal, CutCount) else None
