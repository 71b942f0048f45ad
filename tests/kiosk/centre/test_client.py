"""The client against a socket that answers what it likes: every trouble is a value, none an exception."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from contract.messages import OPEN_VISIT, SUMMARY, Summary, VisitOpened, VisitRequest
from contract.problems import Code, problem
from kiosk.centre.client import CentreClient, Outage, Refusal, public_tls
from kiosk.delays import Delays

REQUEST = VisitRequest("00" * 16, "440300", "2.00", "3des", "00" * 13, "2026-11")
PATIENT = Delays()
IMPATIENT = Delays(centre_connect=0.3, centre_total=0.3)


def http(status: int, body: bytes, media: str = "application/json", headers: str = "") -> bytes:
    return (f"HTTP/1.1 {status} X\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n{headers}"
            "Connection: close\r\n\r\n").encode() + body


@contextlib.asynccontextmanager
async def answering(answer: bytes, *, hang: bool = False, delays: Delays = PATIENT) -> AsyncIterator[CentreClient]:
    leave = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
            if hang:
                await leave.wait()
            writer.close()
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = CentreClient(f"http://127.0.0.1:{port}", ssl.create_default_context(), delays, lambda: 1_000_000.0)
    try:
        yield client
    finally:
        leave.set()
        await client.close()
        server.close()
        await server.wait_closed()


async def test_a_whole_answer_is_decoded() -> None:
    body = msgspec.json.encode(VisitOpened("v", "0102030405060708", 60))
    async with answering(http(201, body)) as client:
        assert await client.ask(OPEN_VISIT, REQUEST) == VisitOpened("v", "0102030405060708", 60)


async def test_fields_of_a_newer_contract_are_ignored() -> None:
    body = b'{"visit":"v","challenge":"00","expires_in":1,"colour":"new"}'
    async with answering(http(200, body)) as client:
        assert await client.ask(OPEN_VISIT, REQUEST) == VisitOpened("v", "00", 1)


async def test_members_of_a_newer_contract_stay_readable() -> None:
    body = (b'{"insurances":[{"insurance":{"table":"rs","code":"999"},"status":"7","first_month":0,"last_month":0,'
            b'"months":3}],"not_posted":[],"data_as_of":20261031}')
    async with answering(http(200, body)) as client:
        answer = await client.ask(SUMMARY, token="t")
    assert isinstance(answer, Summary)
    assert answer.insurances[0].status.value == "7"


@pytest.mark.parametrize("code", [Code.CARD_LOST, Code.CARD_UNKNOWN, Code.VISIT], ids=lambda code: code.value)
async def test_a_problem_is_a_refusal_with_its_code(code: Code) -> None:
    document = problem(code)
    answer = http(document.status, msgspec.json.encode(document), "application/problem+json")
    async with answering(answer) as client:
        assert await client.ask(OPEN_VISIT, REQUEST) == Refusal(code, document.status)


@pytest.mark.parametrize("answer", [
    pytest.param(http(500, msgspec.json.encode(problem(Code.INTERNAL)), "application/problem+json"), id="500-problem"),
    pytest.param(http(502, b"<html>Bad Gateway</html>", "text/html"), id="html-error"),
    pytest.param(http(200, b"<html>welcome</html>", "text/html"), id="html-ok"),
    pytest.param(http(200, b'{"visit":"v","chal'), id="half-a-json"),
    pytest.param(http(200, b'{"visit":1,"challenge":[],"expires_in":"x"}'), id="wrong-schema"),
    pytest.param(http(404, b"null", "application/problem+json"), id="wrong-problem"),
    pytest.param(http(302, b"", headers="Location: http://127.0.0.1/\r\n"), id="redirect"),
    pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="not-http"),
    pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nContent-Type: application/json\r\n\r\n{", id="cut-short"),
    pytest.param(http(200, b"\x1f\x8bnonsense", headers="Content-Encoding: gzip\r\n"), id="bad-gzip"),
])
async def test_what_is_no_answer_of_the_contract_is_nonsense(answer: bytes) -> None:
    async with answering(answer) as client:
        assert await client.ask(OPEN_VISIT, REQUEST) == Outage("nonsense")


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                       b"Content-Length: 60\r\n\r\n{\"visit\":"], ids=["silent", "half-way"])
async def test_a_centre_that_stops_talking_is_slow(beginning: bytes) -> None:
    async with answering(beginning, hang=True, delays=IMPATIENT) as client:
        assert await client.ask(OPEN_VISIT, REQUEST) == Outage("slow")


async def test_nobody_there_is_away() -> None:
    async with answering(b"") as client:
        pass
    client = CentreClient("http://127.0.0.1:1", ssl.create_default_context(), IMPATIENT, lambda: 0.0)
    assert await client.ask(OPEN_VISIT, REQUEST) == Outage("away")
    await client.close()


async def test_a_connection_closed_without_a_word_is_away_or_nonsense_but_a_value() -> None:
    async with answering(b"") as client:
        assert await client.ask(OPEN_VISIT, REQUEST) in (Outage("away"), Outage("nonsense"))


async def test_the_clocks_are_compared_by_the_date_of_each_answer() -> None:
    body = msgspec.json.encode(VisitOpened("v", "00", 1))
    dated = http(200, body, headers="Date: Mon, 12 Jan 1970 13:45:00 GMT\r\n")
    async with answering(dated) as client:
        await client.ask(OPEN_VISIT, REQUEST)
        assert client.clock_offset == 1_000_000 - (11 * 86400 + 13 * 3600 + 45 * 60)


def test_an_authority_that_is_no_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(ssl.SSLError):
        public_tls(tmp_path / "ca.pem")
