"""What has left the head: dots, and what they say."""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image, ImageChops


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
    qr: list[str] = field(default_factory=list)
    _bits: bytearray = field(default_factory=bytearray)
    _lines: list[str] = field(default_factory=list)

    def burn(self, bits: bytes, rows: int) -> None:
        """Append rows of ``width // 8`` bytes; fewer bytes are white."""
        self._bits += bits.ljust(rows * self.width // 8, b"\0")
        self.rows += rows

    def say(self, band: Band) -> None:
        """The band is whole: its meaning stands on the paper."""
        if band.words is not None:
            self._lines.append(band.words)
        if band.qr is not None:
            self.qr.append(band.qr)

    @property
    def blank(self) -> bool:
        """Not one burnt dot."""
        return not any(self._bits)

    def text_lines(self) -> list[str]:
        """Text printed in the printer's own font, line by line; what came as a picture is not among it."""
        return list(self._lines)

    def picture(self) -> Image.Image:
        """1-bit, ``width`` dots wide, black on white."""
        size = (self.width, max(1, self.rows))
        dots = Image.frombytes("1", size, bytes(self._bits) or bytes(self.width // 8))
        return ImageChops.invert(dots)
