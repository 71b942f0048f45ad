"""Every refusal leaves as a problem document (RFC 9457), whoever found the fault: we, Litestar, or a surprise."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException, ValidationException
from litestar.types import ExceptionHandlersMap

from central.log import Event, log
from contract import problems
from contract.messages import VERSION
from contract.problems import Code

VERSIONED = re.compile(r"/v(\d+)/")
SERVED = {VERSION}


class Refusal(Exception):
    """The call is refused with ``code``; nothing of it has been done unless the raiser says so."""

    def __init__(self, code: Code, **params: str) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params


def problem_response(code: Code, **params: str) -> Response[bytes]:
    """The document with its status."""
    document = problems.problem(code, **params)
    return Response(msgspec.json.encode(document), status_code=document.status, media_type=problems.MEDIA_TYPE)


def _refused(_request: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:
    return problem_response(refusal.code, **refusal.params)


def _not_found(request: Request[Any, Any, Any], _error: HTTPException) -> Response[bytes]:
    versioned = VERSIONED.match(request.url.path)
    if versioned and int(versioned[1]) not in SERVED:
        return problem_response(Code.VERSION, served=",".join(str(version) for version in sorted(SERVED)))
    return problem_response(Code.NOT_FOUND)


def _invalid(_request: Request[Any, Any, Any], error: ValidationException) -> Response[bytes]:
    extra = error.extra if isinstance(error.extra, list) else []
    fields = [str(item["key"]) for item in extra if isinstance(item, dict) and "key" in item]
    return problem_response(Code.MALFORMED, **({"fields": ",".join(fields)} if fields else {}))


def _http(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    if error.status_code >= 500:
        return _surprise(request, error)
    return problem_response(Code.MALFORMED)


def _surprise(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    log(Event.FAILED, error=error, path=request.scope.get("path_template", ""))
    return problem_response(Code.INTERNAL)


HANDLERS: ExceptionHandlersMap = {
    Refusal: _refused,
    NotFoundException: _not_found,
    MethodNotAllowedException: _not_found,
    ValidationException: _invalid,
    HTTPException: _http,
    Exception: _surprise,
}
