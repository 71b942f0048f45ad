"""What a stranger holds in the hand: the code on the paper is checked without the centre, then with it."""

from __future__ import annotations

import asyncio
import ssl
import sys
from pathlib import Path

import httpx

from contract.messages import VERIFICATION_KEYS
from contract.views import Attract, Result
from tests.stories.visit import stranger_checks
from tests.stories.walk import proof_chosen, told
from tests.wire.glass import Glass
from tests.wire.lobby import Lobby


async def test_the_paper_of_a_visit_is_good_off_line_and_valid_on_line(hall: Lobby, screen: Glass,
                                                                     tmp_path: Path) -> None:
    await proof_chosen(hall, screen)
    await screen.press("print")
    await screen.until(lambda shown: isinstance(shown.view, Result) and shown.view.picture == "take-slip")
    await told(hall, "confirm")
    await hall.remove()
    await screen.page(Attract)
    (scanned,) = hall.printer.slips[-1].qr
    tls = ssl.create_default_context(cafile=str(hall.prepared.authority))
    async with httpx.AsyncClient(base_url=hall.ports.public_address, verify=tls, trust_env=False) as http:
        (tmp_path / "keys.json").write_bytes((await http.get(VERIFICATION_KEYS.path)).content)
    status, text = await verify("--keys", str(tmp_path / "keys.json"), scanned)
    card = hall.card("plain")
    assert (status, card.holder in text, card.number[:-4] in text, card.number in text) == (0, True, True, False)
    code = scanned.partition("?c=")[2].partition("#")[0]
    assert (await stranger_checks(hall, code, card.number[-4:])).state == "confirmed"
    forged = scanned[:-8] + ("A" * 8 if scanned[-8:] != "A" * 8 else "B" * 8)
    assert (await verify("--keys", str(tmp_path / "keys.json"), forged))[0] == 1


async def verify(*arguments: str) -> tuple[int | None, str]:
    """``kiosk-verify`` as a person starts it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "central.verifier", *arguments, stdout=asyncio.subprocess.PIPE)
    told_of, _ = await process.communicate()
    return process.returncode, told_of.decode()
