"""A card is judged before a name is given, proves itself once, and opens one person's records for a while."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import select

from central.app.visits import CHALLENGE_SECONDS, TOKEN_SECONDS
from central.database.models import Access, Visit
from contract.messages import OPEN_VISIT, PROVE_CARD, SUMMARY, CardHolder
from contract.problems import Code
from tests.central.bureau import NAME, NUMBER, SM4_CARD, card_id, refuses
from tests.central.conftest import House


async def test_a_card_that_proves_itself_opens_its_holders_visit(house: House) -> None:
    granted = await house.kiosk.sign_in()
    assert granted.holder == CardHolder(NAME, NUMBER, "000000001")
    assert granted.expires_in == TOKEN_SECONDS
    assert len(bytes.fromhex(granted.token)) == 32
    await house.kiosk.get(SUMMARY)


@pytest.mark.parametrize(("card", "code"), [
    (3, Code.CARD_LOST), (4, Code.CARD_EXPIRED), (5, Code.CARD_EXPIRED), (6, Code.CARD_BLOCKED),
    (7, Code.CARD_BLOCKED), (99, Code.CARD_UNKNOWN)])
async def test_a_card_that_may_not_be_used_is_refused_before_anything_is_said(house: House, card: int,
                                                                            code: Code) -> None:
    problem = await house.kiosk.refused(OPEN_VISIT, house.kiosk.visit_request(card))
    refuses(problem, code)
    assert problem.params == {}


async def test_a_card_is_good_until_the_end_of_its_last_day(house: House) -> None:
    await house.kiosk.sign_in(9)
    house.clock.now += 12 * 3600
    refuses(await house.kiosk.refused(OPEN_VISIT, house.kiosk.visit_request(9)), Code.CARD_EXPIRED)


async def test_a_card_of_another_region_is_told_which(house: House) -> None:
    request = house.kiosk.visit_request(1, region="440100")
    refuses(await house.kiosk.refused(OPEN_VISIT, request), Code.CARD_ELSEWHERE, region="440100")


@pytest.mark.parametrize("identifier", ["", "zz", card_id(1)[:-2], card_id(1) + "00"])
async def test_a_card_number_that_is_none_is_malformed(house: House, identifier: str) -> None:
    request = house.kiosk.visit_request(1, card_id=identifier)
    refuses(await house.kiosk.refused(OPEN_VISIT, request), Code.MALFORMED, fields="card_id")


async def test_a_card_number_in_capitals_is_the_same_card(house: House) -> None:
    await house.kiosk.get(OPEN_VISIT, house.kiosk.visit_request(1, card_id=card_id(1).upper()))


async def test_a_wrong_cryptogram_burns_the_challenge(house: House) -> None:
    opened = await house.kiosk.get(OPEN_VISIT, house.kiosk.visit_request(1))
    right = house.kiosk.proof(opened)
    wrong = house.kiosk.proof(opened, cryptogram="00" * 8)
    refuses(await house.kiosk.refused(PROVE_CARD, wrong, visit=opened.visit), Code.CRYPTOGRAM)
    refuses(await house.kiosk.refused(PROVE_CARD, right, visit=opened.visit), Code.VISIT)


async def test_a_right_cryptogram_is_good_once(house: House) -> None:
    opened = await house.kiosk.get(OPEN_VISIT, house.kiosk.visit_request(1))
    proof = house.kiosk.proof(opened)
    await house.kiosk.get(PROVE_CARD, proof, visit=opened.visit)
    refuses(await house.kiosk.refused(PROVE_CARD, proof, visit=opened.visit), Code.VISIT)


async def test_a_cryptogram_for_another_challenge_is_wrong(house: House) -> None:
    first = await house.kiosk.get(OPEN_VISIT, house.kiosk.visit_request(1))
    second = await house.kiosk.get(OPEN_VISIT, house.kiosk.visit_request(1))
    assert first.challenge != second.challenge
    refuses(await house.kiosk.refused(PROVE_CARD, house.kiosk.proof(first), visit=second.visit), Code.CRYPTOGRAM)


async def test_a_late_answer_is_refused(house: House) -> None:
    opened = await house.kiosk.get(OPEN_VISIT, house.kiosk.visit_request(1))
    house.clock.now += CHALLENGE_SECONDS
    refuses(await house.kiosk.refused(PROVE_CARD, house.kiosk.proof(opened), visit=opened.visit), Code.VISIT)


async def test_another_machine_can_not_finish_a_visit(house: House) -> None:
    opened = await house.kiosk.get(OPEN_VISIT, house.kiosk.visit_request(1))
    other = await house.another("lobby-2")
    refuses(await other.refused(PROVE_CARD, other.proof(opened), visit=opened.visit), Code.VISIT)
    await house.kiosk.get(PROVE_CARD, house.kiosk.proof(opened), visit=opened.visit)


async def test_a_card_of_another_algorithm_proves_nothing(house: House) -> None:
    opened = await house.kiosk.get(OPEN_VISIT, house.kiosk.visit_request(SM4_CARD, algorithm="sm4"))
    refuses(await house.kiosk.refused(PROVE_CARD, house.kiosk.proof(opened), visit=opened.visit), Code.CRYPTOGRAM)


@pytest.mark.parametrize("fault", ["none", "invented", "other-machine", "over", "other-scheme", "next-visit"])
async def test_a_token_opens_records_for_its_machine_and_time_only(house: House, fault: str) -> None:
    granted = await house.kiosk.sign_in()
    kiosk = house.kiosk
    match fault:
        case "none":
            kiosk.token = ""
        case "invented":
            kiosk.token = "00" * 32
        case "other-machine":
            kiosk = await house.another("lobby-2")
            kiosk.token = granted.token
        case "over":
            house.clock.now += TOKEN_SECONDS
        case "other-scheme":
            kiosk.token = ""
            kiosk.headers["Authorization"] = f"Bearer {granted.token}"
        case "next-visit":
            await kiosk.sign_in(2)
            kiosk.token = granted.token
    refuses(await kiosk.refused(SUMMARY), Code.VISIT)


@pytest.mark.parametrize("pin", ["not_asked", "", "by-a-later-way"])
async def test_without_the_pin_no_record_is_opened(house: House, pin: str) -> None:
    await house.kiosk.sign_in(pin=pin)
    refuses(await house.kiosk.refused(SUMMARY), Code.NOT_PERMITTED)


async def test_neither_token_nor_challenge_stands_readable_in_the_records(house: House) -> None:
    granted = await house.kiosk.sign_in()
    async with house.centre.database.reading() as session:
        visit = (await session.scalars(select(Visit))).one()
    assert granted.token not in str(vars(visit))


async def test_every_read_leaves_a_row_that_names_machine_visit_and_action_but_no_person(house: House) -> None:
    await house.kiosk.sign_in()
    await house.kiosk.get(SUMMARY)
    async with house.centre.database.reading() as session:
        rows = (await session.scalars(select(Access).order_by(Access.id))).all()
        visit = (await session.scalars(select(Visit))).one()
    assert [(row.who, row.machine_id, row.visit_id, row.action, row.at) for row in rows] == [
        (who, "lobby-1", visit.id, action, house.clock()) for who, action in
        (("kiosk", "prove_card"), ("visit", "summary"))]
    written = msgspec.json.encode([{key: value for key, value in vars(row).items() if key[0] != "_"} for row in rows])
    assert NUMBER.encode() not in written
