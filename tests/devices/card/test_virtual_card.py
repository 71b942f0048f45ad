"""The virtual card says what real ones are quoted with, and nothing can break it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.codec import AID, EF05, EF06
from devices.card.simulator import Manners, VirtualCard, bank_card
from devices.card.simulator.card import BANK_AID, ecb
from tests.devices.card.profiles import HISTORICAL, LONG_NAME, PROFILE, SELECT, changed, selected

RANDOM = bytes.fromhex("1122334455667788")
CHALLENGE = bytes.fromhex("A1A2A3A4A5A6A7A8")


def answer(card: VirtualCard, apdu: str) -> str:
    return card.transmit(bytes.fromhex(apdu)).hex().upper()


@pytest.mark.parametrize("how", ["00A404000F7378312E73682EC9E7BBE1B1A3D5CF", "00A4000002DDF1"])
def test_selection_leaves_thirty_bytes_of_fci_waiting(how: str) -> None:
    card = VirtualCard(PROFILE)
    assert answer(card, how) == "611E"
    assert answer(card, "00C0000002") == "6C1E"
    fci = answer(card, "00C000001E")
    assert len(fci) == 2 * (0x1E + 2)
    assert fci.startswith("6F1C840F" + AID.hex().upper())
    assert "9F0C8601" in fci
    assert answer(card, "00C000001E") == "6985"


@pytest.mark.parametrize("aid", [
    "7378322E73682EC9E7BBE1B1A3D5CF", "D15600000500", "D15600000501", "D15600000502", "D15600000503", "D15600000504",
    "D15600000590", BANK_AID.hex(), "7378312E73682EC9E7BBE1B1A3D5"])
def test_no_other_application_is_there(aid: str) -> None:
    assert answer(VirtualCard(PROFILE), f"00A40400{len(aid) // 2:02X}{aid}") == "6A82"


def test_a_bank_card_has_its_own_application_only() -> None:
    card = bank_card(PROFILE)
    assert answer(card, SELECT.hex()) == "6A82"
    assert answer(card, "00A4000002DDF1") == "6A82"
    assert answer(card, "00A4040008" + BANK_AID.hex()).startswith("61")


@pytest.mark.parametrize("select", ["00A4020002EF05", "00A4000002EF05"])
@pytest.mark.parametrize(("read", "record"), [
    ("00B2010012", "0110" + PROFILE.card_id), ("00B2010412", "0110" + PROFILE.card_id),
    ("00B2030006", "0304322E3030"), ("00B2030406", "0304322E3030"), ("00B2030000", "0304322E3030"),
    ("00B2050006", "050420180506"), ("00B207000B", "0709" + b"A12345678".hex()),
])
def test_a_record_of_the_selected_file_by_tag_and_by_number(select: str, read: str, record: str) -> None:
    card = selected(VirtualCard(PROFILE))
    assert answer(card, select) == "9000"
    assert answer(card, read) == record.upper() + "9000"


def test_the_quoted_version_record() -> None:
    assert answer(selected(VirtualCard(changed(version="3.00")), EF05), "00B2030006") == "0304332E30309000"


@pytest.mark.parametrize(("read", "record"), [
    ("00B2012C12", "0110" + PROFILE.card_id), ("00B2012812", "0110" + PROFILE.card_id),
    ("00B2013414", "0812" + PROFILE.number.encode().hex()), ("00B2083014", "0812" + PROFILE.number.encode().hex()),
    ("00B2043403", "0A0131"), ("00B20A3003", "0A0131"),
])
def test_a_record_by_short_file_identifier_needs_no_selected_file(read: str, record: str) -> None:
    assert answer(selected(VirtualCard(PROFILE)), read) == record.upper() + "9000"


def test_sex_is_the_third_record_of_version_1_and_the_fourth_later() -> None:
    assert answer(selected(VirtualCard(changed(version="1.00")), EF06), "00B2030403") == "0A01319000"
    assert answer(selected(VirtualCard(PROFILE), EF06), "00B2040403") == "0A01319000"
    assert answer(selected(VirtualCard(PROFILE), EF06), "00B24E0016").startswith("4E14FF")
    assert answer(selected(VirtualCard(changed(version="1.00")), EF06), "00B24E0016") == "6A83"


def test_a_long_name_goes_on_in_its_extension() -> None:
    card = selected(VirtualCard(changed(holder=LONG_NAME)), EF06)
    first, more = card.transmit(bytes.fromhex("00B2090020")), card.transmit(bytes.fromhex("00B24E0016"))
    assert (first[2:-2] + more[2:-2]).rstrip(b"\xff").decode("gb18030") == LONG_NAME


def test_a_wrong_le_is_told_and_le_00_means_all() -> None:
    card = selected(VirtualCard(PROFILE), EF05)
    assert answer(card, "00B2010010") == "6C12"
    assert answer(card, "00B2010000").endswith("9000")


@pytest.mark.parametrize(("apdu", "status"), [
    ("00B2090012", "6A83"), ("00B2000012", "6A83"), ("00B2090412", "6A83"), ("00B2010112", "6A86"),
    ("00B2011412", "6A82"), ("00A4020002EF09", "6A82"), ("00A4010002EF05", "6A86"), ("00D60000", "6D00"),
    ("00DC08301408120000", "6700"), ("A0B2010012", "6E00"), ("0084000004", "6C08"), ("00840000", "6700"),
    ("00", "6700"), ("00B2", "6700"), ("008800000811223344556677", "6700"), ("00200081", "6A88"),
])
def test_what_cannot_be_done_has_its_status_word(apdu: str, status: str) -> None:
    assert answer(selected(VirtualCard(PROFILE), EF05), apdu) == status


def test_without_selection_there_is_no_record() -> None:
    card = VirtualCard(PROFILE)
    assert answer(card, "00B2010012") == "6A82"
    assert answer(card, "00A4020002EF05") == "6A82"
    assert answer(selected(card), "00B2010012") == "6986"


def test_pins_are_counted_and_the_counter_outlives_the_power() -> None:
    card = selected(VirtualCard(changed(pin="123456", tries=3)))
    assert answer(card, "00200000") == "63C3"
    assert answer(card, "0020000003000000") == "63C2"
    card.power_off()
    card.power_on()
    selected(card)
    assert answer(card, "0020000003000000") == "63C1"
    assert answer(card, "0020000003123456") == "9000"
    assert answer(card, "00200000") == "9000"
    card.reset()
    assert answer(selected(card), "00200000") == "63C6"


def test_the_last_wrong_pin_blocks_the_right_one() -> None:
    card = selected(VirtualCard(changed(pin="123456", tries=1)))
    assert answer(card, "0020000003000000") == "63C0"
    assert answer(card, "0020000003123456") == "6983"
    assert answer(card, "00200000") == "6983"


def test_a_card_that_does_not_tell_its_tries_loses_none_by_being_asked() -> None:
    card = selected(VirtualCard(changed(tells_tries=False)))
    assert answer(card, "00200000") == "6700"
    assert card.tries == 6


def authenticating(**manners: bool) -> VirtualCard:
    return selected(VirtualCard(PROFILE, Manners(**manners), lambda count: RANDOM[:count]))  # type: ignore[arg-type]


def test_internal_authentication_is_done_with_the_real_key() -> None:
    card = authenticating()
    assert answer(card, "0084000008") == "11223344556677889000"
    assert card.transmit(bytes.fromhex("0088000010") + RANDOM + CHALLENGE) == b"\x61\x08"
    assert card.transmit(bytes.fromhex("00C0000008"))[:-2] == ecb(ecb(bytes.fromhex(PROFILE.irk), RANDOM), CHALLENGE)


def test_a_card_random_serves_once_and_may_come_with_a_key_version() -> None:
    card = authenticating()
    assert card.transmit(bytes.fromhex("0088000010") + RANDOM + CHALLENGE).hex() == "6984"
    answer(card, "0084000008")
    assert card.transmit(bytes.fromhex("0088000011") + RANDOM + CHALLENGE + b"\x01").hex() == "6108"
    assert card.transmit(bytes.fromhex("0088000010") + RANDOM + CHALLENGE).hex() == "6984"


def test_without_a_key_there_is_no_authentication() -> None:
    card = selected(VirtualCard(changed(irk="")))
    random = card.transmit(bytes.fromhex("0084000008"))[:8]
    assert card.transmit(bytes.fromhex("0088000010") + random + CHALLENGE).hex() == "6a88"


def test_in_t1_data_comes_at_once_where_le_asks_for_it() -> None:
    card = VirtualCard(PROFILE, Manners(t1=True))
    assert card.transmit(SELECT) == b"\x90\x00"
    assert len(card.transmit(SELECT + b"\x00")) == 0x1E + 2


def test_the_atr_of_each_protocol_carries_the_same_historical_bytes() -> None:
    assert VirtualCard(PROFILE).atr == bytes.fromhex("3B6D0000") + HISTORICAL
    atr = VirtualCard(PROFILE, Manners(t1=True)).atr
    assert atr[:3] + atr[3:-1] == b"\x3b\x8d\x01" + HISTORICAL
    check = 0
    for byte in atr[1:]:
        check ^= byte
    assert check == 0


def test_nothing_personal_is_kept_in_the_log() -> None:
    card = selected(VirtualCard(PROFILE))
    answer(card, "0020000003135790")
    assert card.log[-1] == bytes.fromhex("00200000")


INSTRUCTIONS = st.sampled_from([0xA4, 0xB2, 0x20, 0x84, 0x88, 0xC0, 0xDC])
COMMANDS = st.one_of(
    st.binary(max_size=40),
    st.builds(lambda ins, p1, p2, body: bytes((0x00, ins, p1, p2)) + body, INSTRUCTIONS, st.integers(0, 255),
              st.integers(0, 255), st.binary(max_size=40)),
    st.builds(lambda ins, data: bytes((0x00, ins, 0x00, 0x00, len(data))) + data, INSTRUCTIONS,
              st.binary(min_size=1, max_size=30)),
    st.sampled_from([SELECT, bytes.fromhex("00A4020002EF05"), bytes.fromhex("00A4020002EF06")]),
)


@given(st.lists(COMMANDS, max_size=12), st.booleans(), st.booleans(), st.booleans())
def test_no_command_can_break_a_card_or_raise_its_tries(
        commands: list[bytes], t1: bool, by_tag: bool, guarded: bool) -> None:
    card = VirtualCard(changed(tries=3), Manners(t1=t1, by_tag=by_tag, guarded=guarded))
    for apdu in commands:
        before = card.tries
        said = card.transmit(apdu)
        assert 2 <= len(said) <= 258
        assert card.tries <= before or card.verified
