"""The picture on the screen: the paper's places, masked, and a code that a phone reads."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import ImageOps

from contract.views import Paper
from kiosk.slips.document import Document, MissingGlyph, Rule, TextLine
from kiosk.slips.glyphs import Pen, drawable
from kiosk.slips.layout import lay_out
from kiosk.slips.picture import draw, preview
from tests.kiosk.slips.contents import ALL, ONE_MONTH, PLAIN, RARE_NAME, draft
from tests.kiosk.slips.test_layout import laid, masked

GB2312 = [
    bytes((row, column)).decode("gb2312")
    for row in (*range(0xA1, 0xAA), *range(0xB0, 0xF8)) for column in range(0xA1, 0xFF)
    if bytes((row, column)).decode("gb2312", errors="ignore")
]


def test_a_phone_reads_the_code_on_the_picture(tmp_path: Path) -> None:
    file = tmp_path / "slip.png"
    ImageOps.expand(draw(laid(PLAIN)).convert("L"), 48, 255).save(file)
    read = subprocess.run(["zbarimg", "-q", "--raw", file], capture_output=True, text=True, check=True)
    assert read.stdout.strip() == PLAIN.verify_url


@pytest.mark.parametrize("name", ALL)
def test_the_preview_is_the_masked_slip_at_the_heads_dots(name: str) -> None:
    paper = preview(ALL[name])
    assert isinstance(paper, Paper)
    document = masked(ALL[name])
    assert (paper.width, paper.height) == (576, document.height)
    assert len(paper.bits) == paper.width // 8 * paper.height
    assert paper.lines == document.lines
    assert ALL[name].holder.number not in " ".join(paper.lines)


def test_one_is_black_on_the_wire_and_zero_is_black_in_the_picture() -> None:
    document = laid(PLAIN)
    top = next(top for top, item in document.placed() if isinstance(item, Rule))
    paper = preview(PLAIN)
    assert isinstance(paper, Paper)
    assert paper.bits[top * 72:(top + 1) * 72] == b"\xff" * 72
    assert draw(document).getpixel((0, top)) == 0
    assert draw(document).getpixel((0, 0)) == 255


def test_ink_stays_within_the_lines_own_dots() -> None:
    document, top = laid(PLAIN), 0
    picture = ImageOps.invert(draw(document).convert("L"))
    for top, item in document.placed():
        if isinstance(item, TextLine):
            ink = picture.crop((0, top, 576, top + item.dots)).getbbox()
            assert ink is not None
            assert ink[2] <= item.width * 12 + item.scale, "no character is drawn beyond its cells"


def test_every_character_of_the_printers_rom_can_be_drawn() -> None:
    assert len(GB2312) > 7000
    assert [char for char in GB2312 if not drawable(char)] == []


@pytest.mark.parametrize("char", list("䶮𪚥㛃𫖯·王"))
def test_a_rare_character_is_drawn_with_ink_of_its_own(char: str) -> None:
    """A tofu box would be the same for any character that a font lacks."""
    drawn = {other: Pen().line(TextLine(other), 48).tobytes() for other in "䶮𪚥㛃𫖯·王口"}
    assert any(drawn[char])
    assert [other for other in drawn if drawn[other] == drawn[char]] == [char]


def test_a_character_without_a_font_is_never_drawn() -> None:
    with pytest.raises(KeyError):
        Pen().line(TextLine("\U00030000"), 48)


def test_a_draft_shows_where_the_code_will_stand() -> None:
    paper = preview(draft(ONE_MONTH))
    assert isinstance(paper, Paper)
    assert "7K4M" not in " ".join(paper.lines)


def test_a_preview_with_a_glyph_missing_is_no_preview() -> None:
    content = draft(ONE_MONTH)
    assert preview(replace(content, title="\U00030000")) == MissingGlyph("\U00030000")


def test_a_rare_name_is_on_the_paper_and_not_on_the_screen() -> None:
    document = lay_out(RARE_NAME)
    assert isinstance(document, Document)
    paper = preview(RARE_NAME)
    assert isinstance(paper, Paper)
    assert "䶮" in " ".join(document.lines)
    assert "䶮" not in " ".join(paper.lines)
