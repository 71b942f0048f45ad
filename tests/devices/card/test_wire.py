"""The device program over the real pcscd: a good card, a wrong one, and one pulled at any moment."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from contract.frames import Refused
from devices.card import api
from devices.card.codec import EF06
from devices.card.simulator import Manners, VirtualCard, bank_card, mute_card
from tests.devices.card.profiles import LONG_NAME, PROFILE, changed
from tests.devices.card.rig import Rig, eventually, rig

CHALLENGE = bytes.fromhex("A1A2A3A4A5A6A7A8")
COMMANDS = 13
"""Of a whole reading (test_application.py)."""


def ecb(key: bytes, block: bytes) -> bytes:
    encryptor = Cipher(TripleDES(key), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


async def inserted(hall: Rig, card: VirtualCard, after: int = 0) -> int:
    await hall.slot.insert(card)
    return (await hall.seat.until(api.Present, after)).insertion


async def test_a_whole_visit_of_a_good_card(tmp_path: Path) -> None:
    async with rig(tmp_path) as hall:
        card = VirtualCard(PROFILE)
        insertion = await inserted(hall, card)
        records = await hall.seat.read(insertion)
        assert isinstance(records, api.CardRecords)
        assert (records.number, records.name, records.sex) == ("44030019900307803X", "欧阳样张", "1")
        assert (records.version, records.region, records.algorithm) == ("2.00", "440300", "3des")
        assert (records.issued, records.expires, records.card_number) == (20180506, 20380506, "A12345678")
        assert records.card_id == bytes.fromhex(PROFILE.card_id)
        assert records.historical == bytes.fromhex(PROFILE.atr)[4:]
        assert records.tries_left == 6
        assert len(card.log) == COMMANDS
        assert await hall.seat.verify(insertion, "000001") == api.PinWrong(5)
        assert await hall.seat.verify(insertion, PROFILE.pin) == api.PinAccepted()
        cryptogram = await hall.seat.authenticate(insertion, CHALLENGE)
        assert isinstance(cryptogram, api.Cryptogram)
        key = bytes.fromhex(PROFILE.irk)
        session = ecb(key + key[:8], cryptogram.card_random)
        assert cryptogram.value == ecb(session * 3, CHALLENGE)
        await hall.seat.release()
        await eventually(lambda: not card.verified)
        assert await hall.seat.verify(insertion, PROFILE.pin) == api.CardTrouble(api.Fault.REMOVED, "verify")
        await hall.slot.remove()
        await hall.seat.until(api.Empty)
        for secret in (PROFILE.number, PROFILE.holder, PROFILE.card_number, PROFILE.pin, PROFILE.atr.lower()):
            assert secret not in hall.device.log


async def is_read_and_proven(folder: Path, card: VirtualCard) -> None:
    async with rig(folder) as hall:
        insertion = await inserted(hall, card)
        records = await hall.seat.read(insertion)
        assert isinstance(records, api.CardRecords), records
        assert (records.name, records.sex) == (card.profile.holder, "1")
        assert isinstance(await hall.seat.authenticate(insertion, CHALLENGE), api.Cryptogram)


async def test_cards_of_other_manners_are_read_alike(tmp_path: Path) -> None:
    cards = {"t1": VirtualCard(PROFILE, Manners(t1=True)), "by-number": VirtualCard(PROFILE, Manners(by_tag=False)),
             "version-1": VirtualCard(changed(version="1.00")), "long-name": VirtualCard(changed(holder=LONG_NAME))}
    await asyncio.gather(*(is_read_and_proven(tmp_path / name, card) for name, card in cards.items()))


async def test_pins_are_counted_by_the_card_and_nothing_is_sent_that_is_no_pin(tmp_path: Path) -> None:
    async with rig(tmp_path) as hall:
        card = VirtualCard(changed(tells_tries=False, tries=2))
        insertion = await inserted(hall, card)
        records = await hall.seat.read(insertion)
        assert isinstance(records, api.CardRecords)
        assert records.tries_left is None
        for pin in ("12345", "", "1234567", "12345a", "１２３４５６"):
            assert await hall.seat.verify(insertion, pin) == api.CardTrouble(api.Fault.REFUSED, "verify")
        assert card.tries == 2
        assert await hall.seat.verify(insertion, "000000") == api.PinWrong(1)
        assert await hall.seat.verify(insertion, "000000") == api.PinWrong(0)
        assert await hall.seat.verify(insertion, PROFILE.pin) == api.PinBlocked()
        again = await hall.seat.read(insertion)
        assert isinstance(again, api.CardRecords)


async def test_a_card_is_unpowered_after_a_reading_that_failed(tmp_path: Path) -> None:
    broken = bytes((0x09, 30)) + b"\xcd\xf5\xff\x81".ljust(30, b"\0")
    async with rig(tmp_path) as hall:
        insertion = await inserted(hall, VirtualCard(PROFILE, Manners(records={(EF06, 0x09): broken})))
        assert await hall.seat.read(insertion) == api.CardTrouble(api.Fault.UNREADABLE, "EF06/09")
        assert await hall.seat.verify(insertion, PROFILE.pin) == api.CardTrouble(api.Fault.REMOVED, "verify")
        assert '"step": "EF06/09"' in hall.device.log


async def test_a_bank_card_is_no_social_card_and_a_mute_one_is_said_to_be_mute(tmp_path: Path) -> None:
    async with rig(tmp_path) as hall:
        insertion = await inserted(hall, bank_card(PROFILE))
        assert await hall.seat.read(insertion) == api.CardTrouble(api.Fault.NOT_SOCIAL_CARD, "select", 0x6A82)
        await hall.slot.insert(mute_card(PROFILE))
        mute = await hall.seat.until(api.Mute, insertion)
        assert await hall.seat.read(mute.insertion) == api.CardTrouble(api.Fault.SILENT, "connect")
        insertion = await inserted(hall, VirtualCard(PROFILE), mute.insertion)
        assert isinstance(await hall.seat.read(insertion), api.CardRecords)


async def pulled_at(folder: Path, places: range) -> list[api.ReadResult]:
    async with rig(folder) as hall:
        results, insertion = [], 0
        for place in places:
            hall.slot.pull_at = place
            insertion = await inserted(hall, VirtualCard(PROFILE), insertion)
            results.append(await hall.seat.read(insertion))
        hall.slot.pull_at = None
        insertion = await inserted(hall, VirtualCard(PROFILE), insertion)
        assert isinstance(await hall.seat.read(insertion), api.CardRecords)
    return results


async def test_a_card_pulled_at_any_command_is_removed_and_the_next_one_is_read(tmp_path: Path) -> None:
    quarters = [range(first, COMMANDS, 4) for first in range(4)]
    results = await asyncio.gather(*(pulled_at(tmp_path / str(quarter.start), quarter) for quarter in quarters))
    faults = [(result.fault, result.step) for quarter in results for result in quarter
              if isinstance(result, api.CardTrouble)]
    assert len(faults) == COMMANDS
    assert {fault for fault, _ in faults} == {api.Fault.REMOVED}
    assert {step for _, step in faults} >= {"select", "EF05", "EF05/01", "EF06/09", "tries"}


async def pulled_after_reading(folder: Path, place: int, *, at_pin: bool) -> object:
    async with rig(folder) as hall:
        hall.slot.pull_at = COMMANDS + place
        insertion = await inserted(hall, VirtualCard(PROFILE))
        assert isinstance(await hall.seat.read(insertion), api.CardRecords)
        if at_pin:
            return await hall.seat.verify(insertion, PROFILE.pin)
        return await hall.seat.authenticate(insertion, CHALLENGE)


async def test_a_card_pulled_at_a_pin_or_a_cryptogram_is_removed(tmp_path: Path) -> None:
    results = await asyncio.gather(
        pulled_after_reading(tmp_path / "verify", 0, at_pin=True),
        pulled_after_reading(tmp_path / "challenge", 0, at_pin=False),
        pulled_after_reading(tmp_path / "authenticate", 1, at_pin=False),
        pulled_after_reading(tmp_path / "get-response", 2, at_pin=False))
    steps = ("verify", "challenge", "authenticate", "authenticate")
    assert list(results) == [api.CardTrouble(api.Fault.REMOVED, step) for step in steps]


async def test_cards_swapped_at_once_are_insertions_of_their_own(tmp_path: Path) -> None:
    async with rig(tmp_path) as hall:
        first = await inserted(hall, VirtualCard(PROFILE))
        assert isinstance(await hall.seat.read(first), api.CardRecords)
        second = await inserted(hall, VirtualCard(changed(holder="别人")), first)
        third = await inserted(hall, VirtualCard(changed(holder="第三人")), second)
        assert first < second < third
        assert await hall.seat.read(second) == api.CardTrouble(api.Fault.REMOVED, "connect")
        assert await hall.seat.verify(first, PROFILE.pin) == api.CardTrouble(api.Fault.REMOVED, "verify")
        records = await hall.seat.read(third)
        assert isinstance(records, api.CardRecords)
        assert records.name == "第三人"


async def test_two_connections_see_one_reader_and_share_one_call(tmp_path: Path) -> None:
    async with rig(tmp_path) as hall:
        insertion = await inserted(hall, VirtualCard(PROFILE))
        other = await hall.device.seat()
        assert await other.until(api.Present) == api.Present(insertion)
        first, second = await asyncio.gather(hall.seat.read(insertion), other.read(insertion), return_exceptions=True)
        assert isinstance(first, api.CardRecords)
        assert isinstance(second, Refused)
        assert second.code == "busy"
        assert await other.channel.call(api.ASK_STATUS, api.StatusWanted(), 5) == api.Present(insertion)
        await other.close()
        assert await hall.seat.verify(insertion, PROFILE.pin) == api.PinAccepted()


async def test_a_kiosk_core_that_goes_away_leaves_an_unpowered_card(tmp_path: Path) -> None:
    async with rig(tmp_path) as hall:
        card = VirtualCard(PROFILE)
        insertion = await inserted(hall, card)
        await hall.seat.read(insertion)
        await hall.seat.verify(insertion, PROFILE.pin)
        assert card.verified
        await hall.seat.close()
        await eventually(lambda: not card.verified)


@pytest.mark.parametrize("argument", [[], ["camera"]])
async def test_an_unknown_kind_of_device_is_a_wrong_call(argument: list[str]) -> None:
    from devices.__main__ import main

    assert main(argument) == 64
