"""Which face draws which character: Noto Sans SC, then Hanazono Mincho A and B for rare names, then 〓 (GETA MARK).

A character without a glyph would be an empty box, the same for every one of them; 〓 says "a character that this
machine cannot draw" as printers have done for a century.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

import assets
from assets.build_fonts import COVERAGE, HANAZONO

Face = Literal["regular", "bold", "hana-a", "hana-b"]
FILES: dict[Face, Path] = {
    "regular": assets.built("fonts", "NotoSansSC-Regular.otf"),
    "bold": assets.built("fonts", "NotoSansSC-Bold.otf"),
    "hana-a": HANAZONO / "HanaMinA.ttf",
    "hana-b": HANAZONO / "HanaMinB.ttf",
}
FALLBACK: tuple[Face, ...] = ("hana-a", "hana-b")
GETA = "〓"
UNSEEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", *map(chr, range(0xFE00, 0xFE10)))


@dataclass(frozen=True)
class Coverage:
    """Ascending ``[first, last, …]`` code point ranges a face."""

    ranges: dict[str, list[int]]

    def has(self, face: Face, character: str) -> bool:
        ranges = self.ranges[FILES[face].name]
        point = ord(character)
        place = bisect_right(ranges, point)
        return place % 2 == 1 or (place > 0 and ranges[place - 1] == point)

    def choose(self, character: str, bold: bool) -> tuple[Face, str]:
        """The face and the character to draw with it; the character is empty when it is one that draws nothing."""
        if character in UNSEEN or 0xE0100 <= ord(character) <= 0xE01EF or ord(character) < 0x20:
            return "regular", ""
        for face in ("bold" if bold else "regular", *FALLBACK):
            if self.has(face, character):
                return face, character
        return "bold" if bold else "regular", GETA


def load_coverage() -> Coverage:
    """:raises FileNotFoundError: ``python -m assets.build_fonts`` has not been run"""
    content = assets.built("fonts", COVERAGE).read_bytes()
    return Coverage(msgspec.msgpack.decode(content, type=dict[str, list[int]]))
