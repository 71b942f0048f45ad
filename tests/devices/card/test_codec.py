"""Bytes of the card: the public frames, and whatever else a card may say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card import codec
from tests.devices.card.profiles import HISTORICAL

ANY = st.binary(max_size=300)
TEXT = st.text(st.characters(codec="gb18030", exclude_categories=("C", "Z")), min_size=1, max_size=12)


@pytest.mark.parametrize(("built", "quoted"), [
    (codec.select_application(), "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"),
    (codec.select_application(bytes.fromhex("7378322E73682EC9E7BBE1B1A3D5CF")),
     "00A404000F7378322E73682EC9E7BBE1B1A3D5CF"),
    (codec.select_file(0xEF05), "00A4020002EF05"),
    (codec.select_file(0xEF06), "00A4020002EF06"),
    (codec.read_by_tag(0x01, 16), "00B2010012"),
    (codec.read_by_tag(0x08, 18), "00B2080014"),
    (codec.read_by_tag(0x09, 30), "00B2090020"),
    (codec.read_by_number(0x03, 4), "00B2030406"),
    (codec.get_response(0x1E), "00C000001E"),
    (codec.verify("123456"), "0020000003123456"),
    (codec.verify("12345"), "002000000312345F"),
    (codec.ASK_TRIES, "00200000"),
    (codec.GET_CHALLENGE, "0084000008"),
    (codec.internal_authenticate(bytes(range(8)), bytes(range(8, 16))), "0088000010000102030405060708090A0B0C0D0E0F"),
    (codec.with_le(bytes.fromhex("00B2010000"), 0x12), "00B2010012"),
    (codec.with_le(bytes.fromhex("00200000"), 0x02), "0020000002"),
    (codec.with_le(codec.select_file(0xEF05), 0x1E), "00A4020002EF051E"),
    (codec.with_le(codec.select_file(0xEF05) + b"\x00", 0x1E), "00A4020002EF051E"),
])
def test_commands_are_the_quoted_bytes(built: bytes, quoted: str) -> None:
    assert built == bytes.fromhex(quoted)


def test_the_application_is_named_in_ascii_and_gb2312() -> None:
    assert b"sx1.sh." + "社会保障".encode("gb2312") == codec.AID


@pytest.mark.parametrize("pin", ["", "12345a", "１２３４５６", "12 456"])
def test_a_pin_that_is_no_digits_is_never_coded(pin: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        codec.verify(pin)


@pytest.mark.parametrize(("wire", "tag", "value"), [
    ("0304332E3030", 0x03, b"3.00"),
    ("0110" + "44" * 16, 0x01, b"\x44" * 16),
    ("0A0131", 0x0A, b"1"),
    ("0900", 0x09, b""),
    ("0304332E3030", 0x02, None),
    ("0305332E3030", 0x03, None),
    ("0303332E3030", 0x03, None),
    ("03", 0x03, None),
    ("", 0x03, None),
])
def test_a_record_is_its_tag_its_length_and_nothing_more(wire: str, tag: int, value: bytes | None) -> None:
    assert codec.record_value(bytes.fromhex(wire), tag) == value


@pytest.mark.parametrize(("value", "text"), [
    (b"A12345678", "A12345678"), (b"2.00", "2.00"), (b"\x00\x00\x00\x00", ""), (b"\xff\xff", ""),
    (b"1\x00\xff\x00", "1"), (b"", ""), (b" 1.00 ", "1.00"), (b"2\x000", None), (b"\xcd\xf5", None), (b"2\x07", None),
])
def test_plain_text_loses_either_padding(value: bytes, text: str | None) -> None:
    assert codec.ascii_text(value) == text


@pytest.mark.parametrize(("value", "text"), [
    ("王小明".encode("gb18030").ljust(30, b"\x00"), "王小明"),
    ("王小明".encode("gb18030").ljust(30, b"\xff"), "王小明"),
    ("王小明".encode("gb18030") + "\u3000".encode("gb18030") * 2, "王小明"),
    (bytes.fromhex("FE9F"), "䶮"), (bytes.fromhex("8230B731"), "㛃"), (bytes.fromhex("9931DE30"), "𬎆"),
    (bytes.fromhex("A1A4"), "·"), (b"", ""), (b"\xff" * 30, ""),
    (b"\xcd\xf5\x81", None), (b"\xcd\xf5\x07", None), (b"\x80", None), (b"\xcd\xf5\x00\xcd\xf5", None),
    (bytes.fromhex("AAA1"), None),
], ids=lambda value: value.hex()[:16] if isinstance(value, bytes) else "")
def test_chinese_text_is_gb18030_or_nothing(value: bytes, text: str | None) -> None:
    assert codec.chinese_text(value) == text


def test_all_nineteen_have_a_place() -> None:
    assert len(codec.MOVED) == 19
    assert not [place for place in codec.MOVED.values() if 0xE000 <= int(place) <= 0xF8FF]


@given(TEXT, st.sampled_from([b"\x00", b"\xff"]))
def test_any_name_comes_back_from_either_padding(name: str, fill: bytes) -> None:
    coded = name.encode("gb18030")
    back = codec.chinese_text(coded.ljust(len(coded) + 5, fill))
    private = any(0xE000 <= ord(char) <= 0xF8FF for char in name.translate(codec.MOVED))
    assert back == (None if private else name.translate(codec.MOVED))


@pytest.mark.parametrize(("value", "digits"), [
    ("20180506", "20180506"), ("440300FF", "440300"), ("11", "11"), ("1F", "1"), ("FFFFFFFF", ""), ("00000000", ""),
    ("2018F506", None), ("2A180506", None), ("", "")])
def test_bcd_is_digits_filled_with_f(value: str, digits: str | None) -> None:
    assert codec.digits(bytes.fromhex(value)) == digits


@pytest.mark.parametrize(("value", "day"), [
    ("20380506", 20380506), ("FFFFFFFF", 0), ("00000000", 0), ("20181306", None), ("20180532", None),
    ("2018FFFF", None), ("2018050A", None), ("", 0)])
def test_a_day_is_a_date_or_padding(value: str, day: int | None) -> None:
    assert codec.day(bytes.fromhex(value)) == day


@pytest.mark.parametrize(("card_id", "region"), [
    ("440300D156000005FFFFFFFFFFFFFFFF", "440300"), ("44030AD156", None), ("4403", None), ("", None)])
def test_the_region_is_the_first_six_digits(card_id: str, region: str | None) -> None:
    assert codec.region(bytes.fromhex(card_id)) == region


@pytest.mark.parametrize(("atr", "historical"), [
    ("3B6D0000" + HISTORICAL.hex(), HISTORICAL),
    ("3B8D01" + HISTORICAL.hex() + "55", HISTORICAL),
    ("3B8D8001" + HISTORICAL.hex() + "55", HISTORICAL),
    ("3BFF1100FF8131FE45" + "41" * 15 + "00", b"A" * 15),
    ("3B00", b""), ("3B", b""), ("", b""), ("3B8D80", b""), ("3B6D000000", b"\x00"),
])
def test_historical_bytes_follow_the_interface_bytes(atr: str, historical: bytes) -> None:
    assert codec.historical_bytes(bytes.fromhex(atr)) == historical


@pytest.mark.parametrize(("fci", "card_id", "name"), [
    ("9F0C8601", "44", "3des"), ("9F0C8602", "44", "ssf33"), ("9F0C8603", "44", "sm4"), ("9F0C068603", "44", "sm4"),
    ("6F1C840F" + codec.AID.hex() + "A5099F0C86030000000000", "44", "sm4"),
    ("9F0C8609", "44", "3des"), ("9F0C86", "11", "ssf33"), ("", "11", "ssf33"), ("", "44", "3des"), ("", "", "3des"),
])
def test_the_algorithm_is_what_the_fci_says(fci: str, card_id: str, name: str) -> None:
    assert codec.algorithm(bytes.fromhex(fci), bytes.fromhex(card_id)) == name


@pytest.mark.parametrize(("status", "tries"), [(0x63C5, 5), (0x63C0, 0), (0x6300, None), (0x9000, None)])
def test_the_card_tells_its_own_tries(status: int, tries: int | None) -> None:
    assert codec.tries_left(status) == tries


@pytest.mark.parametrize("status", [0x9000, 0x611E, 0x6C12, 0x6282, 0x6283, 0x63C3])
def test_what_is_no_error(status: int) -> None:
    assert not codec.is_error(status)


@pytest.mark.parametrize("status", [0, 0x6581, 0x6700, 0x6982, 0x6A81, 0x6A82, 0x6D00, 0x6E00, 0x6F00])
def test_what_is_an_error(status: int) -> None:
    assert codec.is_error(status)


@given(ANY)
def test_no_bytes_of_a_card_can_break_the_codec(data: bytes) -> None:
    response = codec.Response.of(data)
    assert 0 <= response.status <= 0xFFFF
    for text in (codec.ascii_text(data), codec.chinese_text(data)):
        assert text is None or text == "" or text.isprintable() or "\u3000" in text
    assert codec.digits(data) is None or (codec.digits(data) or "0").isdigit()
    assert codec.day(data) is None or 0 <= (codec.day(data) or 0) <= 99991231
    assert len(codec.historical_bytes(data)) <= 15
    assert codec.algorithm(data, data) in {"3des", "ssf33", "sm4"}
    for tag in range(0, 256, 51):
        value = codec.record_value(data, tag)
        assert value is None or bytes((tag, len(value))) + value == data
