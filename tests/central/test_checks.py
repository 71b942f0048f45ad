"""Earlier checks of a slip are told by number and time, and nothing else of them is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, select

from central.app.verification import SAME_CHECK, TIMES_SHOWN
from central.database.models import SlipCheck
from contract.messages import VERIFY, VerificationRequest, Verified
from contract.problems import Code
from tests.central.bureau import NOON, refuses
from tests.central.conftest import House
from tests.central.test_verification import LAST_FOUR, issued, show


async def times(house: House) -> list[int]:
    async with house.centre.database.reading() as session:
        return list(await session.scalars(select(SlipCheck.at).order_by(SlipCheck.id)))


async def test_the_first_to_check_is_told_that_nobody_did_before(house: House) -> None:
    reserved = await issued(house)
    response, _ = await show(house, reserved.content.code, lang="en")
    assert 'data-checks="0">Nobody has checked it before.' in response.text


async def test_later_ones_are_told_how_often_and_when(house: House) -> None:
    reserved = await issued(house)
    for number in range(TIMES_SHOWN + 2):
        house.clock.now = NOON + number * 3600
        verified: Verified = await house.public.get(VERIFY, VerificationRequest(reserved.content.code, LAST_FOUR))
        assert verified.checks == number
        assert verified.checked_at == tuple(NOON + hour * 3600 for hour in range(number))[-TIMES_SHOWN:]
    house.clock.now += 3600
    response, _ = await show(house, reserved.content.code)
    assert f'data-checks="{TIMES_SHOWN + 2}"' in response.text
    assert response.text.count("data-checked-at=") == TIMES_SHOWN
    assert "2026年11月24日 18:00" in response.text


async def test_the_same_page_in_the_other_language_is_the_same_check(house: House) -> None:
    reserved = await issued(house)
    for lang in ("zh-Hans", "en"):
        response, _ = await show(house, reserved.content.code, lang=lang)
        assert 'data-checks="0"' in response.text
    house.clock.now += SAME_CHECK
    response, _ = await show(house, reserved.content.code)
    assert 'data-checks="1"' in response.text
    assert await times(house) == [NOON, NOON + SAME_CHECK]


@pytest.mark.parametrize("last_four", ["0000", "", "----"])
async def test_a_wrong_key_is_no_check(house: House, last_four: str) -> None:
    reserved = await issued(house)
    refuses(await house.public.refused(VERIFY, VerificationRequest(reserved.content.code, last_four)), Code.VERIFY)
    assert await times(house) == []


async def test_of_a_check_only_its_time_is_kept(house: House) -> None:
    async with house.centre.database.engine.connect() as connection:
        columns = await connection.run_sync(lambda sync: inspect(sync).get_columns("slip_check"))
    assert [column["name"] for column in columns] == ["id", "slip_id", "at"]


async def test_the_pages_say_what_a_copy_is_worth(house: House) -> None:
    reserved = await issued(house)
    asking = await house.http.get("/v?lang=en", headers=house.public.headers)
    shown, _ = await show(house, reserved.content.code, lang="en")
    for page in (asking, shown):
        assert "Compare a copy with it, line by line, before you rely on it." in page.text
