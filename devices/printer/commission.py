"""``kiosk device printer commission``: a person does to the printer what will happen to it, and we note what it says.

One question after the other on the terminal, each begun with its name in brackets and ended with ``>``; Enter when it
is done, ``s`` to leave it out, ``q`` to give up (nothing is written then). What was left out stays as the brand says:
a profile only ever switches off.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from devices.printer.api import Cause, NotReady, Outcome, PrinterStatus, PrintJob, PrintProgress, Ready, Text
from devices.printer.brand import Brand
from devices.printer.dialogue import Limits
from devices.printer.driver import ThermalPrinter
from devices.printer.profile import Profile, able, write
from devices.printer.transport import Port

TELLS = 3.0
"""Seconds for a printer to tell what a person has just done to it."""
MENDS = 20.0
"""Seconds for it to be ready again."""
LOOK = 0.2
LIMITS = replace(Limits(), recover=2.0)
"""A person stands beside it: the knife is tried sooner."""
SLIP = PrintJob("commission", (Text("试印 test"), Text("不是凭证"), Text("1234567890" * 3)))

Wanted = Callable[[PrinterStatus], bool]


class GivenUp(Exception):
    """The person has left, or the printer never was ready."""


@dataclass(frozen=True)
class Step:
    """``finds`` a field of the profile: the printer has told it when ``wanted`` holds after the person's act."""

    finds: str
    act: str
    wanted: Wanted
    mend: str


def _cause(cause: Cause) -> Wanted:
    return lambda status: status == NotReady(cause)


STEPS = (
    Step("cover", "打开上盖 / Open the cover", _cause(Cause.COVER_OPEN), "合上上盖 / Close the cover"),
    Step("paper_end", "抽出纸卷并合上 / Pull the paper out and close", _cause(Cause.PAPER_END),
         "装回纸卷 / Put the roll back"),
    Step("near_end", "换上快用完的纸卷 / Put in a roll near its end",
         lambda status: isinstance(status, Ready) and status.near_end, "换上满的纸卷 / Put in a full roll"),
)


@dataclass
class Commission:
    """One sitting. ``ask`` shows a question and returns the answer's line; ``say`` shows a finding."""

    port: Port
    brand: Brand
    width: int
    ask: Callable[[str], str]
    say: Callable[[str], None]
    tells: float = TELLS
    profile: Profile = field(init=False)

    def __post_init__(self) -> None:
        self.profile = Profile(self.brand.name)

    async def run(self) -> Profile:
        """:raises GivenUp:"""
        await self._meet()
        async with _connected(self._printer()) as printer:
            for step in STEPS:
                await self._try(printer, step)
        await self._cutter()
        await self._slip()
        return self.profile

    def _printer(self, presented: Callable[[], None] = lambda: None, profile: Profile | None = None) -> ThermalPrinter:
        def progressed(progress: PrintProgress) -> None:
            if progress.presented:
                presented()

        return ThermalPrinter(self.port, able(self.brand, self.width, profile or self.profile), brand=self.brand,
                              limits=LIMITS, on_progress=progressed)

    async def _meet(self) -> None:
        """Ready as the brand should be; a printer that can't be told to forget its data is off line without a cause."""
        await self._asked("ready", "纸装好，上盖合上 / Paper in, cover closed")
        async with _connected(self._printer()) as printer:
            status = await _until(printer, lambda status: isinstance(status, Ready), self.tells)
        if status == NotReady(Cause.OFFLINE) and self.profile.process_id and self.brand.process_id:
            self._found("process_id", told=False)
            async with _connected(self._printer()) as printer:
                status = await _until(printer, lambda status: isinstance(status, Ready), self.tells)
        if not isinstance(status, Ready):
            raise GivenUp(f"not ready: {status}")

    async def _try(self, printer: ThermalPrinter, step: Step) -> None:
        if not await self._asked(step.finds, step.act):
            return
        status = await _until(printer, step.wanted, self.tells)
        self._found(step.finds, told=step.wanted(status))
        await self._asked(f"{step.finds}:mend", step.mend)
        await self._ready(printer)

    async def _cutter(self) -> None:
        if not await self._asked("cutter", "卡住切刀（将试印）/ Hold the knife; a slip will be tried"):
            return
        async with _connected(self._printer()) as printer:
            result = await printer.print(SLIP)
            told = result.status == NotReady(Cause.CUTTER) and result.outcome is Outcome.UNKNOWN
            self._found("cutter", told=told)
            await self._asked("cutter:mend", "松开切刀，取走纸 / Free the knife, take the paper away")
            await self._ready(printer)

    async def _slip(self) -> None:
        """Its word behind the cut, the outlet, what it says of its roll, and its own count of cuts."""
        if not await self._asked("slip", "将试印，先不要取 / A slip will be printed: leave it lying"):
            return
        seen = asyncio.Event()
        word_alone = msgspec.structs.replace(self.profile, cover=True, paper_end=True, cutter=True)
        async with _connected(self._printer(seen.set, word_alone)) as printer:
            job = asyncio.create_task(printer.print(SLIP))
            watching = asyncio.create_task(seen.wait())
            await asyncio.wait({job, watching}, return_when=asyncio.FIRST_COMPLETED)
            watching.cancel()
            if self.brand.outlet_sensor:
                self._found("outlet_sensor", told=seen.is_set())
            await self._asked("slip:mend", "取走纸 / Take the slip")
            result = await job
            if result.outcome is Outcome.UNKNOWN:
                word = "process_id" if self.brand.process_id and self.profile.process_id else "paper_answer"
                self._found(word, told=False)
            elif seen.is_set() and result.outcome is not Outcome.PRINTED_TAKEN:
                self._found("outlet_sensor", told=False)
            if self.brand.paper_length:
                self._found("paper_length", told=await printer.told_length() is not None)
            if self.brand.cut_counter:
                self._found("cut_counter", told=await printer.told_cuts() is not None)

    async def _ready(self, printer: ThermalPrinter) -> None:
        status = await _until(printer, lambda status: isinstance(status, Ready), MENDS)
        if not isinstance(status, Ready):
            raise GivenUp(f"not ready again: {status}")

    async def _asked(self, name: str, words: str) -> bool:
        """False: left out."""
        answer = await asyncio.to_thread(self.ask, f"[{name}] {words} >")
        if answer == "" or answer.strip() == "q":
            raise GivenUp("given up")
        return answer.strip() != "s"

    def _found(self, word: str, *, told: bool) -> None:
        self.say(f"{word}: {'told' if told else 'NOT told, switched off'}")
        self.profile = msgspec.structs.replace(self.profile, **{word: told and getattr(self.profile, word)})


@asynccontextmanager
async def _connected(printer: ThermalPrinter) -> AsyncIterator[ThermalPrinter]:
    await printer.connect()
    try:
        yield printer
    finally:
        await printer.close()


async def _until(printer: ThermalPrinter, wanted: Wanted, seconds: float) -> PrinterStatus:
    """The first status that is ``wanted``, or the last one."""
    loop = asyncio.get_running_loop()
    over = loop.time() + seconds
    status = await printer.status()
    while not wanted(status) and loop.time() < over:
        await asyncio.sleep(LOOK)
        status = await printer.status()
    return status


def on_terminal(port: Port, brand: Brand, width: int, file: Path) -> int:
    """Ask on the terminal and write ``file``. Exit codes as ``cli``: 0 written, 1 given up or never ready."""
    def ask(question: str) -> str:
        sys.stdout.write(question + " ")
        sys.stdout.flush()
        return sys.stdin.readline()

    def say(finding: str) -> None:
        sys.stdout.write(finding + "\n")

    try:
        profile = asyncio.run(Commission(port, brand, width, ask, say).run())
    except GivenUp as reason:
        say(f"{reason}; nothing written")
        return 1
    write(file, profile)
    say(f"written: {file}")
    return 0
