"""Everything of one machine and its centre, on real wires, for as long as a block runs.

::

    async with lobby(Plan(tmp_path)) as hall:
        await hall.insert("plain")
        tree = await hall.drawn("keypad")
        ...
        assert hall.printer.slips

Hardware is simulated behind its wire; everything else is the very program that stands in a lobby, started by
``kiosk run``. Logs lie in ``folder/logs``, one a program.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from contract.frames import ChannelClosed, connect
from contract.semantics import TREE, Tree, TreeWanted
from devices.card.simulator import CardProfile, CardSlot, VirtualCard
from devices.printer.simulator import PrinterSimulator
from kiosk.configuration import Configuration, load
from tests.wire.centre import Population, Ports, Prepared, centre_up, prepared_centre
from tests.wire.child import Child, ChildFailed, Running, started
from tests.wire.display import Display, display_up
from tests.wire.machine_file import MachineFile
from tests.wire.pcscd import Pcscd, pcscd_up
from tests.wire.relay import Relay, free_port

READY_LIMIT = 60.0
PROGRAM = re.compile(r"\0-m\0(?:devices\0(card|printer)|kiosk\0(core)|screens)\0")


@dataclass(frozen=True)
class Plan:
    """What to bring up in ``folder``. ``screen`` None: no X server and no window, somebody else plays the screen."""

    folder: Path
    screen: str | None = "1080x1920"
    population: Population = field(default_factory=Population)
    machine: str = "SZ-DEMO-01"
    printer_brand: str = "epson"
    card_baud: int | None = None
    """Of the card's T=0 line; None: the card answers at once."""
    delays: dict[str, float] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    """For the kiosk's own programs only."""


class Lobby:
    """What stands in the hall, and what a person can do to it."""

    def __init__(
        self, plan: Plan, settings: Configuration, prepared: Prepared, ports: Ports, pcscd: Pcscd, slot: CardSlot,
        printer: PrinterSimulator, cable: Relay, display: Display | None, centre: Running, kiosk: Running,
    ) -> None:
        self.plan, self.settings, self.prepared, self.ports = plan, settings, prepared, ports
        self.pcscd, self.slot, self.printer, self.cable, self.display = pcscd, slot, printer, cable, display
        self.centre, self.kiosk = centre, kiosk

    @property
    def logs(self) -> Path:
        return self.plan.folder / "logs"

    def cards(self) -> dict[str, CardProfile]:
        """Every sample card by name."""
        decoder = msgspec.json.Decoder(CardProfile)
        return {file.stem: decoder.decode(file.read_bytes()) for file in sorted(self.prepared.cards.glob("*.json"))}

    def card(self, name: str) -> CardProfile:
        return msgspec.json.decode((self.prepared.cards / f"{name}.json").read_bytes(), type=CardProfile)

    async def insert(self, card: str | VirtualCard) -> VirtualCard:
        """Put a card into the slot: a sample card by name, or one made to order."""
        made = VirtualCard(self.card(card)) if isinstance(card, str) else card
        await self.slot.insert(made)
        return made

    async def remove(self) -> None:
        await self.slot.remove()

    async def tree(self, sequence: int = 0) -> Tree:
        """What stands on the screen, at least picture ``sequence``."""
        channel = await connect(self.settings.semantics_socket)
        try:
            return await channel.call(TREE, TreeWanted(sequence), READY_LIMIT)
        finally:
            await channel.close()

    async def drawn(self, template: str, limit: float = READY_LIMIT, after: int = 0) -> Tree:
        """The first picture of ``template`` later than ``after``. :raises TimeoutError:"""
        async with asyncio.timeout(limit):
            tree = await self.tree(after + 1)
            while tree.template != template:
                tree = await self.tree(tree.sequence + 1)
            return tree

    def pids(self) -> dict[str, int]:
        """The kiosk's own programs by name (card, printer, core, screen): process ids as of now."""
        children = Path(f"/proc/{self.kiosk.pid}/task/{self.kiosk.pid}/children").read_text().split()
        return {name: int(pid) for pid in children if (name := _program(int(pid)))}


def _program(pid: int) -> str:
    """``… -m devices card …`` is card, ``-m kiosk core`` is core, ``-m screens`` is screen; else empty: a process
    that is just being started or has just ended.
    """
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    found = PROGRAM.search(command)
    return (found[1] or found[2] or "screen") if found else ""


@contextlib.asynccontextmanager
async def lobby(plan: Plan) -> AsyncIterator[Lobby]:
    """Bring everything up, wait until the attract page stands (or kiosk-core listens), tear everything down."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    logs = plan.folder / "logs"
    async with contextlib.AsyncExitStack() as stack:
        prepared = await prepared_centre(plan.folder, plan.population, plan.machine)
        ports = Ports(free_port(), free_port())
        centre = await stack.enter_async_context(centre_up(prepared.centre, ports, logs))
        cable = Relay(("127.0.0.1", ports.machine))
        await cable.start()
        stack.push_async_callback(cable.close)
        pcscd = await stack.enter_async_context(pcscd_up(plan.folder))
        slot = await stack.enter_async_context(CardSlot("127.0.0.1", pcscd.port, plan.card_baud))
        printer = PrinterSimulator(brand=plan.printer_brand)
        port = await printer.start()
        stack.push_async_callback(printer.stop)
        display = None
        if plan.screen is not None:
            display = await stack.enter_async_context(display_up(plan.folder, plan.screen))
        file = _machine_file(plan, prepared, cable, pcscd, port)
        kiosk = await stack.enter_async_context(_kiosk_up(plan, file, display, pcscd, logs))
        hall = Lobby(plan, load(file), prepared, ports, pcscd, slot, printer, cable, display, centre, kiosk)
        await kiosk.until(lambda: _ready(hall), READY_LIMIT, "attract page")
        yield hall


def _machine_file(plan: Plan, prepared: Prepared, cable: Relay, pcscd: Pcscd, port: str) -> Path:
    file = plan.folder / "machine.toml"
    address = f"https://127.0.0.1:{cable.port}"
    file.write_text(MachineFile(
        machine=plan.machine, run_dir=plan.folder / "run", state_dir=prepared.state, authority=prepared.authority,
        address=address, enrolment=address, reader=pcscd.reader, printer=f"serial://{port}?baud=115200",
        brand=plan.printer_brand, size=plan.screen or "1080x1920", delays=plan.delays,
    ).text(), "utf-8")
    return file


@contextlib.asynccontextmanager
async def _kiosk_up(
    plan: Plan, file: Path, display: Display | None, pcscd: Pcscd, logs: Path
) -> AsyncIterator[Running]:
    environment = {**plan.environment, **pcscd.environment}
    options: tuple[str, ...] = ("--without", "screen")
    if display is not None:
        environment |= display.environment
        options = ()
    command = (sys.executable, "-m", "kiosk", "run", "--config", str(file), "--logs", str(logs), *options)
    child = await started(Child("kiosk", command, logs / "kiosk.log", environment, farewell=90))
    try:
        yield child
    finally:
        await child.stop()


async def _ready(hall: Lobby) -> bool:
    """A new program listens before it has anything to say: what it is asked for must come whole.

    :raises ChildFailed: the supervisor has given up, which nothing will mend
    """
    if "out-of-service" in hall.kiosk.tail():
        logs = (f"{file.name}:\n{file.read_text('utf-8', 'replace')[-2000:]}" for file in hall.logs.glob("*.log"))
        raise ChildFailed("\n".join(logs))
    sockets = [hall.settings.card_socket, hall.settings.printer_socket, hall.settings.screen_socket]
    if hall.display is not None:
        sockets.append(hall.settings.semantics_socket)
    try:
        for path in sockets:
            await (await connect(path)).close()
        return hall.display is None or (await hall.tree()).template == "attract"
    except (OSError, ChannelClosed):
        return False
