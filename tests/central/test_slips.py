"""A number is given once, its content is frozen, and the kiosk's word is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from sqlalchemy import func, select

from central.database.models import Contribution, Serial, Slip
from central.slips.life import LEASE
from contract.civil_time import day_of
from contract.insurance import MEDICAL, PENSION
from contract.messages import (
    CONFIRM_SLIP,
    DRAFT_SLIP,
    RESERVE_SLIP,
    UNCERTAIN_SLIP,
    VERIFY,
    VOID_SLIP,
    Call,
    SlipConfirm,
    SlipDraft,
    SlipRequest,
    SlipReserved,
    SlipStatus,
    SlipUncertain,
    SlipVoid,
    VerificationRequest,
    Verified,
    VoidReason,
)
from contract.problems import Code
from contract.slip import SlipState, content_hash
from contract.verification import normalised
from tests.central.bureau import NOON, NUMBER, PROOF, refuses
from tests.central.conftest import House

DAY = 86400


async def reserve(house: House, key: str = "op-1", request: SlipRequest = PROOF) -> SlipReserved:
    answer: SlipReserved = await house.kiosk.get(RESERVE_SLIP, request, key=key)
    return answer


def confirmation(reserved: SlipReserved) -> SlipConfirm:
    return SlipConfirm(NOON, reserved.content_hash)


async def tell(house: House, call: Call, reserved: SlipReserved) -> SlipStatus:
    status: SlipStatus = await house.kiosk.get(call, WORDS[call.name](reserved), slip=reserved.slip)
    return status


WORDS: dict[str, Callable[[SlipReserved], msgspec.Struct]] = {
    "confirm_slip": confirmation,
    "void_slip": lambda _: SlipVoid(VoidReason.RETRACTED),
    "uncertain_slip": lambda _: SlipUncertain("P-17"),
}
STATES = {CONFIRM_SLIP: SlipState.CONFIRMED, VOID_SLIP: SlipState.VOIDED, UNCERTAIN_SLIP: SlipState.UNCERTAIN}


async def test_a_draft_says_what_a_slip_would_say_and_keeps_nothing(house: House) -> None:
    await house.kiosk.sign_in()
    draft: SlipDraft = await house.kiosk.get(DRAFT_SLIP, PROOF)
    reserved = await reserve(house)
    assert (draft.content.serial, draft.content.code, draft.content.valid_until) == ("", "", 0)
    same = msgspec.structs.replace(reserved.content, serial="", code="", verify_url="", issued_at=0, valid_until=0,
                                   code_bytes=len(reserved.content.verify_url))
    assert draft.content == same
    async with house.centre.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Slip)) == 1


async def test_a_reserved_slip_has_number_code_address_and_validity(house: House) -> None:
    await house.kiosk.sign_in()
    reserved = await reserve(house)
    content = reserved.content
    assert (content.serial, content.issued_at, content.valid_until) == ("440300-00000001", NOON, 20270224)
    assert normalised(content.code) == content.code
    assert content.verify_url.partition("#")[0] == f"https://verify.example:8444/v?c={content.code}"
    assert (content.machine, content.bureau, content.sample) == ("lobby-1", "深圳市社会保险基金管理局", True)
    assert reserved.content_hash == content_hash(content)
    assert reserved.lease_until == NOON + LEASE


async def test_size_and_language_are_frozen_with_the_slip_and_only_where_they_were_chosen(house: House) -> None:
    await house.kiosk.sign_in()
    plain = (await reserve(house)).content
    chosen = msgspec.structs.replace(PROOF, large_print=True, with_english=True)
    styled = (await reserve(house, '"op-styled"', request=chosen)).content
    assert (styled.large_print, styled.with_english) == (True, True)
    assert b"large_print" not in msgspec.json.encode(plain)
    assert b"with_english" not in msgspec.json.encode(plain)


async def test_no_insurance_chosen_means_all_that_the_person_has(house: House) -> None:
    await house.kiosk.sign_in()
    request = SlipRequest("proof_of_insurance", 0, 0, ())
    assert (await reserve(house, request=request)).content.insurances == (PENSION, MEDICAL)


async def test_the_same_key_and_body_get_the_same_answer_however_often(house: House) -> None:
    await house.kiosk.sign_in()
    first = await reserve(house)
    async with house.centre.database.writing() as session, session.begin():
        await session.delete((await session.scalars(select(Contribution).limit(1))).one())
    house.clock.now += 60
    assert await reserve(house) == first
    assert await reserve(house, '"op-1"') == first
    async with house.centre.database.reading() as session:
        assert (await session.get_one(Serial, "440300")).last == 1


async def test_reservations_at_the_same_moment_under_one_key_are_one_slip(house: House) -> None:
    await house.kiosk.sign_in()
    answers = await asyncio.gather(*(reserve(house) for _ in range(5)))
    assert len({answer.slip for answer in answers}) == 1


async def test_numbers_follow_each_other_and_are_never_given_twice(house: House) -> None:
    await house.kiosk.sign_in()
    answers = await asyncio.gather(*(reserve(house, f"op-{number}") for number in range(6)))
    assert sorted(answer.content.serial for answer in answers) == [f"440300-{n:08d}" for n in range(1, 7)]
    assert len({answer.content.code for answer in answers}) == 6


async def test_the_same_key_for_other_content_or_another_citizen_is_refused(house: House) -> None:
    await house.kiosk.sign_in()
    await reserve(house)
    other = SlipRequest("proof_of_insurance", 202601, 0, (PENSION,))
    refuses(await house.kiosk.refused(RESERVE_SLIP, other, key="op-1"), Code.KEY_REUSED)
    await house.kiosk.sign_in(9)
    refuses(await house.kiosk.refused(RESERVE_SLIP, PROOF, key="op-1"), Code.KEY_REUSED)


async def test_the_same_key_of_another_machine_is_another_slip(house: House) -> None:
    await house.kiosk.sign_in()
    first = await reserve(house)
    other = await house.another("lobby-2")
    await other.sign_in()
    second: SlipReserved = await other.get(RESERVE_SLIP, PROOF, key="op-1")
    assert second.slip != first.slip
    assert second.content.machine == "lobby-2"


@pytest.mark.parametrize("key", ["", "a b", "x" * 65, "näh"])
async def test_without_a_key_nothing_is_reserved(house: House, key: str) -> None:
    await house.kiosk.sign_in()
    headers = {"Idempotency-Key": key.encode()} if key else {}
    refuses(await house.kiosk.refused(RESERVE_SLIP, PROOF, headers=headers), Code.KEY_MISSING)


@pytest.mark.parametrize("card", [2, 8])
@pytest.mark.parametrize("call", [DRAFT_SLIP, RESERVE_SLIP])
async def test_a_record_that_must_be_put_right_gives_no_proof(house: House, card: int, call: Call) -> None:
    await house.kiosk.sign_in(card)
    refuses(await house.kiosk.refused(call, PROOF, key="op-1"), Code.CORRECTION)


@pytest.mark.parametrize("request_", [
    SlipRequest("other", 0, 0, (PENSION,)), SlipRequest("proof_of_insurance", 202613, 0, (PENSION,)),
    SlipRequest("proof_of_insurance", 202602, 202601, (PENSION,))])
async def test_a_senseless_choice_is_malformed(house: House, request_: SlipRequest) -> None:
    await house.kiosk.sign_in()
    refuses(await house.kiosk.refused(RESERVE_SLIP, request_, key="op-1"), Code.MALFORMED)


@pytest.mark.parametrize("first", STATES)
@pytest.mark.parametrize("second", STATES)
async def test_a_word_repeated_changes_nothing_and_a_contradiction_is_for_a_person(house: House, first: Call,
                                                                                  second: Call) -> None:
    await house.kiosk.sign_in()
    reserved = await reserve(house)
    assert (await tell(house, first, reserved)).state == STATES[first]
    if first == second:
        assert (await tell(house, second, reserved)).state == STATES[first]
    else:
        body = WORDS[second.name](reserved)
        problem = await house.kiosk.refused(second, body, slip=reserved.slip)
        refuses(problem, Code.SLIP_STATE, state=STATES[first].value)
    async with house.centre.database.reading() as session:
        slip = await session.get_one(Slip, reserved.slip)
    assert (slip.state, slip.settled_at) == (STATES[first], NOON)


@pytest.mark.parametrize("call", STATES)
async def test_after_its_lease_a_slip_is_suspect_and_still_takes_the_kiosks_word(house: House, call: Call) -> None:
    await house.kiosk.sign_in()
    reserved = await reserve(house)
    house.clock.now += LEASE + 1
    verified: Verified = await house.public.get(VERIFY, VerificationRequest(reserved.content.code, NUMBER[-4:]))
    assert verified.state == SlipState.SUSPECT
    assert (await tell(house, call, reserved)).state == STATES[call]


async def test_a_confirmed_slip_expires_after_its_last_day_and_a_repeated_word_is_still_fine(house: House) -> None:
    await house.kiosk.sign_in()
    reserved = await reserve(house)
    await tell(house, CONFIRM_SLIP, reserved)
    while day_of(house.clock.now + DAY) <= reserved.content.valid_until:
        house.clock.now += DAY
    assert (await tell(house, CONFIRM_SLIP, reserved)).state == SlipState.CONFIRMED
    house.clock.now += DAY
    assert (await tell(house, CONFIRM_SLIP, reserved)).state == SlipState.EXPIRED


async def test_a_word_needs_no_visit_and_is_heard_from_its_own_machine_only(house: House) -> None:
    await house.kiosk.sign_in()
    reserved = await reserve(house)
    house.kiosk.token = ""
    other = await house.another("lobby-2")
    refuses(await other.refused(VOID_SLIP, SlipVoid(VoidReason.NOT_PRINTED), slip=reserved.slip), Code.SLIP_UNKNOWN)
    assert (await tell(house, CONFIRM_SLIP, reserved)).state == SlipState.CONFIRMED


async def test_a_kiosk_that_was_cut_off_before_the_answer_voids_by_its_op_id(house: House) -> None:
    await house.kiosk.sign_in()
    reserved = await reserve(house, "op-7")
    house.kiosk.token = ""
    void = SlipVoid(VoidReason.NOT_PRINTED)
    status: SlipStatus = await house.kiosk.get(VOID_SLIP, void, slip="op-7")
    assert status == SlipStatus(reserved.slip, SlipState.VOIDED)
    refuses(await house.kiosk.refused(VOID_SLIP, void, slip="op-8"), Code.SLIP_UNKNOWN)


async def test_a_print_of_other_content_is_never_confirmed(house: House) -> None:
    await house.kiosk.sign_in()
    reserved = await reserve(house)
    wrong = SlipConfirm(NOON, "0" * 64)
    refuses(await house.kiosk.refused(CONFIRM_SLIP, wrong, slip=reserved.slip), Code.SLIP_STATE, state="reserved")
    await tell(house, CONFIRM_SLIP, reserved)
    refuses(await house.kiosk.refused(CONFIRM_SLIP, wrong, slip=reserved.slip), Code.SLIP_STATE)


@pytest.mark.parametrize("moment", [-1, 253402300800, 10 ** 30])
async def test_a_moment_that_no_clock_shows_is_malformed_and_confirms_nothing(house: House, moment: int) -> None:
    await house.kiosk.sign_in()
    reserved = await reserve(house)
    word = SlipConfirm(moment, reserved.content_hash)
    refuses(await house.kiosk.refused(CONFIRM_SLIP, word, slip=reserved.slip), Code.MALFORMED, fields="printed_at")
    assert (await tell(house, VOID_SLIP, reserved)).state == SlipState.VOIDED


async def test_an_insurance_chosen_twice_stands_on_the_slip_once(house: House) -> None:
    await house.kiosk.sign_in()
    request = SlipRequest("proof_of_insurance", 0, 0, (MEDICAL, PENSION, MEDICAL))
    content = (await reserve(house, request=request)).content
    assert content.insurances == tuple(total.insurance for total in content.totals) == (PENSION, MEDICAL)


async def test_reasons_are_kept_even_those_that_this_version_does_not_know(house: House) -> None:
    await house.kiosk.sign_in()
    reserved = await reserve(house)
    await house.kiosk.get(VOID_SLIP, b'{"reason":"eaten","note":1}', slip=reserved.slip)
    async with house.centre.database.reading() as session:
        assert (await session.get_one(Slip, reserved.slip)).reason == "eaten"
