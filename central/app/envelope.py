"""Around the application: headers that every answer carries, and one log line an answer."""

from __future__ import annotations

import time
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from central.log import Event, log

HEADERS = (
    (b"content-security-policy",
     b"default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


def enveloped(app: ASGIApp) -> ASGIApp:
    """:param app: the application; lifespan messages pass unchanged"""

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        begun = time.monotonic()

        async def enrich(message: Message) -> None:
            if message["type"] == "http.response.start":
                held = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in HEADERS if pair[0] not in held)]
                _logged(scope, message["status"], begun)
            await send(message)

        await app(scope, receive, enrich)

    return outer


def _logged(scope: Any, status: int, begun: float) -> None:
    handler = scope.get("route_handler")
    call = handler.opt.get("call", "") if handler is not None else ""
    caller = scope.get("state", {}).get("caller")
    log(Event.ANSWERED, call=call, status=status, machine=caller.machine if caller else "",
        ms=round((time.monotonic() - begun) * 1000, 1))
