"""The application: every row of the contract, the public pages, the OpenAPI document. It opens no socket itself."""

from __future__ import annotations

from typing import Any

from litestar import Litestar, Request, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ASGIApp

from central.app import batch, citizen, days, enrolment, public_pages, slips, verification, visits
from central.app.caller import Caller, Doorkeeper
from central.app.centre import Centre
from central.app.envelope import enveloped
from central.app.refusal import HANDLERS, Refusal
from contract.messages import CALLS, VERSION
from contract.problems import Code

BODY_LIMIT = 256 * 1024
"""A day of 2,000 slips, which no printer prints, still fits (nginx: ``central.front``)."""
ROUTES = (
    enrolment.enrol, visits.open_visit, visits.prove_card, citizen.summary, citizen.contributions, slips.draft_slip,
    slips.reserve_slip, slips.confirm_slip, slips.void_slip, slips.uncertain_slip, slips.settle_slip, days.report_day,
    verification.verify, verification.verification_keys, batch.verify_batch,
)
PAGES = (public_pages.front_page, public_pages.ask, public_pages.show, public_pages.offline_verify,
         public_pages.style)


def application(centre: Centre) -> ASGIApp:
    """An ASGI application for one centre; whoever made ``centre`` closes its database.

    :raises ValueError: a call of the contract has no answer here
    """
    answered = {route.opt.get("call") for route in ROUTES}
    if missing := {call.name for call in CALLS} - answered:
        raise ValueError(f"calls without an answer: {sorted(missing)}")
    return enveloped(_litestar(centre))


def _litestar(centre: Centre) -> Litestar:
    return Litestar(
        [*ROUTES, *PAGES],
        guards=[Doorkeeper(centre)],
        dependencies={"centre": Provide(lambda: centre, sync_to_thread=False),
                      "caller": Provide(_caller, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        openapi_config=OpenAPIConfig(
            title="Kiosk centre", version=f"{VERSION}.0", description="Contract between a kiosk and its centre",
            openapi_router=Router("/schema", route_handlers=[], opt={"page": True}, include_in_schema=False),
            render_plugins=[JsonRenderPlugin()]),
        request_class=BoundedRequest,
        request_max_body_size=BODY_LIMIT,
        logging_config=None,
        debug=False,
    )


class BoundedRequest(Request[Any, Any, Any]):
    """JSON nested deeper than the decoder goes, or not in UTF-8, is the sender's fault, no surprise of ours."""

    async def json(self) -> Any:
        """:raises Refusal: no end of brackets, or text in another encoding"""
        try:
            return await super().json()
        except (RecursionError, UnicodeDecodeError) as error:
            raise Refusal(Code.MALFORMED) from error


def _caller(request: Request[Any, Any, Any]) -> Caller:
    caller = request.state.caller
    assert isinstance(caller, Caller)
    return caller
