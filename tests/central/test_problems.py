"""Whatever goes wrong leaves as a problem of the catalogue, and says nothing else."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from central.app.application import BODY_LIMIT
from central.log import Event, log
from contract.messages import CALLS, SUMMARY, VERIFY, Call
from contract.problems import Code
from tests.central.bureau import NUMBER, Kiosk, problem_of, refuses
from tests.central.conftest import House

NO_BODIES = (b"", b"{", b"[]", b"null", b'"text"', b"{}", b"\xff\xfe", b'{"code":"\xff\xfe"}', b"<html>", b"[" * 5000)
WITH_BODY = [call for call in CALLS if call.request is not None]


async def kiosk_for(house: House, call: Call) -> Kiosk:
    if call.who == "public":
        return house.public
    if call.who == "verifier":
        return await house.verifier("某公司")
    await house.kiosk.sign_in()
    return house.kiosk


@pytest.mark.parametrize("call", WITH_BODY, ids=lambda call: call.name)
async def test_a_body_that_is_none_is_malformed(house: House, call: Call) -> None:
    kiosk = await kiosk_for(house, call)
    for body in NO_BODIES:
        refuses(await kiosk.refused(call, body, slip="x", visit="x", key="k"), Code.MALFORMED)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=60) | st.dictionaries(
    st.sampled_from(["code", "last_four", "x"]),
    st.none() | st.integers() | st.text(max_size=20) | st.lists(st.integers(), max_size=3)).map(msgspec.json.encode))
async def test_any_body_gets_an_answer_from_the_catalogue(house: House, body: bytes) -> None:
    problem = await house.public.refused(VERIFY, body)
    assert problem.code in (Code.MALFORMED, Code.VERIFY)


async def test_a_wrong_field_is_named_but_not_repeated(house: House) -> None:
    response = await house.public.ask(VERIFY, msgspec.json.encode({"code": 1, "last_four": ["secret"]}))
    refuses(problem_of(response), Code.MALFORMED, fields="code")
    assert b"secret" not in response.content


async def test_a_body_too_large_is_malformed(house: House) -> None:
    refuses(await house.public.refused(VERIFY, b" " * (BODY_LIMIT + 1)), Code.MALFORMED)


@pytest.mark.parametrize(("verb", "path", "code"), [
    ("GET", "/nowhere", Code.NOT_FOUND), ("GET", "/v1/nowhere", Code.NOT_FOUND),
    ("DELETE", "/v1/slips", Code.NOT_FOUND), ("GET", "/v0/summary", Code.VERSION), ("POST", "/v2/visits", Code.VERSION),
    ("GET", "/%00", Code.NOT_FOUND)])
async def test_what_is_not_there_is_not_found_and_another_version_is_named(house: House, verb: str, path: str,
                                                                          code: Code) -> None:
    refuses(problem_of(await house.http.request(verb, path, headers=house.kiosk.headers)), code)


async def test_a_surprise_is_internal_and_tells_neither_caller_nor_log_a_value(
        house: House, capsys: pytest.CaptureFixture[str]) -> None:
    await house.kiosk.sign_in()
    async with house.centre.database.writing() as session, session.begin():
        await session.execute(text("ALTER TABLE person RENAME TO elsewhere"))
    response = await house.kiosk.ask(SUMMARY)
    refuses(problem_of(response), Code.INTERNAL)
    assert b"person" not in response.content
    logged = capsys.readouterr().err
    assert "OperationalError" in logged
    assert house.kiosk.token not in logged
    assert NUMBER not in logged


def test_the_log_takes_no_field_that_is_not_on_its_list() -> None:
    with pytest.raises(ValueError, match="number"):
        log(Event.ANSWERED, number=NUMBER)
