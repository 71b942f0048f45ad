"""Line time and paper time, against the measured table of a 36-month slip."""

from __future__ import annotations

import pytest

from devices.printer.api import Feed, PrintJob, QrCode, Raster, Text
from devices.printer.codec import encode
from devices.printer.pace import pace, paper_dots, qr_modules


@pytest.mark.parametrize(("size", "seconds"), [
    (2_023, 0.18), (172_880, 15.0), (71_767, 6.2), (58_410, 5.1), (19_477, 1.7), (13_191, 1.15)])
def test_the_line_takes_what_was_measured(size: int, seconds: float) -> None:
    assert pace(size, 2400, 115_200).line == pytest.approx(seconds, abs=0.05)


def test_300_mm_of_paper_take_a_second_and_a_fifth() -> None:
    assert pace(0, 2400, None).paper == pytest.approx(1.2, abs=0.01)


def test_the_slower_of_both_is_expected() -> None:
    assert pace(172_880, 2400, 115_200).expected == pace(172_880, 2400, 115_200).line
    assert pace(172_880, 2400, None).expected == pace(172_880, 2400, None).paper
    assert pace(11_520, 1998, 115_200).ratio == pytest.approx(1.0, abs=0.01)


def test_a_61_character_address_is_a_version_4_code() -> None:
    assert qr_modules(QrCode("h" * 61)) == 33


def test_paper_of_each_block_is_counted() -> None:
    code = QrCode("h" * 61, module=5)
    job = PrintJob("j", (Text("a"), Text("a", scale=2), Raster(8, 7, b"\xff" * 7), Feed(11), code))
    assert paper_dots(job) == 30 + 60 + 7 + 11 + 165 + 30
    assert paper_dots(PrintJob("j", (Text("a"),))) == 30


def test_text_on_a_serial_line_keeps_ahead_of_the_paper() -> None:
    job = PrintJob("j", tuple(Text("2024-01 养老 8000.00 医疗 8000.00 工伤") for _ in range(36)))
    assert pace(len(encode(job, 576, None)), paper_dots(job), 115_200).ratio < 0.3
