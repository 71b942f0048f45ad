"""The machine's signed day against the register, and the persons who settle what is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from central.slips import reconciliation, settling
from central.slips.reconciliation import Comparison
from contract.messages import (
    CONFIRM_SLIP,
    REPORT_DAY,
    RESERVE_SLIP,
    SETTLE_SLIP,
    UNCERTAIN_SLIP,
    VERIFY,
    VOID_SLIP,
    DayTaken,
    SettledAs,
    SettledSlip,
    SlipConfirm,
    SlipReserved,
    SlipSettlement,
    SlipStatus,
    SlipUncertain,
    SlipVoid,
    VerificationRequest,
    VoidReason,
)
from contract.problems import Code
from contract.signed_words import DayReport, SlipLine, Standing, Word
from contract.slip import SlipState
from tests.central.bureau import NOON, NUMBER, PROOF, refuses
from tests.central.conftest import MACHINE, House
from tests.central.signing import Backup, day, signed, statement
from tests.central.test_told import restorable

DAY = 20261124
LETTERS = {"confirmed": Standing.CONFIRMED, "voided": Standing.VOIDED, "uncertain": Standing.UNCERTAIN,
           "reserved": Standing.OPEN}


async def slip(house: House, op: str, state: str, card: int = 1) -> SlipReserved:
    """One that stands so at the centre."""
    await house.kiosk.sign_in(card)
    reserved: SlipReserved = await house.kiosk.get(RESERVE_SLIP, PROOF, key=op)
    match state:
        case "confirmed":
            await house.kiosk.get(CONFIRM_SLIP, SlipConfirm(NOON, reserved.content_hash), slip=reserved.slip)
        case "voided":
            await house.kiosk.get(VOID_SLIP, SlipVoid(VoidReason.RETRACTED), slip=reserved.slip)
        case "uncertain":
            await house.kiosk.get(UNCERTAIN_SLIP, SlipUncertain("PRN-210"), slip=reserved.slip)
    return reserved


def line(op: str, reserved: SlipReserved, standing: Standing) -> SlipLine:
    return SlipLine(op, reserved.content.serial, standing)


async def report(house: House, books: DayReport) -> DayTaken:
    taken: DayTaken = await house.kiosk.get(REPORT_DAY, signed(house.kiosk, books))
    return taken


async def compared(house: House, of: int = DAY) -> Comparison:
    async with house.centre.database.reading() as session:
        return await reconciliation.compare(session, MACHINE, of, house.clock())


async def settled(house: House, number: str, outcome: SettledAs, instead: str = "") -> settling.Refused | None:
    """By a clerk at the centre."""
    async with house.centre.database.writing() as session, session.begin():
        found = await settling.by_number(session, number)
        assert found is not None
        word = settling.PersonsWord(outcome, "clerk-7", "centre", instead)
        return await settling.settle(session, found, word, house.clock())


async def queue(house: House) -> list[settling.Waiting]:
    async with house.centre.database.reading() as session:
        return await settling.queue(session, house.clock())


async def test_books_that_agree_show_no_difference(house: House) -> None:
    lines = tuple([line(state, await slip(house, state, state), letter) for state, letter in LETTERS.items()])
    assert await report(house, day(lines)) == DayTaken(DAY)
    found = await compared(house)
    assert found.differences == ()
    assert [each.op for each in found.waiting] == ["uncertain"]


@pytest.mark.parametrize("state", ["confirmed", "voided", "uncertain"])
@pytest.mark.parametrize("letter", [Standing.CONFIRMED, Standing.VOIDED, Standing.UNCERTAIN, Standing.REPLACED])
async def test_each_end_against_the_other(house: House, state: str, letter: Standing) -> None:
    reserved = await slip(house, "op-1", state)
    await report(house, day((line("op-1", reserved, letter),)))
    differences = (await compared(house)).differences
    agrees = letter.name.lower() == state
    assert [each.what for each in differences] == ([] if agrees else ["state"])


async def test_what_only_one_end_has_is_named(house: House) -> None:
    known = await slip(house, "op-1", "confirmed")
    await report(house, day((SlipLine("op-2", "440300-00000007", Standing.CONFIRMED),)))
    assert {(each.what, each.op, each.serial) for each in (await compared(house)).differences} == {
        ("forgotten", "op-2", "440300-00000007"), ("unknown", "op-1", known.content.serial)}


async def test_a_slip_that_was_asked_for_before_midnight_and_given_after_is_no_difference(house: House) -> None:
    known = await slip(house, "op-1", "confirmed")
    await report(house, day((line("op-1", known, Standing.CONFIRMED),), of=DAY - 1))
    await report(house, day(()))
    assert (await compared(house)).differences == (await compared(house, DAY - 1)).differences == ()


async def test_another_number_under_the_same_key_and_figures_that_do_not_add_up_are_named(house: House) -> None:
    await slip(house, "op-1", "confirmed")
    lines = (SlipLine("op-1", "440300-00000099", Standing.CONFIRMED),)
    await report(house, day(lines, reserved=2))
    assert [each.what for each in (await compared(house)).differences] == ["unbalanced", "number"]


async def test_a_number_that_was_given_twice_is_named_with_both(house: House) -> None:
    number = (await slip(house, "op-1", "confirmed")).content.serial
    forgotten = statement(Word.VOID, "op-0", serial=number)
    await house.kiosk.get(VOID_SLIP, SlipVoid(VoidReason.RETRACTED, signed(house.kiosk, forgotten)), slip="op-0")
    await report(house, day((SlipLine("op-0", number, Standing.VOIDED),)))
    assert ("number_twice", "op-0", f"{MACHINE} op-1") in {
        (each.what, each.op, each.centre) for each in (await compared(house)).differences}


@pytest.mark.parametrize(("cuts", "paper_mm", "differs"), [
    (2, 580, []), (3, 580, []), (None, None, []), (1, 580, [("fewer_cuts", "bureau", "2 to 3", "1")]),
    (4, 580, [("more_cuts", "technician", "2 to 3", "4")]),
    (2, 80, [("paper", "technician", "560 mm ± 51", "80 mm")]),
])
async def test_the_machines_slips_are_compared_with_its_printers_count(
        house: House, cuts: int | None, paper_mm: int | None, differs: list[tuple[str, str, str, str]]) -> None:
    known = await slip(house, "op-1", "confirmed")
    unsure = await slip(house, "op-2", "uncertain")
    drawn_back = await slip(house, "op-3", "voided")
    lines = (line("op-1", known, Standing.CONFIRMED), line("op-2", unsure, Standing.UNCERTAIN),
             line("op-3", drawn_back, Standing.VOIDED))
    await report(house, day(lines, retracted=1, paper_dots=3996, printer_slips=cuts, paper_mm=paper_mm))
    assert [(each.what, each.owner, each.kiosk, each.printer)
            for each in (await compared(house)).differences] == differs


async def test_a_day_without_a_report_is_said_to_be_one(house: House) -> None:
    assert (await compared(house)).report is None


async def test_the_newest_report_of_a_day_counts(house: House) -> None:
    reserved = await slip(house, "op-1", "confirmed")
    newer = day((line("op-1", reserved, Standing.CONFIRMED),), made_at=NOON + 9)
    await report(house, newer)
    await report(house, day((line("op-1", reserved, Standing.OPEN),)))
    assert (await compared(house)).report == newer


async def test_a_report_that_is_another_machines_or_of_no_day_is_refused(house: House) -> None:
    other = signed(house.kiosk, day((), machine="lobby-2"))
    refuses(await house.kiosk.refused(REPORT_DAY, other), Code.SIGNATURE)
    word = signed(house.kiosk, statement(Word.VOID, "op-1"))
    refuses(await house.kiosk.refused(REPORT_DAY, word), Code.SIGNATURE)
    for of in (20261131, 0, 20261127):
        refuses(await house.kiosk.refused(REPORT_DAY, signed(house.kiosk, day((), of=of))), Code.MALFORMED)


@restorable
async def test_a_restored_backup_asks_for_every_word_that_it_has_lost(house: House, tmp_path: Path) -> None:
    """Of a slip it still has as reserved, and of those that it has never heard of."""
    first = await slip(house, "op-1", "reserved")
    backup = Backup(house, tmp_path)
    backup.take()
    await house.kiosk.get(CONFIRM_SLIP, SlipConfirm(NOON, first.content_hash), slip=first.slip)
    second = await slip(house, "op-2", "confirmed")
    books = day((line("op-1", first, Standing.CONFIRMED), line("op-2", second, Standing.CONFIRMED),
                 SlipLine("op-3", "", Standing.VOIDED), SlipLine("op-4", "", Standing.OPEN)))
    async with backup.restored() as older:
        assert (await report(older, books)).again == ("op-1", "op-2", "op-3")
        for op, reserved in (("op-1", first), ("op-2", second)):
            told = signed(older.kiosk, statement(Word.CONFIRM, op, reserved))
            await older.kiosk.get(CONFIRM_SLIP, SlipConfirm(NOON, reserved.content_hash, told), slip=reserved.slip)
        void = SlipVoid(VoidReason.NOT_PRINTED, signed(older.kiosk, statement(Word.VOID, "op-3")))
        await older.kiosk.get(VOID_SLIP, void, slip="op-3")
        assert (await report(older, books)).again == ()
        assert [(each.what, each.op) for each in (await compared(older)).differences] == [("content_lost", "op-2")]


@pytest.mark.parametrize(("outcome", "state"), [
    (SettledAs.PRINTED, SlipState.CONFIRMED), (SettledAs.NOT_PRINTED, SlipState.VOIDED)])
async def test_a_person_at_the_machine_settles_an_uncertain_slip_once(house: House, outcome: SettledAs,
                                                                      state: SlipState) -> None:
    reserved = await slip(house, "op-1", "uncertain")
    told = SlipSettlement(outcome, "clerk-7", "", signed(house.kiosk, statement(Word.SETTLE, "op-1", reserved)))
    for _ in range(2):
        assert await house.kiosk.get(SETTLE_SLIP, told, slip=reserved.slip) == SlipStatus(reserved.slip, state)
    other = SlipSettlement(next(each for each in (SettledAs.PRINTED, SettledAs.NOT_PRINTED) if each != outcome), "x")
    refuses(await house.kiosk.refused(SETTLE_SLIP, other, slip=reserved.slip), Code.SLIP_STATE, state=state.value)
    verified = await house.public.get(VERIFY, VerificationRequest(reserved.content.code, NUMBER[-4:]))
    assert verified.state == state
    assert await queue(house) == []


@pytest.mark.parametrize("state", ["reserved", "confirmed", "voided"])
async def test_nobody_settles_what_a_machine_knows(house: House, state: str) -> None:
    reserved = await slip(house, "op-1", state)
    wanted = SettledAs.NOT_PRINTED if state != "voided" else SettledAs.PRINTED
    assert await settled(house, reserved.content.serial, wanted) is settling.Refused.STATE


async def test_the_queue_has_uncertain_and_suspect_slips_oldest_first(house: House) -> None:
    reserved = await slip(house, "op-1", "reserved")
    await slip(house, "op-2", "uncertain")
    house.clock.now = reserved.lease_until + 3600
    assert [(each.op, each.state, house.clock.now - each.since) for each in await queue(house)] == [
        ("op-2", "uncertain", 4200), ("op-1", "suspect", 3600)]
    for each in await queue(house):
        assert await settled(house, each.serial, SettledAs.NOT_PRINTED) is None
    assert await queue(house) == []


async def test_one_confirmed_slip_of_the_same_holder_replaces_one_uncertain_slip(house: House) -> None:
    first, second = await slip(house, "op-1", "uncertain"), await slip(house, "op-2", "uncertain")
    instead = (await slip(house, "op-3", "confirmed")).content.serial
    assert await settled(house, first.content.code, SettledAs.REPLACED, instead) is None
    verified = await house.public.get(VERIFY, VerificationRequest(first.content.code, NUMBER[-4:]))
    assert verified.state == SlipState.REPLACED
    assert await settled(house, second.content.serial, SettledAs.REPLACED, instead) is settling.Refused.INSTEAD


async def test_nothing_else_replaces_a_slip(house: House) -> None:
    earlier = await slip(house, "op-0", "confirmed")
    house.clock.now += 1
    slips = await slip(house, "op-1", "uncertain")
    others = [await slip(house, "op-2", "reserved"), await slip(house, "op-3", "confirmed", card=9), earlier, slips]
    for instead in ("440300-00000099", "", *(each.content.serial for each in others)):
        found = await settled(house, slips.content.serial, SettledAs.REPLACED, instead)
        assert found is settling.Refused.INSTEAD, instead


async def test_what_was_settled_at_the_centre_reaches_the_machine_with_the_answer_to_its_report(house: House) -> None:
    reserved = await slip(house, "op-1", "uncertain")
    await settled(house, reserved.content.serial, SettledAs.PRINTED)
    books = day((line("op-1", reserved, Standing.UNCERTAIN),))
    assert await report(house, books) == DayTaken(DAY, (), (SettledSlip("op-1", SettledAs.PRINTED),))
    assert (await compared(house)).differences == ()


async def test_an_outcome_of_a_later_version_and_an_unknown_slip_settle_nothing(house: House) -> None:
    reserved = await slip(house, "op-1", "uncertain")
    later = SlipSettlement(SettledAs("eaten"), "clerk-7")
    refuses(await house.kiosk.refused(SETTLE_SLIP, later, slip=reserved.slip), Code.SLIP_STATE, state="uncertain")
    refuses(await house.kiosk.refused(SETTLE_SLIP, later, slip="op-404"), Code.SLIP_UNKNOWN)
