"""What the driver says to a card, command by command, and what it makes of the answers; no pcscd between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card import application
from devices.card.api import CardRecords, Fault, PinAccepted, PinBlocked, PinWrong
from devices.card.codec import AID, EF05, EF06
from devices.card.dialogue import ROUNDS, Dialogue, Failed
from devices.card.simulator import CardProfile, Manners, VirtualCard, bank_card
from tests.devices.card.profiles import HISTORICAL, LONG_NAME, PROFILE, Wire, changed

PLAIN = [
    "00A404000F" + AID.hex(), "00C000001E",
    "00A4020002EF05", "00B2010012", "00B2030006", "00B2050006", "00B2060006", "00B207000B",
    "00A4020002EF06", "00B2080014", "00B2090020", "00B20A0003",
    "00200000",
]
"""A good card is read with these thirteen and no other."""


def read(card: VirtualCard, **options: bool) -> tuple[CardRecords, list[str]]:
    wire = Wire(card)
    records = application.read(wire.dialogue, 7, card.atr, **options)
    return records, [apdu.hex() for apdu in wire.sent]


def failure(card: VirtualCard) -> Failed:
    with pytest.raises(Failed) as failed:
        read(card)
    return failed.value


def lower(commands: list[str]) -> list[str]:
    return [command.lower() for command in commands]


def test_a_good_card_is_read_with_the_quoted_commands_and_no_needless_one() -> None:
    records, sent = read(VirtualCard(PROFILE))
    assert sent == lower(PLAIN)
    assert records == CardRecords(
        insertion=7, card_id=bytes.fromhex(PROFILE.card_id), region="440300", version="2.00", algorithm="3des",
        historical=HISTORICAL, issued=20180506, expires=20380506, card_number="A12345678",
        number="44030019900307803X", name="欧阳样张", sex="1", tries_left=6)


def test_nothing_personal_shows_in_what_is_read() -> None:
    shown = repr(read(VirtualCard(PROFILE))[0])
    assert not [word for word in (PROFILE.number, PROFILE.holder, PROFILE.card_number, "8697") if word in shown]


def test_the_tries_are_not_asked_where_that_is_switched_off() -> None:
    records, sent = read(VirtualCard(PROFILE), ask_tries=False)
    assert records.tries_left is None
    assert sent == lower(PLAIN[:-1])


@pytest.mark.parametrize(("profile", "tries"), [
    (changed(tries=2), 2), (changed(tries=0), 0), (changed(tells_tries=False), None)])
def test_tries_are_the_cards_own_figure_or_unknown(profile: CardProfile, tries: int | None) -> None:
    assert read(VirtualCard(profile))[0].tries_left == tries


def test_the_extension_is_read_only_for_a_name_that_fills_its_field() -> None:
    records, sent = read(VirtualCard(changed(holder=LONG_NAME)))
    assert records.name == LONG_NAME
    assert "00b24e0016" in sent


@pytest.mark.parametrize("unused", [1, 2, 3])
def test_the_extension_is_read_where_a_writer_has_left_room_for_no_whole_character(unused: int) -> None:
    """A character of four bytes does not fit what is left: it stands whole in the extension."""
    first = ("a" if unused % 2 else "") + "买" * ((30 - unused) // 2)
    wires: dict[tuple[int, int], bytes | None] = {
        (EF06, 0x09): bytes((0x09, 30)) + first.encode("gb18030").ljust(30, b"\0"),
        (EF06, 0x4E): bytes((0x4E, 20)) + "𪚥".encode("gb18030").ljust(20, b"\xff")}
    assert len(first.encode("gb18030")) == 30 - unused
    assert read(VirtualCard(PROFILE, Manners(records=wires)))[0].name == first + "𪚥"


def test_a_name_cut_inside_a_character_is_joined_before_it_is_decoded() -> None:
    name = "买" * 14 + "𪚥艾力"
    assert len(name.encode("gb18030")[:30].decode("gb18030", "ignore")) == 14
    assert read(VirtualCard(changed(holder=name)))[0].name == name


def test_version_1_has_no_extension_and_sex_elsewhere() -> None:
    records, sent = read(VirtualCard(changed(version="1.00", holder="买" * 15)))
    assert (records.name, records.sex, records.version) == ("买" * 15, "1", "1.00")
    assert "00b24e0016" not in sent


@pytest.mark.parametrize("version", ["1.00", "2.00", "2.01", "3.00"])
def test_a_card_that_reads_by_number_alone_is_asked_by_tag_once(version: str) -> None:
    records, sent = read(VirtualCard(changed(version=version, holder=LONG_NAME[:12]), Manners(by_tag=False)))
    assert (records.number, records.sex, records.card_number) == (PROFILE.number, "1", "A12345678")
    assert [apdu for apdu in sent if apdu[:4] == "00b2" and apdu[6:8] == "00"] == ["00b2010012"]


@pytest.mark.parametrize("version", ["1.00", "2.00"])
def test_a_card_that_takes_every_tag_for_a_number_is_found_out_in_the_second_file(version: str) -> None:
    """In EF05 tags and numbers are the same, so that the first file can't tell."""
    records, sent = read(VirtualCard(changed(version=version), Manners(numbers_only=True)))
    assert (records.number, records.name, records.sex) == (PROFILE.number, PROFILE.holder, "1")
    assert [apdu for apdu in sent if apdu.startswith("00b208")] == ["00b2080014"]
    assert "00b2010414" in sent


def test_t1_gets_the_fci_by_le_and_needs_no_get_response() -> None:
    records, sent = read(VirtualCard(changed(algorithm="sm4"), Manners(t1=True)))
    assert records.algorithm == "sm4"
    assert records.historical == HISTORICAL
    assert sent == lower([PLAIN[0] + "00", *PLAIN[2:]])


def test_a_version_3_card_that_keeps_its_holder_is_known_by_its_id_alone() -> None:
    records, sent = read(VirtualCard(changed(version="3.00"), Manners(guarded=True)))
    assert (records.number, records.name, records.sex, records.card_number) == ("", "", "", "")
    assert records.card_id == bytes.fromhex(PROFILE.card_id)
    assert records.tries_left == 6
    assert "00b2090020" not in sent


def test_a_bank_card_is_none_of_ours_and_is_asked_nothing_more() -> None:
    wire = Wire(bank_card(PROFILE))
    with pytest.raises(Failed) as failed:
        application.read(wire.dialogue, 1, wire.card.atr)
    assert failed.value == Failed(Fault.NOT_SOCIAL_CARD, "select", 0x6A82)
    assert len(wire.sent) == 1


BROKEN: dict[str, tuple[tuple[int, int], bytes | None]] = {
    "wrong-tag": ((EF05, 0x01), bytes((0x0F, 16)) + bytes(16)),
    "length-beyond-data": ((EF05, 0x03), bytes((0x03, 9)) + b"2.00"),
    "length-short-of-data": ((EF05, 0x03), bytes((0x03, 3)) + b"2.00"),
    "text-too-long": ((EF05, 0x03), bytes((0x03, 6)) + b"2.0000"),
    "id-too-short": ((EF05, 0x01), bytes((0x01, 4)) + bytes(4)),
    "id-of-no-region": ((EF05, 0x01), bytes((0x01, 16)) + b"\xff" * 16),
    "id-of-no-digits": ((EF05, 0x01), bytes((0x01, 16)) + b"\xaa" * 16),
    "version-of-no-text": ((EF05, 0x03), bytes((0x03, 4)) + b"\x02\x00\x00\x01"),
    "issued-on-no-day": ((EF05, 0x05), bytes.fromhex("050420181340")),
    "expires-on-no-digits": ((EF05, 0x06), bytes.fromhex("06042038ABCD")),
    "card-number-of-no-text": ((EF05, 0x07), b"\x07\x09\x80" + b"12345678"),
    "id-missing": ((EF05, 0x01), None),
    "number-missing": ((EF06, 0x08), None),
    "number-with-control-character": ((EF06, 0x08), bytes((0x08, 18)) + b"44030019900307\x07803"),
    "name-of-broken-gb18030": ((EF06, 0x09), bytes((0x09, 30)) + b"\xcd\xf5\xff\x81".ljust(30, b"\0")),
    "name-of-half-a-character": ((EF06, 0x09), bytes((0x09, 3)) + b"\xcd\xf5\x81"),
    "name-empty-answer": ((EF06, 0x09), b""),
    "name-one-byte": ((EF06, 0x09), b"\x09"),
    "sex-too-long": ((EF06, 0x0A), b"\x0a\x0211"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_record_is_unreadable_and_named(how: str) -> None:
    (file, tag), wire = BROKEN[how]
    failed = failure(VirtualCard(PROFILE, Manners(records={(file, tag): wire})))
    assert (failed.fault, failed.step) == (Fault.UNREADABLE, f"EF{file & 0xFF:02X}/{tag:02X}")


@pytest.mark.parametrize("fill", [b"\x00", b"\xff"], ids=["00", "FF"])
def test_records_of_padding_alone_are_empty(fill: bytes) -> None:
    wiped = {(EF05, tag): bytes((tag, length)) + fill * length for tag, length in ((0x05, 4), (0x06, 4), (0x07, 9))}
    wiped |= {(EF06, tag): bytes((tag, length)) + fill * length for tag, length in ((0x08, 18), (0x09, 30), (0x0A, 1))}
    records, _ = read(VirtualCard(PROFILE, Manners(records={**wiped})))
    assert (records.issued, records.expires, records.card_number) == (0, 0, "")
    assert (records.number, records.name, records.sex) == ("", "", "")


@pytest.mark.parametrize("fill", [b"\x00", b"\xff"], ids=["00", "FF"])
def test_either_padding_is_stripped_from_a_name(fill: bytes) -> None:
    wire = bytes((0x09, 30)) + "王小明".encode("gb18030").ljust(30, fill)
    assert read(VirtualCard(PROFILE, Manners(records={(EF06, 0x09): wire})))[0].name == "王小明"


class Scripted:
    """A card that gives these answers in turn."""

    def __init__(self, *answers: str) -> None:
        self.answers = [bytes.fromhex(answer) for answer in answers]
        self.sent: list[str] = []

    def exchange(self, apdu: bytes, step: str) -> bytes:
        self.sent.append(apdu.hex())
        return self.answers.pop(0)


@pytest.mark.parametrize("status", ["6283", "6300", "9000"])
def test_an_odd_answer_to_selection_is_no_reason_to_give_up(status: str) -> None:
    script = Scripted(status, "6A82")
    with pytest.raises(Failed) as failed:
        application.read(Dialogue(script.exchange), 1, b"")
    assert failed.value.step == "EF05"


@pytest.mark.parametrize(("status", "fault"), [
    ("6A82", Fault.NOT_SOCIAL_CARD), ("6A81", Fault.REFUSED), ("6985", Fault.REFUSED), ("", Fault.REFUSED)])
def test_an_error_word_at_selection_ends_the_reading(status: str, fault: Fault) -> None:
    with pytest.raises(Failed) as failed:
        application.read(Dialogue(Scripted(status).exchange), 1, b"")
    assert (failed.value.fault, failed.value.step) == (fault, "select")


def test_a_wrong_le_is_sent_again_once_with_the_cards_own() -> None:
    script = Scripted("6C06", "0304322E30309000")
    assert Dialogue(script.exchange).command(bytes.fromhex("00B2030010"), "x").data == bytes.fromhex("0304322E3030")
    assert script.sent == ["00b2030010", "00b2030006"]


def test_long_answers_are_fetched_piece_by_piece() -> None:
    script = Scripted("6100", "AA" * 256 + "6102", "6C03", "BBBBBB9000")
    response = Dialogue(script.exchange).command(bytes.fromhex("00A4040000"), "x")
    assert (response.data, response.status) == (b"\xaa" * 256 + b"\xbb" * 3, 0x9000)
    assert script.sent[1:] == ["00c0000000", "00c0000002", "00c0000003"]


def test_a_card_that_never_comes_to_an_end_is_unreadable() -> None:
    script = Scripted("6101", *["AA6101"] * (ROUNDS + 1))
    with pytest.raises(Failed) as failed:
        Dialogue(script.exchange).command(bytes.fromhex("00A4040000"), "x")
    assert failed.value.fault is Fault.UNREADABLE


@pytest.mark.parametrize(("status", "result"), [
    ("9000", PinAccepted()), ("63C5", PinWrong(5)), ("63C0", PinWrong(0)), ("6300", PinWrong(None)),
    ("6983", PinBlocked())])
def test_each_answer_to_a_pin(status: str, result: object) -> None:
    script = Scripted(status)
    assert application.verify(Dialogue(script.exchange), "123456") == result
    assert script.sent == ["0020000003123456"]


@pytest.mark.parametrize("status", ["6984", "6700", "6982", ""])
def test_a_pin_is_never_sent_twice(status: str) -> None:
    script = Scripted(status)
    with pytest.raises(Failed) as failed:
        application.verify(Dialogue(script.exchange), "123456")
    assert (failed.value.fault, failed.value.step) == (Fault.REFUSED, "verify")
    assert len(script.sent) == 1


def test_authentication_is_the_quoted_commands() -> None:
    script = Scripted("11" * 8 + "9000", "6108", "22" * 8 + "9000")
    cryptogram = application.authenticate(Dialogue(script.exchange), b"\x33" * 8)
    assert (cryptogram.card_random, cryptogram.value) == (b"\x11" * 8, b"\x22" * 8)
    assert script.sent == ["0084000008", "0088000010" + "11" * 8 + "33" * 8, "00c0000008"]


@pytest.mark.parametrize(("answers", "step", "fault"), [
    (("6D00",), "challenge", Fault.REFUSED), (("11" * 4 + "9000",), "challenge", Fault.UNREADABLE),
    (("11" * 8 + "9000", "6A88"), "authenticate", Fault.REFUSED),
    (("11" * 8 + "9000", "9000"), "authenticate", Fault.UNREADABLE)])
def test_authentication_that_fails_names_its_step(answers: tuple[str, ...], step: str, fault: Fault) -> None:
    with pytest.raises(Failed) as failed:
        application.authenticate(Dialogue(Scripted(*answers).exchange), b"\x33" * 8)
    assert (failed.value.step, failed.value.fault) == (step, fault)


ANSWERS = st.one_of(st.binary(max_size=40), st.sampled_from([b"\x90\x00", b"\x61\x08", b"\x6c\x12", b"\x6a\x83"]))
PLACES = [(EF05, tag) for tag in (1, 3, 5, 6, 7)] + [(EF06, tag) for tag in (8, 9, 0x4E, 0x0A)]


def outcome(dialogue: Dialogue) -> CardRecords | Failed:
    try:
        return application.read(dialogue, 1, b"")
    except Failed as failed:
        return failed


@given(st.lists(ANSWERS, min_size=80, max_size=80))
def test_whatever_a_card_answers_there_are_records_or_a_trouble(answers: list[bytes]) -> None:
    waiting = iter(answers)
    result = outcome(Dialogue(lambda apdu, step: next(waiting, b"\x6f\x00")))
    if isinstance(result, Failed):
        assert result.fault in {Fault.UNREADABLE, Fault.REFUSED, Fault.NOT_SOCIAL_CARD}
    else:
        assert len(result.card_id) == 16


@given(st.dictionaries(st.sampled_from(PLACES), st.one_of(st.none(), st.binary(max_size=40)), min_size=1, max_size=3),
       st.booleans(), st.booleans())
def test_whatever_records_hold_there_are_records_or_a_trouble(
        records: dict[tuple[int, int], bytes | None], by_tag: bool, t1: bool) -> None:
    card = VirtualCard(changed(holder=LONG_NAME), Manners(records=records, by_tag=by_tag, t1=t1))
    result = outcome(Wire(card).dialogue)
    if isinstance(result, Failed):
        assert result.fault in {Fault.UNREADABLE, Fault.REFUSED}
        assert result.step.startswith("EF0")
