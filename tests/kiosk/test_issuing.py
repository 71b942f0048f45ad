"""The desk that orders ink: when it does not even ask for a number, and when it believes that none was given."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from central.keys.machines import signed_by
from contract.insurance import PENSION
from contract.messages import SlipConfirm, SlipRequest
from contract.problems import MEDIA_TYPE, Code, Problem, problem
from contract.signed_words import SlipStatement, Word
from kiosk.centre.client import CentreClient
from kiosk.counting import PrinterCounts
from kiosk.delays import Delays
from kiosk.issuing import SlipDesk
from kiosk.journal import Journal, Number, Outcome
from kiosk.links.device import DeviceLink
from kiosk.signing import MachineKey
from kiosk.visit import event
from tests.central.bureau import der_of, pem_of
from tests.kiosk.centre.test_client import http
from tests.kiosk.journal.reading import events_in, outbox_in
from tests.wire.eventually import eventually

REQUEST = SlipRequest("proof_of_insurance", 202411, 202610, (PENSION,))
DELAYS = Delays()
SUSPENDED = problem(Code.DEVICE_SUSPENDED)


class Desk:
    """A desk with a journal of its own, a centre that gives ``answers`` (then takes everything), and no printer."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "journal.sqlite"
        self.now = 1_000_000.0
        self.paths: list[str] = []
        self.bodies: list[bytes] = []
        self.answers: list[Problem] = []
        key = ec.generate_private_key(ec.SECP256R1())
        self.public = der_of(key)
        self.key = folder / "machine.key"
        self.key.write_bytes(pem_of(key))
        self.said: list[event.Event] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.paths.append(head.split()[1].decode())
        length = re.search(rb"(?i)content-length: (\d+)", head)
        self.bodies.append(await reader.readexactly(int(length[1]) if length else 0))
        if self.answers:
            refusal = self.answers.pop(0)
            writer.write(http(refusal.status, msgspec.json.encode(refusal), MEDIA_TYPE))
        else:
            writer.write(http(200, b'{"slip":"slip-1","state":"confirmed"}', "application/json"))
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
            counts = PrinterCounts(journal, nobody, lambda: self.now)
            yield (SlipDesk(journal, centre, nobody, DELAYS, 576, "lobby-1", MachineKey(self.key), counts), centre,
                   journal)
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
    assert desk.paths == []
    assert events_in(desk.file) == []


async def test_a_word_is_signed_in_full_with_the_machines_key(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.open() as (issuing, _, journal):
        await journal.intend("op-1", "asked")
        await journal.reserved("op-1", Number("slip-1", "frozen", 9, "440300-00000012", 5, 20270224))
        await journal.print_started("op-1")
        await journal.settled("op-1", Outcome.PRINTED)
        await told(desk, issuing, [("confirm", "delivered")])
    (body,) = desk.bodies
    confirm = msgspec.json.decode(body, type=SlipConfirm)
    assert confirm.statement is not None
    assert signed_by(desk.public, confirm.statement)
    assert msgspec.json.decode(confirm.statement.payload, type=SlipStatement) == SlipStatement(
        "lobby-1", "op-1", Word.CONFIRM, 1_000_000, "slip-1", "440300-00000012", "frozen", 5, 20270224)


async def test_a_reservation_without_an_answer_is_voided_by_its_op_id(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.open() as (issuing, _, journal):
        await journal.intend("op-1", "asked")
        await issuing.settle_left_over()
        await told(desk, issuing, [("void", "delivered")])
    assert desk.paths == ["/v1/slips/op-1/void"]


async def test_a_word_refused_for_the_machines_sake_waits_and_one_refused_for_its_own_is_parked(
        tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.answers = [SUSPENDED, problem(Code.SLIP_STATE)]
    async with desk.open() as (issuing, _, journal):
        await journal.intend("op-1", "asked")
        await journal.settled("op-1", Outcome.NOT_PRINTED)
        await told(desk, issuing, [("void", "parked")])
    assert len(desk.paths) == 2


async def told(desk: Desk, issuing: SlipDesk, wanted: list[tuple[str, str]]) -> None:
    """The outbox runs until its rows stand so."""
    sending = asyncio.create_task(issuing.run_outbox())
    await eventually(lambda: [row[1:3] for row in outbox_in(desk.file)] == wanted)
    sending.cancel()
    await asyncio.wait({sending})
