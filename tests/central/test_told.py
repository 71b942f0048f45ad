"""The kiosk's signed word about a slip that the centre has forgotten, or not yet seen."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contract.messages import (
    CONFIRM_SLIP,
    RESERVE_SLIP,
    UNCERTAIN_SLIP,
    VOID_SLIP,
    Call,
    SlipConfirm,
    SlipReserved,
    SlipStatus,
    SlipUncertain,
    SlipVoid,
    VoidReason,
)
from contract.problems import Code
from contract.signed_words import SlipStatement, Word
from contract.slip import SlipState
from tests.central.bureau import NOON, PROOF, new_key, refuses
from tests.central.conftest import SERVER, House
from tests.central.signing import Backup, day, signed, statement

restorable = pytest.mark.skipif(bool(SERVER), reason="a backup is a file of the embedded database")


async def reserve(house: House, key: str = "op-1") -> SlipReserved:
    await house.kiosk.sign_in()
    answer: SlipReserved = await house.kiosk.get(RESERVE_SLIP, PROOF, key=key)
    return answer


def void(house: House, told: SlipStatement) -> SlipVoid:
    return SlipVoid(VoidReason.NOT_PRINTED, signed(house.kiosk, told))


def body(house: House, call: Call, op: str, reserved: SlipReserved) -> msgspec.Struct:
    match call.name:
        case "confirm_slip":
            return SlipConfirm(NOON, reserved.content_hash,
                               signed(house.kiosk, statement(Word.CONFIRM, op, reserved)))
        case "void_slip":
            return void(house, statement(Word.VOID, op, reserved))
    return SlipUncertain("PRN-210", signed(house.kiosk, statement(Word.UNCERTAIN, op, reserved)))


STATES = {CONFIRM_SLIP: SlipState.CONFIRMED, VOID_SLIP: SlipState.VOIDED, UNCERTAIN_SLIP: SlipState.UNCERTAIN}


@restorable
@pytest.mark.parametrize("call", STATES)
async def test_a_restored_backup_takes_the_word_about_a_slip_that_it_has_forgotten(
        house: House, tmp_path: Path, call: Call) -> None:
    backup = Backup(house, tmp_path)
    backup.take()
    reserved = await reserve(house)
    async with backup.restored() as older:
        told = body(older, call, "op-1", reserved)
        for _ in range(2):
            status: SlipStatus = await older.kiosk.get(call, told, slip=reserved.slip)
            assert status == SlipStatus(reserved.slip, STATES[call])
        for other in STATES.keys() - {call}:
            crossed = body(older, other, "op-1", reserved)
            refuses(await older.kiosk.refused(other, crossed, slip=reserved.slip), Code.SLIP_STATE)


@restorable
async def test_a_number_that_was_printed_is_never_given_again_by_a_restored_backup(house: House,
                                                                                  tmp_path: Path) -> None:
    backup = Backup(house, tmp_path)
    backup.take()
    await reserve(house, "op-1")
    reserved = await reserve(house, "op-2")
    assert reserved.content.serial == "440300-00000002"
    async with backup.restored() as older:
        await older.kiosk.get(CONFIRM_SLIP, body(older, CONFIRM_SLIP, "op-2", reserved), slip=reserved.slip)
        assert (await reserve(older, "op-3")).content.serial == "440300-00000003"


@restorable
async def test_what_is_told_of_a_forgotten_slip_needs_the_signed_journal(house: House, tmp_path: Path) -> None:
    backup = Backup(house, tmp_path)
    backup.take()
    reserved = await reserve(house)
    async with backup.restored() as older:
        unsigned = SlipConfirm(NOON, reserved.content_hash)
        refuses(await older.kiosk.refused(CONFIRM_SLIP, unsigned, slip=reserved.slip), Code.SLIP_UNKNOWN)


async def test_a_void_that_comes_before_its_reservation_keeps_it_from_becoming_valid(house: House) -> None:
    told = void(house, statement(Word.VOID, "op-9"))
    assert await house.kiosk.get(VOID_SLIP, told, slip="op-9") == SlipStatus("op-9", SlipState.VOIDED)
    await house.kiosk.sign_in()
    refuses(await house.kiosk.refused(RESERVE_SLIP, PROOF, key="op-9"), Code.SLIP_STATE, state="voided")
    assert (await reserve(house, "op-10")).content.serial == "440300-00000001", "no number was burnt"


async def test_a_void_and_its_late_reservation_at_the_same_moment_leave_nothing_valid(house: House) -> None:
    await house.kiosk.sign_in()
    for number in range(6):
        op = f"op-{number}"
        told = void(house, statement(Word.VOID, op))
        answers = await asyncio.gather(house.kiosk.ask(RESERVE_SLIP, PROOF, key=op),
                                       house.kiosk.ask(VOID_SLIP, told, slip=op))
        assert answers[1].status_code == 200
        again = await house.kiosk.ask(RESERVE_SLIP, PROOF, key=op)
        if again.status_code == 200:
            slip = msgspec.json.decode(again.content, type=SlipReserved).slip
            assert (await house.kiosk.get(VOID_SLIP, told, slip=op)) == SlipStatus(slip, SlipState.VOIDED)
        else:
            assert again.status_code == 409


BENT: list[tuple[str, dict[str, Any]]] = [
    ("another machine's", {"machine": "lobby-2"}), ("another word", {"word": Word.CONFIRM}),
    ("another slip", {"op": "op-8"}), ("no op", {"op": ""}), ("too long", {"serial": "4" * 65}),
]


@pytest.mark.parametrize("bent", [bent for _, bent in BENT], ids=[name for name, _ in BENT])
async def test_a_statement_that_says_something_else_than_the_call_is_refused(house: House,
                                                                             bent: dict[str, Any]) -> None:
    told = void(house, msgspec.structs.replace(statement(Word.VOID, "op-9"), **bent))
    refuses(await house.kiosk.refused(VOID_SLIP, told, slip="op-9"), Code.SIGNATURE)


async def test_a_confirmation_confirms_the_content_that_was_signed(house: House) -> None:
    reserved = await reserve(house)
    told = SlipConfirm(NOON, reserved.content_hash, signed(house.kiosk, statement(
        Word.CONFIRM, "op-1", reserved, content_hash="0" * 64)))
    refuses(await house.kiosk.refused(CONFIRM_SLIP, told, slip=reserved.slip), Code.SIGNATURE)


async def test_only_the_key_of_the_machines_own_certificate_signs(house: House) -> None:
    house.kiosk.key = new_key()
    told = void(house, statement(Word.VOID, "op-9"))
    refuses(await house.kiosk.refused(VOID_SLIP, told, slip="op-9"), Code.SIGNATURE)


@pytest.mark.parametrize("bend", [
    {"signature": "00" * 64}, {"signature": "zz"}, {"signature": "00"}, {"alg": "none"}, {"alg": "HS256"},
    {"key": "0" * 16}, {"payload": "{}"}])
async def test_a_signature_that_is_none_is_refused_also_for_a_slip_that_is_known(house: House,
                                                                                 bend: dict[str, str]) -> None:
    reserved = await reserve(house)
    told = void(house, statement(Word.VOID, "op-1", reserved))
    assert told.statement is not None
    bent = SlipVoid(told.reason, msgspec.structs.replace(told.statement, **bend))
    refuses(await house.kiosk.refused(VOID_SLIP, bent, slip=reserved.slip), Code.SIGNATURE)


async def test_a_signed_day_is_no_word_about_a_slip(house: House) -> None:
    told = SlipVoid(VoidReason.NOT_PRINTED, signed(house.kiosk, day(())))
    refuses(await house.kiosk.refused(VOID_SLIP, told, slip="op-9"), Code.SIGNATURE)
