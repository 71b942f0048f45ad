"""``PrintJob`` → Star Line Mode, and the few requests that the driver sends beside a job.

Job: ``ESC @`` · data … · ``ETB`` · ``ESC d 2`` (feed and cut) · ``ETB``. Text is GB2312 bytes on a model with Chinese
ROM; feeds are eighths of a millimetre, which is one dot at 203 dpi. Source: Star Line Mode Command Specifications;
what is uncertain stands in docs/hardware/printer.md.
"""

from __future__ import annotations

from typing import assert_never

from devices.printer.api import LINE_DOTS, TALL_LINE_DOTS, Feed, PrintJob, QrCode, Raster, Text
from devices.printer.codec import FRAGMENT_ROWS, RuleBroken, Unprintable, bands, check_code, check_picture, encoded_text

ESC = b"\x1b"
INITIALISE = b"\x1b@"
ASK_STATUS = b"\x1b\x06\x01"
"""``ESC ACK SOH``: real time, one status block."""
RESET = b"\x1b\x06\x18"
"""``ESC ACK CAN``: real time; drops what it has, leaves a recoverable error, tells its status anew."""
AUTOMATIC_STATUS = b"\x1b\x1e\x61\x0f"
"""``ESC RS a``: a status block on every change, the ETB counter's included."""
ETB = b"\x17"
CUT = b"\x1b\x64\x02"
RETRACT = b"\x1b\x16\x30\x00"
BOLD, PLAIN = b"\x1b\x45", b"\x1b\x46"
LONGEST_FEED = 255
STAR_LEVELS = {"L": b"\x00", "M": b"\x01"}
REAL_TIME_SECOND = 0x06
HIDE = 0x08
"""One more dot: ``1B 06`` becomes ``1B 0E``."""


def encode(job: PrintJob, width: int) -> bytes:
    """:raises devices.printer.codec.Unprintable: a block breaks the rules of ``api``"""
    parts = [INITIALISE]
    for index, block in enumerate(job.blocks):
        try:
            match block:
                case Text():
                    parts.append(_text(block, width))
                case Raster():
                    parts.append(_raster(block, width))
                case Feed(dots=dots):
                    parts.append(_feed(dots))
                case QrCode():
                    parts.append(_qr(block))
                case _:
                    assert_never(block)
        except RuleBroken as broken:
            raise Unprintable(index, str(broken)) from None
    if not job.blocks or not isinstance(job.blocks[-1], Text):
        parts.append(_feed(LINE_DOTS))
    return b"".join(parts) + ETB + CUT + ETB


def strip_off() -> bytes:
    """Cut off what an unfinished job has left on the paper."""
    return INITIALISE + _feed(LINE_DOTS) + CUT + ETB


def without_real_time_commands(data: bytes) -> bytes:
    """One more black dot wherever a printer that listens inside data would hear ``1B 06``."""
    return data.replace(ESC + bytes((REAL_TIME_SECOND,)), ESC + bytes((REAL_TIME_SECOND | HIDE,)))


def _text(line: Text, width: int) -> bytes:
    data = encoded_text(line, width)
    size = bytes((line.scale - 1,)) * 2
    dots = TALL_LINE_DOTS if line.scale == 2 else LINE_DOTS
    return (BOLD if line.bold else PLAIN) + b"\x1b\x69" + size + data + _feed(dots)


def _feed(dots: int) -> bytes:
    """``ESC I n``: burns what stands in the line, moves the paper by n dots in all."""
    if dots < 0:
        raise RuleBroken("a feed backwards")
    steps = [LONGEST_FEED] * (dots // LONGEST_FEED) + [dots % LONGEST_FEED]
    return b"".join(b"\x1b\x49" + bytes((step,)) for step in steps if step)


def _qr(code: QrCode) -> bytes:
    """``ESC GS y``: model 2, level, size, data, print; centred by ``ESC GS a``."""
    data = check_code(code)
    start = b"\x1b\x1d\x79"
    return (b"\x1b\x1d\x61\x01" + start + b"S0\x02" + start + b"S1" + STAR_LEVELS[code.level]
            + start + b"S2" + bytes((code.module,))
            + start + b"D1\x00" + len(data).to_bytes(2, "little") + data + start + b"P" + b"\x1b\x1d\x61\x00")


def _raster(picture: Raster, width: int) -> bytes:
    """``ESC GS S`` fragments; white runs are fed, white at the right is not sent."""
    parts = []
    for band in bands(check_picture(picture, width)):
        if not any(map(any, band)):
            parts.append(_feed(len(band)))
            continue
        wide = max(len(row.rstrip(b"\0")) for row in band)
        for start in range(0, len(band), FRAGMENT_ROWS):
            part = band[start:start + FRAGMENT_ROWS]
            header = b"\x1b\x1d\x53\x01" + wide.to_bytes(2, "little") + len(part).to_bytes(2, "little") + b"\x00"
            parts.append(without_real_time_commands(header + b"".join(row[:wide] for row in part)))
    return b"".join(parts)
