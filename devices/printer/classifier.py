"""Every byte that comes back is one of these, and nothing else decides what it means.

=====================  ==========================================  ==================================
signal                 bytes                                       source
=====================  ==========================================  ==================================
``RealTimeAnswer``     ``0xx1xx10``                                DLE EOT 1–4
``AutomaticStatus``    ``0xx1xx00`` then three ``0xx0xxxx``        GS a (consecutive except for XOFF)
``Flow``               ``11`` / ``13``                             XON / XOFF
``ProcessId``          ``37 22 d1 d2 d3 d4 00``                    GS ( H function 48
``BufferCleared``      ``37 25 00``                                DLE DC4 function 8
``OtherBlock``         ``37 …`` up to ``00``                       other responses
``FullStatus``         ``10 0F`` and four bytes                    DLE EOT 20 of Custom, where expected
``PaperLength``        ``510cm``                                   1D E1 of Custom, where asked for
``CutCount``           ``5F`` digits ``00``                         GS g 2, where asked for
``Transmitted``        ``0xx0xxxx``                                GS r, GS I
``Garbage``            all else
=====================  ==========================================  ==================================

Sources: Citizen CT-S310 manual 5.3; Epson ESC/POS reference, GS ( H, GS g and DLE DC4; Custom KPM210 manual.
"""

from __future__ import annotations

from dataclasses import dataclass, field

XON, XOFF = 0x11, 0x13
BLOCK_HEADER = 0x37
PROCESS_ID, CLEARED = 0x22, 0x25
LONGEST_BLOCK = 64
FULL_STATUS_HEADER = b"\x10\x0f"
FIGURES = b"0123456789"
LENGTH_END = ord("m")
COUNTER_HEADER = 0x5F
LONGEST_COUNTER = 10
"""Digits."""
LONGEST_LENGTH = 5
"""Figures of a length in cm."""


@dataclass(frozen=True)
class RealTimeAnswer:
    """One answer to DLE EOT; which of the four is known only by having asked."""

    value: int


@dataclass(frozen=True)
class AutomaticStatus:
    """Automatic status back: printer, errors, paper, model specific."""

    printer: int
    errors: int
    paper: int
    model: int


@dataclass(frozen=True)
class Flow:
    """The printer asks to stop or to go on."""

    stop: bool


@dataclass(frozen=True)
class ProcessId:
    """All before this ID is done; four characters."""

    identifier: bytes


@dataclass(frozen=True)
class BufferCleared:
    """Receive and print buffer are empty."""


@dataclass(frozen=True)
class OtherBlock:
    """A whole block that nobody of ours waits for."""

    data: bytes


@dataclass(frozen=True)
class FullStatus:
    """Paper, user, recoverable and unrecoverable byte of a Custom printer."""

    paper: int
    user: int
    recoverable: int
    unrecoverable: int


@dataclass(frozen=True)
class Transmitted:
    """A single queued answer."""

    value: int


@dataclass(frozen=True)
class Garbage:
    """A byte that belongs to nothing."""

    value: int


@dataclass(frozen=True)
class PaperLength:
    """What a Custom printer believes to be left on its roll."""

    millimetres: int


@dataclass(frozen=True)
class CutCount:
    """Cuts of the knife since the printer was made."""

    cuts: int


@dataclass(frozen=True)
class StarStatus:
    """A whole status block of a Star printer (``star_status``): ``count`` 0–31, ``presenter`` 0–7."""

    printer: int
    errors: int
    paper: int
    count: int
    presenter: int

    @property
    def offline(self) -> bool:
        return bool(self.printer & 0x08)


Signal = (RealTimeAnswer | AutomaticStatus | Flow | ProcessId | BufferCleared | OtherBlock | FullStatus | Transmitted
          | PaperLength | CutCount | StarStatus | Garbage)


@dataclass
class Classifier:
    """Incremental: how the bytes are cut into pieces changes nothing. ``full_status``: a Custom printer is there."""

    full_status: bool = False
    _begun: bytearray = field(default_factory=bytearray)
    _length: bytearray | None = None
    _cuts: bool = False

    @property
    def begun(self) -> int:
        """Bytes of a signal that is not yet whole."""
        return len(self._begun)

    def feed(self, data: bytes) -> list[Signal]:
        """The signals that these bytes complete, in order."""
        return [signal for byte in data for signal in self._take(byte)]

    def length_asked(self) -> None:
        """Figures up to ``cm`` are one answer now; before and after they are what their bits say."""
        self._length = bytearray()

    def cuts_asked(self) -> None:
        """A maintenance counter is one answer now; ``5F`` was garbage before and is again after it."""
        self._cuts = True

    def _figure(self, byte: int) -> list[Signal]:
        assert self._length is not None
        self._length.append(byte)
        if byte == LENGTH_END:
            figures, self._length = bytes(self._length[:-2]), None
            return [PaperLength(int(figures) * 10)]
        return []

    def _is_figure(self, byte: int) -> bool:
        """In its place, and no longer than a roll is."""
        if self._length is None or self._begun:
            return False
        if self._length.endswith(b"c"):
            return byte == LENGTH_END
        return (byte in FIGURES and len(self._length) < LONGEST_LENGTH) or (byte == ord("c") and len(self._length) > 0)

    def _take(self, byte: int) -> list[Signal]:
        if self._is_figure(byte):
            return self._figure(byte)
        if byte in (XON, XOFF) and not self._in_full_status():
            return [Flow(byte == XOFF)]
        if not self._begun:
            return self._first(byte)
        self._begun.append(byte)
        if self._begun[0] == BLOCK_HEADER:
            return self._block()
        return self._counter() if self._begun[0] == COUNTER_HEADER else self._status()

    def _first(self, byte: int) -> list[Signal]:
        if byte & 0x93 == 0x12:
            return [RealTimeAnswer(byte)]
        if byte == BLOCK_HEADER or byte & 0x93 == 0x10 or (byte == COUNTER_HEADER and self._cuts):
            self._begun.append(byte)
            return []
        return [Garbage(byte) if byte & 0x90 else Transmitted(byte)]

    def _in_full_status(self) -> bool:
        return self.full_status and bytes(self._begun[:2]) == FULL_STATUS_HEADER

    def _status(self) -> list[Signal]:
        if self._in_full_status():
            return [FullStatus(*self._whole()[2:])] if len(self._begun) == 6 else []
        if self._begun[-1] & 0x90:
            return self._torn(again=True)
        return [AutomaticStatus(*self._whole())] if len(self._begun) == 4 else []

    def _counter(self) -> list[Signal]:
        digits, newest = len(self._begun) - 2, self._begun[-1]
        if newest == 0 and digits:
            self._cuts = False
            return [CutCount(int(self._whole()[1:-1]))]
        return [] if newest in FIGURES and digits < LONGEST_COUNTER else self._torn(again=True)

    def _block(self) -> list[Signal]:
        begun, newest = self._begun, self._begun[-1]
        closing = {PROCESS_ID: 7, CLEARED: 3}.get(begun[1])
        ends = newest == 0
        if ends and len(begun) > 2 and closing in (None, len(begun)):
            return [_whole_block(self._whole())]
        if ends or len(begun) >= (closing or LONGEST_BLOCK) or not 0x20 <= newest <= 0x7E:
            return self._torn(again=not ends)
        return []

    def _whole(self) -> bytes:
        whole = bytes(self._begun)
        self._begun.clear()
        return whole

    def _torn(self, again: bool) -> list[Signal]:
        """What was begun is garbage. The byte that tore it begins anew; a NUL that closes a torn block does not."""
        torn = self._whole()
        if not again:
            return [Garbage(byte) for byte in torn]
        return [*(Garbage(byte) for byte in torn[:-1]), *self._take(torn[-1])]


def _whole_block(block: bytes) -> Signal:
    if block[1] == PROCESS_ID:
        return ProcessId(block[2:6])
    return BufferCleared() if block[1] == CLEARED else OtherBlock(block)
