"""Every frame that public material quotes of this card, held against the driver and against the virtual card.

Two kinds: what the driver sends (it must build the quoted bytes, the card must answer the quoted ones), and what others
send and the driver must not (the card answers with a status word, and lives on).
Grades and sources: docs/hardware/card.md.
"""

from __future__ import annotations

import contextlib

import pytest

from devices.card import application, codec
from devices.card.api import Fault
from devices.card.application import CARD_ID, CARD_NUMBER, EXPIRES, EXTENSION, ISSUED, NAME, NUMBER, SEX, VERSION, Field
from devices.card.codec import AID, EF05, EF06
from devices.card.dialogue import Dialogue, Failed
from devices.card.simulator import CardProfile, Manners, VirtualCard
from devices.card.simulator.profile import Record, files
from tests.devices.card.profiles import HISTORICAL, LONG_NAME, PROFILE, SELECT, Wire, changed

V1, V3 = changed(version="1.00"), changed(version="3.00")
EF05_SELECTED, EF06_SELECTED = "00A4020002EF05", "00A4020002EF06"
NUMBER_RECORD = "0812" + PROFILE.number.encode().hex()
RANDOM, CHALLENGE = "1122334455667788", "A1A2A3A4A5A6A7A8"


def said(card: VirtualCard, *before: str) -> VirtualCard:
    """The card after SELECT and these commands."""
    card.transmit(SELECT)
    for apdu in before:
        card.transmit(bytes.fromhex(apdu))
    return card


def answer(card: VirtualCard, apdu: str) -> str:
    return card.transmit(bytes.fromhex(apdu)).hex().upper()


@pytest.mark.parametrize(("built", "quoted", "card", "before", "answered"), [
    pytest.param(codec.select_application(), "00A404000F7378312E73682EC9E7BBE1B1A3D5CF", PROFILE, (), "611E",
                 id="application: select by AID"),
    pytest.param(codec.get_response(0x1E), "00C000001E", PROFILE, (),
                 "6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA5099F0C860100000000009000", id="application: 61xx"),
    pytest.param(codec.get_response(0x02), "00C0000002", PROFILE, (), "6C1E", id="application: 6Cxx"),
    pytest.param(codec.select_file(EF05), EF05_SELECTED, PROFILE, (), "9000", id="records: select EF05"),
    pytest.param(codec.select_file(EF06), EF06_SELECTED, PROFILE, (), "9000", id="records: select EF06"),
    pytest.param(codec.read_by_tag(1, 16), "00B2010012", PROFILE, (EF05_SELECTED,), f"0110{PROFILE.card_id}9000",
                 id="records: 01 10 by tag"),
    pytest.param(codec.read_by_number(1, 16), "00B2010412", PROFILE, (EF05_SELECTED,), f"0110{PROFILE.card_id}9000",
                 id="records: 01 10 by number"),
    pytest.param(codec.read_by_tag(3, 4), "00B2030006", V3, (EF05_SELECTED,), "0304332E30309000",
                 id="records: 03 04 33 2E 30 30 90 00"),
    pytest.param(codec.read_by_tag(8, 18), "00B2080014", PROFILE, (EF06_SELECTED,), f"{NUMBER_RECORD}9000",
                 id="records: Le 14 for the number"),
    pytest.param(codec.read_by_tag(9, 30), "00B2090020", PROFILE, (EF06_SELECTED,),
                 "091E" + "欧阳样张".encode("gb18030").hex().ljust(60, "0") + "9000", id="records: Le 20 for the name"),
    pytest.param(codec.with_le(codec.read_by_tag(8, 18), 0), "00B2080000", PROFILE, (EF06_SELECTED,),
                 f"{NUMBER_RECORD}9000", id="records: Le 00"),
    pytest.param(codec.read_by_tag(8, 14), "00B2080010", PROFILE, (EF06_SELECTED,), "6C14", id="records: wrong Le"),
    pytest.param(codec.read_by_tag(0x0A, 1), "00B20A0003", V1, (EF06_SELECTED,), "0A01319000",
                 id="records: sex by tag on v1"),
    pytest.param(codec.read_by_tag(0x0A, 1), "00B20A0003", V3, (EF06_SELECTED,), "0A01319000",
                 id="records: sex by tag on v3"),
    pytest.param(codec.read_by_number(3, 1), "00B2030403", V1, (EF06_SELECTED,), "0A01319000",
                 id="records: sex is number 3 on v1"),
    pytest.param(codec.read_by_number(4, 1), "00B2040403", PROFILE, (EF06_SELECTED,), "0A01319000",
                 id="records: sex is number 4 on v2"),
    pytest.param(codec.read_by_tag(0x4E, 20), "00B24E0016", PROFILE, (EF06_SELECTED,), f"4E14{'FF' * 20}9000",
                 id="records: name extension"),
    pytest.param(codec.GET_CHALLENGE, "0084000008", PROFILE, (), f"{RANDOM}9000", id="authentication: GET CHALLENGE"),
    pytest.param(codec.internal_authenticate(bytes.fromhex(RANDOM), bytes.fromhex(CHALLENGE)),
                 f"0088000010{RANDOM}{CHALLENGE}", PROFILE, ("0084000008",), "6108",
                 id="authentication: INTERNAL AUTHENTICATE"),
    pytest.param(codec.verify("123456"), "0020000003123456", changed(pin="123456"), (), "9000", id="pin: right"),
    pytest.param(codec.verify("123456"), "0020000003123456", changed(tries=5), (), "63C4", id="pin: wrong"),
    pytest.param(codec.verify("123456"), "0020000003123456", changed(tries=0), (), "6983", id="pin: blocked"),
    pytest.param(codec.verify("12345"), "002000000312345F", PROFILE, (), "63C5", id="pin: odd count of digits"),
    pytest.param(codec.ASK_TRIES, "00200000", changed(tries=3), (), "63C3", id="pin: tries asked"),
    pytest.param(codec.ASK_TRIES, "00200000", changed(tells_tries=False), (), "6700", id="pin: tries not told"),
])
def test_what_the_driver_sends_is_quoted_and_so_is_the_answer(
        built: bytes, quoted: str, card: CardProfile, before: tuple[str, ...], answered: str) -> None:
    virtual = VirtualCard(card, random_bytes=lambda count: bytes.fromhex(RANDOM)[:count])
    assert built == bytes.fromhex(quoted)
    assert answer(said(virtual, *before), quoted) == answered.upper()


NEVER_SENT = {
    "application: sibling AID sx2": ("00A404000F7378322E73682EC9E7BBE1B1A3D5CF", "6A82"),
    "application: DDF1": ("00A4000002DDF1", "611E"),
    "application: public": ("00A4040006D15600000500", "6A82"),
    "application: employment": ("00A4040006D15600000501", "6A82"),
    "application: insurance 1": ("00A4040006D15600000502", "6A82"),
    "application: insurance 2": ("00A4040006D15600000503", "6A82"),
    "application: personnel": ("00A4040006D15600000504", "6A82"),
    "application: bank": ("00A4040008A000000333010101", "6A82"),
    "records: select under the current DF": ("00A4000002EF05", "9000"),
    "records: number by SFI 05": ("00B2012C12", f"0110{PROFILE.card_id}9000"),
    "records: number by SFI 06": ("00B2013414", f"{NUMBER_RECORD}9000"),
    "records: tag by SFI 05": ("00B2012812", f"0110{PROFILE.card_id}9000"),
    "records: tag by SFI 06": ("00B2083014", f"{NUMBER_RECORD}9000"),
    "files: UPDATE RECORD": (f"00DC083014{NUMBER_RECORD}", "6D00"),
    "authentication: EXTERNAL AUTHENTICATE": ("0082000010" + "00" * 16, "6D00"),
    "authentication: EXTERNAL AUTHENTICATE, key 04": ("0082000410" + "00" * 16, "6D00"),
    "authentication: EXTERNAL AUTHENTICATE, key 0A": ("0082000A10" + "00" * 16, "6D00"),
    "authentication: EXTERNAL AUTHENTICATE, key 0D and version": ("0082000D11" + "00" * 17, "6D00"),
    "authentication: INTERNAL AUTHENTICATE with key version": (f"0088000011{RANDOM}{CHALLENGE}01", "6984"),
    "authentication: PSAM application": ("00A4040006D15600000590", "6A82"),
    "authentication: PSAM diversifies": ("BFDE480018" + "00" * 24, "6E00"),
    "authentication: PSAM computes": (f"80FA000008{RANDOM}", "6E00"),
    "pin: a default is tried": ("0020000003888888", "63C5"),
    "pin: CHANGE PIN": ("805E010007123456FF654321", "6E00"),
    "pin: RELOAD PIN with secure messaging": ("84D4000011" + "00" * 17, "6E00"),
    "pin: UNBLOCK": ("8424000009" + "00" * 9, "6E00"),
    "pin: older RELOAD PIN": ("805E00000712345600000000", "6E00"),
    "status words: balance of the medical account": ("B026000004", "6E00"),
}


def everything_sent() -> list[str]:
    """All that the driver says to cards of every kind, in all of its calls."""
    sent: list[str] = []
    for profile in (PROFILE, V1, V3, changed(holder=LONG_NAME), changed(tells_tries=False)):
        for manners in (Manners(), Manners(t1=True), Manners(by_tag=False), Manners(guarded=True),
                        Manners(social=False)):
            wire = Wire(VirtualCard(profile, manners))
            with contextlib.suppress(Failed):
                application.read(wire.dialogue, 1, wire.card.atr)
                application.verify(wire.dialogue, PROFILE.pin)
                application.authenticate(wire.dialogue, bytes.fromhex(CHALLENGE))
            sent += [apdu.hex().upper() for apdu in wire.sent]
    return sent


@pytest.mark.parametrize("name", NEVER_SENT)
def test_what_others_send_a_card_answers_and_this_driver_never_sends(name: str) -> None:
    quoted, answered = NEVER_SENT[name]
    assert answer(said(VirtualCard(PROFILE)), quoted) == answered.upper()
    header = quoted.upper() if quoted.startswith(("00A4", "00B2", "0020")) else quoted[:4]
    if quoted.startswith("0088"):
        header = quoted[:10]
    assert not [apdu for apdu in everything_sent() if apdu.startswith(header)]


@pytest.mark.parametrize(("name", "code"), [("3des", "01"), ("ssf33", "02"), ("sm4", "03")])
def test_the_algorithm_in_the_fci_is_said_and_read(name: str, code: str) -> None:
    card = said(VirtualCard(changed(algorithm=name)))
    fci = answer(card, "00C000001E")
    assert f"9F0C86{code}" in fci
    assert codec.algorithm(bytes.fromhex(fci), b"\x44") == name


FILES = {
    EF05: ((0x01, "cn", 16, CARD_ID), (0x02, "an", 1, None), (0x03, "an", 4, VERSION), (0x04, "cn", 12, None),
           (0x05, "cn", 4, ISSUED), (0x06, "cn", 4, EXPIRES), (0x07, "an", 9, CARD_NUMBER)),
    EF06: ((0x08, "an", 18, NUMBER), (0x09, "an", 30, NAME), (0x4E, "an", 20, EXTENSION), (0x0A, "an", 1, SEX),
           (0x0B, "cn", 1, None), (0x0C, "cn", 3, None), (0x0D, "cn", 4, None)),
}
"""The layout of version 2 and later: tag, type, length, and the driver's field where it reads the record."""


@pytest.mark.parametrize(("file", "place", "tag", "kind", "length", "field"), [
    pytest.param(file, place, *row, id=f"files: EF{file & 0xFF:02X}/{row[0]:02X}")
    for file, rows in FILES.items() for place, row in enumerate(rows, 1)])
def test_each_record_has_its_length_type_and_place(
        file: int, place: int, tag: int, kind: str, length: int, field: Field | None) -> None:
    record = files(PROFILE)[file][place - 1]
    assert (record.tag, len(record.value)) == (tag, length)
    if kind == "cn":
        assert record.value.hex().rstrip("f").isdigit() or tag == 0x01
    if field is not None:
        assert (field.tag, field.numbers[1], field.length, field.kind) == (tag, place, length, kind)


@pytest.mark.parametrize("file", [EF05, EF06])
def test_version_1_lacks_the_name_extension_and_nothing_else(file: int) -> None:
    tags = [row[0] for row in FILES[file] if row[0] != 0x4E]
    assert [record.tag for record in files(V1)[file]] == tags
    for tag, _, _, field in FILES[file]:
        if field is not None and tag != 0x4E:
            assert field.numbers[0] == tags.index(tag) + 1


def test_a_record_is_what_update_record_writes() -> None:
    """``00 DC 08 30 14`` and then the record, as issuers' fixtures have it."""
    assert Record(0x08, PROFILE.number.encode()).wire == bytes.fromhex(NUMBER_RECORD)
    assert len(bytes.fromhex(NUMBER_RECORD)) == 0x14
    assert codec.record_value(bytes.fromhex(NUMBER_RECORD), 0x08) == PROFILE.number.encode()


@pytest.mark.parametrize(("coded", "character"), [
    ("A6D9", "\ufe10"), ("A6DA", "\ufe12"), ("A6DB", "\ufe11"), ("A6DC", "\ufe13"), ("A6DD", "\ufe14"),
    ("A6DE", "\ufe15"), ("A6DF", "\ufe16"), ("A6EC", "\ufe17"), ("A6ED", "\ufe18"), ("A6F3", "\ufe19"),
    ("FE59", "\u9fb4"), ("FE61", "\u9fb5"), ("FE66", "\u9fb6"), ("FE67", "\u9fb7"), ("FE6D", "\u9fb8"),
    ("FE7E", "\u9fb9"), ("FE90", "\u9fba"), ("FEA0", "\u9fbb"), ("A8BC", "\u1e3f")])
def test_what_moved_in_gb18030_2022_is_written_and_read_in_two_bytes(coded: str, character: str) -> None:
    name = files(changed(holder=f"王{character}"))[EF06][1]
    assert name.value.rstrip(b"\0").hex().upper() == f"CDF5{coded}"
    assert codec.chinese_text(name.value) == f"王{character}"


def test_the_atr_is_the_quoted_form_and_its_history_is_read_from_it() -> None:
    """``3B 6D 00 00`` and 13 historical bytes, T=0, no TCK."""
    assert VirtualCard(PROFILE).atr.hex().upper() == "3B6D000000814E43238697159900BF7C7A"
    assert codec.historical_bytes(bytes.fromhex("3B6D000000814E43238697159900BF7C7A")) == HISTORICAL


RECORD_WORDS = {
    "6281": Fault.REFUSED, "6283": Fault.REFUSED, "6300": Fault.REFUSED, "63C2": Fault.REFUSED, "6581": Fault.REFUSED,
    "6700": Fault.REFUSED, "6901": Fault.REFUSED, "6981": Fault.REFUSED, "6982": Fault.REFUSED, "6983": Fault.REFUSED,
    "6984": Fault.REFUSED, "6985": Fault.REFUSED, "6986": Fault.REFUSED, "6988": Fault.REFUSED, "6A80": Fault.REFUSED,
    "6A81": Fault.REFUSED, "6A82": Fault.REFUSED, "6A88": Fault.REFUSED, "6B00": Fault.REFUSED, "6D00": Fault.REFUSED,
    "6E00": Fault.REFUSED, "6F00": Fault.REFUSED, "9302": Fault.REFUSED, "9303": Fault.REFUSED,
    "6A83": Fault.UNREADABLE, "6A86": Fault.UNREADABLE, "9000": Fault.UNREADABLE,
}


@pytest.mark.parametrize("word", RECORD_WORDS)
def test_each_status_word_in_place_of_the_card_id_is_a_trouble_that_names_it(word: str) -> None:
    answers = {"A404": "9000", "A402": "9000"}
    with pytest.raises(Failed) as failed:
        application.read(Dialogue(lambda apdu, step: bytes.fromhex(answers.get(apdu[1:3].hex().upper(), word))), 1, b"")
    assert (failed.value.fault, failed.value.step) == (RECORD_WORDS[word], "EF05/01")
    assert failed.value.status_word == (0 if word == "9000" else int(word, 16))


@pytest.mark.parametrize("word", sorted(set(RECORD_WORDS) - {"9000", "6300", "63C2", "6983"}))
def test_each_other_status_word_after_a_pin_is_no_answer_to_it_and_nothing_is_sent_again(word: str) -> None:
    sent: list[bytes] = []

    def exchange(apdu: bytes, step: str) -> bytes:
        sent.append(apdu)
        return bytes.fromhex(word)

    with pytest.raises(Failed) as failed:
        application.verify(Dialogue(exchange), "123456")
    assert failed.value == Failed(Fault.REFUSED, "verify", int(word, 16))
    assert sent == [bytes.fromhex("0020000003123456")]


@pytest.mark.parametrize(("card", "before", "apdu", "word"), [
    pytest.param(VirtualCard(PROFILE, Manners(t1=True)), (EF05_SELECTED,), "00B20100FF", "6282", id="6282"),
    pytest.param(VirtualCard(PROFILE, Manners(guarded=True)), (EF06_SELECTED,), "00B2080014", "6982", id="6982"),
    pytest.param(VirtualCard(changed(tries=0)), (), "00200000", "6983", id="6983"),
    pytest.param(VirtualCard(PROFILE), (), f"0088000010{RANDOM}{CHALLENGE}", "6984", id="6984"),
    pytest.param(VirtualCard(PROFILE), ("00C000001E",), "00C000001E", "6985", id="6985"),
    pytest.param(VirtualCard(PROFILE), (), "00B2010012", "6986", id="6986"),
    pytest.param(VirtualCard(PROFILE), (), "00A4020002EF08", "6A82", id="6A82"),
    pytest.param(VirtualCard(PROFILE), (EF05_SELECTED,), "00B2080014", "6A83", id="6A83"),
    pytest.param(VirtualCard(PROFILE, Manners(by_tag=False)), (EF05_SELECTED,), "00B2010012", "6A86", id="6A86"),
    pytest.param(VirtualCard(changed(irk="")), (), f"0088000010{RANDOM}{CHALLENGE}", "6A88", id="6A88"),
])
def test_each_status_word_of_the_virtual_card_comes_when_it_should(
        card: VirtualCard, before: tuple[str, ...], apdu: str, word: str) -> None:
    assert answer(said(card, *before), apdu).endswith(word)


def test_the_application_of_a_social_card_is_named_by_its_own_aid_in_the_fci() -> None:
    assert AID.hex().upper() in answer(said(VirtualCard(PROFILE)), "00C000001E")
