"""Jobs become bytes: each frame as the manuals write it, and no real-time command hidden anywhere."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer import codec
from devices.printer.api import LINE_DOTS, TALL_LINE_DOTS, Block, Feed, PrintJob, QrCode, Raster, Text
from devices.printer.codec import Unprintable, encode

BEGIN = bytes.fromhex("1b40 1d50cbcb 1c26 1b331e")
END = bytes.fromhex("1d2848060030303030303 1 1d564200 1d28480600303030303032".replace(" ", ""))
REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


def body(*blocks: Block, width: int = 576) -> bytes:
    whole = encode(PrintJob("j", blocks), width, (b"0001", b"0002"))
    assert whole.startswith(BEGIN)
    assert whole.endswith(END)
    return whole[len(BEGIN):-len(END)]


@pytest.mark.parametrize(("made", "quoted"), [
    pytest.param(codec.real_time_status(1), "10 04 01", id="DLE EOT 1"),
    pytest.param(codec.real_time_status(4), "10 04 04", id="DLE EOT 4"),
    pytest.param(codec.FULL_STATUS, "10 04 14", id="Custom full status"),
    pytest.param(codec.RECOVER_CLEARED, "10 05 02", id="DLE ENQ 2"),
    pytest.param(codec.CLEAR_BUFFER, "10 14 08 01 03 14 01 06 02 08", id="DLE DC4 8"),
    pytest.param(codec.AUTOMATIC_STATUS, "1D 61 0F", id="GS a"),
    pytest.param(codec.PAPER_SENSOR, "1D 72 01", id="GS r"),
    pytest.param(codec.ask_process_id(b"0001"), "1D 28 48 06 00 30 30 30 30 30 31", id="GS ( H"),
    pytest.param(codec.cut(), "1D 56 42 00", id="GS V"),
    pytest.param(codec.RETRACT, "1D 65 02", id="Custom retract"),
    pytest.param(codec.strip_off(b"    "), "1B 40 0A 1D 56 42 00 1D 28 48 06 00 30 30 20 20 20 20", id="strip cut off"),
])
def test_requests_are_the_quoted_frames(made: bytes, quoted: str) -> None:
    assert made == bytes.fromhex(quoted)


def test_a_line_of_hanzi_is_gb2312_behind_fs_and() -> None:
    assert body(Text("保险凭证")) == bytes.fromhex("b1a3cfd5c6bed6a4 0a")


def test_full_width_marks_without_any_hanzi_are_not_question_marks() -> None:
    assert body(Text("，。：￥（）")) == "，。：￥（）".encode("gb2312") + b"\n"
    assert b"?" not in body(Text("，。：￥（）"))


def test_a_tall_bold_line_sets_size_spacing_and_weight_and_the_next_takes_them_back() -> None:
    assert body(Text("a", bold=True, scale=2), Text("b")) == bytes.fromhex(
        "1d2111 1b333c 1b4501 61 0a" "1d2100 1b331e 1b4500 62 0a")
    assert (LINE_DOTS, TALL_LINE_DOTS) == (0x1E, 0x3C)


def test_a_job_that_ends_in_no_text_gets_its_line_feed() -> None:
    assert body(Feed(300)) == bytes.fromhex("1b4aff 1b4a2d 0a")
    assert body() == b"\n"


def test_without_process_ids_the_paper_sensor_is_asked_after_the_cut() -> None:
    assert encode(PrintJob("j", (Text("a"),)), 576, None) == BEGIN + b"a\n" + bytes.fromhex("1d564200 1d7201")


def test_a_qr_code_is_native_level_m_and_centred() -> None:
    assert body(QrCode("https://x")) == bytes.fromhex(
        "1b6101 1d286b040031413200 1d286b0300314305 1d286b0300314531 1d286b0c00315030") + b"https://x" + bytes.fromhex(
        "1d286b0300315130 1b6100 0a")


def test_a_picture_is_sent_without_its_white() -> None:
    rows = [bytes(72)] * 20 + [b"\x80" + bytes(71)] * 2 + [bytes(72)] * 30
    assert body(Raster(576, 52, b"".join(rows))) == bytes.fromhex("1b4a14 1d763000 0100 0200 8080 1b4a1e 0a")


def test_a_tall_picture_goes_in_fragments_of_at_most_256_rows() -> None:
    made = body(Raster(8, 600, b"\xff" * 600))
    heads = re.findall(rb"\x1dv0\x00\x01\x00(..)", made, re.DOTALL)
    assert [int.from_bytes(head, "little") for head in heads] == [256, 256, 88]


@pytest.mark.parametrize(("block", "rule"), [
    pytest.param(Text("㐱"), "GB2312", id="rare-hanzi"),
    pytest.param(Text("a\x10\x04\x01"), "control", id="control-character"),
    pytest.param(Text("保" * 25), "wider", id="too-wide"),
    pytest.param(Text("保" * 13, scale=2), "wider", id="too-wide-doubled"),
    pytest.param(Raster(12, 1, b"ab"), "width", id="crooked-width"),
    pytest.param(Raster(584, 1, bytes(73)), "width", id="wider-than-the-head"),
    pytest.param(Raster(8, 2, b"a"), "fill", id="bits-missing"),
    pytest.param(Feed(-1), "backwards", id="backwards"),
    pytest.param(QrCode(""), "empty", id="no-code"),
    pytest.param(QrCode("a\x1b"), "control", id="control-in-code"),
    pytest.param(QrCode("保" * 334), "too long", id="code-too-long"),
    pytest.param(QrCode("a", module=17), "module", id="module"),
])
def test_a_block_against_the_rules_is_refused_with_its_place(block: Block, rule: str) -> None:
    with pytest.raises(Unprintable, match=f"block 1: .*{rule}") as refused:
        encode(PrintJob("j", (Text("a"), block)), 576, None)
    assert refused.value.block == 1
    assert "㐱" not in str(refused.value)


def test_process_ids_count_up_and_begin_again() -> None:
    assert [codec.process_id(number) for number in (1, 9999, 10000)] == [b"0001", b"9999", b"0001"]


@given(st.binary(max_size=400) | st.lists(st.sampled_from(b"\x10\x04\x05\x14\x01"), max_size=200).map(bytes))
def test_no_real_time_command_survives_and_only_dots_are_added(data: bytes) -> None:
    safe = codec.without_real_time_commands(data)
    assert not REAL_TIME.search(safe)
    assert len(safe) == len(data)
    assert all(new & old == old for new, old in zip(safe, data, strict=True))
    changed = [index for index, (new, old) in enumerate(zip(safe, data, strict=True)) if new != old]
    assert all(data[index] in b"\x04\x05\x14" and data[index - 1] == 0x10 for index in changed)


BITS = st.sampled_from([0x10, 0x04, 0x05, 0x14, 0x01, 0x00, 0xFF])


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return Text(draw(st.text(st.sampled_from("保险凭证 aA1，。"), max_size=12)), draw(st.booleans()),
                    draw(st.sampled_from([1, 2])))
    if kind == 1:
        return Feed(draw(st.integers(0, 600)))
    if kind == 2:
        return QrCode(draw(st.text(st.sampled_from("abc:/?=0123"), min_size=1, max_size=30)), draw(st.integers(1, 16)))
    wide, rows = draw(st.sampled_from([1, 2, 16, 20, 72])), draw(st.sampled_from([1, 4, 5, 16, 20, 260, 277]))
    some = draw(st.lists(BITS, min_size=1, max_size=40))
    return Raster(wide * 8, rows, bytes(some[index % len(some)] for index in range(wide * rows)))


def test_no_length_of_a_code_spells_a_real_time_command() -> None:
    for length in range(1, 1001):
        assert not REAL_TIME.search(body(QrCode("1" * length, module=16)))


@given(st.lists(blocks(), max_size=5))
def test_no_whole_job_holds_a_real_time_command_not_even_across_its_seams(job: list[Block]) -> None:
    assert not REAL_TIME.search(encode(PrintJob("j", tuple(job)), 576, (b"0001", b"0002")))
