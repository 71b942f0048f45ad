"""Frames that makers quote for Custom and Star, given to the driver and to the simulator alike."""

from __future__ import annotations

import pytest

from devices.printer.api import Cause, NotReady, PrinterStatus, Ready
from devices.printer.brand import Outlet
from devices.printer.brands import BRANDS
from devices.printer.simulator import tokens
from devices.printer.simulator.interpreter import Begin, Cut, Interpreter, ReportChanges, TakeBack, Tell
from devices.printer.simulator.mechanism import Mechanism
from devices.printer.simulator.star import StarEar, StarInterpreter, status_block

CUSTOM, STAR = BRANDS["custom"], BRANDS["star"]


def actions(interpreter: Interpreter, quoted: str) -> list[object]:
    return [action for byte in bytes.fromhex(quoted) for action in interpreter.feed(byte)]


@pytest.mark.parametrize(("quoted", "action"), [
    pytest.param("1B 40", Begin(), id="ESC @"),
    pytest.param("17", Tell("count"), id="ETB"),
    pytest.param("1B 64 02", Cut(0), id="ESC d 2: feed and cut"),
    pytest.param("1B 64 00", Cut(None), id="ESC d 0: cut where it stands"),
    pytest.param("1B 1E 61 0F", ReportChanges(15), id="ESC RS a"),
    pytest.param("1B 16 30 00", TakeBack(), id="draw back now"),
])
def test_a_star_does_what_its_maker_quotes(quoted: str, action: object) -> None:
    interpreter = StarInterpreter()
    assert actions(interpreter, quoted) == [action]
    assert interpreter.unknown == []


@pytest.mark.parametrize(("quoted", "action"), [
    pytest.param("1D E0 0F", ReportChanges(15), id="automatic full status"),
    pytest.param("1D E1", Tell("length"), id="remaining paper"),
    pytest.param("1D 65 02", TakeBack(), id="retract"),
    pytest.param("1D 72 01", Tell("paper"), id="paper sensor"),
])
def test_a_custom_does_what_its_maker_quotes(quoted: str, action: object) -> None:
    interpreter = Interpreter()
    interpreter.learn(tokens.CUSTOM)
    assert actions(interpreter, quoted) == [action]


@pytest.mark.parametrize("quoted", ["1D 56 42 00", "1C 26", "1D 76 30 00"])
def test_a_star_knows_no_esc_pos(quoted: str) -> None:
    interpreter = StarInterpreter()
    actions(interpreter, quoted)
    assert interpreter.unknown != []


@pytest.mark.parametrize("quoted", ["1B 06 01", "1B 06 18"])
def test_a_star_hears_its_real_time_requests_inside_data(quoted: str) -> None:
    ear, request = StarEar(), bytes.fromhex(quoted)
    heard = [ear.hear(byte) for byte in b"\x1b\x1d\x53" + request + b"\x1b\x06\x07"]
    assert [each for each in heard if each] == [request]


@pytest.mark.parametrize(("block", "status", "mechanism"), [
    pytest.param("23 86 00 00 00 00 00 00 00", Ready(), Mechanism(), id="healthy"),
    pytest.param("23 86 28 00 00 00 00 00 00", NotReady(Cause.COVER_OPEN), Mechanism(cover_open=True), id="cover"),
    pytest.param("23 86 08 00 00 0C 00 00 00", NotReady(Cause.PAPER_END), Mechanism(roll=0), id="paper end"),
    pytest.param("23 86 00 00 00 04 00 00 00", Ready(near_end=True), Mechanism(roll=9, near_end=9), id="near end"),
    pytest.param("23 86 08 08 00 00 00 00 00", NotReady(Cause.CUTTER), Mechanism(cutter_error=True), id="cutter"),
    pytest.param("23 86 08 40 00 00 00 00 00", NotReady(Cause.HEAD_HOT), Mechanism(head_hot=True), id="head"),
    pytest.param("23 86 08 20 00 00 00 00 00", NotReady(Cause.UNRECOVERABLE), Mechanism(broken=True), id="broken"),
])
def test_a_star_block_means_the_same_on_both_sides(block: str, status: PrinterStatus, mechanism: Mechanism) -> None:
    assert status_block(mechanism, 0) == bytes.fromhex(block)
    assert STAR.status(STAR.listener().feed(bytes.fromhex(block))) == status


@pytest.mark.parametrize(("last", "outlet"), [
    ("00", Outlet(False)), ("02", Outlet(False)), ("06", Outlet(True)), ("0C", Outlet(False, drawn_back=True)),
    ("0E", Outlet(False, drawn_back=False)),
])
def test_byte_nine_of_a_star_is_the_presenter(last: str, outlet: Outlet) -> None:
    (signal,) = STAR.listener().feed(bytes.fromhex("23 86 00 00 00 00 00 00" + last))
    assert STAR.outlet(signal) == outlet


@pytest.mark.parametrize(("answer", "cause", "mechanism"), [
    pytest.param("10 0F 00 00 00 00", None, Mechanism(), id="healthy"),
    pytest.param("10 0F 01 00 00 00", Cause.PAPER_END, Mechanism(roll=0, near_end=-1), id="paper end"),
    pytest.param("10 0F 04 00 00 00", None, Mechanism(roll=9, near_end=9), id="near end"),
    pytest.param("10 0F 20 00 00 00", None, Mechanism(ticket_out=True), id="ticket at the outlet"),
    pytest.param("10 0F 00 02 00 00", Cause.COVER_OPEN, Mechanism(cover_open=True), id="cover"),
    pytest.param("10 0F 00 00 01 00", None, Mechanism(head_hot=True), id="a hot head only delays"),
    pytest.param("10 0F 00 00 00 01", Cause.CUTTER, Mechanism(cutter_error=True), id="cutter"),
])
def test_a_custom_full_status_means_the_same_on_both_sides(answer: str, cause: Cause | None,
                                                           mechanism: Mechanism) -> None:
    assert mechanism.full() == bytes.fromhex(answer)
    (signal,) = CUSTOM.listener().feed(bytes.fromhex(answer))
    assert CUSTOM.stopping(signal) == cause
    outlet = CUSTOM.outlet(signal)
    assert outlet is not None
    assert outlet.there == mechanism.ticket_out
