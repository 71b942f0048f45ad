"""What the printer is given, and what can be read back from the very bytes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from contract.slip import ProofOfInsurance
from devices.printer.api import LINE_DOTS, TALL_LINE_DOTS, Feed, QrCode, Raster, Text
from devices.printer.codec import encode
from devices.printer.pace import paper_dots
from kiosk.slips import words
from kiosk.slips.insurances import short_word
from kiosk.slips.printing import Draft, print_job
from tests.kiosk.slips.contents import ALL, CAREER, LONG_EMPLOYER, PLAIN, RARE_NAME, TABLES, TEN_KINDS, draft
from tests.kiosk.slips.test_layout import contents, laid
from tests.wire.paper import NotOurs, PaperMonth, lines_on_paper, months_on_paper, totals_on_paper, words_on_paper

ISSUED = [name for name in ALL if name != "draft"]
IDENTIFIERS = (b"0001", b"0002")


def bytes_of(content: ProofOfInsurance, width: int = 576) -> bytes:
    return encode(print_job("job", laid(content, width)), width, IDENTIFIERS)


def expected(content: ProofOfInsurance) -> Iterator[PaperMonth]:
    for row in content.rows:
        yield PaperMonth(row.month, row.mark.value, row.employer_no, {
            short_word(base.insurance): ("√" if not content.with_amounts else
                                         f"{base.base_fen // 100}/{base.tier}" if base.tier else
                                         str(base.base_fen // 100))
            for base in row.bases})


@pytest.mark.parametrize("name", ISSUED)
def test_every_text_block_is_in_the_printers_rom_and_fits_the_head(name: str) -> None:
    for block in print_job("job", laid(ALL[name])).blocks:
        if isinstance(block, Text):
            assert len(block.text.encode("gb2312")) * block.scale <= 48


@settings(max_examples=40, deadline=None)
@given(contents())
def test_the_driver_takes_any_slip(content: ProofOfInsurance) -> None:
    issued = replace(content, code=PLAIN.code, verify_url=PLAIN.verify_url, serial=PLAIN.serial)
    assert bytes_of(issued)


@pytest.mark.parametrize("name", ISSUED)
def test_blocks_take_the_very_dots_of_the_document(name: str) -> None:
    document = laid(ALL[name])
    job = print_job("job", document)
    assert paper_dots(job) == document.height + LINE_DOTS, "the driver's last line feed comes on top"
    assert {TALL_LINE_DOTS, LINE_DOTS} >= {item.dots for item in document.items if hasattr(item, "scale")}


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("name", [name for name in TABLES if name != "long-employer"])
def test_months_read_from_the_bytes_are_those_of_the_content(name: str, width: int) -> None:
    assert months_on_paper(bytes_of(ALL[name], width)) == list(expected(ALL[name]))


def test_months_with_a_long_employer_number_are_read_too() -> None:
    plain_ascii = replace(LONG_EMPLOYER, rows=tuple(
        replace(row, employer_no=row.employer_no.replace("-深圳", "")) for row in LONG_EMPLOYER.rows))
    assert months_on_paper(bytes_of(plain_ascii)) == list(expected(plain_ascii))


@pytest.mark.parametrize("name", TABLES)
def test_totals_read_from_the_bytes_are_those_of_the_content(name: str) -> None:
    assert totals_on_paper(bytes_of(ALL[name])) == {
        short_word(total.insurance): total.months for total in ALL[name].totals}


def test_the_reader_takes_nothing_that_is_not_ours() -> None:
    with pytest.raises(NotOurs):
        lines_on_paper(b"\x1b@\x1bp\x00")
    with pytest.raises(NotOurs):
        lines_on_paper(b"\x1b@text without an end")


def test_the_words_on_paper_are_the_words_of_the_document() -> None:
    assert words_on_paper(bytes_of(PLAIN)) == [*laid(PLAIN).lines, ""]


def test_only_the_line_with_the_rare_name_is_a_picture() -> None:
    blocks = print_job("job", laid(RARE_NAME)).blocks
    pictures = [block for block in blocks if isinstance(block, Raster) and block.height >= LINE_DOTS]
    assert [(picture.width, picture.height) for picture in pictures] == [(576, TALL_LINE_DOTS)]


def test_the_code_is_the_last_ink_before_the_cut() -> None:
    assert [type(block) for block in print_job("job", laid(PLAIN)).blocks[-2:]] == [QrCode, Feed]


def test_a_draft_is_never_printed() -> None:
    with pytest.raises(Draft):
        print_job("job", laid(draft(PLAIN)))


@pytest.mark.parametrize(("content", "most"), [(PLAIN, 0.03), (CAREER, 0.03), (TEN_KINDS, 0.03), (RARE_NAME, 0.1)])
def test_a_slip_is_a_small_part_of_the_same_slip_as_one_raster(content: ProofOfInsurance, most: float) -> None:
    assert len(bytes_of(content)) / laid(content).raster_bytes <= most


def test_times_on_paper_are_chinas() -> None:
    assert words.moment(0) == "1970年01月01日 08:00:00"
