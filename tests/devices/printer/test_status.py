"""Status bytes of the manuals' tables, in both directions: what the driver reads, and what the simulator says."""

from __future__ import annotations

import pytest

from devices.printer.api import Cause, NotReady, PrinterStatus, Ready
from devices.printer.classifier import AutomaticStatus, Classifier
from devices.printer.simulator.mechanism import Mechanism
from devices.printer.status import RealTimeStatus, status_of, stopping_cause


@pytest.mark.parametrize(("answers", "status"), [
    pytest.param("12 12 12 12", Ready(), id="healthy"),
    pytest.param("16 12 12 12", Ready(), id="drawer pin high"),
    pytest.param("12 12 12 1e", Ready(near_end=True), id="near end"),
    pytest.param("1a 16 12 12", NotReady(Cause.COVER_OPEN), id="cover open"),
    pytest.param("1a 16 52 12", NotReady(Cause.COVER_OPEN), id="cover opened while printing"),
    pytest.param("1a 32 12 72", NotReady(Cause.PAPER_END), id="paper end"),
    pytest.param("12 12 12 72", NotReady(Cause.PAPER_END), id="paper end told by the sensor alone"),
    pytest.param("1a 52 1a 12", NotReady(Cause.CUTTER), id="cutter"),
    pytest.param("1a 52 32 12", NotReady(Cause.UNRECOVERABLE), id="unrecoverable"),
    pytest.param("1a 52 52 12", NotReady(Cause.HEAD_HOT), id="head hot"),
    pytest.param("1a 12 12 12", NotReady(Cause.OFFLINE), id="off line without a reason"),
    pytest.param("1a 52 12 12", NotReady(Cause.OFFLINE), id="an error nobody names"),
    pytest.param("5a 1a 12 12", NotReady(Cause.OFFLINE), id="FEED pressed"),
    pytest.param("1a 36 1a 72", NotReady(Cause.COVER_OPEN), id="the cover comes first"),
    pytest.param("1a 72 1a 72", NotReady(Cause.PAPER_END), id="paper before the cutter"),
])
def test_four_answers_make_one_status(answers: str, status: PrinterStatus) -> None:
    assert status_of(RealTimeStatus(*bytes.fromhex(answers))) == status


@pytest.mark.parametrize(("mechanism", "answers"), [
    pytest.param(Mechanism(), "12 12 12 12", id="healthy"),
    pytest.param(Mechanism(roll=50, near_end=100), "12 12 12 1e", id="near end"),
    pytest.param(Mechanism(cover_open=True), "1a 16 12 12", id="cover open"),
    pytest.param(Mechanism(cover_open=True, opened_while_printing=True), "1a 16 52 12", id="opened while printing"),
    pytest.param(Mechanism(roll=0, near_end=-1), "1a 32 12 72", id="paper end"),
    pytest.param(Mechanism(cutter_error=True), "1a 52 1a 12", id="cutter"),
    pytest.param(Mechanism(broken=True), "1a 52 32 12", id="unrecoverable"),
    pytest.param(Mechanism(head_hot=True), "1a 52 52 12", id="head hot"),
    pytest.param(Mechanism(feed_pressed=True), "5a 1a 12 12", id="FEED pressed"),
])
def test_the_simulator_says_the_same_tables(mechanism: Mechanism, answers: str) -> None:
    assert bytes(mechanism.real_time(n) for n in (1, 2, 3, 4)) == bytes.fromhex(answers)


@pytest.mark.parametrize(("mechanism", "quoted", "cause"), [
    pytest.param(Mechanism(), "10 00 00 0f", None, id="healthy"),
    pytest.param(Mechanism(roll=0), "18 00 0f 0f", Cause.PAPER_END, id="paper end"),
    pytest.param(Mechanism(cover_open=True), "38 00 00 0f", Cause.COVER_OPEN, id="cover open"),
    pytest.param(Mechanism(cutter_error=True), "18 08 00 0f", Cause.CUTTER, id="cutter"),
    pytest.param(Mechanism(broken=True), "18 20 00 0f", Cause.UNRECOVERABLE, id="unrecoverable"),
    pytest.param(Mechanism(head_hot=True), "18 40 00 0f", None, id="head hot passes by itself"),
])
def test_automatic_status_names_what_only_a_hand_can_mend(mechanism: Mechanism, quoted: str,
                                                          cause: Cause | None) -> None:
    assert mechanism.automatic() == bytes.fromhex(quoted)
    (status,) = Classifier().feed(bytes.fromhex(quoted))
    assert isinstance(status, AutomaticStatus)
    assert stopping_cause(status) is cause
