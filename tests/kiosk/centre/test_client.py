"""The client against a socket that answers what it likes: every trouble is a value, none an exception."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from contract.messages import CALLS, OPEN_VISIT, SUMMARY, Call, Summary, VisitOpened, VisitRequest
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


@contextlib.asynccontextmanager
async def breaking_tls(folder: Path, bytes_of_a_stranger: bytes) -> AsyncIterator[CentreClient]:
    """A server of the right certificate that writes past its own TLS once the request has come."""
    certificate, key = self_signed(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        with socket.socket(fileno=os.dup(writer.get_extra_info("socket").fileno())) as wire:
            wire.send(bytes_of_a_stranger)
        with contextlib.suppress(OSError):
            await reader.read()
            writer.close()
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    client = CentreClient(f"https://127.0.0.1:{port}", public_tls(certificate), PATIENT, lambda: 0.0)
    try:
        yield client
    finally:
        await client.close()
        server.close()
        await server.wait_closed()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """Certificate and key for 127.0.0.1, PEM files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                   .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
                   .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False)
                   .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
                   .sign(key, hashes.SHA256()))
    files = folder / "server.crt", folder / "server.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                           serialization.NoEncryption()))
    return files


async def test_a_whole_answer_is_decoded() -> None:
    body = msgspec.json.encode(VisitOpened("v", "0102030405060708", 60))
    async with answering(http(201, body)) as client:
        assert await client.ask(OPEN_VISIT, REQUEST) == VisitOpened("v", "0102030405060708", 60)


async def test_fields_of_a_newer_contract_are_ignored() -> None:
    body = b'{"visit":"v","challenge":"0102030405060708","expires_in":1,"colour":"new"}'
    async with answering(http(200, body)) as client:
        assert await client.ask(OPEN_VISIT, REQUEST) == VisitOpened("v", "0102030405060708", 1)


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
    pytest.param(http(200, b'{"visit":"\xff\xfe"}'), id="no-utf-8"),
    pytest.param(http(200, b'{"visit":1,"challenge":[],"expires_in":"x"}'), id="wrong-schema"),
    pytest.param(http(404, b"null", "application/problem+json"), id="wrong-problem"),
    pytest.param(http(200, b'{"visit":"v","challenge":"not hex","expires_in":60}'), id="no-such-challenge"),
    pytest.param(http(302, b"", headers="Location: http://127.0.0.1/\r\n"), id="redirect"),
    pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="not-http"),
    pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\nContent-Type: application/json\r\n\r\n{", id="cut-short"),
    pytest.param(http(200, b"\x1f\x8bnonsense", headers="Content-Encoding: gzip\r\n"), id="bad-gzip"),
])
async def test_what_is_no_answer_of_the_contract_is_nonsense(answer: bytes) -> None:
    async with answering(answer) as client:
        assert await client.ask(OPEN_VISIT, REQUEST) == Outage("nonsense")


@pytest.mark.parametrize("answer", [
    pytest.param(http(503, b"<html>away</html>", "text/html"), id="html"),
    pytest.param(http(200, b'{"'), id="half-a-json"), pytest.param(http(200, b'{"insurances":7}'), id="wrong-schema"),
])
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
async def test_no_call_takes_nonsense_for_an_answer(call: Call, answer: bytes) -> None:
    async with answering(answer) as client:
        assert await client.ask(call, token="t", visit="v", slip="s") == Outage("nonsense")


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


@pytest.mark.parametrize("date", ["yesterday", "Mon, 12 Jan 99999999999999 13:45:00 GMT"])
async def test_a_date_that_is_none_leaves_the_offset_as_it_was(date: str) -> None:
    body = msgspec.json.encode(VisitOpened("v", "0102030405060708", 1))
    async with answering(http(200, body, headers=f"Date: {date}\r\n")) as client:
        await client.ask(OPEN_VISIT, REQUEST)
        assert client.clock_offset == 0


@pytest.mark.parametrize("bytes_of_a_stranger", [b"\x17\x03\x03\x00\x20" + bytes(32), b"no TLS at all, no TLS at all"],
                         ids=["broken-record", "plain-text"])
async def test_bytes_that_break_tls_are_nonsense(tmp_path: Path, bytes_of_a_stranger: bytes) -> None:
    async with breaking_tls(tmp_path, bytes_of_a_stranger) as client:
        assert await client.ask(SUMMARY, token="t") == Outage("nonsense")


async def test_the_clocks_are_compared_by_the_date_of_each_answer() -> None:
    body = msgspec.json.encode(VisitOpened("v", "0102030405060708", 1))
    dated = http(200, body, headers="Date: Mon, 12 Jan 1970 13:45:00 GMT\r\n")
    async with answering(dated) as client:
        await client.ask(OPEN_VISIT, REQUEST)
        assert client.clock_offset == 1_000_000 - (11 * 86400 + 13 * 3600 + 45 * 60)


def test_an_authority_that_is_no_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(ssl.SSLError):
        public_tls(tmp_path / "ca.pem")
