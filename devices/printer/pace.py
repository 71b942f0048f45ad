"""How long a job takes on the line and on the paper: pure figures for the driver's limits and for the bench."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

import segno

from devices.printer.api import LINE_DOTS, TALL_LINE_DOTS, Block, Feed, PrintJob, QrCode, Raster, Text

DOTS_PER_INCH = 203
MM_PER_INCH = 25.4
DOTS_PER_MM = DOTS_PER_INCH / MM_PER_INCH
PAPER_MM_PER_SECOND = 250.0
"""Of a common 80 mm kiosk head; an assumption until the model is chosen."""
BITS_PER_BYTE = 10
"""8N1: start, eight, stop."""


@dataclass(frozen=True)
class Pace:
    """Seconds the line needs for the bytes, and the head for the rows."""

    line: float
    paper: float

    @property
    def expected(self) -> float:
        """Both run at once: the slower one counts."""
        return max(self.line, self.paper)

    @property
    def ratio(self) -> float:
        """Line ÷ paper; above 1 the head waits for bytes."""
        return self.line / self.paper


def pace(size: int, dots: int, baud: int | None, paper_speed: float = PAPER_MM_PER_SECOND) -> Pace:
    """``size`` bytes, ``dots`` rows of paper; ``baud`` None where the line is no serial one; speed in mm/s."""
    line = size * BITS_PER_BYTE / baud if baud else 0.0
    return Pace(line, dots / DOTS_PER_INCH * MM_PER_INCH / paper_speed)


def paper_dots(job: PrintJob) -> int:
    """Rows that the job moves the paper by, without the feed to the cutter."""
    dots = sum(_dots(block) for block in job.blocks)
    return dots if job.blocks and isinstance(job.blocks[-1], Text) else dots + LINE_DOTS


def qr_modules(code: QrCode) -> int:
    """Modules along one side, smallest version that holds the text as bytes."""
    return int(segno.make_qr(code.data, error=code.level, boost_error=False).symbol_size(border=0)[0])


def _dots(block: Block) -> int:
    match block:
        case Text(scale=scale):
            return TALL_LINE_DOTS if scale == 2 else LINE_DOTS
        case Raster(height=height):
            return height
        case Feed(dots=dots):
            return dots
        case QrCode(module=module):
            return qr_modules(block) * module
        case _:
            assert_never(block)
