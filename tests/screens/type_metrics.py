"""Widths as Noto Sans SC has them, near enough, without a font: hanzi are one em, everything else less."""

from __future__ import annotations

from screens.fonts import Coverage, Face, load_coverage
from screens.setting import Typesetter


class Ems:
    """A :class:`screens.setting.Measure`."""

    def width(self, text: str, face: Face, size: int) -> int:
        return sum(size if character >= "\u2e80" else round(size * 0.53) for character in text)

    def ascent(self, face: Face, size: int) -> int:
        return round(size * 1.16)


def typesetter(coverage: Coverage | None = None) -> Typesetter:
    return Typesetter(Ems(), coverage or load_coverage())
