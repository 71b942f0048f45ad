"""The simulated printer obeys the manuals' frames, and survives whatever comes down the line."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageChops

from devices.printer.simulator.interpreter import Begin, Cut, Interpreter, ReportChanges, TakeBack, Tell
from devices.printer.simulator.machine import Machine, Model
from devices.printer.simulator.paper import Band
from devices.printer.simulator.real_time import RealTimeEar
from devices.printer.simulator.tokens import Command, Control, Token, Tokenizer


@dataclass
class Printer:
    """A machine without a wire."""

    process_ids: bool = True
    outlet: bool = False
    buffer: int = 100_000
    said: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        model = Model(576, 250, True, self.buffer, self.process_ids, self.outlet)
        self.machine = Machine(model, self.said.append, lambda: None)

    async def take(self, data: bytes) -> None:
        """Receive and work until nothing is left to do."""
        self.machine.busy = False  # a worker stopped below leaves it as it was
        self.machine.receive(data)
        work = asyncio.create_task(self.machine.work())
        waits = 0
        while waits < 3:
            await asyncio.sleep(0)
            at_work = self.machine.busy or self.machine.room < self.buffer
            waits = 0 if at_work and not self.machine.mechanism.offline else waits + 1
        work.cancel()
        await asyncio.wait({work})
        if not work.cancelled():
            work.result()


def interpreted(data: bytes) -> tuple[list[object], list[bytes]]:
    interpreter = Interpreter()
    return [action for byte in data for action in interpreter.feed(byte)], interpreter.unknown


@pytest.mark.parametrize(("sent", "answer"), [
    pytest.param("10 04 01", "12", id="DLE EOT 1"),
    pytest.param("10 04 02", "12", id="DLE EOT 2"),
    pytest.param("10 04 03", "12", id="DLE EOT 3"),
    pytest.param("10 04 04", "12", id="DLE EOT 4"),
    pytest.param("10 14 08 01 03 14 01 06 02 08", "37 25 00", id="DLE DC4 8"),
    pytest.param("1d 28 48 06 00 30 30 30 30 30 31", "37 22 30 30 30 31 00", id="GS ( H"),
    pytest.param("1d 61 0f", "10 00 00 0f", id="GS a"),
    pytest.param("1d 72 01", "00", id="GS r 1"),
    pytest.param("1d 49 01", "20", id="GS I 1"),
])
async def test_each_quoted_request_has_its_quoted_answer(sent: str, answer: str) -> None:
    printer = Printer()
    await printer.take(bytes.fromhex(sent))
    assert b"".join(printer.said) == bytes.fromhex(answer)
    assert printer.machine.interpreter.unknown == []


async def test_a_custom_printer_tells_its_outlet() -> None:
    printer = Printer(outlet=True)
    await printer.take(b"\x1b@a\n\x1dVB\x00" + bytes.fromhex("100414"))
    printer.said.clear()
    await printer.take(bytes.fromhex("100414"))
    assert printer.said == [bytes.fromhex("100f20000000")]
    await printer.take(bytes.fromhex("1d6502 "))
    assert printer.machine.retracted == printer.machine.slips


async def test_a_clone_keeps_still_about_process_ids_and_clears() -> None:
    printer = Printer(process_ids=False)
    await printer.take(bytes.fromhex("1014080103140106 0208 1d284806003030 30303031"))
    assert printer.said == []


async def test_an_answer_comes_even_when_the_command_stands_in_a_picture_and_the_buffer_is_full() -> None:
    printer = Printer(buffer=4)
    printer.machine.mechanism.cover_open = True
    await printer.take(bytes.fromhex("1d76300002000200") + bytes.fromhex("10040210"))
    assert printer.said == [b"\x16"]
    assert printer.machine.overruns > 0


async def test_a_clear_in_the_middle_of_a_picture_leaves_nothing_of_it() -> None:
    printer = Printer()
    await printer.take(bytes.fromhex("1d763000480000010000") + b"\xff" * 900)
    await printer.take(bytes.fromhex("10140801031401060208"))
    await printer.take(b"\x1b@\x1c&" + "清".encode("gb2312") + b"\n\x1dVB\x00")
    (slip,) = printer.machine.slips
    assert slip.text_lines() == ["清"]
    assert printer.machine.interpreter.unknown == []


def test_a_picture_burns_exactly_its_dots() -> None:
    (band,), unknown = interpreted(bytes.fromhex("1d76300001000200 81 7e"))
    assert unknown == []
    assert isinstance(band, Band)
    assert (band.bits[0], band.bits[72], band.rows, sum(band.bits)) == (0x81, 0x7E, 2, 0x81 + 0x7E)


def test_text_takes_its_style_and_its_paper() -> None:
    actions, unknown = interpreted(b"\x1b@\x1dP\xcb\xcb\x1c&\x1b3\x1e" + "保a".encode("gb2312") + b"\n"
                                   + b"\x1d!\x11\x1b3\x3c\x1bE\x01" + "保".encode("gb2312") + b"\n"
                                   + b"\x1bJ\x0a\x1bd\x02")
    begin, *bands = actions
    assert unknown == []
    assert isinstance(begin, Begin)
    assert all(isinstance(band, Band) for band in bands)
    assert [(band.rows, band.words) for band in bands if isinstance(band, Band)] == [
        (30, "保a"), (60, "保"), (10, None), (120, None)]


def test_feed_units_are_half_dots_until_they_are_set() -> None:
    (feed,), _ = interpreted(b"\x1bJ\x14")
    assert isinstance(feed, Band)
    assert feed.rows == 10


def test_a_line_wider_than_the_head_goes_on_in_the_next() -> None:
    actions, _ = interpreted(b"1" * 50 + b"\n")
    assert [band.words for band in actions if isinstance(band, Band)] == ["1" * 48, "11"]


def test_every_glyph_of_a_line_is_where_its_cell_is() -> None:
    """The same hanzi twice, a cell apart, are the same dots; centred text moves by half the white."""
    (left,), _ = interpreted(b"\x1c&" + "保".encode("gb2312") + b"\n")
    (shifted,), _ = interpreted(b"\x1c&  " + "保".encode("gb2312") + b"\n")
    assert isinstance(left, Band)
    assert isinstance(shifted, Band)
    ink = [int.from_bytes(left.bits[start:start + 72], "big") for start in range(0, len(left.bits), 72)]
    moved = [int.from_bytes(shifted.bits[start:start + 72], "big") for start in range(0, len(shifted.bits), 72)]
    assert any(ink)
    assert [row >> 24 for row in ink] == moved


@pytest.mark.parametrize(("sent", "told"), [
    pytest.param("1d564200", [Cut(0)], id="GS V 66"),
    pytest.param("1d564114", [Cut(10)], id="GS V 65"),
    pytest.param("1d5600", [Cut()], id="GS V 0"),
    pytest.param("1b69", [Cut()], id="ESC i"),
    pytest.param("1d610f", [ReportChanges(15)], id="GS a"),
    pytest.param("1d7201", [Tell("paper")], id="GS r"),
    pytest.param("1d6502", [TakeBack()], id="retract"),
    pytest.param("1004 01 1005 02 1014080103140106 0208", [], id="real-time commands mean nothing in the stream"),
    pytest.param("00 0d 09 18", [], id="control bytes"),
    pytest.param("100500 1014010001 1014020001 10140700", [], id="DLE ENQ 0, DLE DC4 1, 2 and 7"),
    pytest.param("1d650310 1d6505", [], id="Custom present and eject"),
    pytest.param("1d6506", [Tell("ejector")], id="Custom ejector status"),
])
def test_commands_become_actions(sent: str, told: list[object]) -> None:
    assert interpreted(bytes.fromhex(sent)) == (told, [])


@pytest.mark.parametrize("sent", ["1b7a", "1d284c0200", "1dff", "10ff", "1c7a", "1d763100", "07", "1d42 01",
                                  "1c26a1ff", "ff", "1d284806003030 00000000", "1d76300000000000", "1d286b020031 99"])
def test_what_this_printer_does_not_know_is_recorded(sent: str) -> None:
    assert interpreted(bytes.fromhex(sent) + b"\n\n\n")[1]


def test_real_time_commands_are_heard_across_pieces_and_inside_anything() -> None:
    ear = RealTimeEar()
    stream = bytes.fromhex("ff 10 10 04 01 10 05 02 1d 10 14 08 01 03 14 01 06 02 08 10 14 08 01 10 04 04")
    heard = [command.hex() for byte in stream if (command := ear.hear(byte))]
    assert heard == ["100401", "100502", "10140801031401060208", "100404"]


def test_the_picture_is_black_on_white_and_as_wide_as_the_head() -> None:
    async def print_one() -> Printer:
        printer = Printer()
        await printer.take(b"\x1b@" + bytes.fromhex("1d763000 0100 0100 80") + b"\x1dVB\x00")
        return printer

    (slip,) = asyncio.run(print_one()).machine.slips
    picture = slip.picture()
    assert (picture.mode, picture.size) == ("1", (576, 1))
    assert picture.getpixel((0, 0)) == 0
    assert ImageChops.invert(picture).getbbox() == (0, 0, 1, 1)


LEADS = st.sampled_from([bytes.fromhex(code) for code in (
    "1b40", "1b4a", "1d2848", "1d286b", "1d763000", "1d56", "1c26", "1b33", "1d21", "1004", "1005", "1014", "1d61",
    "0a", "1d65", "1d284806003030")])
STREAM = st.lists(LEADS | st.binary(max_size=12), max_size=30).map(b"".join)


@given(STREAM)
def test_any_bytes_are_cut_into_tokens_and_none_is_lost(data: bytes) -> None:
    tokens = Tokenizer()
    found = [token for byte in data for token in tokens.feed(byte)]
    whole = b"".join(spelled(token) for token in found)
    assert data.startswith(whole)
    for _ in range(70_000 * 8 if len(whole) < len(data) else 0):
        if any(True for _ in tokens.feed(0)):
            break
    else:
        assert len(whole) == len(data), "a command that never ends"


def spelled(token: Token) -> bytes:
    match token:
        case Command(name=name, args=args):
            return name + args
        case Control(code=code):
            return bytes((code,))
        case _:
            return token.code


@settings(deadline=None, max_examples=60)
@given(STREAM, st.integers(0, 20_000))
def test_whatever_came_before_a_clear_brings_back_a_printer_that_prints(data: bytes, roll: int) -> None:
    async def ordeal() -> None:
        printer = Printer()
        printer.machine.mechanism.roll = roll
        await printer.take(data)
        printer.machine.mechanism.roll = 10 ** 9
        await printer.take(bytes(10) + bytes.fromhex("10140801031401060208"))
        printer.said.clear()
        before = len(printer.machine.slips)
        await printer.take(b"\x1b@\x1c&" + "清".encode("gb2312") + b"\n"
                           + bytes.fromhex("1d56 4200 1d2848060030307e7e7e7e"))
        assert printer.said[-1] == bytes.fromhex("37227e7e7e7e00")
        assert printer.machine.slips[before].text_lines()[-1] == "清"

    asyncio.run(ordeal())
