"""Every frame that the manuals are quoted with, held against the driver and against the simulated printer.

What the driver sends must be the quoted bytes, the simulator must give the quoted answer to them, and the driver's one
reader must take that answer for what it is. What it must not send the simulator still meets as a printer does.
Sources: docs/hardware/printer.md.
"""

from __future__ import annotations

import pytest

from devices.printer import codec
from devices.printer.api import Feed, PrintJob, QrCode, Raster, Text
from devices.printer.classifier import (
    AutomaticStatus,
    BufferCleared,
    Classifier,
    CutCount,
    FullStatus,
    ProcessId,
    RealTimeAnswer,
    Signal,
    Transmitted,
)
from devices.printer.cli import sample_slip
from devices.printer.codec import Unprintable, encode
from devices.printer.simulator.interpreter import Cut, Interpreter
from devices.printer.simulator.mechanism import Mechanism
from devices.printer.simulator.paper import Band
from devices.printer.simulator.tokens import Character, Command, Control, Token, Tokenizer, Unknown
from devices.printer.status import RealTimeStatus, status_of
from tests.devices.printer.bench import HUGE, LONG, SLIP
from tests.devices.printer.test_simulator import Printer

HEALTHY = RealTimeAnswer(0x12)


@pytest.mark.parametrize(("made", "quoted", "answer", "signals"), [
    pytest.param(codec.real_time_status(1), "10 04 01", "12", [HEALTHY], id="DLE EOT 1"),
    pytest.param(codec.real_time_status(2), "10 04 02", "12", [HEALTHY], id="DLE EOT 2"),
    pytest.param(codec.real_time_status(3), "10 04 03", "12", [HEALTHY], id="DLE EOT 3"),
    pytest.param(codec.real_time_status(4), "10 04 04", "12", [HEALTHY], id="DLE EOT 4"),
    pytest.param(codec.AUTOMATIC_STATUS, "1D 61 0F", "10 00 00 0F", [AutomaticStatus(0x10, 0, 0, 0x0F)], id="GS a 15"),
    pytest.param(codec.PAPER_SENSOR, "1D 72 01", "00", [Transmitted(0)], id="GS r 1"),
    pytest.param(codec.ask_process_id(b"0001"), "1D 28 48 06 00 30 30 30 30 30 31", "37 22 30 30 30 31 00",
                 [ProcessId(b"0001")], id="GS ( H 48"),
    pytest.param(codec.ask_process_id(b"    "), "1D 28 48 06 00 30 30 20 20 20 20", "37 22 20 20 20 20 00",
                 [ProcessId(b"    ")], id="GS ( H 48, lowest"),
    pytest.param(codec.ask_process_id(b"~~~~"), "1D 28 48 06 00 30 30 7E 7E 7E 7E", "37 22 7E 7E 7E 7E 00",
                 [ProcessId(b"~~~~")], id="GS ( H 48, highest"),
    pytest.param(codec.CLEAR_BUFFER, "10 14 08 01 03 14 01 06 02 08", "37 25 00", [BufferCleared()], id="DLE DC4 8"),
    pytest.param(codec.RECOVER_CLEARED, "10 05 02", "", [], id="DLE ENQ 2"),
    pytest.param(codec.cut(), "1D 56 42 00", "", [], id="GS V 66 0"),
    pytest.param(codec.FULL_STATUS, "10 04 14", "10 0F 00 00 00 00", [FullStatus(0, 0, 0, 0)], id="DLE EOT 20"),
    pytest.param(codec.CUT_COUNTER, "1D 67 32 00 B2 00", "5F 30 00", [CutCount(0)], id="GS g 2 178"),
    pytest.param(codec.RETRACT, "1D 65 02", "", [], id="GS e 2"),
])
async def test_a_request_is_the_quoted_bytes_and_its_answer_is_given_and_understood(
        made: bytes, quoted: str, answer: str, signals: list[Signal]) -> None:
    printer = Printer(outlet=True)
    await printer.take(made)
    assert made == bytes.fromhex(quoted)
    assert b"".join(printer.said) == bytes.fromhex(answer)
    assert printer.machine.interpreter.unknown == []
    classifier = Classifier(full_status=True)
    classifier.cuts_asked()
    assert classifier.feed(bytes.fromhex(answer)) == signals


BITS = {
    "n=1 drawer pin 3": ("16 12 12 12", None), "n=1 off line": ("1A 12 12 12", Mechanism(feed_pressed=True)),
    "n=1 waits for recovery": ("32 12 12 12", None), "n=1 FEED": ("52 12 12 12", Mechanism(feed_pressed=True)),
    "n=2 cover": ("12 16 12 12", Mechanism(cover_open=True)), "n=2 FEED": ("12 1A 12 12", Mechanism(feed_pressed=True)),
    "n=2 paper end": ("12 32 12 12", Mechanism(roll=0)), "n=2 error": ("12 52 12 12", Mechanism(head_hot=True)),
    "n=3 cutter": ("12 12 1A 12", Mechanism(cutter_error=True)),
    "n=3 unrecoverable": ("12 12 32 12", Mechanism(broken=True)),
    "n=3 recovers by itself": ("12 12 52 12", Mechanism(head_hot=True)),
    "n=4 near end": ("12 12 12 1E", Mechanism(roll=1, near_end=1)), "n=4 paper end": ("12 12 12 72", Mechanism(roll=0)),
}
READY = {"n=1 drawer pin 3", "n=1 waits for recovery", "n=1 FEED", "n=4 near end"}


@pytest.mark.parametrize("name", BITS)
def test_each_status_bit_is_read_as_the_tables_say_and_set_by_its_cause(name: str) -> None:
    quoted, cause = BITS[name]
    answers = bytes.fromhex(quoted)
    assert Classifier().feed(answers) == [RealTimeAnswer(byte) for byte in answers]
    assert (getattr(status_of(RealTimeStatus(*answers)), "cause", None) is None) == (name in READY)
    if cause is not None:
        said = bytes(cause.real_time(n) for n in (1, 2, 3, 4))
        assert all(ours & bit == bit for ours, bit in zip(said, answers, strict=True))


@pytest.mark.parametrize(("quoted", "cause"), [
    pytest.param("18 00 00 0F", Mechanism(feed_pressed=True), id="1: off line"),
    pytest.param("38 00 00 0F", Mechanism(cover_open=True), id="1: cover"),
    pytest.param("58 00 00 0F", Mechanism(feed_pressed=True), id="1: FEED"),
    pytest.param("18 08 00 0F", Mechanism(cutter_error=True), id="2: cutter"),
    pytest.param("18 20 00 0F", Mechanism(broken=True), id="2: unrecoverable"),
    pytest.param("18 40 00 0F", Mechanism(head_hot=True), id="2: recovers by itself"),
    pytest.param("10 00 03 0F", Mechanism(roll=1, near_end=1), id="3: near end"),
    pytest.param("18 00 0C 0F", Mechanism(roll=0, near_end=-1), id="3: paper end"),
])
def test_each_bit_of_automatic_status_has_its_place(quoted: str, cause: Mechanism) -> None:
    (signal,) = Classifier().feed(bytes.fromhex(quoted))
    assert isinstance(signal, AutomaticStatus)
    assert all(ours & bit == bit for ours, bit in zip(cause.automatic(), bytes.fromhex(quoted), strict=True))


@pytest.mark.parametrize(("mechanism", "quoted"), [
    pytest.param(Mechanism(), "00", id="paper"), pytest.param(Mechanism(roll=1, near_end=1), "03", id="near end"),
    pytest.param(Mechanism(roll=0, near_end=-1), "0C", id="end"),
])
def test_the_paper_sensor_says_near_end_and_end(mechanism: Mechanism, quoted: str) -> None:
    assert bytes((mechanism.paper_sensor(),)) == bytes.fromhex(quoted)
    assert Classifier().feed(bytes.fromhex(quoted)) == [Transmitted(mechanism.paper_sensor())]


async def test_at_paper_end_and_under_an_open_cover_the_queued_sensor_answer_does_not_come_but_real_time_does() -> None:
    printer = Printer()
    printer.machine.mechanism.roll = 0
    await printer.take(codec.PAPER_SENSOR + codec.real_time_status(2))
    assert printer.said == [b"\x32"]
    printer.machine.mechanism.roll, printer.machine.mechanism.cover_open = 1000, True
    await printer.take(codec.PAPER_SENSOR + codec.real_time_status(2))
    assert printer.said == [b"\x32", b"\x16"]


def tokens(data: bytes) -> list[Token]:
    tokenizer = Tokenizer(hanzi=True)
    return [token for byte in data for token in tokenizer.feed(byte)]


OURS = {b"\x1b@", b"\x1dP", b"\x1c&", b"\x1b3", b"\x1ba", b"\x1bE", b"\x1d!", b"\x1bJ", b"\x1dv0", b"\x1d(k", b"\x1d(H",
        b"\x1dV"}
"""No ``ESC t`` (code page), no ``GS ( L`` (graphics), no ``ESC *``, no ``ESC d``, no real-time command."""


@pytest.mark.parametrize("job", [SLIP, LONG, HUGE, sample_slip(576, "serial:///dev/ttyS0")], ids=lambda job: job.job)
def test_a_job_is_made_of_these_commands_and_no_other(job: PrintJob) -> None:
    found = tokens(encode(job, 576, (b"0001", b"0002")))
    assert {token.name for token in found if isinstance(token, Command)} <= OURS
    assert all(isinstance(token, Command | Character | Control) for token in found)
    cuts = [token for token in found if isinstance(token, Command) and token.name == b"\x1dV"]
    assert [cut.args for cut in cuts] == [b"B\x00"]


@pytest.mark.parametrize(("text", "quoted"), [
    pytest.param("保险凭证", "b1a3 cfd5 c6be d6a4", id="hanzi"),
    pytest.param("，。：￥（）", "a3ac a1a3 a3ba a3a4 a3a8 a3a9", id="marks alone"),
])
def test_rom_text_is_gb2312_behind_fs_and_and_is_printed_as_what_it_is(text: str, quoted: str) -> None:
    data = encode(PrintJob("j", (Text(text),)), 576, None)
    assert bytes.fromhex("1c26") in data[:data.index(bytes.fromhex(quoted))]
    interpreter = Interpreter()
    bands = [action for byte in data for action in interpreter.feed(byte) if isinstance(action, Band)]
    assert [band.words for band in bands] == [text]
    assert interpreter.unknown == []


@pytest.mark.parametrize("char", ["㐱", "䶮", "鿏", "𬱖", "¥", "𪚥"])
def test_what_no_rom_has_is_never_sent_as_text(char: str) -> None:
    with pytest.raises(Unprintable, match="GB2312"):
        encode(PrintJob("j", (Text(f"黄{char}"),)), 576, None)


@pytest.mark.parametrize(("quoted", "told"), [
    pytest.param("1B 74 00", [b"\x1bt\x00"], id="ESC t: code page"),
    pytest.param("1B 2A 21", [b"\x1b*"], id="ESC *: column picture"),
    pytest.param("1D 28 48 03 00 31 30 02", [b"\x1d(H\x03\x0010\x02"], id="GS ( H 49: off-line response"),
    pytest.param("10 04 11", [b"\x10\x04\x11"], id="Custom print status"),
    pytest.param("1D E0 0F", [b"\x1d\xe0", b"\x0f"], id="Custom automatic status"),
    pytest.param("1D E1", [b"\x1d\xe1"], id="Custom remaining paper"),
    pytest.param("1B 16 30 00", [b"\x1b\x16"], id="Star retract"),
    pytest.param("1B 16 31 05", [b"\x1b\x16", b"\x05"], id="Star retract later"),
    pytest.param("1D 52 30", [b"\x1dR"], id="Citizen retract"),
    pytest.param("1D 52 31 05", [b"\x1dR", b"\x05"], id="Citizen retract later"),
    pytest.param("1B 0C 20", [b"\x1b\x0c"], id="Zebra eject"),
])
def test_what_this_kind_of_printer_does_not_know_is_recorded(quoted: str, told: list[bytes]) -> None:
    interpreter = Interpreter()
    for byte in bytes.fromhex(quoted):
        list(interpreter.feed(byte))
    assert interpreter.unknown == told


def test_a_graphics_length_that_has_wrapped_prints_the_rest_as_text() -> None:
    """576 × 960 dots announce 3594 bytes instead of 69130: why ``GS ( L`` is never used."""
    found = tokens(bytes.fromhex("1D 28 4C 0A 0E") + b"\x30\x70" + b"@" * 69_128)
    assert isinstance(found[0], Unknown | Command)
    assert found.count(Character(b"@")) == 69_130 - 3_594


def test_the_cut_of_the_builder_itself_would_feed_lines_and_cut_without_feeding_to_the_knife() -> None:
    interpreter = Interpreter()
    actions = [action for byte in bytes.fromhex("1B 64 06 1D 56 00") for action in interpreter.feed(byte)]
    assert actions == [Band(b"", 6 * 34), Cut()]


@pytest.mark.parametrize(("near", "there", "quoted"), [(0, False, "04"), (0, True, "0C"), (10 ** 9, True, "0D")])
async def test_the_ejector_of_a_custom_printer_says_what_hangs_there(near: int, there: bool, quoted: str) -> None:
    printer = Printer(outlet=True)
    printer.machine.mechanism.near_end, printer.machine.mechanism.ticket_out = near, there
    await printer.take(bytes.fromhex("1D 65 06"))
    assert printer.said == [bytes.fromhex(quoted)]


@pytest.mark.parametrize("pair", ["1004", "1005", "1014"])
@pytest.mark.parametrize("seam", ["in a row", "over two rows", "over two fragments", "at the head", "at the end"])
async def test_no_command_hidden_in_a_picture_reaches_the_ear_of_a_printer_that_scans_its_data(
        pair: str, seam: str) -> None:
    """The parameters that would make a command follow each pair, wherever it may be cut."""
    hidden = bytes.fromhex(pair) + bytes.fromhex("0801031401060208" if pair == "1014" else "01")
    wide = 16
    rows = bytearray(b"\x01" * wide * 512)
    at = {"in a row": 3, "over two rows": wide - 1, "over two fragments": wide * 256 - 1, "at the head": 0,
          "at the end": len(rows) - 1}[seam]
    rows[at:at + len(hidden)] = hidden
    picture = Raster(wide * 8, 512, bytes(rows[:wide * 512]))
    printer = Printer()
    await printer.take(encode(PrintJob("j", (picture, Feed(4), QrCode("x"), Text("末"))), 576, (b"0001", b"0002")))
    assert printer.said == [bytes.fromhex("37223030303100"), bytes.fromhex("37223030303200")]
    assert printer.machine.clears == 0
    (slip,) = printer.machine.slips
    assert slip.text_lines() == ["末"]
