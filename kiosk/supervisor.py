"""``kiosk run``: start every program of one machine, keep each alive, and say so when that no longer helps.

::

    kiosk run --config machine.toml [--logs DIR]            start all, until SIGTERM
    kiosk run --config machine.toml --check                 only read the file
    kiosk run --config machine.toml --exec NAME             become one program    (the lobby's units do,
    kiosk run --config machine.toml --out-of-service NAME   only show the page     see deploy/)

A program that ends by itself is started again after a moment; the third time in five minutes everything is
stopped and the out-of-service page shown until a person comes. It knows no visit: the journal settles what was torn.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog

from kiosk.configuration import Configuration, Misconfigured, load

DISPLAY_RETRY = 2.0
"""Seconds until the X server, itself just restarted, is asked again."""
EX_CONFIG = 78
"""sysexits.h: found something wrong in the configuration."""
LAST_WORDS = ("core", "screen")
"""Stopped first: the visit ends while its devices still answer, and its screen while it can still say so."""
NAMES = ("card", "printer", "core", "screen")
HOTLINE = "12333"
"""The national hotline of social insurance, for a machine that can't even read its own file."""
Page = Callable[[str], Awaitable[None]]
Work = Callable[[asyncio.Event], Awaitable[str | None]]
log = structlog.get_logger("supervisor")


@dataclass(frozen=True)
class Program:
    """One child. ``farewell``: seconds it may take between SIGTERM and SIGKILL."""

    name: str
    command: tuple[str, ...]
    farewell: float = 5.0


@dataclass(frozen=True)
class Patience:
    """``crashes`` within ``window`` seconds are too many; ``pause`` seconds before the first new start, then double."""

    crashes: int = 3
    window: float = 300.0
    pause: float = 0.25


@dataclass
class Record:
    """The crashes of one program that still count."""

    patience: Patience
    times: deque[float] = field(default_factory=deque)

    def crashed(self, now: float) -> bool:
        """Add one at ``now`` (monotonic seconds); True when that makes too many."""
        self.times.append(now)
        while self.times[0] <= now - self.patience.window:
            self.times.popleft()
        return len(self.times) >= self.patience.crashes

    @property
    def pause(self) -> float:
        return float(self.patience.pause * 2 ** (len(self.times) - 1))


class Supervisor:
    """``programs`` in the order of starting; those in ``last_words`` are stopped first, in that order."""

    def __init__(
        self,
        programs: Sequence[Program],
        last_words: Sequence[str] = (),
        patience: Patience = Patience(),
        logs: Path | None = None,
    ) -> None:
        self.programs = {program.name: program for program in programs}
        rest = [name for name in reversed(self.programs) if name not in last_words]
        self.stopping_order = [*(name for name in last_words if name in self.programs), *rest]
        self.patience = patience
        self.logs = logs
        self.leave = {name: asyncio.Event() for name in self.programs}

    async def run(self, stop: asyncio.Event) -> str | None:
        """Until ``stop`` (None) or until a program has crashed too often (its name). All children are gone then."""
        keepers = {
            name: asyncio.create_task(self._keep(program), name=f"keep-{name}")
            for name, program in self.programs.items()
        }
        stopped = asyncio.create_task(stop.wait(), name="stop-wanted")
        try:
            await asyncio.wait([stopped, *keepers.values()], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()
            for name in self.stopping_order:
                self.leave[name].set()
                await asyncio.wait([keepers[name]])
        given_up = [name for name, keeper in keepers.items() if not keeper.result()]
        return given_up[0] if given_up else None

    async def _keep(self, program: Program) -> bool:
        """Start it again and again. True: it was told to leave; False: it crashed too often."""
        leave, record, clock = self.leave[program.name], Record(self.patience), asyncio.get_running_loop().time
        while not leave.is_set():
            code = await self._live_once(program)
            if leave.is_set():
                break
            too_often = record.crashed(clock())
            log.warning("program-ended", program=program.name, code=code, crashes=len(record.times))
            if too_often:
                return False
            await happened(leave, record.pause)
        return True

    async def _live_once(self, program: Program) -> int:
        with self._output(program.name) as output:
            process = await asyncio.create_subprocess_exec(
                *tied(program.command), stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True,
            )
        log.info("program-started", program=program.name, pid=process.pid)
        gone = asyncio.create_task(process.wait(), name=f"gone-{program.name}")
        leaving = asyncio.create_task(self.leave[program.name].wait(), name=f"leaving-{program.name}")
        await asyncio.wait([gone, leaving], return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if not gone.done():
            await farewell(process, gone, program)
        return await gone

    @contextlib.contextmanager
    def _output(self, name: str) -> Iterator[int | None]:
        if self.logs is None:
            yield None
            return
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as file:
            yield file.fileno()


def tied(command: Sequence[str]) -> tuple[str, ...]:
    """The kernel ends the child when we die without a word: nobody else would (prctl(2), PR_SET_PDEATHSIG)."""
    return ("setpriv", "--pdeathsig", "TERM", "--", *command)


async def farewell(process: asyncio.subprocess.Process, gone: asyncio.Task[int], program: Program) -> None:
    """SIGTERM, time to finish what can't be torn, SIGKILL."""
    process.terminate()
    if not (await asyncio.wait([gone], timeout=program.farewell))[0]:
        log.warning("program-killed", program=program.name, after=program.farewell)
        process.kill()


async def happened(event: asyncio.Event, limit: float) -> bool:
    """Wait at most ``limit`` seconds for ``event``."""
    try:
        async with asyncio.timeout(limit):
            return await event.wait()
    except TimeoutError:
        return False


def programs(file: Path, settings: Configuration, python: str = sys.executable) -> tuple[Program, ...]:
    """The programs of one machine in the order of starting. Each finds its peers by itself, in any order."""
    printer, kept = settings.printer, settings.printer_state
    return (
        Program("card", (
            python, "-m", "devices", "card", "--socket", str(settings.card_socket), "--reader", settings.card.reader,
            *([] if settings.card.ask_tries else ["--no-ask-tries"]),
        )),
        Program("printer", (
            python, "-m", "devices", "printer", "--socket", str(settings.printer_socket), "--port", printer.port,
            "--brand", printer.brand, "--width", str(printer.width), "--retract-after", str(settings.delays.retract),
            "--profile", str(kept / "printer-profile.toml"), "--unfinished", str(kept / "printer.unfinished"),
            "--roll", str(kept / "printer-roll.json"), "--roll-length", str(printer.roll_mm),
            "--near-end", str(printer.near_end_mm),
        )),
        Program("core", (python, "-m", "kiosk", "core", "--config", str(file)), settings.delays.whole_print + 5),
        Program("screen", (
            python, "-m", "screens", "--core", str(settings.screen_socket),
            "--semantics", str(settings.semantics_socket), "--size", settings.screen.size,
        )),
    )


async def show_out_of_service(machine: str, hotline: str, program: str) -> None:
    """Show the page until cancelled; an X server that is not there, or goes, is asked again."""
    # Only here: a supervisor that never needs the page carries no imaging library.
    from kiosk.out_of_service.display import NoDisplay, show
    from kiosk.out_of_service.picture import Facts, draw_page

    facts = Facts(machine, f"SUP-{program}", hotline)
    while True:
        try:
            await show(os.environ.get("DISPLAY", ":0"), partial(draw_page, facts=facts))
        except NoDisplay as error:
            log.warning("no-display", reason=str(error))
        await asyncio.sleep(DISPLAY_RETRY)


async def until(stop: asyncio.Event, work: Awaitable[None]) -> None:
    """Run ``work`` until ``stop``; its surprises come through."""
    working = asyncio.ensure_future(work)
    stopped = asyncio.create_task(stop.wait(), name="stop-wanted")
    await asyncio.wait([working, stopped], return_when=asyncio.FIRST_COMPLETED)
    for task in (working, stopped):
        task.cancel()
    await asyncio.wait([working, stopped])
    if not working.cancelled():
        working.result()


async def supervise(work: Work, page: Page) -> None:
    """The whole life of ``kiosk run``: ``work``, and the page for what it gave up on, until SIGTERM or SIGINT."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    failed = await work(stop)
    if failed is not None:
        log.error("out-of-service", program=failed)
        await until(stop, page(failed))


def main(argv: Sequence[str]) -> int:
    """:returns: the exit code: 0 after SIGTERM, 78 for a configuration that can't be used"""
    given = _parser().parse_args(argv)
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(sys.stderr))
    try:
        settings = load(given.config)
    except Misconfigured as error:
        log.error("misconfigured", reason=str(error))
        if given.out_of_service:
            asyncio.run(supervise(_given_up(given.out_of_service), partial(show_out_of_service, "?", HOTLINE)))
        return EX_CONFIG
    page = partial(show_out_of_service, settings.machine, settings.hotline)
    wanted = {program.name: program for program in programs(given.config, settings)}
    if given.out_of_service:
        asyncio.run(supervise(_given_up(given.out_of_service), page))
    elif given.exec:
        os.execv(sys.executable, wanted[given.exec].command)
    elif not given.check:
        asyncio.run(_machine([wanted[name] for name in wanted if name not in given.without], given.logs, page))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk run", description="Start and keep every program of this machine.")
    parser.add_argument("--config", type=Path, default=Path("/etc/kiosk/machine.toml"))
    parser.add_argument("--logs", type=Path, help="a folder for one log a program, instead of standard error")
    parser.add_argument("--without", choices=NAMES, action="append", default=[],
                        help="leave one out (it runs under a debugger, or there is no display)")
    parser.add_argument("--check", action="store_true", help="only read the configuration")
    parser.add_argument("--exec", choices=NAMES, help="become this one program")
    parser.add_argument("--out-of-service", metavar="NAME", help="only show the page, for this program")
    return parser


def _given_up(unit: str) -> Work:
    """In the lobby systemd has counted the crashes and names the unit (``kiosk-screen``); the page is left to show."""

    async def work(stop: asyncio.Event) -> str | None:
        return None if stop.is_set() else unit.removeprefix("kiosk-")

    return work


async def _machine(wanted: Sequence[Program], logs: Path | None, page: Page) -> None:
    await supervise(Supervisor(wanted, LAST_WORDS, logs=logs).run, page)
