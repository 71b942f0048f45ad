"""One slip, exactly once (design.md §5): intent, number, ink, outcome, each in the journal before the next begins.

The number is the centre's, the ink the printer's, the truth the journal's. Whatever ends this program in between is
found by :meth:`SlipDesk.settle_left_over` at the next start. The centre hears of outcomes from the outbox.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
import uuid
from collections.abc import Callable

import msgspec

from contract import frames, messages
from contract.problems import Code
from contract.slip import content_hash
from devices.printer import api as printer
from kiosk import trouble
from kiosk.centre.client import CentreClient, Outage, Refusal
from kiosk.counting import PrinterCounts
from kiosk.delays import Delays
from kiosk.journal import (
    Command,
    CommandKind,
    Delivered,
    Journal,
    Number,
    OutboxSender,
    Outcome,
    Poison,
    Retry,
    Sent,
)
from kiosk.links.device import DeviceLink
from kiosk.signing import MachineKey
from kiosk.slips.document import Document
from kiosk.slips.layout import lay_out
from kiosk.slips.printing import print_job
from kiosk.visit import event

Tell = Callable[[event.Event], None]
OUTCOMES = {
    printer.Outcome.PRINTED_TAKEN: Outcome.PRINTED,
    printer.Outcome.PRINTED: Outcome.PRINTED,
    printer.Outcome.RETRACTED: Outcome.RETRACTED,
    printer.Outcome.NOT_PRINTED: Outcome.NOT_PRINTED,
    printer.Outcome.UNKNOWN: Outcome.UNCERTAIN,
}
FAILURES = {Outcome.UNCERTAIN: "PRN-210", Outcome.RETRACTED: "PRN-213"}
CALLS = {CommandKind.CONFIRM: messages.CONFIRM_SLIP, CommandKind.VOID: messages.VOID_SLIP,
         CommandKind.UNCERTAIN: messages.UNCERTAIN_SLIP, CommandKind.SETTLE: messages.SETTLE_SLIP}
UNKNOWN_PRINT = printer.PrintResult(printer.Outcome.UNKNOWN, printer.Disconnected(), 0, "the device program is gone")
TEMPORARY = (408, 429)
OF_THE_MACHINE = (Code.DEVICE_UNKNOWN, Code.DEVICE_SUSPENDED)
"""Refusals that say nothing about the word: it waits until the machine is heard again."""
STATUS_LIMIT = 5.0


class SlipDesk:
    """The only place from which ink is ordered. ``width`` dots of the head; ``key`` signs for ``machine``."""

    def __init__(self, journal: Journal, centre: CentreClient, printer_link: DeviceLink, delays: Delays,
                 width: int, machine: str, key: MachineKey, counts: PrinterCounts) -> None:
        self._journal = journal
        self._centre = centre
        self._printer = printer_link
        self._delays = delays
        self._width = width
        self._machine = machine
        self._key = key
        self._counts = counts
        self._printing = ""
        self._tell: Tell | None = None
        self._outbox = OutboxSender(journal, self._send, clock=time.monotonic, uniform=random.uniform)

    async def settle_left_over(self) -> bool:
        """At the start: what a crash left open gets the outcome that can be vouched for.

        True: one of them may lie at the outlet, and whoever comes next has to be asked about it.
        """
        left = await self._journal.unsettled()
        for slip in left:
            code = "PRN-210" if slip.outcome is Outcome.UNCERTAIN else ""
            await self._journal.settled(slip.op_id, slip.outcome, code)
        return any(slip.outcome is Outcome.UNCERTAIN for slip in left)

    async def run_outbox(self) -> None:
        """Until cancelled."""
        await self._outbox.run()

    def progressed(self, progress: printer.PrintProgress) -> None:
        """The printer's own measure of the job under way."""
        if self._tell is not None and progress.job == self._printing:
            self._tell(event.SlipPresented() if progress.presented else event.PrintProgressed(progress.permille))

    async def issue(self, token: str, request: messages.SlipRequest, tell: Tell, visit: str,
                    length_mm: int = 0) -> None:
        """Ends with ``SlipPrinted`` or ``SlipFailed``; every number given is confirmed, voided or uncertain then.

        :param length_mm: paper that the slip takes, as its preview was measured
        """
        if (code := await self._not_now() or await self._too_little_paper(length_mm)) is not None:
            tell(event.SlipFailed(code))
            return
        await self._counts.before_slip()
        op_id = uuid.uuid4().hex
        await self._journal.intend(op_id, hashlib.sha256(msgspec.json.encode(request)).hexdigest(), visit=visit)
        answer = await self._centre.ask(messages.RESERVE_SLIP, request, token=token, key=op_id)
        match answer:
            case messages.SlipReserved():
                await self._print(op_id, answer, tell)
            case Refusal(code=refused):
                await self._journal.refused(op_id)
                tell(event.SlipFailed(trouble.of_problem(refused)))
            case Outage(how=how):
                await self._journal.settled(op_id, Outcome.NOT_PRINTED)
                tell(event.SlipFailed(trouble.OF_CENTRE[how]))

    async def _not_now(self) -> str | None:
        """The reason not even to ask for a number."""
        try:
            status = await self._printer.call(printer.ASK_STATUS, printer.StatusWanted(), STATUS_LIMIT)
        except frames.FrameError:
            status = printer.Disconnected()
        if isinstance(status, printer.Printing):
            return "PRN-206"
        if abs(self._centre.clock_offset) > self._delays.clock_offset:
            return "NET-305"
        return trouble.of_printer(status)

    async def _too_little_paper(self, length_mm: int) -> str | None:
        try:
            paper = await self._printer.call(printer.PAPER, printer.PaperWanted(length_mm), STATUS_LIMIT)
        except frames.FrameError:
            return "PRN-204"
        return None if paper.enough else "PRN-207"

    async def _print(self, op_id: str, reserved: messages.SlipReserved, tell: Tell) -> None:
        content = reserved.content
        await self._journal.reserved(op_id, Number(reserved.slip, reserved.content_hash, reserved.lease_until,
                                                   content.serial, content.issued_at, content.valid_until))
        document = await asyncio.to_thread(lay_out, content, self._width)
        if not isinstance(document, Document) or content_hash(content) != reserved.content_hash:
            await self._journal.settled(op_id, Outcome.NOT_PRINTED)
            tell(event.SlipFailed("NET-303" if isinstance(document, Document) else trouble.of_layout(document)))
            return
        job = await asyncio.to_thread(print_job, op_id, document)
        await self._journal.print_started(op_id, document.height)
        tell(event.SlipReserved())
        result = await self._ink(job, tell)
        outcome = OUTCOMES[result.outcome]
        await self._journal.settled(op_id, outcome, "PRN-210" if outcome is Outcome.UNCERTAIN else "")
        if outcome is Outcome.PRINTED:
            taken = result.outcome is printer.Outcome.PRINTED_TAKEN
            tell(event.SlipPrinted(content.code, content.valid_until, taken))
        else:
            reference = content.serial if outcome is Outcome.UNCERTAIN else ""
            tell(event.SlipFailed(_failure(outcome, result.status), reference))

    async def _ink(self, job: printer.PrintJob, tell: Tell) -> printer.PrintResult:
        self._printing, self._tell = job.job, tell
        try:
            return await self._printer.call(printer.PRINT, job, self._delays.whole_print)
        except frames.FrameError:
            return UNKNOWN_PRINT
        finally:
            self._printing, self._tell = "", None

    async def _send(self, command: Command) -> Sent:
        """One try to tell the centre, signed. It takes a word twice, knows a slip by its id or by our op id, and books
        also one that it has forgotten or not yet seen.
        """
        signed = self._key.sign(command.statement(self._machine))
        body = msgspec.structs.replace(command.body, statement=signed)
        answer = await self._centre.ask(CALLS[command.kind], body, slip=command.address)
        match answer:
            case messages.SlipStatus():
                return Delivered()
            case Refusal(code=code, status=status) if status not in TEMPORARY and code not in OF_THE_MACHINE:
                return Poison(code.value)
        return Retry()


def _failure(outcome: Outcome, status: printer.PrinterStatus) -> str:
    if outcome in FAILURES:
        return FAILURES[outcome]
    return trouble.of_printer(status) or "PRN-212"
