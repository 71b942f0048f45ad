"""``PrintJob`` → ESC/POS bytes, and the few requests that the driver sends beside a job.

python-escpos builds what it builds right (initialise, bold, size, alignment, QR, cut). Text is ours, because its
encoder guesses the code page; rasters are ours, because no real-time command may hide in them.

Job: ``ESC @`` · ``GS P`` · ``FS &`` · data … ``LF`` · ``GS ( H`` id · ``GS V 66 0`` · ``GS ( H`` id+1, and for printers
without process IDs ``GS r 1`` after the cut. Sources: Epson ESC/POS reference; docs/hardware/printer.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import assert_never

from escpos.constants import QR_ECLEVEL_L, QR_ECLEVEL_M
from escpos.printer import Dummy

from devices.printer.api import LINE_DOTS, TALL_LINE_DOTS, Block, Feed, PrintJob, QrCode, Raster, Text

FRAGMENT_ROWS = 256
"""Rows of one ``GS v 0``: more overflows small receive buffers (python-escpos issue 662)."""
BLANK_ROWS = 16
"""So many white rows in a picture are fed instead of sent."""
CELL_DOTS = 12
QR_LEVELS = {"L": QR_ECLEVEL_L, "M": QR_ECLEVEL_M}
LONGEST_CODE = 1000
"""Bytes of a QR code: any phone reads it, and its two length bytes can't spell ``10 04`` or ``10 05``."""

LF = b"\x0a"
HANZI_MODE = b"\x1c\x26"
"""``FS &``: bytes A1…FE are pairs of GB2312."""
DOT_UNITS = b"\x1d\x50\xcb\xcb"
"""``GS P 203 203``: ``ESC 3`` and ``ESC J`` count dots; the default differs by model (1/360, 1/406 inch)."""

AUTOMATIC_STATUS = b"\x1d\x61\x0f"
"""``GS a 15``: four bytes now and on every change."""
PAPER_SENSOR = b"\x1d\x72\x01"
"""``GS r 1``: queued like data, one byte back."""
CLEAR_BUFFER = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""``DLE DC4 8``: drop receive and print buffer, leave a recoverable error; answered ``37 25 00``."""
RECOVER_CLEARED = b"\x10\x05\x02"
"""``DLE ENQ 2``: leave a cutter error, drop the buffers."""
FULL_STATUS = b"\x10\x04\x14"
"""Custom KPM/VKP: six bytes, among them the outlet."""
RETRACT = b"\x1d\x65\x02"
"""Custom KPM/VKP: draw the ticket back in."""
REMAINING_PAPER = b"\x1d\xe1"
"""Custom KPM/VKP: what is left on the roll, in plain figures: ``510cm``."""
CUT_COUNTER = b"\x1d\x67\x32\x00\xb2\x00"
"""``GS g 2 0 178``: the knife's cuts since the printer was made, in figures: ``5F`` digits ``00``."""
Identifiers = tuple[bytes, bytes]
"""Process IDs after data and after the cut."""

REAL_TIME_SECOND = {0x04: 0x08, 0x05: 0x08, 0x14: 0x02}
"""Second byte of ``DLE EOT``, ``DLE ENQ``, ``DLE DC4``, and the dot that makes it another byte (none yields DLE)."""
DLE = 0x10


class Unprintable(ValueError):
    """The job breaks the rules of ``api``: ``block`` is the index, the text names the rule and no content."""

    def __init__(self, block: int, rule: str) -> None:
        super().__init__(f"block {block}: {rule}")
        self.block = block
        self.rule = rule


def real_time_status(n: int) -> bytes:
    """``DLE EOT n``, n = 1 printer, 2 off-line cause, 3 error cause, 4 paper."""
    return bytes((DLE, 0x04, n))


def process_id(number: int) -> bytes:
    """The four characters of a process ID, ``0001`` … ``9999``, then from the start again."""
    return b"%04d" % ((number - 1) % 9999 + 1)


def ask_process_id(identifier: bytes) -> bytes:
    """``GS ( H`` function 48: answer ``37 22 d1 d2 d3 d4 00`` when what stands before it is done."""
    return b"\x1d\x28\x48\x06\x00\x30\x30" + identifier


def cut() -> bytes:
    """``GS V 66 0``: feed to the cutter and cut."""
    printer = Dummy()
    printer.cut(feed=False)
    return bytes(printer.output)


def proofs(identifier: bytes | None) -> bytes:
    """What makes the printer tell that all before it is done."""
    return PAPER_SENSOR if identifier is None else ask_process_id(identifier)


def strip_off(identifier: bytes | None) -> bytes:
    """Cut off what an unfinished job has left on the paper."""
    printer = Dummy()
    printer.hw("INIT")
    return bytes(printer.output) + LF + cut() + proofs(identifier)


def encode(job: PrintJob, width: int, identifiers: Identifiers | None) -> bytes:
    """The whole job. ``identifiers``: process IDs after data and after cut; None: ``GS r 1`` after the cut.

    :raises Unprintable: a block breaks the rules of ``api``
    """
    writer = _Writer(width)
    for index, block in enumerate(job.blocks):
        try:
            writer.write(block)
        except RuleBroken as broken:
            raise Unprintable(index, str(broken)) from None
    if not job.blocks or not isinstance(job.blocks[-1], Text):
        writer.blank_line()
    if identifiers is None:
        return writer.output + cut() + PAPER_SENSOR
    after_data, after_cut = identifiers
    return writer.output + ask_process_id(after_data) + cut() + ask_process_id(after_cut)


def longest_data(job: PrintJob) -> int:
    """Bytes after which no command of this job can still be waiting for more: a torn picture, a torn code."""
    pictures = (min(block.height, FRAGMENT_ROWS) * block.width // 8
                for block in job.blocks if isinstance(block, Raster))
    return max(pictures, default=0) + LONGEST_CODE + 16


def without_real_time_commands(data: bytes) -> bytes:
    """One more black dot wherever a printer that listens inside data would hear ``10 04``, ``10 05`` or ``10 14``.

    A pair that ends the data counts too: what follows would be its parameter.
    """
    safe = bytearray(data)
    position = safe.find(DLE)
    while 0 <= position < len(safe) - 1:
        safe[position + 1] |= REAL_TIME_SECOND.get(safe[position + 1], 0)
        position = safe.find(DLE, position + 1)
    return bytes(safe)


class RuleBroken(Exception):
    """The text names the rule and no content."""


def encoded_text(line: Text, width: int) -> bytes:
    """:raises RuleBroken: not in GB2312, a control character, or wider than the head"""
    try:
        encoded = line.text.encode("gb2312")
    except UnicodeEncodeError:
        raise RuleBroken("a character is not in GB2312") from None
    if any(byte < 0x20 or byte == 0x7F for byte in encoded):
        raise RuleBroken("a control character in text")
    if len(encoded) * line.scale > width // CELL_DOTS:
        raise RuleBroken("the line is wider than the head")
    return encoded


def check_code(code: QrCode) -> bytes:
    """:raises RuleBroken: empty, a control character in it, too long, or a module of no size"""
    if not code.data or any(ord(char) < 0x20 for char in code.data):
        raise RuleBroken("an empty code, or a control character in it")
    data = code.data.encode()
    if len(data) > LONGEST_CODE:
        raise RuleBroken("a code too long")
    if not 1 <= code.module <= 16:
        raise RuleBroken("a module of 1 to 16 dots")
    return data


def check_picture(picture: Raster, width: int) -> list[bytes]:
    """Its rows. :raises RuleBroken: wider than the head, or its bits do not fill it"""
    row_bytes = picture.width // 8
    if picture.width % 8 or not 0 < picture.width <= width:
        raise RuleBroken("the width of a picture")
    if len(picture.bits) != row_bytes * picture.height:
        raise RuleBroken("a picture's bits do not fill its size")
    return [picture.bits[start:start + row_bytes] for start in range(0, len(picture.bits), row_bytes)]


@dataclass
class _Writer:
    """Style is sent when it changes."""

    width: int
    _printer: Dummy = field(default_factory=Dummy)
    _bold: bool = False
    _scale: int = 1

    def __post_init__(self) -> None:
        self._printer.hw("INIT")
        self.raw(DOT_UNITS + HANZI_MODE)
        self._printer.line_spacing(LINE_DOTS)

    @property
    def output(self) -> bytes:
        return bytes(self._printer.output)

    def raw(self, data: bytes) -> None:
        self._printer._raw(data)

    def blank_line(self) -> None:
        """The LF that ends every job, ``LINE_DOTS`` high."""
        self._style(Text(""))
        self.raw(LF)

    def write(self, block: Block) -> None:
        match block:
            case Text():
                self._text(block)
            case Raster():
                self._raster(block)
            case Feed(dots=dots):
                self._feed(dots)
            case QrCode():
                self._qr(block)
            case _:
                assert_never(block)

    def _text(self, line: Text) -> None:
        encoded = encoded_text(line, self.width)
        self._style(line)
        self.raw(encoded + LF)

    def _style(self, line: Text) -> None:
        if line.scale != self._scale:
            self._printer.set(custom_size=True, width=line.scale, height=line.scale)
            self._printer.line_spacing(TALL_LINE_DOTS if line.scale == 2 else LINE_DOTS)
            self._scale = line.scale
        if line.bold != self._bold:
            self._printer.set(bold=line.bold)
            self._bold = line.bold

    def _feed(self, dots: int) -> None:
        if dots < 0:
            raise RuleBroken("a feed backwards")
        while dots > 0:
            self.raw(b"\x1b\x4a" + bytes((min(dots, 255),)))
            dots -= 255

    def _qr(self, code: QrCode) -> None:
        check_code(code)
        self._printer.set(align="center")
        self._printer.qr(code.data, ec=QR_LEVELS[code.level], size=code.module, native=True)
        self._printer.set(align="left")

    def _raster(self, picture: Raster) -> None:
        for band in bands(check_picture(picture, self.width)):
            if any(map(any, band)):
                self._ink(band)
            else:
                self._feed(len(band))

    def _ink(self, rows: list[bytes]) -> None:
        """``GS v 0`` fragments; white at the right is not sent."""
        wide = max(len(row.rstrip(b"\0")) for row in rows)
        for start in range(0, len(rows), FRAGMENT_ROWS):
            part = rows[start:start + FRAGMENT_ROWS]
            header = b"\x1d\x76\x30\x00" + wide.to_bytes(2, "little") + len(part).to_bytes(2, "little")
            self.raw(without_real_time_commands(header + b"".join(row[:wide] for row in part)))


def bands(rows: list[bytes]) -> Iterator[list[bytes]]:
    """Cut a picture at its long white runs; each band is all white or begins and ends black."""
    band: list[bytes] = []
    white: list[bytes] = []
    for row in rows:
        if not any(row):
            white.append(row)
            continue
        if white and (not band or len(white) >= BLANK_ROWS):
            yield from (part for part in (band, white) if part)
            band, white = [], []
        band += [*white, row]
        white = []
    yield from (part for part in (band, white) if part)
