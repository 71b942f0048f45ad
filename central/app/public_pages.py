"""The public port's pages: front page, verification, style sheet. Words and looks are in ``central.pages``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.enums import MediaType
from litestar.params import FromQuery, URLEncodedBody

import central.pages
from central.app.caller import TheCaller
from central.app.centre import TheCentre
from central.app.refusal import Refusal
from central.app.verification import checked
from central.pages import home, offline, verification
from central.pages.words import Words, chosen, words
from contract.messages import VerificationRequest
from contract.problems import STATUS, Code
from contract.statement import VerificationKeys

TROUBLES = {Code.VERIFY: "verify.failed", Code.TOO_MANY: "verify.too_many"}
CODE_CLOSED = "verify.code_closed"
LONGEST = 64
PAGE: dict[str, Any] = {"opt": {"page": True}, "include_in_schema": False}


class VerificationForm(msgspec.Struct, frozen=True):
    """The form as a browser sends it."""

    c: str = ""
    last_four: str = ""
    lang: str = ""


@get("/", **PAGE)
async def front_page(request: Request[Any, Any, Any], centre: TheCentre,
                     lang: FromQuery[str] = "") -> Response[str]:
    """What this address is for."""
    return _html(home.home(_words(request, lang), centre.settings.bureau))


@get("/v", **PAGE)
async def ask(request: Request[Any, Any, Any], centre: TheCentre, c: FromQuery[str] = "",
              lang: FromQuery[str] = "") -> Response[str]:
    """The address in a slip's QR: asks for the second key."""
    return _html(verification.question(_words(request, lang), centre.settings.bureau, c[:LONGEST]))


@post("/v", **PAGE)
async def show(data: URLEncodedBody[VerificationForm],
               request: Request[Any, Any, Any], centre: TheCentre, caller: TheCaller) -> Response[str]:
    """The slip as issued and its state today, or the question again."""
    say = _words(request, data.lang)
    code, last_four = data.c[:LONGEST], data.last_four[:LONGEST]
    try:
        verified = await checked(centre, caller, VerificationRequest(code, last_four))
    except Refusal as refusal:
        if refusal.code not in TROUBLES:
            raise
        trouble = CODE_CLOSED if refusal.params.get("of") == "code" else TROUBLES[refusal.code]
        page = verification.question(say, centre.settings.bureau, code, trouble)
        return _html(page, STATUS[refusal.code])
    return _html(verification.result(say, centre.settings.bureau, verified, code, last_four))


@get("/offline-verify", **PAGE)
async def offline_verify(centre: TheCentre) -> Response[str]:
    """The page that checks a slip's signed statement without a network, with today's keys in it."""
    keys = VerificationKeys(centre.settings.bureau, centre.clock(), centre.keys.public_keys())
    return Response(offline.offline_page(keys), media_type=MediaType.HTML,
                    headers={"Content-Security-Policy": offline.policy()})


@get("/style.css", **PAGE)
async def style() -> Response[str]:
    """One sheet for all pages."""
    return Response(_style(), media_type=MediaType.CSS)


def _words(request: Request[Any, Any, Any], asked: str) -> Words:
    return words(chosen(asked, request.headers.get("accept-language", "")))


def _html(text: str, status: int = 200) -> Response[str]:
    return Response(text, media_type=MediaType.HTML, status_code=status)


@cache
def _style() -> str:
    return Path(central.pages.__file__).with_name("style.css").read_text(encoding="utf-8")
