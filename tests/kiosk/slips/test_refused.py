"""A slip that turns out unprintable only when it has its number: no ink, and the number is void."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from contract.messages import SlipRequest, SlipReserved
from contract.slip import ProofOfInsurance, content_hash
from devices.printer.api import STATUS, Ready
from kiosk.centre.client import CentreClient
from kiosk.counting import PrinterCounts
from kiosk.delays import Delays
from kiosk.drafting import draft as drafted
from kiosk.issuing import SlipDesk
from kiosk.journal import Journal
from kiosk.links.device import DeviceLink
from kiosk.visit import event
from tests.devices.printer.test_service import serving
from tests.kiosk.centre.test_client import http
from tests.kiosk.journal.reading import outbox_in, phases_in
from tests.kiosk.machine_key import machine_key
from tests.kiosk.slips.contents import ONE_MONTH, draft, with_code_of

REQUEST = SlipRequest("proof_of_insurance", 202610, 202610, ())
DELAYS = Delays()
NOW = 1_800_000_000.0
LIMIT = 20.0
NARROW = 288
"""Dots of a head on which a signed code has no room."""
NO_GLYPH = replace(ONE_MONTH, holder=replace(ONE_MONTH.holder, name="王\U00030000"))


@pytest.mark.parametrize("char", ["\U00030000", "\uf137", "\u0323"])
def test_a_draft_says_that_a_character_can_not_be_printed_before_a_number_is_asked_for(char: str) -> None:
    content = draft(replace(ONE_MONTH, holder=replace(ONE_MONTH.holder, name=f"王{char}明")))
    assert drafted(REQUEST, content, 576).trouble == "PRN-211"
    assert drafted(REQUEST, draft(ONE_MONTH), 576).trouble == ""


@contextlib.asynccontextmanager
async def reserving(content: ProofOfInsurance) -> AsyncIterator[str]:
    """A centre that gives this slip its number; its address."""
    body = msgspec.json.encode(SlipReserved("0" * 32, content, content_hash(content), 2_000_000_000))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r")[0]))
        writer.write(http(201, body, "application/json"))
        with contextlib.suppress(OSError):
            await writer.drain()
            writer.close()
            await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()


@contextlib.asynccontextmanager
async def linked(socket: Path) -> AsyncIterator[DeviceLink]:
    """To a printer program whose printer is ready."""
    ready = asyncio.Event()
    link = DeviceLink(socket, (STATUS,), lambda _, status: ready.set() if isinstance(status, Ready) else None,
                      lambda: None)
    running = asyncio.create_task(link.run())
    try:
        async with asyncio.timeout(LIMIT):
            await ready.wait()
        yield link
    finally:
        running.cancel()
        await asyncio.wait({running})


@pytest.mark.parametrize(("content", "code"), [(with_code_of(ONE_MONTH, 660), "PRN-214"), (NO_GLYPH, "PRN-211")],
                         ids=["code too wide", "no glyph"])
async def test_a_number_whose_slip_can_not_be_printed_is_voided_before_ink(content: ProofOfInsurance, code: str,
                                                                          tmp_path: Path) -> None:
    said: list[event.Event] = []
    file = tmp_path / "journal.sqlite"
    async with (reserving(content) as address, serving(tmp_path) as (_, simulator, socket), linked(socket) as link):
        centre = CentreClient(address, ssl.create_default_context(), DELAYS, lambda: NOW)
        journal = await Journal.open(file, lambda: NOW)
        try:
            async with asyncio.timeout(LIMIT):
                desk = SlipDesk(journal, centre, link, DELAYS, NARROW, "lobby-1", machine_key(tmp_path),
                                PrinterCounts(journal, link, time.time))
                await desk.issue("token", REQUEST, said.append, "")
        finally:
            await journal.close()
            await centre.close()
        assert simulator.slips == []
    assert said == [event.SlipFailed(code)]
    assert [kind for _, kind, _, _ in outbox_in(file)] == ["void"]
    assert set(phases_in(file).values()) == {"not_printed"}
