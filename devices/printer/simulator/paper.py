"""What has left the head: dots, and what they say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from PIL import Image, ImageChops

TO_KNIFE = 120
"""Dots from the head down to the knife, 15 mm: what is burnt last is still inside when a host cuts without feeding."""


@dataclass(frozen=True)
class Band:
    """Rows to be burnt together: ``bits`` packed MSB first, 1 = black. ``words``: the text line, if it is one."""

    bits: bytes
    rows: int
    words: str | None = None
    qr: str | None = None


@dataclass
class Slip:
    """Paper from one cut to the next.

    :param data: the very bytes received for it, the cut and the process ID after it included
    """

    width: int
    data: bytes = b""
    rows: int = 0
    _bits: bytearray = field(default_factory=bytearray)
    _said: list[tuple[int, Band]] = field(default_factory=list)

    def burn(self, bits: bytes, rows: int) -> None:
        """Append rows of ``width // 8`` bytes; fewer bytes are white."""
        self._bits += bits.ljust(rows * self.width // 8, b"\0")
        self.rows += rows

    def say(self, band: Band) -> None:
        """The band is whole: its meaning stands on the paper."""
        self._said.append((self.rows, band))

    def keep_back(self, rows: int) -> Self:
        """The last ``rows`` stay on the roll, with all that ends in them; returns that paper."""
        kept = min(rows, self.rows)
        self.rows -= kept
        row = self.width // 8
        rest = type(self)(self.width, rows=kept, _bits=self._bits[self.rows * row:],
                          _said=[(end - self.rows, band) for end, band in self._said if end > self.rows])
        del self._bits[self.rows * row:]
        self._said = [(end, band) for end, band in self._said if end <= self.rows]
        return rest

    @property
    def qr(self) -> list[str]:
        """What each code says that the printer has drawn itself."""
        return [band.qr for _, band in self._said if band.qr is not None]

    @property
    def blank(self) -> bool:
        """Not one burnt dot."""
        return not any(self._bits)

    def text_lines(self) -> list[str]:
        """Text printed in the printer's own font, line by line; what came as a picture is not among it."""
        return [band.words for _, band in self._said if band.words is not None]

    def picture(self) -> Image.Image:
        """1-bit, ``width`` dots wide, black on white."""
        size = (self.width, max(1, self.rows))
        dots = Image.frombytes("1", size, bytes(self._bits) or bytes(self.width // 8))
        return ImageChops.invert(dots)
