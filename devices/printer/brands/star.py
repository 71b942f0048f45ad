"""Star kiosk printers (TUP900 and its kin) in Star Line Mode: their own commands and their own status.

One status block answers everything: ``1B 06 01`` asks for it, ``1B 1E 61 n`` makes it come by itself. Its ETB counter
goes up when the printer has done all before an ``17``: that is this make's process ID. Nothing is ever compared with a
fixed count: what counts is one and two more than just before the job. Presenter: ``1B 16 30 00`` draws back, and byte 9
tells a hand (7) from the motor (6). Source: Star Line Mode Command Specifications 3-93, 5-12; docs/hardware/printer.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from devices.printer import star_codec
from devices.printer.api import Cause, NotReady, PrinterStatus, PrintJob
from devices.printer.brand import Brand, Listener, Outlet, Wanted
from devices.printer.classifier import Signal
from devices.printer.codec import Identifiers
from devices.printer.star_status import PULLED, RECOVERED, WAITING, StarListener, StarStatus, after, status_of


class Star(Brand):
    name = "star"
    paper_answer = False
    outlet_sensor = True
    status_questions = (star_codec.ASK_STATUS,)
    rounds = 4  # what it says by itself looks like an answer: a hand at the outlet is no silence
    greeting = star_codec.AUTOMATIC_STATUS
    clear = star_codec.RESET
    leave_cutter_error = star_codec.RESET
    outlet_question = star_codec.ASK_STATUS
    retract = star_codec.RETRACT

    def listener(self) -> Listener:
        return StarListener()

    def is_answer(self, signal: Signal) -> bool:
        return isinstance(signal, StarStatus)

    def is_change(self, signal: Signal) -> bool:
        return isinstance(signal, StarStatus)

    def is_cleared(self, signal: Signal) -> bool:
        """After a reset it tells its status, with the count begun anew."""
        return isinstance(signal, StarStatus) and signal.count == 0

    def status(self, answers: Sequence[Signal]) -> PrinterStatus:
        return status_of(_only(answers))

    def stopping(self, signal: Signal) -> Cause | None:
        if not isinstance(signal, StarStatus) or not signal.offline:
            return None
        status = status_of(signal)
        stops = (Cause.COVER_OPEN, Cause.PAPER_END, Cause.CUTTER, Cause.UNRECOVERABLE)
        return status.cause if isinstance(status, NotReady) and status.cause in stops else None

    def encode(self, job: PrintJob, width: int, identifiers: Identifiers | None) -> bytes:
        return star_codec.encode(job, width)

    def strip_off(self, identifier: bytes | None) -> bytes:
        return star_codec.strip_off()

    def proofs(self, identifiers: Identifiers, before: Sequence[Signal]) -> tuple[Wanted, Wanted]:
        """Only the newest block is sent where two are due: *cut* proves *printed* too."""
        count = _only(before).count
        printed, cut = after(count, 1), after(count, 2)
        return (lambda signal: isinstance(signal, StarStatus) and signal.count in (printed, cut),
                lambda signal: isinstance(signal, StarStatus) and signal.count == cut)

    def strip_proof(self, identifier: bytes, before: Sequence[Signal]) -> Wanted:
        done = after(_only(before).count, 1)
        return lambda signal: isinstance(signal, StarStatus) and signal.count == done

    def outlet(self, signal: Signal) -> Outlet | None:
        if not isinstance(signal, StarStatus):
            return None
        known = {PULLED: False, RECOVERED: True}.get(signal.presenter)
        return Outlet(signal.presenter == WAITING, known)


def _only(answers: Sequence[Signal]) -> StarStatus:
    (answer,) = answers
    assert isinstance(answer, StarStatus)
    return answer
