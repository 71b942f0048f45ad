"""Roll, cover, knife, head and outlet, and the status bytes that follow from them.

Bits: docs/hardware/printer.md; written from the manuals' tables, not from the driver.
"""

from __future__ import annotations

from dataclasses import dataclass

ENDLESS = 10 ** 9


@dataclass
class Mechanism:
    """Plain switches; ``roll`` and ``near_end`` in dots."""

    roll: int = ENDLESS
    near_end: int = 0
    cover_open: bool = False
    cutter_jammed: bool = False
    """Something stands in the knife's way."""
    cutter_error: bool = False
    """Latched by a cut on a jammed knife until it is told to recover."""
    head_hot: bool = False
    broken: bool = False
    """Unrecoverable error."""
    feed_pressed: bool = False
    ticket_out: bool = False
    presenter: int = 0
    """Star: 0 none, 3 a slip waits, 6 drawn back, 7 pulled out."""
    opened_while_printing: bool = False
    cuts: int = 0
    """Of the knife since it was made; no switch resets it."""

    @property
    def paper_end(self) -> bool:
        return self.roll <= 0

    @property
    def offline(self) -> bool:
        return (self.cover_open or self.paper_end or self.cutter_error or self.head_hot or self.broken
                or self.feed_pressed)

    @property
    def error(self) -> bool:
        return self.cutter_error or self.head_hot or self.broken

    def real_time(self, n: int) -> int:
        """The answer to DLE EOT ``n`` (1–4)."""
        bits = {
            1: (self.offline << 3) | (self.feed_pressed << 6),
            2: (self.cover_open << 2) | (self.feed_pressed << 3) | (self.paper_end << 5) | (self.error << 6),
            3: (self.cutter_error << 3) | (self.broken << 5) | ((self.head_hot or self.opened_while_printing) << 6),
            4: (self.low * 0x0C) | (self.paper_end * 0x60),
        }
        return 0x12 | bits[n]

    def automatic(self) -> bytes:
        """The four bytes of automatic status back."""
        first = 0x10 | (self.offline << 3) | (self.cover_open << 5) | (self.feed_pressed << 6)
        second = ((self.cutter_error << 3) | (self.broken << 5)
                  | ((self.head_hot or self.opened_while_printing) << 6))
        return bytes((first, second, (self.low * 0x03) | (self.paper_end * 0x0C), 0x0F))

    def paper_sensor(self) -> int:
        """The answer to GS r 1."""
        return (self.low * 0x03) | (self.paper_end * 0x0C)

    def ejector(self) -> int:
        """Custom: the answer to GS e 6."""
        return self.low | (not self.paper_end) << 2 | self.ticket_out << 3

    def full(self) -> bytes:
        """Custom: DLE EOT 20."""
        paper = self.paper_end | (self.low << 2) | (self.ticket_out << 5)
        return bytes((0x10, 0x0F, paper, self.cover_open << 1, self.head_hot, self.cutter_error | self.broken << 2))

    @property
    def low(self) -> bool:
        return self.roll <= self.near_end

    def present(self) -> None:
        """A slip has come to the outlet."""
        self.ticket_out, self.presenter = True, 3

    def leave(self, *, by_hand: bool) -> None:
        """The slip at the outlet is pulled out, or drawn back in."""
        self.ticket_out, self.presenter = False, 7 if by_hand else 6

    def recover(self) -> None:
        """DLE ENQ 1/2 or a buffer clear: leaves the error unless the cause is still there."""
        self.cutter_error = self.cutter_error and self.cutter_jammed
