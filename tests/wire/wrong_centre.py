"""A server with the centre's own certificate and none of its sense."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path


def _http(status: int, body: bytes, media: str) -> bytes:
    return (f"HTTP/1.1 {status} X\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n").encode() + body


ANSWERS = {
    "500": _http(500, b'{"type":"about:blank","title":"boom","status":500}', "application/problem+json"),
    "html": _http(200, b"<html><body>Welcome to the captive portal</body></html>", "text/html"),
    "half-a-json": _http(200, b'{"visit": "abc", "challen', "application/json"),
    "wrong-schema": _http(200, b'{"visit": 7, "challenge": null}', "application/json"),
}


@contextlib.asynccontextmanager
async def wrong_centre(folder: Path, answer: bytes) -> AsyncIterator[int]:
    """Listen with the server certificate of ``folder``; the port. Every request gets ``answer``."""
    context = _identity_of(folder)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):  # the client has its answer and is gone
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def _identity_of(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.crt", next(folder.rglob("server.key")))
    return context
