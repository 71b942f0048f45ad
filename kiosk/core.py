"""Composition root of kiosk-core: settings, journal, centre, sockets and the visit, in one loop.

::

    kiosk core --config machine.toml

Ends at SIGTERM (a begun slip stays in the journal and is settled at the next start), with 78 where the configuration
or the machine's identity is missing, and with a traceback where something happened that nobody expected.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from contract.frames import until_surprised
from devices.card import api as card
from devices.printer import api as printer
from kiosk.centre.client import CentreClient, machine_tls
from kiosk.centre.enrolment import Identity
from kiosk.clock import Clock
from kiosk.configuration import Configuration, Misconfigured, load
from kiosk.counting import PrinterCounts
from kiosk.issuing import SlipDesk
from kiosk.journal import Journal
from kiosk.links.device import DeviceLink
from kiosk.links.screen import ScreenLink
from kiosk.reporting import Reporter
from kiosk.signing import MachineKey
from kiosk.visit.pages import Surroundings
from kiosk.visit.performer import Performer
from kiosk.visit.runner import Runner

EX_CONFIG = 78
log = structlog.get_logger("core")


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="kiosk core", description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    arguments = parser.parse_args(argv)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        configuration = load(arguments.config)
    except Misconfigured as error:
        sys.stderr.write(f"{error}\n")
        return EX_CONFIG
    if not Identity.below(configuration.state_dir).enrolled:
        sys.stderr.write(f"{configuration.machine} has no certificate: kiosk enrol --config … --code …\n")
        return EX_CONFIG
    asyncio.run(_run(configuration))
    return 0


async def _run(configuration: Configuration) -> None:
    """Until SIGTERM or SIGINT; a surprise in any part ends all of it."""
    serving = asyncio.current_task()
    assert serving is not None
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serve(configuration)


async def serve(configuration: Configuration) -> None:
    """Everything of kiosk-core, until cancelled."""
    clock = Clock()
    identity = Identity.below(configuration.state_dir)
    tls = machine_tls(configuration.centre.authority, identity.certificate, identity.key)
    centre = CentreClient(configuration.centre.address, tls, configuration.delays, clock.now)
    journal = await Journal.open(configuration.state_dir / "journal.sqlite", clock.now)
    try:
        await _together(configuration, clock, centre, journal)
    finally:
        await journal.close()
        await centre.close()


async def _together(configuration: Configuration, clock: Clock, centre: CentreClient, journal: Journal) -> None:
    delays = configuration.delays
    card_link = DeviceLink(configuration.card_socket, (card.STATUS,), lambda _, status: runner.card_changed(status),
                           lambda: runner.card_changed(card.Disconnected()))
    printer_link = DeviceLink(
        configuration.printer_socket, (printer.STATUS, printer.PROGRESS),
        lambda topic, body: runner.printer_changed(body) if topic is printer.STATUS else desk.progressed(body),
        lambda: runner.printer_changed(printer.Disconnected()))
    screen = ScreenLink(configuration.screen_socket, lambda intent: runner.intended(intent), lambda drawn: None)
    key = MachineKey(Identity.below(configuration.state_dir).key)
    counts = PrinterCounts(journal, printer_link, clock.now)
    desk = SlipDesk(journal, centre, printer_link, delays, configuration.printer.width, configuration.machine, key,
                    counts)
    reporter = Reporter(configuration.machine, journal, centre, key, clock.now, random.uniform, counts.after_midnight)
    performer = Performer(card_link, centre, desk, journal, delays, configuration.printer.width)
    around = Surroundings(configuration.machine, configuration.hotline, round(delays.warning))
    runner = Runner(performer, screen, around, delays, clock, slip_left=await desk.settle_left_over())
    async with asyncio.TaskGroup() as group:
        for name, part in (("card-link", card_link.run()), ("printer-link", printer_link.run()),
                           ("screen-link", screen.run()), ("outbox", desk.run_outbox()), ("reports", reporter.run()),
                           ("visit", runner.run()),
                           ("surprises", until_surprised())):
            group.create_task(part, name=name)
