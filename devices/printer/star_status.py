"""Star's status block: one block says everything, whoever asked for it.

Two header bytes, then status bytes in which bits 0, 4 and 7 are 0. Header 1 carries bit 0 and, in bits 1, 2, 3 and 5,
the length of the whole block (``23`` nine bytes, ``0F`` seven); header 2 carries bit 7 and the version.

======  =====================================================
byte    bits
======  =====================================================
3       2 drawer, 3 off line, 5 cover open
4       3 cutter error, 5 unrecoverable, 6 head too hot
5       receive buffer and commands: not used here
6       2 near end, 3 paper end
7       0
8       ETB counter in bits 1, 2, 3, 5, 6
9       1–3 presenter: 0 none, 1 loop, 3 waiting, 6 drawn back, 7 pulled out
======  =====================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field

from devices.printer.api import Cause, NotReady, PrinterStatus, Ready
from devices.printer.classifier import XOFF, XON, Flow, Garbage, Signal, StarStatus

WAITING, RECOVERED, PULLED = 3, 6, 7
"""Of the presenter."""
COUNTS = 32
SHORTEST, LONGEST = 7, 15


def after(count: int, steps: int) -> int:
    """The ETB counter goes round."""
    return (count + steps) % COUNTS


def count_bits(count: int) -> int:
    """Five bits as byte 8 carries them."""
    return (count & 0x07) << 1 | (count & 0x18) << 2


def length_of(header: int) -> int:
    """Bytes of the block that ``header`` begins."""
    return header >> 1 & 0x07 | header >> 2 & 0x08


def header_of(length: int) -> int:
    """Header 1 of a block of ``length`` bytes."""
    return 0x01 | (length & 0x07) << 1 | (length & 0x08) << 2


def status_of(block: StarStatus) -> PrinterStatus:
    """The first cause that counts, or ready."""
    causes = ((block.printer & 0x20, Cause.COVER_OPEN), (block.paper & 0x08, Cause.PAPER_END),
              (block.errors & 0x08, Cause.CUTTER), (block.errors & 0x20, Cause.UNRECOVERABLE),
              (block.errors & 0x40, Cause.HEAD_HOT), (block.offline, Cause.OFFLINE))
    cause = next((cause for bit, cause in causes if bit), None)
    return NotReady(cause) if cause else Ready(near_end=bool(block.paper & 0x04))


@dataclass
class StarListener:
    """Incremental: how the bytes are cut into pieces changes nothing. What fits no block is garbage."""

    _begun: bytearray = field(default_factory=bytearray)

    @property
    def begun(self) -> int:
        return len(self._begun)

    def length_asked(self) -> None:
        """This make knows no such answer."""

    def cuts_asked(self) -> None:
        """Nor this one."""

    def feed(self, data: bytes) -> list[Signal]:
        return [signal for byte in data for signal in self._take(byte)]

    def _take(self, byte: int) -> list[Signal]:
        if byte in (XON, XOFF):
            return [Flow(byte == XOFF)]
        if not _fits(len(self._begun), byte):
            torn = [Garbage(each) for each in self._begun]
            if not self._begun:
                return [Garbage(byte)]
            self._begun.clear()
            return [*torn, *self._take(byte)]
        self._begun.append(byte)
        if len(self._begun) < length_of(self._begun[0]):
            return []
        block, self._begun = bytes(self._begun).ljust(9, b"\0"), bytearray()
        return [StarStatus(block[2], block[3], block[5], block[7] >> 1 & 0x07 | block[7] >> 2 & 0x18,
                           block[8] >> 1 & 0x07)]


def _fits(place: int, byte: int) -> bool:
    if place == 0:
        return byte & 0x91 == 0x01 and SHORTEST <= length_of(byte) <= LONGEST
    return byte & 0x91 == (0x80 if place == 1 else 0)


__all__ = ["PULLED", "RECOVERED", "WAITING", "StarListener", "StarStatus", "after", "count_bits", "header_of",
           "length_of", "status_of"]
