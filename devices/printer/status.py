"""Status bytes → ``PrinterStatus``: pure. Bits: Epson TM-T88III specification p. 74, TM-U220, Bixolon SRP-350."""

from __future__ import annotations

from dataclasses import dataclass

from devices.printer.api import Cause, NotReady, PrinterStatus, Ready
from devices.printer.classifier import AutomaticStatus


@dataclass(frozen=True)
class RealTimeStatus:
    """The four answers to DLE EOT 1–4; healthy is ``12`` each (``16`` for the first with the drawer pin high)."""

    printer: int
    offline: int
    error: int
    paper: int


STOPPING = frozenset({Cause.COVER_OPEN, Cause.PAPER_END, Cause.CUTTER, Cause.UNRECOVERABLE})
"""Causes that only a hand can mend; the others may pass while a job waits."""


def status_of(answers: RealTimeStatus) -> PrinterStatus:
    """The first cause that counts, or ready."""
    causes = (
        (answers.offline & 0x04, Cause.COVER_OPEN),
        (answers.offline & 0x20 or answers.paper & 0x60, Cause.PAPER_END),
        (answers.error & 0x08, Cause.CUTTER),
        (answers.error & 0x20, Cause.UNRECOVERABLE),
        (answers.error & 0x40, Cause.HEAD_HOT),
        (answers.printer & 0x08 or answers.offline & 0x48, Cause.OFFLINE),
    )
    cause = next((cause for bit, cause in causes if bit), None)
    return NotReady(cause) if cause else Ready(near_end=bool(answers.paper & 0x0C))


def stopping_cause(status: AutomaticStatus) -> Cause | None:
    """Why the printer has gone off line in the middle of a job, where it can't come back by itself."""
    if not status.printer & 0x08:
        return None
    causes = (
        (status.printer & 0x20, Cause.COVER_OPEN),
        (status.paper & 0x0C, Cause.PAPER_END),
        (status.errors & 0x08, Cause.CUTTER),
        (status.errors & 0x20, Cause.UNRECOVERABLE),
    )
    return next((cause for bit, cause in causes if bit), None)
