"""Calls of contract version 1 over mutual TLS. Every trouble is a value; nothing is retried here.

A call gives the decoded reply, a :class:`Refusal` (problem document) or an :class:`Outage`: ``away`` nobody there,
``slow`` no whole answer in time, ``nonsense`` anything that is no answer of the contract (500, HTML, half a JSON,
wrong schema, a month that does not exist, bytes that break TLS). The offset between the centre's clock and ours is
read from each answer's ``Date`` (RFC 9110 §6.6.1).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal

import httpx
import msgspec

from contract.messages import Call
from contract.problems import MEDIA_TYPE, Code, Problem
from kiosk.centre.sense import makes_sense
from kiosk.delays import Delays

MAX_ANSWER = 8 * 1024 * 1024


@dataclass(frozen=True)
class Refusal:
    """The centre understood and said no."""

    code: Code
    status: int


@dataclass(frozen=True)
class Outage:
    """No answer that could be used."""

    how: Literal["away", "slow", "nonsense"]


def machine_tls(authority: Path, certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.3 only, pinned to the bureau's CA, with the machine's own certificate."""
    context = public_tls(authority)
    context.load_cert_chain(certificate, key)
    return context


def public_tls(authority: Path) -> ssl.SSLContext:
    """TLS 1.3 only, pinned to the bureau's CA."""
    context = ssl.create_default_context(cafile=str(authority))
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


class CentreClient:
    """One centre. ``now`` gives epoch seconds and serves only to measure the clocks' offset."""

    def __init__(self, address: str, tls: ssl.SSLContext, delays: Delays, now: Callable[[], float]) -> None:
        self._delays = delays
        self._now = now
        self._http = httpx.AsyncClient(
            base_url=address, verify=tls, trust_env=False, follow_redirects=False,
            timeout=httpx.Timeout(delays.centre_total, connect=delays.centre_connect),
            limits=httpx.Limits(max_connections=8, keepalive_expiry=30),
        )
        self.clock_offset = 0.0
        """Seconds that our clock is ahead of the centre's, by the last answer."""

    async def close(self) -> None:
        await self._http.aclose()

    async def ask(self, call: Call, body: msgspec.Struct | None = None, *, token: str = "",
                  key: str = "", **path: str) -> Any:
        """The reply struct of ``call``, :class:`Refusal` or :class:`Outage`.

        :param token: visit token, :param key: ``Idempotency-Key``, :param path: values of ``{slip}``, ``{visit}``
        """
        headers = {"Accept": f"application/json, {MEDIA_TYPE}"}
        if token:
            headers["Authorization"] = f"Visit {token}"
        if key:
            headers["Idempotency-Key"] = key
        content = None
        if body is not None:
            content = msgspec.json.encode(body)
            headers["Content-Type"] = "application/json"
        try:
            async with asyncio.timeout(self._delays.centre_total):
                return await self._exchange(call, call.path.format(**path), headers, content)
        except (TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout):
            return Outage("slow")
        except (httpx.NetworkError, httpx.ConnectTimeout):
            return Outage("away")
        except (httpx.ProtocolError, httpx.DecodingError, ssl.SSLError):  # httpx passes a broken TLS record through
            return Outage("nonsense")

    async def _exchange(self, call: Call, path: str, headers: dict[str, str], content: bytes | None) -> Any:
        async with self._http.stream(call.verb, path, headers=headers, content=content) as response:
            answer = bytearray()
            async for chunk in response.aiter_bytes():
                answer += chunk
                if len(answer) > MAX_ANSWER:
                    return Outage("nonsense")
        self._compare_clocks(response.headers.get("Date"))
        return _decoded(call, response, bytes(answer))

    def _compare_clocks(self, date: str | None) -> None:
        if date is None:
            return
        try:
            theirs = parsedate_to_datetime(date).timestamp()
        except (ValueError, OverflowError):
            return
        self.clock_offset = self._now() - theirs


def _decoded(call: Call, response: httpx.Response, answer: bytes) -> Any:
    media = response.headers.get("Content-Type", "").partition(";")[0].strip()
    try:
        if response.status_code >= 400 and media == MEDIA_TYPE:
            problem = msgspec.json.decode(answer, type=Problem)
            return Outage("nonsense") if problem.code is Code.INTERNAL else Refusal(problem.code, problem.status)
        if 200 <= response.status_code < 300 and media == "application/json":
            reply = msgspec.json.decode(answer, type=call.reply)
            return reply if makes_sense(reply) else Outage("nonsense")
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Outage("nonsense")
    return Outage("nonsense")
