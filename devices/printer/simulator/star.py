"""Star Line Mode behind the wire: other commands, another status, the same machine.

Written from the specification's tables, not from the driver. Sources: docs/hardware/printer.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from devices.printer.simulator.interpreter import Action, Cut, Handlers, Interpreter, ReportChanges, TakeBack, Tell
from devices.printer.simulator.mechanism import Mechanism
from devices.printer.simulator.tokens import ESC, GS, Character, Command, Control, RealTime, Token, Tokenizer, Unknown

ACK, RS, SYN, ETB = 0x06, 0x1E, 0x16, 0x17
TWO = b"@EF"
THREE = b"Id"
BLOCK = 9


class StarEar:
    """``hear`` one byte at a time: ``ESC ACK SOH`` asks, ``ESC ACK CAN`` resets, wherever they stand."""

    def __init__(self) -> None:
        self._last = b""

    def hear(self, byte: int) -> bytes | None:
        self._last = (self._last + bytes((byte,)))[-3:]
        return self._last if self._last in (b"\x1b\x06\x01", b"\x1b\x06\x18") else None


def status_block(mechanism: Mechanism, count: int) -> bytes:
    """Nine bytes: two of header, then what is wrong, the ETB counter and the presenter."""
    printer = mechanism.offline << 3 | mechanism.cover_open << 5
    errors = mechanism.cutter_error << 3 | mechanism.broken << 5 | mechanism.head_hot << 6
    paper = mechanism.low << 2 | mechanism.paper_end << 3
    counted = (count & 0x07) << 1 | (count & 0x18) << 2
    return bytes((0x23, 0x86, printer, errors, 0, paper, 0, counted, mechanism.presenter << 1))


@dataclass
class StarTokenizer(Tokenizer):
    """Two bytes from A1 on are always one character."""

    def _extent(self) -> int | None:
        begun = self._begun
        if begun[0] >= 0xA1:
            return 2
        if begun[0] != ESC:
            return 1
        if len(begun) < 2:
            return None
        match begun[1]:
            case letter if letter in TWO:
                return 2
            case letter if letter in THREE or letter == ACK:
                return 3
            case 0x69 | 0x1E | 0x16:
                return 4
            case 0x1D:
                return _long_extent(begun)
            case _:
                return 2

    def _token(self, code: bytes) -> Token:
        if code[0] != ESC:
            if code[0] >= 0x20:
                return Character(code)
            return Control(code[0]) if code[0] in (0x0A, ETB, 0x00) else Unknown(code)
        if code[1] == ACK:
            return RealTime(code)
        if len(code) == 2 and code[1] not in TWO:
            return Unknown(code)
        long = code[1] == GS
        return Command(code[:3] if long else code[:2], code[3 if long else 2:])


def _long_extent(begun: bytearray) -> int | None:
    """``ESC GS a`` align, ``ESC GS y`` QR, ``ESC GS S`` picture."""
    if len(begun) < 3:
        return None
    match begun[2]:
        case 0x61:
            return 4
        case 0x53:
            if len(begun) < 9:
                return None
            return 9 + int.from_bytes(begun[4:6], "little") * int.from_bytes(begun[6:8], "little")
        case 0x79 if len(begun) < 4:
            return None
        case 0x79:
            return {0x53: 6, 0x50: 4}.get(begun[3]) or (
                8 + int.from_bytes(begun[6:8], "little") if len(begun) >= 8 else None)
        case _:
            return 3


@dataclass
class StarInterpreter(Interpreter):
    _tokens: Tokenizer = field(default_factory=StarTokenizer)

    def _control(self, code: int) -> Iterator[Action]:
        if code == ETB:
            yield from self._flush()
            yield Tell("count")
        else:
            yield from super()._control(code)

    def _bold_on(self, args: bytes) -> Iterator[Action]:
        self._style.bold = True
        return iter(())

    def _bold_off(self, args: bytes) -> Iterator[Action]:
        self._style.bold = False
        return iter(())

    def _magnified(self, args: bytes) -> Iterator[Action]:
        self._style.tall, self._style.wide = 1 + min(args[0], 5), 1 + min(args[1], 5)
        return iter(())

    def _eighths(self, args: bytes) -> Iterator[Action]:
        """An eighth of a millimetre is one dot here."""
        self._style.unit = 203
        yield from self._feed_dots(args)

    def _cut_star(self, args: bytes) -> Iterator[Action]:
        yield from self._flush()
        yield Cut(0 if args[0] in (2, 3) else None)

    def _changes(self, args: bytes) -> Iterator[Action]:
        yield ReportChanges(args[1])

    def _presenter(self, args: bytes) -> Iterator[Action]:
        if args[0] == 0x30:
            yield TakeBack()

    def _star_picture(self, args: bytes) -> Iterator[Action]:
        """m, xL xH, yL yH, colour, data: as ``GS v 0`` with the colour left out."""
        yield from self._raster(b"\0" + args[1:5] + args[6:])

    def _star_qr(self, args: bytes) -> Iterator[Action]:
        match args[:2], args[2:]:
            case (b"S0" | b"S1" | b"S2") as kind, value:
                self._qr_setting(kind, value[0])
            case (b"D1", value):
                self._qr_data = value[3:]
            case _ if args == b"P":
                yield from self._print_qr()
            case _:
                self.unknown.append(b"\x1b\x1d\x79" + args[:4])

    def _qr_setting(self, kind: bytes, value: int) -> None:
        if kind == b"S1":
            self._qr_level = "lmqh"[value & 3]
        elif kind == b"S2":
            self._qr_module = max(1, min(value, 8))

    _handlers: ClassVar[Handlers] = {
        b"\x1b@": Interpreter._initialise, b"\x1bE": _bold_on, b"\x1bF": _bold_off, b"\x1bi": _magnified,
        b"\x1bI": _eighths, b"\x1bd": _cut_star, b"\x1b\x1e": _changes, b"\x1b\x16": _presenter,
        b"\x1b\x1da": Interpreter._align, b"\x1b\x1dS": _star_picture, b"\x1b\x1dy": _star_qr,
    }
