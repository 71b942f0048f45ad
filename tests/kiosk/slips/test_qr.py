"""The code on a slip: as large as the paper allows, read by a camera, and refused where it would not be."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image, ImageOps

from contract.messages import SlipRequest
from devices.printer.api import QrCode
from devices.printer.pace import qr_modules
from kiosk.drafting import draft as drafted
from kiosk.slips import qr
from kiosk.slips.document import QR_BYTES, Box, CodeTooWide, Document, Level, Qr, modules_for
from kiosk.slips.layout import lay_out, lay_out_masked
from kiosk.slips.picture import draw
from tests.kiosk.slips import camera
from tests.kiosk.slips.contents import CODE, ONE_MONTH, PLAIN, draft, with_code_of
from tests.kiosk.slips.golden import CASES
from tests.kiosk.slips.test_layout import laid

BARE = len(ONE_MONTH.verify_url)
SIGNED = 660
"""Bytes of an address with a signed statement behind it, as they are expected."""
LONGEST_STATEMENT = 620
"""Of 25 hanzi, ten insurances and the sample mark: the longest that the centre states."""
FEW_SHOTS = 4
QUIET_ZONE = 4
"""Modules of white that a reader may count on (ISO/IEC 18004)."""
REQUEST = SlipRequest("proof_of_insurance", 0, 0, ())


def code_on(document: Document) -> Image.Image:
    """The paper around the code, its white margin included. Mode ``L``."""
    top, code = next((top, item) for top, item in document.placed() if isinstance(item, Qr))
    margin = qr.MARGIN * code.module
    return draw(document).convert("L").crop((0, top - margin, document.width, top + code.dots + margin))


def symbol_of(document: Document) -> str:
    """``6M``: dots of a module and error correction."""
    return next(f"{item.module}{item.level}" for item in document.items if isinstance(item, Qr))


@pytest.mark.parametrize(("width", "size", "symbol"), [
    (576, BARE, "6M"), (576, 460, "6M"), (576, SIGNED, "5M"), (576, 760, "5M"), (576, 900, "4M"), (576, 1000, "4M"),
    (384, BARE, "6M"), (384, 250, "5M"), (384, 460, "4M"), (384, 504, "4M"), (384, 505, "4L"), (384, 644, "4L"),
    (384, 645, "3M"), (384, 900, "3M")])
def test_a_module_is_as_large_as_the_paper_allows(width: int, size: int, symbol: str) -> None:
    assert symbol_of(laid(with_code_of(ONE_MONTH, size), width)) == symbol


@pytest.mark.parametrize("size", range(BARE, 901, 60))
@pytest.mark.parametrize("width", [576, 384])
def test_a_code_of_any_length_stands_on_the_paper_with_its_margin(width: int, size: int) -> None:
    document = laid(with_code_of(ONE_MONTH, size), width)
    code = next(item for item in document.items if isinstance(item, Qr))
    assert code.dots + 2 * QUIET_ZONE * code.module <= width
    assert document.items[-1].dots == QUIET_ZONE * code.module
    assert code.module >= 3


@pytest.mark.parametrize(("width", "size"), [(384, 1001), (576, 1001), (120, 62), (288, 660)])
def test_a_code_too_wide_for_the_paper_builds_no_slip(width: int, size: int) -> None:
    content = with_code_of(ONE_MONTH, size)
    assert lay_out(content, width) == CodeTooWide(len(content.verify_url))
    assert lay_out_masked(content, width) == CodeTooWide(len(content.verify_url))


def test_a_draft_says_that_the_final_code_will_be_too_wide_before_a_number_is_asked_for() -> None:
    content = replace(draft(ONE_MONTH), code_bytes=SIGNED)
    assert drafted(REQUEST, content, 576).trouble == ""
    assert drafted(REQUEST, content, 288).trouble == "PRN-214"


@pytest.mark.parametrize("size", [BARE, SIGNED, 900])
@pytest.mark.parametrize("width", [576, 384])
def test_a_draft_leaves_the_room_that_the_code_will_take(width: int, size: int) -> None:
    issued = with_code_of(PLAIN, size)
    box = next(item for item in laid(replace(draft(issued), code_bytes=size), width).items if isinstance(item, Box))
    code = next(item for item in laid(issued, width).items if isinstance(item, Qr))
    assert box.dots == code.dots


@pytest.mark.parametrize(("level", "size"), [
    (level, size + more) for level, sizes in QR_BYTES.items() for size in sizes[6:24:3] for more in (0, 1)])
def test_the_size_of_a_code_is_known_before_it_is_drawn_and_is_the_printers(level: Level, size: int) -> None:
    """The simulator's printer chooses the version by itself."""
    text = with_code_of(PLAIN, size).verify_url
    assert len(text) == size
    assert modules_for(size, level) == len(Qr(text, 1, level).matrix) == qr_modules(QrCode(text, 1, level))


def test_what_a_person_types_is_the_address_without_code_and_statement() -> None:
    lines = laid(with_code_of(PLAIN, SIGNED)).lines
    assert "https://kiosk.example:8444/v" in [line.strip() for line in lines]
    assert not [line for line in lines if CODE in line or "eyJ" in line]


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("draft")])
def test_the_code_of_every_slip_is_read_at_its_own_size(name: str, tmp_path: Path) -> None:
    content, width = CASES[name]
    picture = ImageOps.expand(code_on(laid(content, width)), camera.SURROUNDINGS, 255)
    assert camera.read(picture, tmp_path) == content.verify_url


@pytest.mark.parametrize(("width", "size"), [
    (576, BARE), (576, SIGNED), (576, 900), (384, BARE), (384, LONGEST_STATEMENT),
    pytest.param(384, 504, marks=pytest.mark.proof),
    pytest.param(576, 460, marks=pytest.mark.proof), pytest.param(576, 760, marks=pytest.mark.proof),
    pytest.param(384, 250, marks=pytest.mark.proof), pytest.param(384, 460, marks=pytest.mark.proof)])
def test_a_camera_reads_a_code_of_four_dots_a_module_or_more_each_time(width: int, size: int, tmp_path: Path,
                                                                      pytestconfig: pytest.Config) -> None:
    content = with_code_of(ONE_MONTH, size)
    count = camera.SHOTS if "not proof" not in pytestconfig.getoption("markexpr") else FEW_SHOTS
    read = [camera.read(shot, tmp_path) for shot in camera.shots(code_on(laid(content, width)), seed=size, count=count)]
    assert read == [content.verify_url] * count


@pytest.mark.parametrize("size", [700, 900])
def test_a_camera_reads_three_dots_a_module_from_a_head_that_burns_true(size: int, tmp_path: Path) -> None:
    """With a dot of gain it often does not: docs/decisions/0010-slips-that-fit.md."""
    content = with_code_of(ONE_MONTH, size)
    true = list(camera.shots(code_on(laid(content, 384)), seed=size, count=4))[::2]
    assert [camera.read(shot, tmp_path) for shot in true] == [content.verify_url] * 2
