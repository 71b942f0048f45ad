"""Commands → actions of the machine: pure, no time, no wire. Text and style live here, the paper does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import segno
from PIL import Image

from devices.printer.simulator import font
from devices.printer.simulator.paper import Band
from devices.printer.simulator.tokens import Character, Command, Control, RealTime, Tokenizer, Unknown

SIXTH_INCH = 34
"""Dots of the default line spacing."""
DOTS_PER_INCH = 203
FINE_UNIT = 406
"""Vertical units an inch before any GS P: half a dot, as on the TM-T20 family."""
CHARACTER_ROWS = font.HEIGHT


@dataclass(frozen=True)
class Cut:
    """``feed``: dots to move once the last row has come to the knife; None: cut where the paper stands."""

    feed: int | None = None


@dataclass(frozen=True)
class Tell:
    """Answer in turn: ``process_id`` (4 bytes), ``paper`` (GS r), ``model`` (GS I n), ``ejector`` (Custom GS e 6),
    ``length`` (Custom 1D E1), ``count`` (Star ETB), ``cuts`` (GS g 2).
    """

    what: str
    value: bytes = b""


@dataclass(frozen=True)
class ReportChanges:
    """GS a: which changes are told by themselves."""

    mask: int


@dataclass(frozen=True)
class TakeBack:
    """Custom: draw the ticket back in."""


@dataclass(frozen=True)
class Begin:
    """ESC @."""


Action = Band | Cut | Tell | ReportChanges | TakeBack | Begin
Handlers = dict[bytes, Callable[[Any, bytes], Iterator[Action]]]


@dataclass
class _Style:
    bold: bool = False
    wide: int = 1
    tall: int = 1
    align: int = 0
    spacing: int = SIXTH_INCH
    unit: int = FINE_UNIT


@dataclass
class Interpreter:
    """``feed`` one byte at a time; ``unknown`` lists every code that no printer of this kind knows."""

    width: int = 576
    unknown: list[bytes] = field(default_factory=list)
    _tokens: Tokenizer = field(default_factory=Tokenizer)

    def __post_init__(self) -> None:
        self._reset()

    def learn(self, commands: dict[bytes, int]) -> None:
        """What only this make knows (``tokens.CUSTOM``, ``tokens.COUNTERS``)."""
        self._tokens.more = commands

    def _reset(self) -> None:
        self._style = _Style()
        self._line: list[tuple[Image.Image, str]] = []
        self._tokens.hanzi = False
        self._qr_module, self._qr_level, self._qr_data = 3, "l", b""

    def forget(self) -> None:
        """Receive and print buffer cleared; settings stay (DLE DC4 function 8)."""
        self._tokens.forget()
        self._line.clear()

    def power_on(self) -> None:
        self._tokens.forget()
        self._reset()

    def feed(self, byte: int) -> Iterator[Action]:
        for token in self._tokens.feed(byte):
            match token:
                case Character(code=code):
                    yield from self._character(code)
                case Control(code=code):
                    yield from self._control(code)
                case Command(name=name, args=args):
                    yield from self._command(name, args)
                case Unknown(code=code):
                    self.unknown.append(code)
                case RealTime():
                    pass

    # Text

    def _character(self, code: bytes) -> Iterator[Action]:
        char = self._decoded(code)
        cell = font.FULL if len(code) == 2 else font.HALF
        picture = font.glyph(char, cell, self._style.bold)
        picture = picture.resize((cell * self._style.wide, CHARACTER_ROWS * self._style.tall))
        if self._line_width() + picture.width > self.width:
            yield from self._print_line()
        self._line.append((picture, char))

    def _decoded(self, code: bytes) -> str:
        try:
            return code.decode("gb2312" if len(code) == 2 else "ascii")
        except UnicodeDecodeError:
            self.unknown.append(code)
            return "□" if len(code) == 2 else "?"

    def _line_width(self) -> int:
        return sum(picture.width for picture, _ in self._line)

    def _print_line(self) -> Iterator[Action]:
        """LF: the line burns, the paper moves by the spacing or the character, whichever is more."""
        tallest = max((picture.height for picture, _ in self._line), default=0)
        yield from self._burn_line(max(tallest, self._style.spacing))

    def _burn_line(self, rows: int) -> Iterator[Action]:
        if not self._line:
            yield Band(b"", rows, words="")
            return
        canvas = Image.new("1", (self.width, rows))
        x = self._indent(self._line_width())
        for picture, _ in self._line:
            canvas.paste(picture, (x, 0))
            x += picture.width
        words = "".join(char for _, char in self._line)
        self._line.clear()
        yield Band(canvas.tobytes(), rows, words)

    def _flush(self) -> Iterator[Action]:
        if self._line:
            yield from self._print_line()

    def _indent(self, wide: int) -> int:
        return max(0, (self.width - wide) * self._style.align // 2)

    def _control(self, code: int) -> Iterator[Action]:
        if code == 0x0A:
            yield from self._print_line()

    # Commands

    def _command(self, name: bytes, args: bytes) -> Iterator[Action]:
        handler = self._handlers.get(name)
        if handler is not None:
            yield from handler(self, args)
        else:
            self.unknown.append(name + args[:8])

    def _initialise(self, args: bytes) -> Iterator[Action]:
        self._line.clear()
        self._reset()
        yield Begin()

    def _dots(self, units: int) -> int:
        return units * DOTS_PER_INCH // self._style.unit

    def _feed_dots(self, args: bytes) -> Iterator[Action]:
        dots = self._dots(args[0])
        if self._line:
            yield from self._burn_line(max(dots, max(picture.height for picture, _ in self._line)))
        elif dots:
            yield Band(b"", dots)

    def _feed_lines(self, args: bytes) -> Iterator[Action]:
        yield from self._flush()
        if args[0]:
            yield Band(b"", args[0] * self._style.spacing)

    def _print_mode(self, args: bytes) -> Iterator[Action]:
        style = self._style
        style.bold, style.tall, style.wide = bool(args[0] & 8), 1 + bool(args[0] & 16), 1 + bool(args[0] & 32)
        return iter(())

    def _size(self, args: bytes) -> Iterator[Action]:
        self._style.wide, self._style.tall = 1 + (args[0] >> 4 & 7), 1 + (args[0] & 7)
        return iter(())

    def _bold(self, args: bytes) -> Iterator[Action]:
        self._style.bold = bool(args[0] & 1)
        return iter(())

    def _align(self, args: bytes) -> Iterator[Action]:
        self._style.align = args[0] % 48 if args[0] % 48 <= 2 else 0
        return iter(())

    def _spacing(self, args: bytes) -> Iterator[Action]:
        self._style.spacing = self._dots(args[0]) if args else SIXTH_INCH
        return iter(())

    def _units(self, args: bytes) -> Iterator[Action]:
        """GS P x y."""
        self._style.unit = args[1] or FINE_UNIT
        return iter(())

    def _hanzi_on(self, args: bytes) -> Iterator[Action]:
        self._tokens.hanzi = True
        return iter(())

    def _hanzi_off(self, args: bytes) -> Iterator[Action]:
        self._tokens.hanzi = False
        return iter(())

    def _raster(self, args: bytes) -> Iterator[Action]:
        """``args``: m, xL xH, yL yH, data (after ``GS v 0``)."""
        wide, rows = int.from_bytes(args[1:3], "little"), int.from_bytes(args[3:5], "little")
        if not wide * rows or len(args) != 5 + wide * rows or args[0] % 48 > 3:
            self.unknown.append(b"\x1d\x76\x30" + args[:5])
            return
        yield from self._flush()
        picture = Image.frombytes("1", (wide * 8, rows), args[5:])
        picture = picture.resize((picture.width * (1 + (args[0] & 1)), rows * (1 + (args[0] >> 1 & 1))))
        yield self._picture(picture)

    def _picture(self, picture: Image.Image, qr: str | None = None) -> Band:
        canvas = Image.new("1", (self.width, picture.height))
        canvas.paste(picture, (self._indent(picture.width), 0))
        return Band(canvas.tobytes(), picture.height, qr=qr)

    def _cut(self, args: bytes) -> Iterator[Action]:
        """GS V m [n], ESC i, ESC m."""
        yield from self._flush()
        yield Cut(self._dots(args[1]) if args[:1] in (b"A", b"B") else None)

    def _symbol(self, args: bytes) -> Iterator[Action]:
        """GS ( k: ``args`` = pL pH cn fn parameters."""
        match args[2:4], args[4:]:
            case (b"1A", _):
                pass
            case (b"1C", value) if value:
                self._qr_module = max(1, min(value[0], 16))
            case (b"1E", value) if value and 48 <= value[0] <= 51:
                self._qr_level = "lmqh"[value[0] - 48]
            case (b"1P", value) if value[:1] == b"0":
                self._qr_data = value[1:]
            case (b"1Q", _):
                yield from self._print_qr()
            case _:
                self.unknown.append(b"\x1d\x28\x6b" + args[:4])

    def _print_qr(self) -> Iterator[Action]:
        try:
            code = segno.make_qr(self._qr_data, error=self._qr_level, boost_error=False)
        except ValueError:  # nothing stored, or too much: a printer prints nothing
            return
        rows = [[module & 1 for module in row] for row in code.matrix]
        picture = Image.new("1", (len(rows), len(rows)))
        picture.putdata([255 * module for row in rows for module in row])
        side = len(rows) * self._qr_module
        yield from self._flush()
        picture = picture.resize((side, side), Image.Resampling.NEAREST)
        yield self._picture(picture, qr=self._qr_data.decode("utf-8", "replace"))

    def _request(self, args: bytes) -> Iterator[Action]:
        """GS ( H: ``args`` = pL pH fn m parameters."""
        if args[2:4] == b"00" and len(args) == 8 and all(0x20 <= byte <= 0x7E for byte in args[4:]):
            yield Tell("process_id", args[4:])
        else:
            self.unknown.append(b"\x1d\x28\x48" + args)

    def _report(self, args: bytes) -> Iterator[Action]:
        yield ReportChanges(args[0])

    def _report_full(self, args: bytes) -> Iterator[Action]:
        """Custom 1D E0 n."""
        yield ReportChanges(args[0])

    def _length(self, args: bytes) -> Iterator[Action]:
        """Custom 1D E1."""
        yield Tell("length")

    def _paper(self, args: bytes) -> Iterator[Action]:
        yield Tell("paper")

    def _model(self, args: bytes) -> Iterator[Action]:
        yield Tell("model", args)

    def _counter(self, args: bytes) -> Iterator[Action]:
        """GS g 2: ``args`` = 2 m nL nH. Of the counters only the knife's cumulative one is kept here."""
        if args == b"2\0\xb2\0":
            yield Tell("cuts")
        else:
            self.unknown.append(b"\x1dg" + args)

    def _ticket(self, args: bytes) -> Iterator[Action]:
        """Custom GS e: 2 draws back, 6 asks; 3 and 5 move a ticket that hangs in the outlet anyway."""
        if args[0] == 2:
            yield TakeBack()
        elif args[0] == 6:
            yield Tell("ejector")

    _handlers: ClassVar[Handlers] = {
        b"\x1b@": _initialise, b"\x1bJ": _feed_dots, b"\x1bd": _feed_lines, b"\x1b3": _spacing, b"\x1b2": _spacing,
        b"\x1b!": _print_mode, b"\x1bE": _bold, b"\x1bG": _bold, b"\x1ba": _align, b"\x1c&": _hanzi_on,
        b"\x1c.": _hanzi_off, b"\x1d!": _size, b"\x1dv0": _raster, b"\x1dV": _cut, b"\x1d(k": _symbol,
        b"\x1d(H": _request, b"\x1da": _report, b"\x1dr": _paper, b"\x1dI": _model, b"\x1de": _ticket,
        b"\x1bi": _cut, b"\x1bm": _cut, b"\x1dP": _units, b"\x1d\xe0": _report_full, b"\x1d\xe1": _length,
        b"\x1dg": _counter,
    }
