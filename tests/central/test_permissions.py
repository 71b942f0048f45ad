"""Role × action, each cell, over the application; and what stands in no table."""

from __future__ import annotations

import pytest
from litestar import get
from litestar.handlers import HTTPRouteHandler

from central.app import application as assembled
from contract.messages import CALLS
from contract.permissions import PERMISSIONS, Role, allowed
from contract.problems import Code
from tests.central.bureau import Kiosk, call_named, problem_of, refuses
from tests.central.conftest import House


def test_every_call_has_a_row_and_every_row_a_call() -> None:
    assert {call.name for call in CALLS} == set(PERMISSIONS)


async def caller(house: House, role: Role) -> Kiosk:
    if role is Role.PUBLIC:
        return house.public
    if role is Role.VERIFIER:
        return await house.verifier("某公司")
    if role is Role.VISIT:
        await house.kiosk.sign_in()
    return house.kiosk


@pytest.mark.parametrize("action", PERMISSIONS)
@pytest.mark.parametrize("role", Role)
async def test_each_cell(house: House, role: Role, action: str) -> None:
    """An empty body shows who got past the door: who may is told that the body is bad, who may not is not."""
    kiosk = await caller(house, role)
    call = call_named(action)
    response = await kiosk.ask(call, None if call.verb == "GET" else b"", slip="x", visit="x", key="k")
    may = allowed(role, action) or (role is Role.VISIT and allowed(Role.KIOSK, action)) or (
        role is Role.VERIFIER and allowed(Role.PUBLIC, action))
    if may:
        assert response.status_code in (200, 400), response.text
    elif role is Role.KIOSK and Role.VISIT in PERMISSIONS[action]:
        refuses(problem_of(response), Code.VISIT)
    elif role is Role.PUBLIC and Role.VERIFIER in PERMISSIONS[action]:
        refuses(problem_of(response), Code.VERIFIER_KEY)
    else:
        refuses(problem_of(response), Code.NOT_PERMITTED)


async def test_who_came_through_neither_port_may_nothing(house: House) -> None:
    for headers in ({}, {"X-Port": "other"}, {"X-SSL-Cert": house.kiosk.headers["X-SSL-Cert"]}):
        stranger = Kiosk(house.http, house.centre.keys.irk_for, headers)
        for call in CALLS:
            refuses(await stranger.refused(call, b"{}", slip="x", visit="x"), Code.NOT_PERMITTED)


@pytest.mark.parametrize("header", ["", "garbage", "%00", "-----BEGIN%20CERTIFICATE-----"])
async def test_a_certificate_that_is_none_is_an_unknown_device(house: House, header: str) -> None:
    stranger = Kiosk(house.http, house.centre.keys.irk_for, {"X-Port": "machine", "X-SSL-Cert": header})
    refuses(await stranger.refused(call_named("summary")), Code.DEVICE_UNKNOWN)


async def test_a_certificate_of_a_machine_without_a_record_is_an_unknown_device(house: House) -> None:
    stranger = house.with_certificate("lobby-404")
    refuses(await stranger.refused(call_named("summary")), Code.DEVICE_UNKNOWN)


@pytest.mark.parametrize("path", ["/", "/v", "/style.css", "/offline-verify", "/schema/openapi.json"])
async def test_pages_stand_on_the_public_port_alone(house: House, path: str) -> None:
    assert (await house.http.get(path, headers=house.public.headers)).status_code == 200
    refuses(problem_of(await house.http.get(path, headers=house.kiosk.headers)), Code.NOT_PERMITTED)


@get("/v1/secret", opt={"call": "secret"})
async def secret() -> str:
    return "told"


@get("/v1/nameless")
async def nameless() -> str:
    return "told"


@pytest.mark.parametrize("route", [secret, nameless])
async def test_a_route_without_a_row_is_refused_to_everybody(house: House, monkeypatch: pytest.MonkeyPatch,
                                                            route: HTTPRouteHandler) -> None:
    monkeypatch.setattr(assembled, "ROUTES", (*assembled.ROUTES, route))
    await house.kiosk.sign_in()
    for kiosk in (house.kiosk, house.public):
        async with house.around(assembled.application(house.centre)) as http:
            response = await http.get(next(iter(route.paths)), headers=kiosk.headers)
        refuses(problem_of(response), Code.NOT_PERMITTED)


async def test_a_call_of_the_contract_without_an_answer_stops_the_program(house: House,
                                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembled, "ROUTES", assembled.ROUTES[1:])
    with pytest.raises(ValueError, match="enrol"):
        assembled.application(house.centre)
