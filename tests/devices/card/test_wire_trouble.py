"""The device program over the real pcscd, with silence, a second program at the card, and pcscd itself dying."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from devices.card import api
from devices.card.simulator import Manners, VirtualCard
from tests.devices.card.profiles import PROFILE
from tests.devices.card.rig import LIMIT, Rig, device_up, eventually, rig
from tests.devices.card.test_wire import inserted
from tests.wire.pcscd import Pcscd, pcscd_up

SECOND_CLIENT = """
import sys
from smartcard import scard
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
result, card, _ = scard.SCardConnect(context, "Virtual PCD 00 00", getattr(scard, sys.argv[1]), 3)
if sys.argv[2:]:
    scard.SCardBeginTransaction(card)
print(hex(result & 0xFFFFFFFF), flush=True)
sys.stdin.readline()
if not result:
    scard.SCardDisconnect(card, scard.SCARD_UNPOWER_CARD)
"""

HELD = """
from smartcard import scard
from devices.card.api import Present
from devices.card.dialogue import Failed
from devices.card.held import HeldCard
from devices.card.pcsc import Pulse, event_counter
from devices.card.watch import Sight
READER = "Virtual PCD 00 00"
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
_, states = scard.SCardGetStatusChange(context, 0, [(READER, scard.SCARD_STATE_UNAWARE)])
counter = event_counter(states[0][1])
held = HeldCard(Pulse(), ask_tries=True)
for seen in (counter - 1, counter):
    try:
        print(held.read(1, Sight(Present(1), READER, seen)).version)
    except Failed as failed:
        print(failed.fault.value, failed.step)
held.close()
"""
"""The worker's side alone, with what the watch may have seen a moment too early."""


async def second_client(pcscd: Pcscd, *arguments: str) -> tuple[asyncio.subprocess.Process, bytes]:
    """Another program, and what its SCardConnect said."""
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SECOND_CLIENT, *arguments, env=pcscd.environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    assert other.stdout is not None
    return other, await other.stdout.readline()


def silent(instruction: int) -> VirtualCard:
    return VirtualCard(PROFILE, Manners(silent=frozenset({instruction})))


async def test_a_silent_card_is_told_in_time_and_the_next_card_is_read(tmp_path: Path) -> None:
    async with rig(tmp_path, "--silent-after", "0.3") as hall:
        insertion = await inserted(hall, silent(0xB2))
        assert await hall.seat.read(insertion) == api.CardTrouble(api.Fault.SILENT, "EF05/01")
        assert await hall.seat.read(insertion) == api.CardTrouble(api.Fault.SILENT, "EF05/01")
        assert await hall.seat.verify(insertion, PROFILE.pin) == api.CardTrouble(api.Fault.SILENT, "EF05/01")
        assert await hall.seat.release() == api.Released()
        insertion = await inserted(hall, VirtualCard(PROFILE), insertion)
        assert isinstance(await hall.seat.read(insertion), api.CardRecords)


async def test_silence_at_a_pin_and_at_a_cryptogram_is_told(tmp_path: Path) -> None:
    async with rig(tmp_path, "--silent-after", "0.3", "--no-ask-tries") as hall:
        insertion = await inserted(hall, silent(0x20))
        assert isinstance(await hall.seat.read(insertion), api.CardRecords)
        assert await hall.seat.verify(insertion, PROFILE.pin) == api.CardTrouble(api.Fault.SILENT, "verify")
        insertion = await inserted(hall, silent(0x88), insertion)
        assert isinstance(await hall.seat.read(insertion), api.CardRecords)
        assert await hall.seat.authenticate(insertion, bytes(8)) == api.CardTrouble(api.Fault.SILENT, "authenticate")


async def test_a_call_that_takes_too_long_in_all_is_silent_though_each_command_is_answered(tmp_path: Path) -> None:
    async with rig(tmp_path, "--total", "0.001") as hall:
        insertion = await inserted(hall, VirtualCard(PROFILE))
        result = await hall.seat.read(insertion)
        assert isinstance(result, api.CardTrouble)
        assert result.fault in (api.Fault.SILENT, api.Fault.BUSY)


async def test_a_command_that_never_returns_ends_the_program_for_the_supervisor(tmp_path: Path) -> None:
    async with rig(tmp_path, "--silent-after", "0.2", "--lost-after", "0.3", ends=1) as hall:
        insertion = await inserted(hall, silent(0xA4))
        assert await hall.seat.read(insertion) == api.CardTrouble(api.Fault.SILENT, "select")
        assert await hall.device.ended() == 1
        assert "stuck in select" in hall.device.log


async def test_sigterm_ends_the_program_also_while_a_card_is_silent(tmp_path: Path) -> None:
    async with rig(tmp_path, "--silent-after", "0.2") as hall:
        await hall.seat.read(await inserted(hall, silent(0xA4)))
        hall.device.program.terminate()
        assert await hall.device.ended() == 0


async def test_sigterm_unpowers_the_card_and_removes_the_socket(tmp_path: Path) -> None:
    async with rig(tmp_path) as hall:
        card = VirtualCard(PROFILE)
        insertion = await inserted(hall, card)
        await hall.seat.read(insertion)
        await hall.seat.verify(insertion, PROFILE.pin)
        hall.device.program.terminate()
        assert await hall.device.ended() == 0
        await hall.slot.remove()
        assert not card.verified
        assert not (tmp_path / "card.sock").exists()


async def back_after(hall: Rig, number: int) -> None:
    insertion = await inserted(hall, VirtualCard(PROFILE), number)
    assert isinstance(await hall.seat.read(insertion), api.CardRecords)


async def test_pcscd_killed_is_disconnected_and_the_card_is_a_new_one_when_it_is_back(tmp_path: Path) -> None:
    async with rig(tmp_path) as hall:
        insertion = await inserted(hall, VirtualCard(PROFILE))
        await hall.seat.read(insertion)
        await hall.pcscd.kill()
        await hall.seat.until(api.Disconnected)
        gone = api.CardTrouble(api.Fault.READER_GONE, "verify")
        assert await hall.seat.verify(insertion, PROFILE.pin) == gone
        await hall.pcscd.start()
        again = (await hall.seat.until(api.Present, insertion)).insertion
        assert isinstance(await hall.seat.read(again), api.CardRecords)
        await hall.pcscd.restart()
        await hall.seat.until(api.Present, again)
        await back_after(hall, again + 1)


async def test_pcscd_killed_in_the_middle_of_a_reading_is_told_at_once(tmp_path: Path) -> None:
    async with rig(tmp_path) as hall:
        insertion = await inserted(hall, silent(0xB2))
        reading = asyncio.create_task(hall.seat.read(insertion))
        await eventually(lambda: hall.slot.commands == 4)
        await hall.pcscd.kill()
        assert await reading == api.CardTrouble(api.Fault.READER_GONE, "EF05/01")
        await hall.pcscd.start()
        await back_after(hall, insertion)


async def test_a_card_swapped_after_it_was_seen_is_not_read_in_the_place_of_the_other(tmp_path: Path) -> None:
    async with rig(tmp_path) as hall:
        await inserted(hall, VirtualCard(PROFILE))
        worker = await asyncio.create_subprocess_exec(
            sys.executable, "-c", HELD, env=hall.pcscd.environment, stdout=asyncio.subprocess.PIPE)
        printed, _ = await worker.communicate()
    assert printed == b"removed connect\n2.00\n"


async def test_without_any_pcscd_the_reader_is_disconnected_until_there_is_one(tmp_path: Path) -> None:
    async with pcscd_up(tmp_path) as pcscd:
        await pcscd.stop()
        async with device_up(tmp_path, pcscd) as device:
            seat = await device.seat()
            await seat.until(api.Disconnected)
            await pcscd.start()
            await seat.until(api.Empty)
            await seat.close()


async def test_a_reader_of_another_name_is_not_taken(tmp_path: Path) -> None:
    async with pcscd_up(tmp_path) as pcscd, device_up(tmp_path, pcscd, "--reader", "Another") as device:
        seat = await device.seat()
        await seat.until(api.Disconnected)
        await seat.close()


async def read_when_free(hall: Rig, insertion: int) -> api.ReadResult:
    """pcscd lets a waiting connection go in its own time."""
    async with asyncio.timeout(LIMIT):
        while (result := await hall.seat.read(insertion)) == api.CardTrouble(api.Fault.BUSY, "connect"):
            pass
        return result


async def test_a_second_program_that_holds_the_card_is_busy_and_later_forgotten(tmp_path: Path) -> None:
    async with rig(tmp_path, "--silent-after", "0.3") as hall:
        insertion = await inserted(hall, VirtualCard(PROFILE))
        for how in (("SCARD_SHARE_EXCLUSIVE",), ("SCARD_SHARE_SHARED",), ("SCARD_SHARE_SHARED", "in a transaction")):
            other, said = await second_client(hall.pcscd, *how)
            assert said == b"0x0\n"
            assert await hall.seat.read(insertion) == api.CardTrouble(api.Fault.BUSY, "connect")
            await other.communicate(b"\n")
            assert isinstance(await read_when_free(hall, insertion), api.CardRecords)
            await hall.seat.release()


async def test_while_we_hold_the_card_nobody_else_gets_it_and_then_anybody(tmp_path: Path) -> None:
    async with rig(tmp_path) as hall:
        await hall.seat.read(await inserted(hall, VirtualCard(PROFILE)))
        other, said = await second_client(hall.pcscd, "SCARD_SHARE_SHARED")
        assert said == b"0x8010000b\n"
        await other.communicate(b"\n")
        await hall.seat.release()
        other, said = await second_client(hall.pcscd, "SCARD_SHARE_SHARED")
        assert said == b"0x0\n"
        await other.communicate(b"\n")


async def test_the_program_dies_hard_and_the_card_is_free_and_unpowered(tmp_path: Path) -> None:
    async with rig(tmp_path, ends=-signal.SIGKILL) as hall:
        card = VirtualCard(PROFILE)
        insertion = await inserted(hall, card)
        await hall.seat.read(insertion)
        await hall.seat.verify(insertion, PROFILE.pin)
        hall.device.program.kill()
        await hall.device.ended()
        other, said = await second_client(hall.pcscd, "SCARD_SHARE_EXCLUSIVE")
        assert said == b"0x0\n"
        assert not card.verified
        await other.communicate(b"\n")
