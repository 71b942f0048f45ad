"""The desk that orders ink: when it does not even ask for a number, and when it believes that none was given."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from contract.insurance import PENSION
from contract.messages import SlipRequest
from contract.problems import MEDIA_TYPE, Code, problem
from kiosk.centre.client import CentreClient
from kiosk.delays import Delays
from kiosk.issuing import SlipDesk
from kiosk.journal import Journal, Outcome
from kiosk.links.device import DeviceLink
from kiosk.visit import event
from tests.kiosk.centre.test_client import http
from tests.kiosk.journal.reading import events_in, outbox_in
from tests.wire.eventually import eventually

REQUEST = SlipRequest("proof_of_insurance", 202411, 202610, (PENSION,))
DELAYS = Delays(late_reservation=100.0)
UNKNOWN = problem(Code.SLIP_UNKNOWN)


class Desk:
    """A desk with a journal of its own, a centre that knows no slip, and no printer; ``now`` is its clock."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "journal.sqlite"
        self.now = 1_000_000.0
        self.asked = 0
        self.said: list[event.Event] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        writer.write(http(UNKNOWN.status, msgspec.json.encode(UNKNOWN), MEDIA_TYPE))
        with contextlib.suppress(OSError):
            await writer.drain()
            writer.close()
            await writer.wait_closed()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[SlipDesk, CentreClient, Journal]]:
        server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        centre = CentreClient(address, ssl.create_default_context(), DELAYS, lambda: self.now)
        journal = await Journal.open(self.file, lambda: self.now)
        nobody = DeviceLink(self.file.with_name("printer.sock"), (), lambda topic, body: None, lambda: None)
        try:
            yield SlipDesk(journal, centre, nobody, DELAYS, 576, lambda: self.now), centre, journal
        finally:
            await journal.close()
            await centre.close()
            server.close()
            await server.wait_closed()


@pytest.mark.parametrize(("offset", "code"), [(60.5, "NET-305"), (-60.5, "NET-305"), (59.5, "PRN-204")])
async def test_with_a_clock_more_than_a_minute_off_no_number_is_asked_for(tmp_path: Path, offset: float,
                                                                          code: str) -> None:
    desk = Desk(tmp_path)
    async with desk.open() as (issuing, centre, _):
        centre.clock_offset = offset
        await issuing.issue("token", REQUEST, desk.said.append, "")
    assert desk.said == [event.SlipFailed(code)]
    assert desk.asked == 0
    assert events_in(desk.file) == []


async def test_a_reservation_that_was_cut_off_is_asked_about_until_it_can_not_be_at_work_any_more(
        tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.open() as (issuing, _, journal):
        await journal.intend("op-1", "asked")
        await journal.settled("op-1", Outcome.NOT_PRINTED)
        sending = asyncio.create_task(issuing.run_outbox())
        await eventually(lambda: desk.asked >= 2)
        assert [row[1:3] for row in outbox_in(desk.file)] == [("void", "waiting")]
        desk.now += 101
        await eventually(lambda: [row[1:3] for row in outbox_in(desk.file)] == [("void", "delivered")])
        sending.cancel()
        await asyncio.wait({sending})
