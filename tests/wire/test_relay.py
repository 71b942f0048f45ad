"""The cable passes, stops, resets and comes back on the same port."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from tests.wire.relay import Cable, Relay

LIMIT = 10.0


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):  # a cut cable
        while line := await reader.readline():
            writer.write(line)
    await closed(writer)


async def closed(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):  # a cut cable
        await writer.wait_closed()


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextlib.asynccontextmanager
async def connected(port: int) -> AsyncIterator[Line]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        await closed(writer)


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    relay = Relay(server.sockets[0].getsockname())
    await relay.start()
    yield relay
    await relay.close()
    server.close()
    await server.wait_closed()


async def asked(line: Line, limit: float = LIMIT) -> bytes:
    reader, writer = line
    writer.write(b"hello\n")
    async with asyncio.timeout(limit):
        return await reader.readline()


async def test_a_whole_cable_passes_both_ways_and_the_end(relay: Relay) -> None:
    async with connected(relay.port) as line:
        assert await asked(line) == b"hello\n"
        line[1].write_eof()
        async with asyncio.timeout(LIMIT):
            assert await line[0].read() == b""


async def test_a_cut_cable_resets_what_is_open_and_refuses_what_is_new(relay: Relay) -> None:
    port = relay.port
    async with connected(port) as line:
        assert await asked(line) == b"hello\n"
        await relay.set(Cable.CUT)
        with pytest.raises(ConnectionResetError):
            await asked(line)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)
    await relay.set(Cable.WHOLE)
    assert relay.port == port
    async with connected(port) as line:
        assert await asked(line) == b"hello\n"


async def test_a_frozen_cable_takes_everything_and_gives_it_when_it_thaws(relay: Relay) -> None:
    await relay.set(Cable.FROZEN)
    async with connected(relay.port) as line:
        with pytest.raises(TimeoutError):
            await asked(line, 0.2)
        await relay.set(Cable.WHOLE)
        async with asyncio.timeout(LIMIT):
            assert await line[0].readline() == b"hello\n"


async def test_a_slow_cable_delays_each_chunk(relay: Relay) -> None:
    relay.delay = 0.1
    clock = asyncio.get_running_loop().time
    async with connected(relay.port) as line:
        start = clock()
        assert await asked(line) == b"hello\n"
        assert clock() - start >= 0.2
