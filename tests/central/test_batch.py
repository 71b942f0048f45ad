"""Many slips at once: a list in, a table out, by a key of its own; judged row by row as a single check is."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, func, select

from central.app.batch import BATCHES_A_MINUTE, new_verifier_key, revoke_verifier_key
from central.app.limit import MINUTE
from central.app.verification import WRONG_KEYS_A_DAY
from central.database.models import Access, SlipCheck, VerifierKey
from contract.messages import (
    CONFIRM_SLIP,
    MOST_ROWS,
    RESERVE_SLIP,
    VERIFY,
    VERIFY_BATCH,
    BatchAnswer,
    BatchRequest,
    BatchRow,
    BatchVerified,
    SlipConfirm,
    SlipFacts,
    SlipReserved,
    VerificationRequest,
)
from contract.problems import Code
from contract.slip import SlipState
from contract.verification import grouped, new_code
from tests.central.bureau import NAME, NOON, NUMBER, PROOF, Kiosk, refuses
from tests.central.conftest import House

LAST_FOUR = NUMBER[-4:]


async def slips(house: House, count: int = 2) -> list[SlipReserved]:
    """The first is confirmed, the others wait."""
    await house.kiosk.sign_in()
    reserved = [await house.kiosk.get(RESERVE_SLIP, PROOF, key=f"op-{number}") for number in range(count)]
    await house.kiosk.get(CONFIRM_SLIP, SlipConfirm(NOON, reserved[0].content_hash), slip=reserved[0].slip)
    return reserved


def asked(*rows: tuple[str, str]) -> BatchRequest:
    return BatchRequest(tuple(VerificationRequest(*row) for row in rows))


async def test_a_list_becomes_a_table_row_by_row(house: House) -> None:
    first, second = await slips(house)
    company = await house.verifier("某公司")
    typed, unknown = grouped(first.content.code).lower(), new_code()
    answer: BatchVerified = await company.get(VERIFY_BATCH, asked(
        (typed, LAST_FOUR.lower()), (second.content.code, LAST_FOUR), (first.content.code, "0000"),
        (unknown, LAST_FOUR), ("garbage", ""), (typed, LAST_FOUR)))
    facts = [SlipFacts(slip.content.serial, NAME, 202601, 202607, slip.content.totals, NOON, 20270224, "lobby-1",
                       sample=True) for slip in (first, second)]
    found = BatchRow(typed, BatchAnswer.FOUND, SlipState.CONFIRMED, facts[0])
    assert answer.rows == (
        found, BatchRow(second.content.code, BatchAnswer.FOUND, SlipState.RESERVED, facts[1]),
        BatchRow(first.content.code, BatchAnswer.NOT_FOUND), BatchRow(unknown, BatchAnswer.NOT_FOUND),
        BatchRow("garbage", BatchAnswer.NOT_FOUND), found)


async def test_unknown_code_and_wrong_second_key_give_the_same_row_and_run_the_same_statements(house: House) -> None:
    first, _ = await slips(house)
    company = await house.verifier("某公司")
    rows, statements = [], []
    for code, last_four in ((new_code(), LAST_FOUR), (first.content.code, "0000"), ("garbage", "----"), ("", ""),
                            (first.content.code, NUMBER)):
        ran: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any, ran: list[str] = ran) -> None:
            ran.append(statement)

        event.listen(house.centre.database.engine.sync_engine, "before_cursor_execute", note)
        answer: BatchVerified = await company.get(VERIFY_BATCH, asked((code, last_four)))
        event.remove(house.centre.database.engine.sync_engine, "before_cursor_execute", note)
        rows.append([(row.answer, row.state, row.facts) for row in answer.rows])
        statements.append(ran)
    assert all(row == [(BatchAnswer.NOT_FOUND, None, None)] for row in rows)
    assert all(ran == statements[0] for ran in statements)


async def test_each_row_leaves_a_row_of_audit_with_the_name_of_the_key(house: House) -> None:
    first, _ = await slips(house)
    company = await house.verifier("某公司")
    await company.get(VERIFY_BATCH, asked((first.content.code, LAST_FOUR), (new_code(), LAST_FOUR)))
    async with house.centre.database.reading() as session:
        rows = (await session.scalars(select(Access).where(Access.action == "verify_batch"))).all()
        checks = (await session.scalars(select(SlipCheck))).all()
    assert [(row.who, row.verifier, row.slip_id, row.outcome) for row in rows] == [
        ("verifier", "某公司", first.slip, "read"), ("verifier", "某公司", "", "refused")]
    assert [(check.slip_id, check.at) for check in checks] == [(first.slip, NOON)]


async def test_last_fours_can_not_be_tried_through_a_list(house: House) -> None:
    first, _ = await slips(house)
    company = await house.verifier("某公司")
    tries = [(first.content.code, f"{number:04d}") for number in range(WRONG_KEYS_A_DAY)]
    answer: BatchVerified = await company.get(VERIFY_BATCH, asked(*tries, (first.content.code, LAST_FOUR)))
    assert [row.answer for row in answer.rows] == [BatchAnswer.NOT_FOUND] * WRONG_KEYS_A_DAY + [BatchAnswer.CLOSED]
    refuses(await house.public.refused(VERIFY, VerificationRequest(first.content.code, LAST_FOUR)), Code.TOO_MANY)


async def test_batches_are_counted_by_key(house: House) -> None:
    company, school = await house.verifier("某公司"), await house.verifier("某学校")
    row = asked((new_code(), LAST_FOUR))
    for _ in range(BATCHES_A_MINUTE):
        await company.get(VERIFY_BATCH, row)
    refuses(await company.refused(VERIFY_BATCH, row), Code.TOO_MANY)
    await school.get(VERIFY_BATCH, row)
    house.clock.now += MINUTE // BATCHES_A_MINUTE
    await company.get(VERIFY_BATCH, row)


@pytest.mark.parametrize("count", [0, MOST_ROWS + 1])
async def test_a_list_has_one_to_two_hundred_rows(house: House, count: int) -> None:
    company = await house.verifier("某公司")
    refuses(await company.refused(VERIFY_BATCH, asked(*[("x", "y")] * count)), Code.MALFORMED, fields="rows")
    whole: BatchVerified = await company.get(VERIFY_BATCH, asked(*[(new_code(), "0000")] * MOST_ROWS))
    assert len(whole.rows) == MOST_ROWS


async def test_without_a_good_key_no_list_is_looked_at(house: House) -> None:
    company = await house.verifier("某公司")
    row = asked((new_code(), LAST_FOUR))
    for sent in ({}, {"Authorization": ""}, {"Authorization": "Verifier "}, {"Authorization": "Verifier wrong"},
                 {"Authorization": company.headers["Authorization"].replace("Verifier", "Bearer")}):
        stranger = Kiosk(house.http, house.centre.keys.irk_for, house.public.headers | sent)
        refuses(await stranger.refused(VERIFY_BATCH, row), Code.VERIFIER_KEY)
    assert await revoke_verifier_key(house.centre.database, "某公司", house.clock())
    refuses(await company.refused(VERIFY_BATCH, row), Code.VERIFIER_KEY)
    async with house.centre.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Access)) == 0


async def test_a_key_is_told_once_and_kept_as_its_hash(house: House) -> None:
    key = await new_verifier_key(house.centre.database, "某公司", NOON)
    assert key is not None
    assert await new_verifier_key(house.centre.database, "某公司", NOON) is None
    async with house.centre.database.reading() as session:
        kept = await session.get_one(VerifierKey, "某公司")
        assert key not in (kept.name, kept.key_hash)
    assert await revoke_verifier_key(house.centre.database, "某公司", NOON)
    assert not await revoke_verifier_key(house.centre.database, "某公司", NOON)
    assert await new_verifier_key(house.centre.database, "某公司", NOON) not in (None, key)
