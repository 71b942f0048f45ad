"""The simulated printer's paper beside our own picture of the same document: every line on the same dots."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from contract.slip import ProofOfInsurance
from devices.printer.simulator import PrinterSimulator
from kiosk.slips.document import Qr, Rule, Space, TextLine
from kiosk.slips.picture import draw
from tests.kiosk.slips.contents import LONG_NAME, MARKS, ONE_MONTH, PLAIN, RARE_NAME, styled, with_code_of
from tests.kiosk.slips.test_layout import laid
from tests.kiosk.slips.test_printing import bytes_of

LIMIT = 20.0
BOLDER = 2
"""Dots by which the printer's bold or doubled shapes may differ from ours at an edge."""


async def printed(content: ProofOfInsurance, width: int = 576) -> Image.Image:
    """What comes out of the printer, black ink = 255."""
    printer = PrinterSimulator(instant=True, width=width)
    port = await printer.start_tcp()
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(LIMIT):
            writer.write(bytes_of(content, width))
            await writer.drain()
            slip = await printer.torn_off(1)
        assert printer.unknown == []
    finally:
        writer.close()
        await writer.wait_closed()
        await printer.stop()
    return ImageOps.invert(slip.picture().convert("L"))


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("content", [
    PLAIN, MARKS, RARE_NAME, LONG_NAME, styled(MARKS, large=True, english=True), with_code_of(ONE_MONTH, 900)],
    ids=["plain", "marks", "rare", "long", "large", "signed"])
async def test_each_line_stands_on_the_same_dots_as_on_the_screen(content: ProofOfInsurance, width: int) -> None:
    document = laid(content, width)
    paper, ours = await printed(content, width), ImageOps.invert(draw(document).convert("L"))
    assert paper.width == ours.width
    for top, item in document.placed():
        box = (0, top, ours.width, top + item.dots)
        theirs, mine = paper.crop(box), ours.crop(box)
        if isinstance(item, Rule) or (isinstance(item, TextLine) and not item.in_rom):
            assert theirs.tobytes() == mine.tobytes(), "a picture is printed as it is"
        elif isinstance(item, Space):
            assert theirs.getbbox() is None
        elif isinstance(item, Qr):
            assert theirs.getbbox() == mine.getbbox()
        else:
            differing = zip(theirs.getbbox() or (), mine.getbbox() or (), strict=True)
            tall = 24 * getattr(item, "scale", 1)
            for place, (left, right) in enumerate(differing):
                hangs_below = place == 3 and right > tall
                assert hangs_below or abs(left - right) <= BOLDER * getattr(item, "scale", 1)


async def test_a_phone_reads_the_code_from_the_paper(tmp_path: Path) -> None:
    file = tmp_path / "paper.png"
    paper = ImageOps.invert(await printed(PLAIN))
    ImageOps.expand(paper, 48, 255).save(file)
    scanner = await asyncio.create_subprocess_exec("zbarimg", "-q", "--raw", file, stdout=asyncio.subprocess.PIPE)
    read, _ = await scanner.communicate()
    assert read.decode().strip() == PLAIN.verify_url
