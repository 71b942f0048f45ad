"""Frames over a real unix socket."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contract import frames


class Question(msgspec.Struct, frozen=True):
    text: str


class Answer(msgspec.Struct, frozen=True):
    text: str


ASK: frames.Method[Question, Answer] = frames.Method("ask", Question, Answer)
HEARD: frames.Topic[Answer] = frames.Topic("heard", Answer)


@contextlib.asynccontextmanager
async def served(path: Path, handler: Callable[[Question], Awaitable[Answer]],
                 welcome: Callable[[frames.Channel], Awaitable[None]] | None = None) -> AsyncIterator[frames.Channel]:
    async def stay(channel: frames.Channel) -> None:
        await channel.wait_closed()

    server = await frames.serve(path, welcome or stay, {ASK: handler})
    channel = await frames.connect(path)
    try:
        yield channel
    finally:
        await channel.close()
        server.close()
        await server.wait_closed()


async def echo(question: Question) -> Answer:
    return Answer(question.text)


async def test_a_call_is_answered(tmp_path: Path) -> None:
    async with served(tmp_path / "s", echo) as channel:
        assert await channel.call(ASK, Question("社保"), 5) == Answer("社保")


async def test_a_call_past_its_deadline_raises_and_the_channel_lives(tmp_path: Path) -> None:
    release = asyncio.Event()

    async def slow(question: Question) -> Answer:
        if question.text == "slow":
            await release.wait()
        return Answer(question.text)

    async with served(tmp_path / "s", slow) as channel:
        with pytest.raises((frames.DeadlineExceeded, frames.Refused)):
            await channel.call(ASK, Question("slow"), 0.05)
        release.set()
        assert await channel.call(ASK, Question("next"), 5) == Answer("next")


async def test_a_refusal_carries_its_code(tmp_path: Path) -> None:
    async def refuse(question: Question) -> Answer:
        raise frames.Refused("busy")

    async with served(tmp_path / "s", refuse) as channel:
        with pytest.raises(frames.Refused, match="busy"):
            await channel.call(ASK, Question(""), 5)


async def test_an_unknown_method_is_refused(tmp_path: Path) -> None:
    async with served(tmp_path / "s", echo) as channel:
        with pytest.raises(frames.Refused, match="unknown-method"):
            await channel.call(frames.Method("other", Question, Answer), Question(""), 5)


async def test_events_arrive_in_order_until_the_peer_closes(tmp_path: Path) -> None:
    async def welcome(channel: frames.Channel) -> None:
        for index in range(5):
            await channel.tell(HEARD, Answer(str(index)))

    async with served(tmp_path / "s", echo, welcome) as channel:
        heard = [HEARD.decode(event).text async for event in channel.events()]
    assert heard == ["0", "1", "2", "3", "4"]


async def test_a_closed_peer_fails_the_waiting_call(tmp_path: Path) -> None:
    async def vanish(question: Question) -> Answer:
        await asyncio.Event().wait()
        return Answer("")

    async def leave(channel: frames.Channel) -> None:
        await asyncio.wait_for(arrived.wait(), 5)

    arrived = asyncio.Event()

    async def arriving(question: Question) -> Answer:
        arrived.set()
        return await vanish(question)

    async with served(tmp_path / "s", arriving, leave) as channel:
        with pytest.raises(frames.ChannelClosed):
            await channel.call(ASK, Question(""), 5)
        with pytest.raises(frames.ChannelClosed):
            await channel.call(ASK, Question(""), 5)


@pytest.mark.parametrize("junk", [b"\xff\xff\xff\xff", struct.pack(">I", 3) + b"abc", struct.pack(">I", 1) + b"\xc1"],
                         ids=["endless", "no-frame", "reserved-byte"])
async def test_junk_closes_the_socket(tmp_path: Path, junk: bytes) -> None:
    async with served(tmp_path / "s", echo):
        reader, writer = await asyncio.open_unix_connection(tmp_path / "s")
        writer.write(junk)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()
        await writer.wait_closed()


@given(st.integers(0, 2**31), st.text(max_size=200), st.binary(max_size=200))
def test_every_frame_survives_its_encoding(number: int, text: str, blob: bytes) -> None:
    raw = msgspec.Raw(msgspec.msgpack.encode(blob))
    for frame in (frames.Request(number, text, raw, 5), frames.Reply(number, raw), frames.Fault(number, text),
                  frames.Event(text, raw)):
        encoded = frames.encode(frame)
        assert struct.unpack(">I", encoded[:4])[0] == len(encoded) - 4
        assert msgspec.msgpack.encode(frames.decode(encoded[4:])) == encoded[4:]


@given(st.binary(max_size=64))
@example(b"\x91\xa3\x00\x00\x80")  # text that is no UTF-8
def test_arbitrary_bytes_are_a_frame_or_malformed(blob: bytes) -> None:
    with contextlib.suppress(frames.Malformed):
        frames.decode(blob)


def test_a_body_with_text_that_is_no_utf_8_is_malformed() -> None:
    body = b"\x81\xa4text\xa1\xff"
    with pytest.raises(frames.Malformed):
        HEARD.decode(frames.Event("heard", msgspec.Raw(body)))


async def test_a_surprise_in_a_connection_is_raised_where_the_program_awaits_it(tmp_path: Path) -> None:
    async def broken(channel: frames.Channel) -> None:
        raise ZeroDivisionError

    async def answer(question: Question) -> Answer:
        return Answer(question.text)

    failed = frames.surprises()
    async with served(tmp_path / "s", answer, broken):
        with pytest.raises(ZeroDivisionError):
            await asyncio.wait_for(failed, 10)


async def test_a_surprise_in_a_handler_is_raised_where_the_program_awaits_it(tmp_path: Path) -> None:
    async def broken(question: Question) -> Answer:
        raise ZeroDivisionError

    failed = asyncio.create_task(frames.until_surprised())
    await asyncio.sleep(0)
    async with served(tmp_path / "s", broken) as channel:
        with pytest.raises(frames.ChannelClosed):
            await channel.call(ASK, Question("?"), 10)
        with pytest.raises(ZeroDivisionError):
            await asyncio.wait_for(failed, 10)
