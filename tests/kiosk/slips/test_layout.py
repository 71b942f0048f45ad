"""What stands on a slip, and where: golden documents that a person has looked at, and properties of any content."""

from __future__ import annotations

import re
from itertools import pairwise, zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contract.citizen import MOVED, masked_cells
from contract.insurance import ORDER, Insurance
from contract.slip import (
    Employer,
    Holder,
    Mark,
    ProofBase,
    ProofOfInsurance,
    ProofRow,
    SlipContent,
    Total,
    if_chosen,
)
from kiosk.slips import cells, runs
from kiosk.slips.document import GLYPH_DOTS, Box, Document, MissingGlyph, Qr, TextLine
from kiosk.slips.layout import lay_out, lay_out_masked
from tests.kiosk.slips.contents import (
    ALL,
    CAREER,
    GAPS,
    LATIN_NAME,
    LONG_EMPLOYER,
    LONG_NAME,
    MARKS,
    NO_AMOUNTS,
    ONE_MONTH,
    PARALLEL,
    PLAIN,
    RARE_NAME,
    STYLED,
    draft,
    months,
    row,
    styled,
)
from tests.kiosk.slips.golden import CASES, FOLDER, as_text, looked_at

HANZI = "王小明李欧阳热合曼样张科技有限公司深圳"
NAMES = st.text(st.sampled_from(HANZI + "䶮𪚥喆堃·“”ABCé- "), min_size=1, max_size=27)
EMPLOYER_NUMBERS = st.text(st.sampled_from("0123456789X"), min_size=1, max_size=60)
KINDS = st.sampled_from((*ORDER, Insurance("yb", "410"), Insurance("rs", "99999")))
ANY_MARK = st.sampled_from((*Mark, Mark("%"), Mark("@@")))
BASES = st.builds(ProofBase, KINDS, st.integers(0, 10**13), st.sampled_from(("", "1", "2", "12")))


def laid(content: SlipContent, width: int = 576) -> Document:
    document = lay_out(content, width)
    assert isinstance(document, Document)
    return document


def masked(content: SlipContent, width: int = 576) -> Document:
    document = lay_out_masked(content, width)
    assert isinstance(document, Document)
    return document


@st.composite
def contents(draw: st.DrawFn) -> ProofOfInsurance:
    numbers = draw(st.lists(EMPLOYER_NUMBERS, min_size=1, max_size=3, unique=True))
    rows = tuple(
        ProofRow(month, "", Mark.NONE) if draw(st.booleans()) else
        ProofRow(month, draw(st.sampled_from(numbers)), draw(ANY_MARK), tuple(draw(st.lists(BASES, max_size=6))))
        for month in months(draw(st.integers(1990, 2030)) * 100 + 1, draw(st.integers(0, 8))))
    kinds = tuple(draw(st.lists(KINDS, min_size=1, max_size=12, unique=True)))
    whole = replace(
        PLAIN, rows=rows, insurances=kinds, totals=tuple(Total(kind, draw(st.integers(0, 999))) for kind in kinds),
        employers=tuple(Employer(number, draw(NAMES)) for number in numbers), sample=draw(st.booleans()),
        with_amounts=draw(st.booleans()), holder=Holder(
            draw(NAMES), draw(st.text(st.sampled_from("0123456789X"), max_size=18)),
            draw(st.text(st.sampled_from("0123456789"), max_size=12))),
        large_print=if_chosen(draw(st.booleans())), with_english=if_chosen(draw(st.booleans())))
    return draft(whole) if draw(st.booleans()) else whole


@pytest.mark.parametrize("name", CASES)
def test_a_slip_looks_as_a_person_has_approved_it(name: str) -> None:
    assert as_text(laid(*CASES[name])) == looked_at(name)


def test_every_golden_file_is_of_a_slip() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(CASES)


@settings(max_examples=80, deadline=None)
def stands_in(text: str, printed: str, *, labels_between: bool) -> bool:
    """``labels_between``: the English label stands at the beginning of a value's second line."""
    if not labels_between:
        return text in printed
    following = iter(printed)
    return all(char in following for char in text)


@given(contents(), st.sampled_from((576, 384)))
def test_no_line_leaves_the_paper_and_nothing_is_lost(content: ProofOfInsurance, width: int) -> None:
    document = laid(content, width)
    assert all(line.width <= document.cells for line in document.items if isinstance(line, TextLine))
    printed = "".join(document.lines).replace(" ", "")
    month_by_month = not content.large_print or any(
        line.startswith(f"{content.rows[0].month}") for line in document.lines if content.rows)
    for paid in content.rows:
        assert not month_by_month or f"{paid.month}{paid.mark.value}" in printed
        assert paid.mark.value in printed
        assert paid.employer_no in printed
        for base in paid.bases if content.with_amounts else ():
            yuan, fen = divmod(base.base_fen, 100)
            assert (f"{yuan}.{fen:02d}" if fen else str(yuan)) in re.sub(r"\s", "", printed)
    for text in (content.holder.name, content.holder.number, content.holder.computer_number,
                 *(employer.name for employer in content.employers)):
        assert stands_in(text.replace(" ", ""), printed, labels_between=bool(content.with_english))


@settings(max_examples=60, deadline=None)
@given(contents(), st.sampled_from((576, 384)))
def test_a_mask_moves_nothing(content: ProofOfInsurance, width: int) -> None:
    """Cell for cell the masked slip is the open one, or a mark."""
    for open_item, masked_item in zip(laid(content, width).items, masked(content, width).items, strict=True):
        if not (isinstance(open_item, TextLine) and isinstance(masked_item, TextLine)):
            assert open_item == masked_item
            continue
        assert (open_item.bold, open_item.scale) == (masked_item.bold, masked_item.scale)
        both = zip_longest(on_cells(open_item.text), on_cells(masked_item.text), fillvalue=" ")
        for open_cell, masked_cell in both:
            assert masked_cell in (open_cell, "*")


def on_cells(text: str) -> list[str]:
    return [char for char in text.rstrip() for _ in range(cells.width(char))]


@pytest.mark.parametrize("name", ALL)
def test_the_masked_slip_holds_neither_name_nor_number(name: str) -> None:
    holder = ALL[name].holder
    words = "\n".join(masked(ALL[name]).lines)
    assert holder.name not in words
    assert holder.number[3:14] not in words
    assert holder.computer_number not in words
    assert masked_cells(holder.number, 3, 4) in words
    assert masked_cells(holder.computer_number, 0, 4) in words


def test_a_long_name_is_masked_over_two_lines_that_break_where_the_open_ones_do() -> None:
    at = next(place for place, line in enumerate(laid(LONG_NAME).lines) if line.startswith("参保人姓名"))
    open_lines, masked_lines = laid(LONG_NAME).lines[at:at + 2], masked(LONG_NAME).lines[at:at + 2]
    assert [cells.width(line) for line in open_lines] == [cells.width(line) for line in masked_lines]
    name = "".join(line.removeprefix("参保人姓名").strip() for line in masked_lines)
    assert name == masked_cells(LONG_NAME.holder.name, 0, 1)


def test_a_rare_name_is_printed_large_enough_to_be_told_apart() -> None:
    line = next(item for item in laid(RARE_NAME).items if isinstance(item, TextLine) and "䶮" in item.text)
    assert line.scale == 2
    assert not line.in_rom


def test_a_name_of_25_hanzi_stands_on_two_lines_and_on_narrow_paper_on_four() -> None:
    for width, lines in ((576, 2), (384, 4)):
        assert sum(any(char in line for char in "卜尔森孜尼") for line in laid(LONG_NAME, width).lines) == lines


@pytest.mark.parametrize("width", [576, 384])
@pytest.mark.parametrize("large", [False, True])
def test_a_name_of_50_letters_is_broken_between_its_words_alone(width: int, large: bool) -> None:
    words_of_name = re.findall(r"[^ -]+-?", LATIN_NAME.holder.name)
    printed = "\n".join(laid(styled(LATIN_NAME, large=large), width).lines)
    assert len(LATIN_NAME.holder.name) == 50
    assert [word for word in words_of_name if word not in printed] == []


@pytest.mark.parametrize(("before", "after"), [(chr(old), chr(new)) for old, new in MOVED.items()])
def test_what_an_old_mapping_made_private_is_printed_in_its_place(before: str, after: str) -> None:
    named = replace(ONE_MONTH, holder=replace(ONE_MONTH.holder, name=f"王{before}"))
    assert f"王{after}" in "".join(laid(named).lines).replace(" ", "")
    assert laid(named) == laid(replace(ONE_MONTH, holder=replace(ONE_MONTH.holder, name=f"王{after}")))


@pytest.mark.parametrize("char", ["\U00030000", "\x1b", "\n", "\u0323", "\uf137", "\ue000"])
def test_a_character_that_no_font_holds_is_told_before_anything_is_printed(char: str) -> None:
    content = replace(ONE_MONTH, holder=replace(ONE_MONTH.holder, name=f"王{char}明"))
    assert lay_out(content) == MissingGlyph(char)
    assert lay_out_masked(content) == MissingGlyph(char), "the mask must not hide it from us"


def test_a_month_without_contribution_is_an_empty_row() -> None:
    assert [line for line in laid(GAPS).lines if line.startswith("2025") or line.startswith("2026")][1:4] == [
        "202512", "202601", "202602"]


def test_a_long_employer_number_stands_whole_on_its_own_line() -> None:
    assert f"202609  {LONG_EMPLOYER.rows[0].employer_no}" in laid(LONG_EMPLOYER).lines


def test_without_amounts_no_figure_of_money_is_printed() -> None:
    paid = replace(NO_AMOUNTS, rows=tuple(
        replace(row, bases=tuple(replace(base, base_fen=987600) for base in row.bases)) for row in NO_AMOUNTS.rows))
    words = "\n".join(laid(paid).lines)
    assert "9876" not in words
    assert words.count("√") > len(paid.rows)


def test_code_and_qr_are_the_last_ink_and_a_draft_has_neither() -> None:
    inked = [item for item in laid(PLAIN).items if isinstance(item, TextLine | Qr | Box)]
    assert isinstance(inked[-1], Qr)
    assert [place for place, item in enumerate(inked) if isinstance(item, TextLine) and "7K4M" in item.text] == [
        len(inked) - 4]
    empty = laid(draft(PLAIN))
    assert not [item for item in empty.items if isinstance(item, Qr)]
    assert empty.height == laid(PLAIN).height, "the draft is as long as the slip"


def test_a_sample_says_so_and_a_real_slip_does_not() -> None:
    assert "样张】" in "\n".join(laid(PLAIN).lines)
    assert "样张】" not in "\n".join(laid(replace(PLAIN, sample=False)).lines)


def test_a_title_too_long_for_its_size_is_cut_behind_the_insurance() -> None:
    titles = [item.text.strip() for item in laid(PLAIN, 384).items if isinstance(item, TextLine) and item.scale == 2]
    assert titles[:2] == ["深圳市社会保险", "参保证明"]


def test_length_is_told_in_centimetres() -> None:
    assert laid(PLAIN).length_cm == pytest.approx(laid(PLAIN).height * 2.54 / 203)
    assert 20 < laid(PLAIN).length_cm < 30


@pytest.mark.parametrize("content", [PLAIN, MARKS, GAPS, CAREER, PARALLEL, NO_AMOUNTS], ids=list("012345"))
def test_runs_say_neither_more_nor_less_than_the_months(content: ProofOfInsurance) -> None:
    found = runs.found_in(content.rows)
    written_out = [replace(each, month=month) for run in found for month in months(run.first, run.months)
                   for each in run.rows]
    assert written_out == list(content.rows)
    assert all(one.rows != other.rows or months(one.last, 2)[1] != other.first
               for one, other in pairwise(found)), "nothing alike is left apart"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(months(202510, 9)), st.sampled_from((11000, 12000)), st.booleans())))
def test_runs_of_any_months_are_those_months(drawn: list[tuple[int, int, bool]]) -> None:
    rows = [row(month, yuan=yuan) if paid else ProofRow(month) for month, yuan, paid in sorted(drawn)]
    found = runs.found_in(rows)
    assert [replace(each, month=month) for run in found for month in months(run.first, run.months)
            for each in run.rows] == rows


def test_large_print_is_twice_as_high_and_like_months_stand_together() -> None:
    document = laid(styled(PLAIN, large=True))
    sizes = {item.scale for item in document.items if isinstance(item, TextLine) and item.text.strip() not in (
        "编号 440300-00000017", "https://kiosk.example:8444/v")}
    assert sizes == {2}
    assert [line for line in document.lines if line.startswith("202")][:2] == [
        "2024年11月～2025年06月", "2025年07月～2026年10月"]
    assert document.length_cm < 50


def test_large_print_of_many_different_months_keeps_a_row_for_each() -> None:
    large = laid(styled(CAREER, large=True))
    rows = [item for item in large.items if isinstance(item, TextLine) and re.match(r"\d{6} ", item.text)]
    assert len(rows) == 420
    assert {item.scale for item in rows} == {1}
    assert large.height < laid(CAREER).height * 1.3, "large print must not empty the roll"


def test_a_mark_and_a_missing_month_are_said_in_words_in_large_print() -> None:
    assert {"* 补缴", "# 补差", "& 缓缴，视同到账"} <= set(laid(STYLED["large-marks"]).lines)
    assert "断缴，没有缴费" in laid(STYLED["large-gaps"]).lines


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("width", [576, 384])
def test_with_english_every_chinese_word_stays_and_english_stands_beside_it(width: int, large: bool) -> None:
    chinese = "".join(laid(styled(PLAIN, large=large), width).lines).replace(" ", "")
    both = " ".join(line.strip() for line in laid(styled(PLAIN, large=large, english=True), width).lines)
    squeezed = both.replace(" ", "")
    assert all(char in squeezed for char in chinese)
    for text in ("Name", "ID number", "Months", "Pension", "Unemployment", "Issued by", "Verification code"):
        assert text.replace(" ", "") in squeezed


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_printed_smaller_than_a_reader_needs(name: str) -> None:
    """Below 22 dots a reading machine begins to err (and so does a person of 60): 24 dots are 3 mm."""
    for item in laid(*CASES[name]).items:
        if isinstance(item, TextLine):
            assert GLYPH_DOTS * item.scale >= 22
            assert item.dots >= GLYPH_DOTS * item.scale


def test_on_narrow_paper_a_month_takes_two_lines() -> None:
    lines = list(laid(PLAIN, 384).lines)
    starts = [place for place, line in enumerate(lines) if re.match(r"\d{6} ", line)]
    assert len(starts) == 24
    assert {after - before for before, after in pairwise(starts)} == {2}
