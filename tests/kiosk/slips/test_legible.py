"""What a reading machine makes of the paper: lines that go as pictures, and nothing smaller than it can read.

Characters that no reading machine has learnt are cut out first; the others of the very same lines must be read.
Lines in the printer's own font are compared as bytes (``test_printing``): their shapes are the printer's.
"""

from __future__ import annotations

import os
import subprocess
import unicodedata
from pathlib import Path

import pytest
from PIL import Image

from contract.slip import Employer, Holder
from kiosk.slips import cells
from kiosk.slips.document import CELL_DOTS, Document, TextLine
from tests.kiosk.slips.contents import content, row, styled
from tests.kiosk.slips.test_layout import laid
from tests.kiosk.slips.test_paper import printed

WORST = 0.02
"""Share of characters that may be read wrongly."""
RIM = 20
NAMES = (
    "样张镕基精密机械有限公司", "样张喆明餐饮管理有限公司", "样张玥海物流股份有限公司深圳分公司",
    "样张堃泰建筑工程有限公司", "样张瑄和物业服务有限公司", "样张昇平电子科技有限公司", "样张祎欣教育咨询有限公司",
    "样张珺悦酒店管理有限公司", "样张赟达国际货运代理有限公司", "样张旻丰农产品批发市场有限公司",
)
"""One character of each is in no printer's ROM, so that the whole line goes as a picture."""
SLIP = content((row(202610),), tuple(Employer(f"60{place}1234", name) for place, name in enumerate(NAMES)),
               holder=Holder("欧阳喆明", "440301199001011233", "600123456"))


@pytest.mark.parametrize(("large", "width"), [(False, 576), (True, 576), (False, 384)])
async def test_lines_that_go_as_pictures_are_read_without_an_error(large: bool, width: int, tmp_path: Path) -> None:
    slip = styled(SLIP, large=large)
    document = laid(slip, width)
    paper = Image.eval(await printed(slip, width), lambda level: 255 - level)
    pages = [pictures(document, paper, scale) for scale in (1, 2)]
    wrong = sum(distance(read(page, tmp_path), wanted) for page, wanted in pages if wanted)
    count = sum(len(wanted) for _, wanted in pages)
    assert count > 90, "there is something to read"
    assert wrong <= WORST * count


def pictures(document: Document, paper: Image.Image, scale: int) -> tuple[Image.Image, str]:
    """The lines of one size without their rare characters, blanks made one, below each other; and what they say."""
    strips, text = [Image.new("L", (1, 1), 255)], ""
    for top, item in document.placed():
        if isinstance(item, TextLine) and not item.in_rom and item.scale == scale:
            strip, said = common(item, paper.crop((0, top, paper.width, top + item.dots)))
            strips.append(strip)
            text += said
    page = Image.new("L", (max(strip.width for strip in strips) + 2 * RIM,
                           sum(strip.height for strip in strips) + 2 * RIM), 255)
    top = RIM
    for strip in strips:
        page.paste(strip, (RIM, top))
        top += strip.height
    return page, squeezed(text)


def common(line: TextLine, picture: Image.Image) -> tuple[Image.Image, str]:
    strip, said, left, x = Image.new("L", picture.size, 255), "", 0, 0
    for char in line.text:
        wide = cells.width(char) * CELL_DOTS * line.scale
        if cells.in_rom(char) and not (char == cells.BLANK and said[-1:] in ("", cells.BLANK)):
            strip.paste(picture.crop((left, 0, left + wide, line.dots)), (x, 0))
            x += wide
            said += char
        left += wide
    return strip.crop((0, 0, max(x, 1), line.dots)), said


def read(page: Image.Image, folder: Path) -> str:
    """By tesseract, one thread (more of them get in each other's way)."""
    file = folder / "page.png"
    page.save(file)
    found = subprocess.run(["tesseract", file, "-", "-l", "chi_sim", "--psm", "6", "--dpi", "203"], check=True,
                           capture_output=True, text=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    return squeezed(found.stdout)


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def distance(one: str, other: str) -> int:
    """Characters to change, add or take away (Levenshtein)."""
    before = list(range(len(other) + 1))
    for place, char in enumerate(one, 1):
        row_now = [place]
        for column, against in enumerate(other, 1):
            row_now.append(min(before[column] + 1, row_now[-1] + 1, before[column - 1] + (char != against)))
        before = row_now
    return before[-1]
