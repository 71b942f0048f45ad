"""A whole centre on real ports, a confirmed slip, and a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from contract.messages import (
    CONFIRM_SLIP,
    RESERVE_SLIP,
    VOID_SLIP,
    SlipConfirm,
    SlipReserved,
    SlipVoid,
    VoidReason,
)
from tests.browser.chromium import Chromium, Page, chromium
from tests.central.bureau import NOON, PROOF
from tests.central.conftest import Live, live, template
from tests.central.test_live import enrolled, machine

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"

__all__ = ["live", "template"]


@dataclass(frozen=True)
class Slip:
    """A slip as its holder has it."""

    reserved: SlipReserved
    others: dict[str, str]
    """Codes of slips in other states, by state."""
    last_four: str = "002X"

    @property
    def code(self) -> str:
        return self.reserved.content.code

    @property
    def address(self) -> str:
        """What the QR holds."""
        return self.reserved.content.verify_url


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def slip(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Slip:
    """Issued and confirmed over real TLS."""
    return asyncio.run(_issued(live, tmp_path_factory.mktemp("machine")))


async def _issued(live: Live, folder: Path) -> Slip:
    certificate, key = await enrolled(live, "lobby-browser")
    async with machine(live, live.machines, certificate, key, folder) as kiosk:
        await kiosk.sign_in()
        reserved: SlipReserved = await kiosk.get(RESERVE_SLIP, PROOF, key="op-1")
        await kiosk.get(CONFIRM_SLIP, SlipConfirm(NOON, reserved.content_hash), slip=reserved.slip)
        voided: SlipReserved = await kiosk.get(RESERVE_SLIP, PROOF, key="op-2")
        await kiosk.get(VOID_SLIP, SlipVoid(VoidReason.RETRACTED), slip=voided.slip)
        waiting: SlipReserved = await kiosk.get(RESERVE_SLIP, PROOF, key="op-3")
    return Slip(reserved, {"voided": voided.content.code, "reserved": waiting.content.code})


@pytest.fixture(scope="session")
def axe() -> str:
    assert AXE.exists(), "run `make setup-browser`"
    return AXE.read_text("utf-8")


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and its best practices."""
    page.say(f"{axe};0")
    found = page.say(
        "axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations.map("
        "each => `${each.id}: ${each.nodes.map(node => node.target.join(' ')).join(', ')}`))")
    return [str(each) for each in found]
