"""The one framing of all our unix sockets: a 4-byte big-endian length, then a msgpack frame.

Four frames: ``Request`` (answered by ``Reply`` or ``Fault`` within its deadline) and ``Event`` (not answered).
Back-pressure: an event waits until the peer has read; a peer that reads nothing for ``STALLED`` seconds is
cut off. At most ``IN_FLIGHT`` requests of one peer are served at a time.

Errors::

    FrameError
    ├── ChannelClosed     the peer or we ourselves closed the socket
    ├── DeadlineExceeded  no reply in time (the peer may still be working)
    ├── Refused           the peer answered with a Fault: ``code``
    └── Malformed         bytes that are no frame; the socket is closed at once
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

MAX_FRAME = 8 * 1024 * 1024
IN_FLIGHT = 32
STALLED = 10.0
HEADER = struct.Struct(">I")

Req = TypeVar("Req")
Rep = TypeVar("Rep")
T = TypeVar("T")


class FrameError(Exception):
    """Root of this module's tree."""


class ChannelClosed(FrameError):
    """The socket is closed."""


class DeadlineExceeded(FrameError):
    """No reply within the deadline."""


class Refused(FrameError):
    """The peer answered with a fault."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Malformed(FrameError):
    """Bytes on the wire are no frame of ours."""


class Request(msgspec.Struct, frozen=True, tag="q", array_like=True):
    """A call: ``deadline_ms`` is what the caller will wait."""

    id: int
    method: str
    body: msgspec.Raw
    deadline_ms: int


class Reply(msgspec.Struct, frozen=True, tag="r", array_like=True):
    """The answer to request ``id``."""

    id: int
    body: msgspec.Raw


class Fault(msgspec.Struct, frozen=True, tag="f", array_like=True):
    """Request ``id`` was refused: ``unknown-method``, ``malformed-body``, ``deadline`` or a code of the peer's."""

    id: int
    code: str


class Event(msgspec.Struct, frozen=True, tag="e", array_like=True):
    """Something happened; nobody answers."""

    topic: str
    body: msgspec.Raw


Frame = Request | Reply | Fault | Event

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError)
"""What msgspec raises for bytes of no meaning; text that is no UTF-8 has an error of its own."""

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Frame] = msgspec.msgpack.Decoder(Frame)


@dataclass(frozen=True)
class Method(Generic[Req, Rep]):
    """A call's name with the types of its two bodies (``reply`` may be a union of tagged structs)."""

    name: str
    request: Any
    reply: Any

    @cached_property
    def request_decoder(self) -> msgspec.msgpack.Decoder[Any]:
        return msgspec.msgpack.Decoder(self.request)

    @cached_property
    def reply_decoder(self) -> msgspec.msgpack.Decoder[Any]:
        return msgspec.msgpack.Decoder(self.reply)


@dataclass(frozen=True)
class Topic(Generic[T]):
    """An event's name with the type of its body."""

    name: str
    body: Any

    @cached_property
    def decoder(self) -> msgspec.msgpack.Decoder[Any]:
        return msgspec.msgpack.Decoder(self.body)

    def decode(self, event: Event) -> T:
        """:raises Malformed: the body is not of this topic's type."""
        try:
            decoded: T = self.decoder.decode(event.body)
        except UNREADABLE as error:
            raise Malformed(f"body of event {self.name!r}") from error
        return decoded


def encode(frame: Frame) -> bytes:
    """One frame with its length."""
    body = _encoder.encode(frame)
    if len(body) > MAX_FRAME:
        raise Malformed(f"frame of {len(body)} bytes")
    return HEADER.pack(len(body)) + body


def decode(body: bytes) -> Frame:
    """:raises Malformed: not one of the four frames."""
    try:
        return _decoder.decode(body)
    except UNREADABLE as error:
        raise Malformed("no frame") from error


Handler = Callable[[Any], Awaitable[Any]]


@dataclass(eq=False)
class Channel:
    """One end of a socket. ``handlers`` serve the peer's requests; events arrive by :meth:`events`."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    handlers: Mapping[Method[Any, Any], Handler] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name = {method.name: (method, handler) for method, handler in self.handlers.items()}
        self._waiting: dict[int, asyncio.Future[msgspec.Raw]] = {}
        self._events: asyncio.Queue[Event | None] = asyncio.Queue(256)
        self._serving: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(IN_FLIGHT)
        self._next_id = 0
        self._closed = False
        self._pump = asyncio.create_task(self._read(), name="frames-read")

    @property
    def closed(self) -> bool:
        return self._closed

    async def call(self, method: Method[Req, Rep], body: Req, deadline: float) -> Rep:
        """:param deadline: seconds. :raises ChannelClosed, DeadlineExceeded, Refused, Malformed:"""
        if self._closed:
            raise ChannelClosed(method.name)
        self._next_id += 1
        request_id = self._next_id
        future: asyncio.Future[msgspec.Raw] = asyncio.get_running_loop().create_future()
        self._waiting[request_id] = future
        try:
            async with asyncio.timeout(deadline):
                raw = msgspec.Raw(_encoder.encode(body))
                await self._send(Request(request_id, method.name, raw, int(deadline * 1000)))
                answer = await future
        except TimeoutError:
            raise DeadlineExceeded(method.name) from None
        finally:
            self._waiting.pop(request_id, None)
        try:
            decoded: Rep = method.reply_decoder.decode(answer)
        except UNREADABLE as error:
            raise Malformed(f"reply to {method.name!r}") from error
        return decoded

    async def tell(self, topic: Topic[T], body: T) -> None:
        """Send an event; returns when the peer has room. :raises ChannelClosed:"""
        await self._send(Event(topic.name, msgspec.Raw(_encoder.encode(body))))

    async def events(self) -> AsyncIterator[Event]:
        """Events in order until the socket closes."""
        while (event := await self._events.get()) is not None:
            yield event

    async def close(self) -> None:
        """Close and wait until nothing of this channel runs any more."""
        self._end()
        tasks = [task for task in (self._pump, *self._serving) if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(OSError):  # the peer was first: nothing is left to flush
            await self.writer.wait_closed()

    async def wait_closed(self) -> None:
        """Return when the socket is gone."""
        await asyncio.wait([self._pump])

    async def _send(self, frame: Frame) -> None:
        if self._closed:
            raise ChannelClosed("closed")
        self.writer.write(encode(frame))
        try:
            async with asyncio.timeout(STALLED):
                await self.writer.drain()
        except (TimeoutError, OSError) as error:
            self._end()
            raise ChannelClosed("the peer reads nothing") from error

    async def _read(self) -> None:
        try:
            while True:
                (length,) = HEADER.unpack(await self.reader.readexactly(HEADER.size))
                if length > MAX_FRAME:
                    return
                await self._dispatch(decode(await self.reader.readexactly(length)))
        except (asyncio.IncompleteReadError, OSError, Malformed):
            return
        finally:
            self._end()

    async def _dispatch(self, frame: Frame) -> None:
        match frame:
            case Request():
                await self._slots.acquire()
                task = asyncio.create_task(self._serve(frame), name=f"frames-serve-{frame.method}")
                self._serving.add(task)
                task.add_done_callback(self._served)
            case Reply(id=request_id, body=body):
                if (future := self._waiting.get(request_id)) and not future.done():
                    future.set_result(body)
            case Fault(id=request_id, code=code):
                if (future := self._waiting.get(request_id)) and not future.done():
                    future.set_exception(Refused(code))
            case Event():
                await self._events.put(frame)

    def _served(self, task: asyncio.Task[None]) -> None:
        self._serving.discard(task)
        self._slots.release()
        if not task.cancelled() and (error := task.exception()):
            self._end()
            asyncio.get_running_loop().call_exception_handler(
                {"message": "a handler failed", "exception": error, "task": task}
            )

    async def _serve(self, request: Request) -> None:
        answer: Frame
        known = self._by_name.get(request.method)
        if known is None:
            answer = Fault(request.id, "unknown-method")
        else:
            method, handler = known
            try:
                body = method.request_decoder.decode(request.body)
            except UNREADABLE:
                answer = Fault(request.id, "malformed-body")
            else:
                answer = await self._handled(request, handler, body)
        with contextlib.suppress(ChannelClosed):  # the caller is gone and wants no answer any more
            await self._send(answer)

    async def _handled(self, request: Request, handler: Handler, body: Any) -> Frame:
        try:
            async with asyncio.timeout(request.deadline_ms / 1000):
                return Reply(request.id, msgspec.Raw(_encoder.encode(await handler(body))))
        except TimeoutError:
            return Fault(request.id, "deadline")
        except Refused as refusal:
            return Fault(request.id, refusal.code)

    def _end(self) -> None:
        if self._closed:
            return
        self._closed = True
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(ChannelClosed("the peer closed"))
        if self._events.full():
            self._events.get_nowait()
        self._events.put_nowait(None)
        self.writer.close()


def surprises() -> asyncio.Future[None]:
    """Fails with what nobody expected in any handler, callback or connection of this loop. Await it: the program ends.

    Without it asyncio writes a traceback and carries on (crash only, design.md §1).
    """
    loop = asyncio.get_running_loop()
    failed: asyncio.Future[None] = loop.create_future()

    def surprised(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if not failed.done():
            failed.set_exception(context.get("exception") or RuntimeError(context["message"]))

    loop.set_exception_handler(surprised)
    return failed


async def until_surprised() -> None:
    """For a task of a group: never returns, and ends the group with the first surprise."""
    await surprises()


async def connect(path: Path, handlers: Mapping[Method[Any, Any], Handler] | None = None) -> Channel:
    """:raises OSError: nobody listens there."""
    reader, writer = await asyncio.open_unix_connection(path, limit=MAX_FRAME)
    return Channel(reader, writer, handlers or {})


async def serve(path: Path, welcome: Callable[[Channel], Awaitable[None]],
                handlers: Mapping[Method[Any, Any], Handler] | None = None) -> asyncio.Server:
    """Listen on ``path`` (mode 0660). ``welcome`` runs once a peer and the channel closes when it returns."""

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        channel = Channel(reader, writer, handlers or {})
        try:
            await welcome(channel)
        finally:
            await channel.close()

    return await asyncio.start_unix_server(met, sock=_listener(path), limit=MAX_FRAME)


def _listener(path: Path) -> socket.socket:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    os.chmod(path, 0o660)
    return listener
