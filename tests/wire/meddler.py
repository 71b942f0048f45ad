"""Between the kiosk and its centre: passes every call on, as the machine that it is, and spoils a chosen one."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import httpx

from contract.messages import Call
from kiosk.centre.client import machine_tls
from kiosk.centre.enrolment import Identity
from tests.wire.centre import Ports, Prepared

PASSED_ON = ("content-type", "date", "etag")


def _http(status: int, body: bytes, media: str) -> bytes:
    return (f"HTTP/1.1 {status} X\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n").encode() + body


ANSWERS = {
    "500": _http(500, b'{"type":"about:blank","title":"boom","status":500}', "application/problem+json"),
    "html": _http(200, b"<html><body>Welcome to the captive portal</body></html>", "text/html"),
    "half-a-json": _http(200, b'{"visit": "abc", "challen', "application/json"),
    "wrong-schema": _http(200, b'{"visit": 7, "challenge": null}', "application/json"),
}


M = TypeVar("M", bound="Meddler")


class Spoiling(StrEnum):
    """``AWAY``: the connection is cut at the call; ``LOST``: only after the centre has done what it was asked.
    ``SLOW``: no byte comes. Others: :data:`ANSWERS`.
    """

    AWAY = "away"
    LOST = "lost"
    SLOW = "slow"
    ERROR = "500"
    HTML = "html"
    HALF = "half-a-json"
    SCHEMA = "wrong-schema"


@dataclass(frozen=True)
class Asked:
    """One request of the kiosk."""

    verb: str
    target: str
    headers: dict[str, str]
    body: bytes


async def read_request(reader: asyncio.StreamReader) -> Asked:
    """:raises asyncio.IncompleteReadError: the kiosk has gone"""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    verb, target, _ = head[0].split(" ")
    headers = dict(line.split(": ", 1) for line in head[1:] if line)
    body = await reader.readexactly(int(headers.get("Content-Length", headers.get("content-length", "0"))))
    return Asked(verb, target, headers, body)


async def give(writer: asyncio.StreamWriter, answer: httpx.Response) -> None:
    """The centre's answer, whole."""
    lines = [f"HTTP/1.1 {answer.status_code} X", f"Content-Length: {len(answer.content)}", "Connection: close",
             *(f"{name}: {answer.headers[name]}" for name in PASSED_ON if name in answer.headers)]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + answer.content)
    await writer.drain()


class Meddler:
    """:attr:`port` is what the kiosk is led to. ``spoilt`` counts the calls that were spoilt."""

    def __init__(self, upstream: httpx.AsyncClient) -> None:
        self._upstream = upstream
        self._path: re.Pattern[str] | None = None
        self._how = Spoiling.AWAY
        self.port = 0
        self.spoilt = 0

    def spoil(self, call: Call, how: Spoiling) -> None:
        """From the next request of ``call`` on."""
        self._path, self._how = re.compile(call.verb + " " + re.sub(r"\{\w+\}", "[^/]+", call.path)), how

    def mend(self) -> None:
        """Everything passes."""
        self._path = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer, then the connection is closed."""
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):  # the kiosk has given up, or has its answer
            await self._exchange(reader, writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await read_request(reader)
        spoilt = self._path is not None and self._path.fullmatch(f"{asked.verb} {asked.target}") is not None
        self.spoilt += spoilt
        if spoilt and self._how is not Spoiling.LOST:
            await self._spoil(reader, writer)
            return
        answer = await self.pass_on(asked)
        if spoilt:
            writer.transport.abort()
            return
        await give(writer, answer)

    async def pass_on(self, asked: Asked) -> httpx.Response:
        """To the centre, as the machine itself."""
        kept = {name: value for name, value in asked.headers.items() if name.lower() not in ("host", "connection")}
        return await self._upstream.request(asked.verb, asked.target, headers=kept, content=asked.body)

    async def _spoil(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        match self._how:
            case Spoiling.AWAY:
                writer.transport.abort()
            case Spoiling.SLOW:
                await reader.read()
            case how:
                writer.write(ANSWERS[how])
                await writer.drain()


@contextlib.asynccontextmanager
async def meddler_up(prepared: Prepared, ports: Ports, kind: Callable[[httpx.AsyncClient], M] = Meddler,  # type: ignore[assignment]
                     ) -> AsyncIterator[M]:
    """Stand before a centre that is up, with the certificate of its folder and the machine's own towards it."""
    identity = Identity.below(prepared.state)
    tls = machine_tls(prepared.authority, identity.certificate, identity.key)
    address = f"https://127.0.0.1:{ports.machine}"
    async with httpx.AsyncClient(base_url=address, verify=tls, trust_env=False) as upstream:
        meddler = kind(upstream)
        server = await asyncio.start_server(meddler.serve, "127.0.0.1", 0, ssl=_identity_of(prepared.centre))
        meddler.port = server.sockets[0].getsockname()[1]
        try:
            yield meddler
        finally:
            server.close()
            await server.wait_closed()


def _identity_of(folder: Path) -> ssl.SSLContext:
    """As the centre of ``folder`` shows itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.crt", next(folder.rglob("server.key")))
    return context
