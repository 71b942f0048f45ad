"""The page is on a real X server, pixel for pixel, and comes back when something else has covered it."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from kiosk.out_of_service.display import COOKIE, NoDisplay, cookie, show
from kiosk.out_of_service.picture import Facts, draw_page, sentence
from tests.wire.display import Display, display_up

FACTS = Facts("SZ-0001", "SUP-screen", "12333")
LIMIT = 20.0


@pytest.fixture
async def display(tmp_path: Path) -> AsyncIterator[Display]:
    async with display_up(tmp_path, "540x960") as up:
        yield up


async def ended(showing: asyncio.Task[None]) -> None:
    showing.cancel()
    await asyncio.wait([showing])
    assert showing.cancelled()


async def seen(display: Display, wanted: Image.Image) -> Image.Image:
    """The screen as soon as it is ``wanted``, or as it is after LIMIT."""
    picture = await display.picture()
    try:
        async with asyncio.timeout(LIMIT):
            while picture.tobytes() != wanted.tobytes():
                await asyncio.sleep(0.01)
                picture = await display.picture()
    except TimeoutError:
        pass
    return picture


async def test_the_page_covers_the_screen_and_is_repainted(display: Display) -> None:
    wanted = draw_page((540, 960), FACTS)
    showing = asyncio.create_task(show(display.name, partial(draw_page, facts=FACTS)))
    assert (await seen(display, wanted)).tobytes() == wanted.tobytes()
    white = Image.new("RGB", (540, 960), "white")
    covering = asyncio.create_task(show(display.name, lambda size: white))
    assert (await seen(display, white)).tobytes() == white.tobytes()
    await ended(covering)
    assert (await seen(display, wanted)).tobytes() == wanted.tobytes()
    await ended(showing)


async def test_a_display_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoDisplay, match=":987"):
        await show(":987", partial(draw_page, facts=FACTS))


async def test_a_display_that_goes_away_is_said(tmp_path: Path) -> None:
    drawn = asyncio.Event()

    def draw(size: tuple[int, int]) -> Image.Image:
        drawn.set()
        return draw_page(size, FACTS)

    async with display_up(tmp_path, "540x960") as display:
        showing = asyncio.create_task(show(display.name, draw))
        async with asyncio.timeout(LIMIT):
            await drawn.wait()
    with pytest.raises(NoDisplay, match="gone"):
        await showing


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    file = tmp_path / "authority"
    file.touch()
    subprocess.run(["xauth", "-q", "-f", file, "add", ":7", ".", "00112233445566778899aabbccddeeff"], check=True)
    return file


def test_the_cookie_of_xauth_is_found(authority: Path) -> None:
    host = os.uname().nodename
    assert cookie(7, authority, host).hex() == "00112233445566778899aabbccddeeff"
    assert cookie(8, authority, host) == b""
    assert COOKIE in authority.read_bytes()


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_page_tells_whom_to_call_and_which_machine(language: str) -> None:
    told = " ".join(sentence(language, name, FACTS) for name in ("out.title", "out.next", "out.call", "out.code"))  # type: ignore[arg-type]
    for fact in ("SZ-0001", "SUP-screen", "12333"):
        assert fact in told


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (540, 960)])
def test_nothing_is_cut_off(size: tuple[int, int]) -> None:
    """The outermost base unit on every side stays paper."""
    page = draw_page(size, FACTS)
    edge = min(size) // 60
    inner = page.crop((edge, edge, size[0] - edge, size[1] - edge))
    blank = Image.new("RGB", size, page.getpixel((0, 0)))
    blank.paste(inner, (edge, edge))
    assert blank.tobytes() == page.tobytes()
