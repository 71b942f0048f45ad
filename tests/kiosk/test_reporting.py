"""Each day that is over is reported, signed, until the centre has it; its answer heals the journal."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from central.keys.machines import signed_by
from contract.civil_time import begin_of, day_of
from contract.messages import DayTaken, SettledAs, SettledSlip
from contract.problems import MEDIA_TYPE, Code, problem
from contract.signed_words import DayReport, Signed
from kiosk.centre.client import CentreClient
from kiosk.delays import Delays
from kiosk.journal import Journal, Number, Outcome, Reading
from kiosk.reporting import Reporter
from kiosk.signing import MachineKey
from tests.central.bureau import der_of, pem_of
from tests.kiosk.centre.test_client import http
from tests.kiosk.journal.reading import events_in, outbox_in, phases_in

MONDAY = 20261123
NOON = 12 * 3600


@dataclass
class Books:
    """A centre that takes days; ``answers`` are given first, ``None`` is a refusal."""

    folder: Path
    now: float = float(begin_of(MONDAY) + NOON)
    answers: list[DayTaken | None] = field(default_factory=list)
    taken: list[DayReport] = field(default_factory=list)
    signed: list[Signed] = field(default_factory=list)
    counts: list[bool] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / "journal.sqlite"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"POST /v1/day-reports ")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        self.signed.append(msgspec.json.decode(await reader.readexactly(int(length.split()[1])), type=Signed))
        report = msgspec.json.decode(self.signed[-1].payload, type=DayReport)
        answer = self.answers.pop(0) if self.answers else DayTaken(report.day)
        if answer is None:
            refusal = problem(Code.TOO_MANY)
            writer.write(http(refusal.status, msgspec.json.encode(refusal), MEDIA_TYPE))
        else:
            self.taken.append(report)
            writer.write(http(200, msgspec.json.encode(answer), "application/json"))
        with contextlib.suppress(OSError):
            await writer.drain()
            writer.close()
            await writer.wait_closed()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[Reporter, Journal]]:
        key = ec.generate_private_key(ec.SECP256R1())
        self.public = der_of(key)
        (self.folder / "machine.key").write_bytes(pem_of(key))
        server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        centre = CentreClient(address, ssl.create_default_context(), Delays(), lambda: self.now)
        journal = await Journal.open(self.file, lambda: self.now)
        try:
            yield Reporter("lobby-1", journal, centre, MachineKey(self.folder / "machine.key"), lambda: self.now,
                           lambda low, high: high, self.count), journal
        finally:
            await journal.close()
            await centre.close()
            server.close()
            await server.wait_closed()

    async def count(self) -> bool:
        """What reading the printer says."""
        return self.counts.pop(0) if self.counts else True

    async def slip(self, journal: Journal, op: str, outcome: Outcome) -> None:
        await journal.intend(op, "asked")
        await journal.reserved(op, Number(f"slip-{op}", "frozen", 9, f"440300-{op}"))
        await journal.print_started(op, 100)
        await journal.settled(op, outcome, "PRN-210")

    def tomorrow(self) -> None:
        self.now += 86400


async def test_every_day_that_is_over_is_reported_once_and_today_is_not(tmp_path: Path) -> None:
    books = Books(tmp_path)
    async with books.open() as (reporter, journal):
        assert await reporter.report(), "nothing has ever happened"
        await books.slip(journal, "1", Outcome.PRINTED)
        assert await reporter.report(), "the day is not over"
        assert books.taken == []
        books.tomorrow()
        books.tomorrow()
        for _ in range(2):
            assert await reporter.report()
    assert [(each.day, each.confirmed) for each in books.taken] == [(MONDAY, 1), (MONDAY + 1, 0)]
    assert all(each.balanced for each in books.taken)
    assert all(signed_by(books.public, each) for each in books.signed)


async def test_a_day_that_was_not_taken_is_reported_first_the_next_time(tmp_path: Path) -> None:
    books = Books(tmp_path, answers=[DayTaken(MONDAY), None])
    async with books.open() as (reporter, journal):
        await books.slip(journal, "1", Outcome.PRINTED)
        for _ in range(3):
            books.tomorrow()
        assert not await reporter.report()
        assert [each.day for each in books.taken] == [MONDAY]
        assert await reporter.report()
    assert [each.day for each in books.taken] == [MONDAY, MONDAY + 1, MONDAY + 2]


async def test_a_report_waits_for_the_printers_count_and_not_for_ever(tmp_path: Path) -> None:
    books = Books(tmp_path, counts=[False, False, True, *[False] * 4])
    async with books.open() as (reporter, journal):
        await books.slip(journal, "1", Outcome.PRINTED)
        books.tomorrow()
        assert [await reporter.report() for _ in range(3)] == [False, False, True]
        books.tomorrow()
        assert [await reporter.report() for _ in range(4)] == [False, False, False, True]
    assert [each.day for each in books.taken] == [MONDAY, MONDAY + 1]


async def test_a_report_holds_what_the_printer_counted_between_two_readings(tmp_path: Path) -> None:
    books = Books(tmp_path)
    async with books.open() as (reporter, journal):
        await journal.counted(MONDAY, Reading(40, 9_000, 2))
        await books.slip(journal, "1", Outcome.RETRACTED)
        await books.slip(journal, "2", Outcome.UNCERTAIN)
        books.tomorrow()
        await journal.counted(MONDAY + 1, Reading(43, 9_100, 3))
        assert await reporter.report()
    (told,) = books.taken
    assert (told.printer_slips, told.paper_mm, told.printer_strips) == (3, 100, 1)
    assert (told.retracted, told.doubtful_mm) == (1, 13 + 20)


async def test_what_the_centre_has_lost_is_told_again(tmp_path: Path) -> None:
    books = Books(tmp_path, answers=[DayTaken(MONDAY, ("1", "2", "unheard-of"))])
    async with books.open() as (reporter, journal):
        for op in ("1", "2", "3"):
            await books.slip(journal, op, Outcome.PRINTED)
        first, second, third = await journal.outbox()
        await journal.delivered(first.row)
        await journal.parked(second.row, "slip-unknown")
        await journal.delivered(third.row)
        books.tomorrow()
        assert await reporter.report()
        assert journal.outbox_grew.is_set()
    assert [(op, state) for op, _, state, _ in outbox_in(books.file)] == [
        ("1", "waiting"), ("2", "waiting"), ("3", "delivered")]
    assert events_in(books.file)[-1] == ("day_reported", {"day": MONDAY, "again": 2})


@pytest.mark.parametrize(("outcome", "phase"), [
    (SettledAs.PRINTED, "found_printed"), (SettledAs.NOT_PRINTED, "found_unprinted"),
    (SettledAs.REPLACED, "replaced")])
async def test_what_a_person_has_settled_at_the_centre_is_settled_here_without_telling_it_back(
        tmp_path: Path, outcome: SettledAs, phase: str) -> None:
    books = Books(tmp_path, answers=[DayTaken(MONDAY, (), (SettledSlip("1", outcome), SettledSlip("9", outcome)))] * 2)
    async with books.open() as (reporter, journal):
        await books.slip(journal, "1", Outcome.UNCERTAIN)
        books.tomorrow()
        assert await reporter.report()
        assert await reporter.report_day(MONDAY), "told twice, settled once"
    assert phases_in(books.file) == {"1": phase}
    assert [kind for _, kind, _, _ in outbox_in(books.file)] == ["uncertain"]
    assert sum(name == "slip_settled" for name, _ in events_in(books.file)) == 1


async def test_a_slip_belongs_to_the_day_on_which_it_was_asked_for(tmp_path: Path) -> None:
    books = Books(tmp_path, now=float(begin_of(MONDAY + 1) - 1))
    async with books.open() as (reporter, journal):
        await journal.intend("1", "asked")
        books.now += 2
        await journal.settled("1", Outcome.NOT_PRINTED)
        assert day_of(books.now) == MONDAY + 1
        assert (await reporter.books(MONDAY)).unanswered == 1
        assert (await reporter.books(MONDAY + 1)).lines == ()
