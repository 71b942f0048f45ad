"""kiosk-core is killed at every boundary of a visit, and no slip is lost, doubled or said to be what it is not."""

from __future__ import annotations

import asyncio
import json
import random
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contract.civil_time import begin_of, day_after, day_of
from devices.printer import api as printer
from kiosk.centre.client import CentreClient, machine_tls
from kiosk.centre.enrolment import Identity
from kiosk.clock import Clock
from kiosk.counting import PrinterCounts
from kiosk.journal import Journal
from kiosk.links.device import DeviceLink
from kiosk.reporting import Reporter
from kiosk.signing import MachineKey
from tests.crash.rig import MACHINE, Hall, hall_up
from tests.kiosk.journal.reading import phases_in, rows_in
from tests.wire.centre import command
from tests.wire.child import ROOT
from tests.wire.eventually import eventually

pytestmark = pytest.mark.timeout(180)
"""The first test may have to prepare a centre."""
GOLDEN = tomllib.loads(Path(__file__).with_name("boundaries.toml").read_text("utf-8"))
BOUNDARIES: list[str] = GOLDEN["boundaries"]
QUICK: list[str] = GOLDEN["quick"]
FIRST_LISTED = 31
"""How many there were when the list was first written: listed and gone together are never fewer."""
CUTS = ["centre reserve_slip asked", "centre reserve_slip answered", "centre confirm_slip asked",
        "centre confirm_slip answered"]
EXPECTED = {
    "journal slip_intended": "not_printed", "centre reserve_slip asked": "not_printed",
    "centre reserve_slip answered": "not_printed", "journal slip_reserved": "not_printed",
    "journal slip_printing": "uncertain", "printer row 1": "uncertain", "printer row 400": "uncertain",
    "printer row 1200": "uncertain", "printer proof 1": "uncertain", "printer proof 2": "uncertain",
    "journal slip_printed": "printed", "screen printed": "printed", "centre confirm_slip asked": "printed",
    "centre confirm_slip answered": "printed", "journal slip_command_delivered confirm": "printed",
    "journal visit_ended": "printed",
}
"""What the journal says after the next start; boundaries before the intent leave no slip."""


def long_unless(quick: list[str], names: list[str]) -> list[object]:
    return [pytest.param(name, marks=() if name in quick else pytest.mark.proof) for name in names]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def standing(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hall]:
    async with hall_up(tmp_path_factory.mktemp("crash")) as hall:
        yield hall


@pytest.fixture
async def hall(standing: Hall) -> AsyncIterator[Hall]:
    """Whatever a test has killed is started again and comes to rest; then the books are compared from outside."""
    yield standing
    await standing.revive()
    await standing.at_rest()
    standing.reconcile()


def test_the_list_shrinks_only_with_a_reason() -> None:
    gone: dict[str, str] = GOLDEN["gone"]
    assert len(set(BOUNDARIES)) == len(BOUNDARIES)
    assert len(BOUNDARIES) + len(gone) >= FIRST_LISTED
    assert all(len(reason.split()) >= 5 for reason in gone.values())
    assert not set(BOUNDARIES) & set(gone)
    assert set(QUICK) <= set(BOUNDARIES)
    assert set(EXPECTED) <= set(BOUNDARIES)


async def test_one_recorded_visit_crosses_exactly_the_listed_boundaries(hall: Hall) -> None:
    hall.board.aim("", None)
    await hall.visit()
    assert sorted(hall.board.seen) == sorted(BOUNDARIES)
    assert list(phases_in(hall.journal).values())[-1] == "printed"


@pytest.mark.parametrize("boundary", long_unless(QUICK, BOUNDARIES))
async def test_a_core_killed_there_loses_and_doubles_nothing(hall: Hall, boundary: str) -> None:
    before = len(phases_in(hall.journal))
    await hall.struck_visit(boundary)
    await hall.revive()
    await hall.at_rest()
    assert list(phases_in(hall.journal).values())[before:] == ([EXPECTED[boundary]] if boundary in EXPECTED else [])
    hall.reconcile()


@pytest.mark.parametrize("boundary", long_unless(CUTS[1::2], CUTS))
async def test_a_call_cut_there_loses_and_doubles_nothing_either(hall: Hall, boundary: str) -> None:
    """Before the centre's commit, and after it: the core lives and hears nothing."""
    await hall.struck_visit(boundary, kill=False)
    await hall.at_rest()
    assert list(phases_in(hall.journal).values())[-1] == EXPECTED[boundary]


@pytest.mark.parametrize("rows", [pytest.param(1, marks=pytest.mark.proof), 700])
async def test_a_printer_switched_off_in_the_middle_of_a_row_leaves_an_uncertain_slip(hall: Hall, rows: int) -> None:
    whole = len(hall.floor())
    hall.printer.when_burnt(rows, lambda: switch(hall, on=False))
    hall.board.aim("", None)
    await hall.visit()
    switch(hall, on=True)
    await hall.at_rest()
    assert len(hall.floor()) == whole
    assert list(phases_in(hall.journal).values())[-1] == "uncertain"


@pytest.mark.proof
async def test_what_a_person_types_at_the_running_machine_reaches_the_centre(hall: Hall) -> None:
    """An uncertain slip, told from another program, without a word to kiosk-core."""
    await hall.struck_visit("printer row 400")
    await hall.revive()
    await hall.at_rest()
    op = list(phases_in(hall.journal))[-1]
    ((number, code),) = rows_in(hall.records, f"SELECT serial, code FROM slip WHERE op_id = '{op}'")
    outcome, state = ("printed", "confirmed") if code in hall.floor() else ("not-printed", "voided")
    await command("kiosk", "slip", "settle", number, "--config", str(hall.file), "--as", outcome, "--by", "clerk-7")
    await eventually(lambda: rows_in(hall.records, f"SELECT state FROM slip WHERE op_id = '{op}'") == [(state,)], 90)


async def test_the_machines_signed_day_and_the_centres_books_agree_after_all_that(hall: Hall, tmp_path: Path) -> None:
    """As the product itself reconciles: report, then ``kiosk reconcile`` and ``central reconcile``."""
    today = day_of(Clock().now())
    if not phases_in(hall.journal):
        hall.board.aim("", None)
        await hall.visit()
    await reported(hall, today)
    compared = await central(hall, "reconcile", "--day", str(today), "--machine", MACHINE, "--json")
    (books,) = json.loads(compared)
    assert books["differences"] == []
    uncertain = [op for op, phase in phases_in(hall.journal).items() if phase == "uncertain"]
    assert sorted(each["op"] for each in books["waiting"]) == sorted(uncertain)
    assert books["report"]["reserved"] == sum(books["report"][name] for name in (
        "confirmed", "voided", "uncertain", "replaced", "open"))
    assert books["report"]["confirmed"] <= len(hall.floor())
    assert books["report"]["printer_slips"] == len(hall.printer.slips), "rests of torn slips among them"
    assert books["report"]["paper_mm"] > 0


def switch(hall: Hall, *, on: bool) -> None:
    hall.printer.power = on


async def reported(hall: Hall, day: int) -> None:
    """What the running core does after midnight."""
    settings, identity = hall.settings, Identity.below(hall.settings.state_dir)
    tls = machine_tls(settings.centre.authority, identity.certificate, identity.key)
    client = CentreClient(settings.centre.address, tls, settings.delays, Clock().now)
    journal = await Journal.open(hall.journal, Clock().now)
    connected = asyncio.Event()
    link = DeviceLink(settings.printer_socket, (printer.STATUS,), lambda topic, body: connected.set(), lambda: None)
    running = asyncio.create_task(link.run(), name="printer-link")
    counts = PrinterCounts(journal, link, lambda: float(begin_of(day_after(day))))
    try:
        async with asyncio.timeout(30):
            await connected.wait()
        reporter = Reporter(MACHINE, journal, client, MachineKey(identity.key), Clock().now, random.uniform,
                            counts.after_midnight)
        assert await counts.after_midnight()
        assert await reporter.report_day(day)
    finally:
        running.cancel()
        await asyncio.wait({running})
        await journal.close()
        await client.close()


async def central(hall: Hall, *arguments: str) -> str:
    """A clerk's command, whatever its verdict."""
    process = await asyncio.create_subprocess_exec(
        str(ROOT / ".venv" / "bin" / "python"), "-m", "central", *arguments, "--folder", str(hall.prepared.centre),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    return output.decode()
