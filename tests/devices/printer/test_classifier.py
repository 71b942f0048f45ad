"""Every byte that comes back belongs to exactly one signal, however the line cuts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer.classifier import (
    AutomaticStatus,
    BufferCleared,
    Classifier,
    Flow,
    FullStatus,
    Garbage,
    OtherBlock,
    ProcessId,
    RealTimeAnswer,
    Signal,
    Transmitted,
)

SIZES = {AutomaticStatus: 4, ProcessId: 7, BufferCleared: 3, FullStatus: 6}


def size(signal: Signal) -> int:
    return len(signal.data) if isinstance(signal, OtherBlock) else SIZES.get(type(signal), 1)


@pytest.mark.parametrize(("data", "signals"), [
    pytest.param("12", [RealTimeAnswer(0x12)], id="healthy"),
    pytest.param("16", [RealTimeAnswer(0x16)], id="healthy, drawer pin high"),
    pytest.param("1a 36 5a 7e", [RealTimeAnswer(byte) for byte in (0x1A, 0x36, 0x5A, 0x7E)], id="DLE EOT answers"),
    pytest.param("10 00 00 0f", [AutomaticStatus(0x10, 0, 0, 0x0F)], id="automatic status"),
    pytest.param("18 00 0c 00", [AutomaticStatus(0x18, 0, 0x0C, 0)], id="automatic status, paper end"),
    pytest.param("18 00 13 0c 00", [Flow(True), AutomaticStatus(0x18, 0, 0x0C, 0)], id="XOFF inside"),
    pytest.param("11 13", [Flow(False), Flow(True)], id="XON XOFF"),
    pytest.param("37 22 30 30 30 31 00", [ProcessId(b"0001")], id="process ID"),
    pytest.param("37 25 00", [BufferCleared()], id="buffer cleared"),
    pytest.param("37 23 30 41 00", [OtherBlock(b"\x37\x23\x30\x41\x00")], id="off-line response"),
    pytest.param("00 0c", [Transmitted(0), Transmitted(0x0C)], id="GS r"),
    pytest.param("80 ff", [Garbage(0x80), Garbage(0xFF)], id="nothing"),
    pytest.param("37 22 30 30 00", [Garbage(byte) for byte in (0x37, 0x22, 0x30, 0x30, 0)],
                 id="a short process ID proves nothing, and its NUL is no paper answer"),
    pytest.param("37 22 30 12", [Garbage(0x37), Garbage(0x22), Garbage(0x30), RealTimeAnswer(0x12)],
                 id="an answer after a torn block"),
    pytest.param("10 00 12", [Garbage(0x10), Garbage(0), RealTimeAnswer(0x12)], id="an answer after a torn status"),
    pytest.param("37 25 41 12", [Garbage(0x37), Garbage(0x25), Transmitted(0x41), RealTimeAnswer(0x12)],
                 id="a clear that is none"),
])
def test_quoted_answers_are_told_apart(data: str, signals: list[Signal]) -> None:
    assert Classifier().feed(bytes.fromhex(data)) == signals


def test_customs_full_status_is_known_only_where_such_a_printer_is() -> None:
    data = bytes.fromhex("10 0f 20 00 00 00")
    assert Classifier(full_status=True).feed(data) == [FullStatus(0x20, 0, 0, 0)]
    assert FullStatus(0x20, 0, 0, 0) not in Classifier().feed(data)


SPOKEN = bytes.fromhex("10120037222530113113")
NOISE = st.binary(max_size=60) | st.lists(st.sampled_from(SPOKEN), max_size=60).map(bytes)


@given(NOISE, st.booleans())
def test_every_byte_is_in_one_signal_or_still_waited_for(data: bytes, full: bool) -> None:
    classifier = Classifier(full)
    assert sum(map(size, classifier.feed(data))) + classifier.begun == len(data)
    assert classifier.begun < 64


@given(NOISE, NOISE, st.booleans())
def test_how_the_line_cuts_the_bytes_changes_nothing(first: bytes, second: bytes, full: bool) -> None:
    apart = Classifier(full)
    assert Classifier(full).feed(first + second) == apart.feed(first) + apart.feed(second)


@given(NOISE)
def test_only_the_fixed_bits_make_an_answer_or_a_status(data: bytes) -> None:
    for signal in Classifier().feed(data):
        if isinstance(signal, RealTimeAnswer):
            assert signal.value & 0x93 == 0x12
        if isinstance(signal, AutomaticStatus):
            assert signal.printer & 0x93 == 0x10
            assert not (signal.errors | signal.paper | signal.model) & 0x90
        if isinstance(signal, ProcessId):
            assert b"\x37\x22" + signal.identifier + b"\x00" in bytes(b for b in data if b not in (0x11, 0x13))


@given(NOISE)
def test_after_any_noise_a_few_answers_bring_it_back(data: bytes) -> None:
    classifier = Classifier()
    classifier.feed(data)
    assert classifier.feed(b"\x12\x12")[-2:] == [RealTimeAnswer(0x12)] * 2
