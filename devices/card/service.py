"""Program ``kiosk-device card``: one reader on one unix socket.

``STATUS`` goes to every peer on connection and on change; a slow peer misses values in the middle, never the last.
Faults: ``busy``, ``closed``. When the last peer is gone the card is unpowered: what was verified for it is nobody's
any more. SIGTERM unpowers the card too. Logs go to stderr and hold nothing that a card says, its ATR included.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog

from contract import frames
from devices.card import api
from devices.card.driver import Limits, PcscCardReader
from devices.errors import Busy, Closed
from devices.program import Peer, serve

T = TypeVar("T")
log = structlog.get_logger("card")


class CardService:
    """Serve one reader on ``socket`` until ``stop``."""

    def __init__(self, socket: Path, reader: str, *, limits: Limits | None = None, ask_tries: bool = True) -> None:
        self._socket = socket
        self._reader = PcscCardReader(reader, self._told, limits=limits, ask_tries=ask_tries)
        self._peers: set[Peer] = set()
        self._server: asyncio.Server | None = None
        self._stopping = False

    async def start(self) -> None:
        """Returns when the first status is known and the socket listens."""
        await self._reader.connect()
        self._server = await frames.serve(self._socket, self._welcome, {
            api.ASK_STATUS: self._status,
            api.READ: self._read,
            api.VERIFY: self._verify,
            api.AUTHENTICATE: self._authenticate,
            api.RELEASE: self._release,
        })

    async def failed(self) -> None:
        """Raises what has gone wrong in the driver, if ever."""
        await self._reader.failed()

    async def stop(self) -> None:
        """The card is unpowered, then the socket closes."""
        self._stopping = True
        if self._server is not None:
            self._server.close()
        await self._reader.close()
        for peer in list(self._peers):
            await peer.channel.close()
        if self._server is not None:
            await self._server.wait_closed()
        self._socket.unlink(missing_ok=True)

    async def _welcome(self, channel: frames.Channel) -> None:
        peer = Peer(channel)
        peer.offer(api.STATUS, self._reader.last_status)
        self._peers.add(peer)
        try:
            await peer.serve()
        finally:
            self._peers.discard(peer)
            if not self._peers and not self._stopping:
                await self._reader.release()

    def _told(self, status: api.CardStatus) -> None:
        log.info("card_status", **msgspec.to_builtins(status))
        for peer in self._peers:
            peer.offer(api.STATUS, status)

    async def _status(self, asked: api.StatusWanted) -> api.CardStatus:
        return await _served(self._reader.status())

    async def _read(self, body: api.Read) -> api.ReadResult:
        return _logged(await _served(self._reader.read(body.insertion)))

    async def _verify(self, body: api.Verify) -> api.PinResult:
        return _logged(await _served(self._reader.verify(body.insertion, body.pin)))

    async def _authenticate(self, body: api.Authenticate) -> api.CryptogramResult:
        return _logged(await _served(self._reader.authenticate(body.insertion, body.challenge)))

    async def _release(self, body: api.Release) -> api.Released:
        return await _served(self._reader.release())


async def _served(call: Awaitable[T]) -> T:
    try:
        return await call
    except Busy:
        raise frames.Refused("busy") from None
    except Closed:
        raise frames.Refused("closed") from None


def _logged(result: T) -> T:
    """A trouble names its step, never data."""
    if isinstance(result, api.CardTrouble):
        log.warning("card_trouble", fault=result.fault.value, step=result.step, status_word=f"{result.status_word:04X}")
    return result


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 ended by SIGTERM or SIGINT; a surprise, or a lost worker, ends with its traceback and 1."""
    options = _options().parse_args(argv)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr), processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ])
    limits = Limits(options.silent_after, options.total, options.lost_after)
    asyncio.run(serve(CardService(options.socket, options.reader, limits=limits, ask_tries=options.ask_tries)))
    return 0


def _options() -> argparse.ArgumentParser:
    limits = Limits()
    parser = argparse.ArgumentParser(prog="kiosk-device card")
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--reader", required=True, help="name that pcscd gives the reader, or a part of it")
    parser.add_argument("--silent-after", type=float, default=limits.command, help="seconds for one command")
    parser.add_argument("--total", type=float, default=limits.total, help="seconds for one call")
    parser.add_argument("--lost-after", type=float, default=limits.lost,
                        help="seconds until a command that never returns ends the program")
    parser.add_argument("--ask-tries", action=argparse.BooleanOptionalAction, default=True,
                        help="ask the card for its tries by an empty VERIFY before the first PIN")
    return parser
