"""A row of the contract becomes a route: path, verb and name come from it, never from a second list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec

from contract.messages import Call
from contract.problems import Problem

REFUSALS = (400, 401, 403, 404, 409, 422, 429, 500)


def serve(call: Call, **more: Any) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """Decorate the function that answers ``call``; it takes the body as ``data``."""
    path = call.path.replace("{slip}", "{slip:str}").replace("{visit}", "{visit:str}")
    return HTTPRouteHandler(
        path, http_method=call.verb, name=call.name, operation_id=call.name, opt={"call": call.name},
        status_code=200, media_type=MediaType.JSON, sync_to_thread=None, tags=[call.who],
        responses={200: ResponseSpec(call.reply, description="The answer", generate_examples=False),
                   **{status: ResponseSpec(Problem, description="A problem (RFC 9457)", generate_examples=False,
                                           media_type="application/problem+json") for status in REFUSALS}},
        **more)
