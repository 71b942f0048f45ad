"""kiosk-core alone, headless, with everything around it real or behind its wire: and whatever is killed is started
again. Loss is judged from outside: paper on the floor, the journal's file, the centre's records.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec

from contract.frames import Channel, ChannelClosed, FrameError, connect
from contract.views import Attract, Document, Keypad, Overview, Progress, Result, Trouble
from devices.card.simulator import CardProfile, CardSlot, VirtualCard
from devices.printer import api as printer
from devices.printer.simulator import PrinterSimulator
from kiosk.configuration import Configuration, load
from kiosk.journal.store import Store
from kiosk.supervisor import programs
from tests.crash.boundaries import Board, SyncGate, Toll
from tests.kiosk.journal.reading import outbox_in, phases_in, rows_in
from tests.stories.walk import past_the_slip_left
from tests.wire.centre import Population, Ports, Prepared, centre_up, prepared_centre
from tests.wire.child import Child, Running, started
from tests.wire.eventually import POLL, eventually
from tests.wire.glass import Glass, glass
from tests.wire.machine_file import MachineFile
from tests.wire.meddler import meddler_up
from tests.wire.pcscd import pcscd_up
from tests.wire.relay import free_port

MACHINE = "SZ-DEMO-01"
LIMIT = 25.0
DELAYS = {"goodbye": 0.05, "centre_connect": 1.5, "centre_total": 4.0}
ROWS = (1, 400, 1200)
"""Dots of paper: the first row, in the middle of the text, among the last lines."""
PROOF = b"\x37\x22"
AGREES = {"printed": "confirmed", "retracted": "voided", "not_printed": "voided", "uncertain": "uncertain",
          "found_printed": "confirmed", "found_unprinted": "voided"}


class Hall:
    """What stands there. ``core`` is started and killed by the test; the rest stays."""

    def __init__(self, settings: Configuration, file: Path, prepared: Prepared, slot: CardSlot,
                 simulator: PrinterSimulator, board: Board, toll: Toll, gate: SyncGate) -> None:
        self.settings, self.file, self.prepared, self.slot = settings, file, prepared, slot
        self.printer, self.board, self.toll, self.gate = simulator, board, toll, gate
        self.card = VirtualCard(_profile(prepared))
        self.core: Running | None = None
        simulator.loses = self._answered

    @property
    def journal(self) -> Path:
        return self.settings.state_dir / "journal.sqlite"

    @property
    def records(self) -> Path:
        return self.prepared.centre / "central.db"

    async def start_core(self) -> None:
        """Started, and its attract page stands; words of the last life may be told meanwhile."""
        command = next(each.command for each in programs(self.file, self.settings) if each.name == "core")
        log = self.settings.run_dir.parent / "logs" / "core.log"
        self.core = await started(Child("core", command, log, self.gate.environment))
        await self.core.until(self._answers, LIMIT, "attract page")

    async def revive(self) -> None:
        """Start the core again if it was killed."""
        assert self.core is not None
        if self.core.process.returncode is not None:
            await self.start_core()

    def kill_core(self) -> None:
        """As a power cut ends it: no farewell, no flush."""
        assert self.core is not None
        self.core.kill()

    async def _answers(self) -> bool:
        try:
            channel = await connect(self.settings.screen_socket)
        except (OSError, ChannelClosed):
            return False
        await channel.close()
        return True

    def _answered(self, answer: bytes) -> bool:
        """The printer says that all before its process ID is done; it is killed before it can hear that."""
        if answer.startswith(PROOF):
            proofs = sum(name.startswith("printer proof") for name in self.board.seen)
            self.board.crossed(f"printer proof {proofs + 1}")
        return False

    async def visit(self) -> None:
        """One citizen prints a proof and goes. What a killed core leaves of it is left."""
        for rows in ROWS:
            self.printer.when_burnt(rows, lambda rows=rows: void(self.board.crossed(f"printer row {rows}")))
        async with glass(self.settings.screen_socket) as screen:
            await screen.page(Attract, LIMIT)
            await self.slot.insert(self.card)
            await past_the_slip_left(screen)
            await screen.page(Keypad, LIMIT)
            self.board.crossed("screen keypad")
            await screen.type_pin(_profile(self.prepared).pin)
            await screen.until(lambda shown: isinstance(shown.view, Overview) and shown.view.primary.state == "ready",
                               LIMIT)
            self.board.crossed("screen overview")
            await screen.press("errand:proof_of_insurance")
            await screen.until(lambda shown: isinstance(shown.view, Document) and shown.view.primary.state == "ready",
                               LIMIT)
            self.board.crossed("screen preview")
            whole = len(self.floor())
            await screen.press("print")
            await screen.page(Progress, LIMIT)
            self.board.crossed("screen progress")
            await screen.until(lambda shown: isinstance(shown.view, Result | Trouble), LIMIT)
            await self._end(screen, whole)

    async def _end(self, screen: Glass, whole: int) -> None:
        assert screen.shown is not None
        if isinstance(screen.shown.view, Result):
            assert len(self.floor()) == whole + 1, "the page says printed and no whole slip lies on the floor"
            self.board.crossed("screen printed")
            await eventually(lambda: not self._waiting())
        await screen.press("end")
        await self.slot.remove()
        await screen.page(Attract, LIMIT)

    async def struck_visit(self, target: str, *, kill: bool = True) -> None:
        """A visit that ends at ``target``, by the core's death (or only by a cut there, and then by itself)."""
        self.board.aim(target, self.kill_core if kill else lambda: None)
        visiting = asyncio.create_task(self.visit(), name="visit")
        struck = asyncio.create_task(self.board.struck.wait(), name="struck")
        done, _ = await asyncio.wait({visiting, struck} if kill else {visiting}, timeout=LIMIT,
                                     return_when=asyncio.FIRST_COMPLETED)
        for task in (visiting, struck):
            task.cancel()
        await asyncio.gather(visiting, struck, return_exceptions=True)
        assert self.board.struck.is_set(), f"{target} was not reached: {self.board.seen} {done}"
        if kill:
            assert self.core is not None
            await self.core.ended()
            await self.slot.remove()
        self.board.aim("", None)

    async def at_rest(self) -> None:
        """The printer has done with what it had begun, and the centre has heard every word of the journal."""
        channel = await connect(self.settings.printer_socket)
        try:
            async with asyncio.timeout(LIMIT):
                while not isinstance(await _status(channel), printer.Ready):  # noqa: ASYNC110 - nobody sets an event
                    await asyncio.sleep(POLL)
        finally:
            await channel.close()
        await eventually(lambda: not self._waiting(), LIMIT)

    def _waiting(self) -> bool:
        opened = {"intended", "reserved", "printing"} & set(phases_in(self.journal).values())
        return bool(opened) or any(state != "delivered" for _, _, state, _ in outbox_in(self.journal))

    def floor(self) -> list[str]:
        """The codes of all whole slips that were cut: the code is the last thing before the cut."""
        return [parse_qs(urlsplit(code).query)["c"][0] for slip in self.printer.slips for code in slip.qr]

    def reconcile(self) -> None:
        """Floor ↔ journal ↔ centre. :raises AssertionError: a slip is lost, double, or said to be what it is not"""
        floor, phases = self.floor(), phases_in(self.journal)
        slips = {op: (code, state) for op, code, state in rows_in(self.records, "SELECT op_id, code, state FROM slip")}
        told = dict(rows_in(self.records, "SELECT op_id, state FROM told_slip"))
        assert len(floor) == len(set(floor)), "a slip was printed twice"
        assert set(floor) <= {code for code, _ in slips.values()}, "paper that the centre does not know"
        for op, phase in phases.items():
            if phase != "refused":
                assert (slips[op][1] if op in slips else told[op]) == AGREES[phase], (op, phase)
        for op, (code, state) in slips.items():
            assert op in phases, "a number that the journal does not know"
            assert state in ("confirmed", "voided", "uncertain"), (op, state)
            assert (code in floor) or state != "confirmed", "confirmed, and no whole slip lies on the floor"
            assert (code not in floor) or state != "voided", "voided, and the whole slip lies on the floor"


def void(_: bool) -> None:
    """The printer does not care who was struck."""


async def _status(channel: Channel) -> printer.PrinterStatus | None:
    try:
        return await channel.call(printer.ASK_STATUS, printer.StatusWanted(), LIMIT)
    except FrameError:
        return None


def _profile(prepared: Prepared) -> CardProfile:
    return msgspec.json.decode((prepared.cards / "plain.json").read_bytes(), type=CardProfile)


@contextlib.asynccontextmanager
async def hall_up(folder: Path) -> AsyncIterator[Hall]:
    """Centre, toll, card, printer and their programs; the core is started by whoever uses it."""
    logs = folder / "logs"
    async with contextlib.AsyncExitStack() as stack:
        prepared = await prepared_centre(folder, Population(), MACHINE)
        ports = Ports(free_port(), free_port())
        await stack.enter_async_context(centre_up(prepared.centre, ports, logs))
        board = Board()
        toll = await stack.enter_async_context(meddler_up(prepared, ports, Toll))
        toll.board = board
        pcscd = await stack.enter_async_context(pcscd_up(folder))
        slot = await stack.enter_async_context(CardSlot("127.0.0.1", pcscd.port, None))
        simulator = PrinterSimulator(speed=1000.0)
        port = await simulator.start()
        stack.push_async_callback(simulator.stop)
        file = folder / "machine.toml"
        address = f"https://127.0.0.1:{toll.port}"
        file.write_text(MachineFile(
            machine=MACHINE, run_dir=folder / "run", state_dir=prepared.state, authority=prepared.authority,
            address=address, enrolment=address, reader=pcscd.reader, printer=f"serial://{port}?baud=115200",
            delays=DELAYS).text(), "utf-8")
        settings = load(file)
        settings.run_dir.mkdir(exist_ok=True)
        Store(settings.state_dir / "journal.sqlite").close()
        gate = SyncGate(folder, settings.state_dir / "journal.sqlite", board)
        server = await gate.open()
        stack.push_async_callback(server.wait_closed)
        stack.callback(server.close)
        for program in programs(file, settings):
            if program.name in ("card", "printer"):
                child = await started(Child(program.name, program.command, logs / f"{program.name}.log",
                                            pcscd.environment))
                stack.push_async_callback(child.stop)
        hall = Hall(settings, file, prepared, slot, simulator, board, toll, gate)
        stack.push_async_callback(_stopped, hall)
        await hall.start_core()
        yield hall


async def _stopped(hall: Hall) -> None:
    if hall.core is not None:
        await hall.core.stop()
