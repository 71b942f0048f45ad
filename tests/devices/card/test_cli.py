"""The bench tool, run as a technician runs it, over the real pcscd."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from devices.card.cli import shown
from devices.card.simulator import CardSlot, VirtualCard, bank_card, mute_card
from tests.devices.card.profiles import HISTORICAL, PROFILE
from tests.wire.pcscd import Pcscd, pcscd_up

SECRETS = (PROFILE.number, PROFILE.holder, PROFILE.card_number, PROFILE.card_id.upper(), HISTORICAL.hex().upper())


async def tool(pcscd: Pcscd, *arguments: str, typed: str = "") -> tuple[int, str]:
    """Exit code, and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kiosk", "device", "card", *arguments, env=pcscd.environment, start_new_session=True,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
    printed, _ = await process.communicate(typed.encode())
    return await process.wait(), printed.decode()


async def there(pcscd: Pcscd, kind: str) -> int:
    """Ask until the status is of this kind; its exit code."""
    async with asyncio.timeout(20):
        while not (answer := await tool(pcscd, "status"))[1].startswith(kind):
            pass
    return answer[0]


async def test_what_lies_in_the_reader_and_what_it_says(tmp_path: Path) -> None:
    async with pcscd_up(tmp_path) as pcscd, CardSlot("127.0.0.1", pcscd.port) as slot:
        assert await there(pcscd, "empty") == 3
        assert await tool(pcscd, "readers") == (0, "Virtual PCD 00 00\nVirtual PCD 00 01\n")
        assert await tool(pcscd, "status", "--reader", "Another") == (4, "disconnected\n")
        await slot.insert(mute_card(PROFILE))
        assert await there(pcscd, "mute") == 3
        await slot.insert(bank_card(PROFILE))
        assert await there(pcscd, "present") == 0
        assert await tool(pcscd, "read") == (1, "trouble: not_social_card at select (6A82)\n")
        await pcscd.stop()
        assert await tool(pcscd, "readers") == (4, "disconnected\n")
        assert await tool(pcscd, "status") == (4, "disconnected\n")


async def test_a_card_is_read_masked_and_in_full_only_when_asked(tmp_path: Path) -> None:
    async with pcscd_up(tmp_path) as pcscd, CardSlot("127.0.0.1", pcscd.port) as slot:
        await slot.insert(VirtualCard(PROFILE))
        await there(pcscd, "present")
        code, printed = await tool(pcscd, "read")
        assert (code, [secret for secret in SECRETS if secret in printed]) == (0, [])
        assert "version: 2.00" in printed
        code, printed = await tool(pcscd, "read", "--show-personal")
        assert (code, [secret for secret in SECRETS if secret not in printed]) == (0, [])


async def test_a_pin_is_typed_and_never_an_argument(tmp_path: Path) -> None:
    async with pcscd_up(tmp_path) as pcscd, CardSlot("127.0.0.1", pcscd.port) as slot:
        card = VirtualCard(PROFILE)
        await slot.insert(card)
        await there(pcscd, "present")
        assert await tool(pcscd, "verify", typed="000000\n") == (1, "wrong, tries left: 5\n")
        assert await tool(pcscd, "verify", typed=PROFILE.pin + "\n") == (0, "accepted\n")
        assert card.tries == PROFILE.tries
        assert (await tool(pcscd, "verify", PROFILE.pin))[0] == 2
        code, printed = await tool(pcscd, "authenticate")
        assert code == 0
        assert printed.startswith("card_random: ")


@pytest.mark.parametrize(("name", "value", "text"), [
    ("number", "44030019900307803X", "*" * 16 + "3X"), ("name", "王小明", "***"), ("card_id", b"\x44\x03", "****"),
    ("historical", bytes(13), "*" * 24 + "00"), ("sex", "1", "*"), ("number", "", ""), ("region", "440300", "440300"),
    ("tries_left", None, "unknown"), ("insertion", 3, "3")])
def test_each_field_is_masked_unless_it_names_nobody(name: str, value: object, text: str) -> None:
    assert shown(name, value, show=False) == text
