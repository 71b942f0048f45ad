"""Setting text in lines: breaking rules of Chinese and English, face by face, shrunk only where a page says so.

Rules: no closing mark begins a line and no opening mark ends one (GB/T 15834-2011 §5); a figure stays with the unit
after it; words break at spaces, hyphens and slashes only; a last line of one or two characters is avoided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from screens.fonts import Coverage, Face

NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕”’％%,.;:?!)]}…·～〗﹚")
NOT_LAST = frozenset("（《〈「『【〔“‘([{￥$〖")
LEADING = 1.36
"""Line height of running text in ems: Chinese has no descenders and needs air between its lines."""
CENTRE = 0.38
"""Height of the em box's middle above the baseline, in ems (Noto CJK: the box spans −0.12 … 0.88)."""
SHORT_LAST_LINE = 4.0
REMEMBERED = 8192


class Span(NamedTuple):
    """Text in one weight."""

    text: str
    bold: bool = False


class Run(NamedTuple):
    """Characters of one face at ``x`` from the line's start."""

    x: int
    text: str
    face: Face


class Line(NamedTuple):
    """One set line; ``width`` without trailing space."""

    width: int
    runs: tuple[Run, ...]


class Measure(Protocol):
    """What the font rasteriser knows, in pixels."""

    def width(self, text: str, face: Face, size: int) -> int: ...

    def ascent(self, face: Face, size: int) -> int: ...


@dataclass(frozen=True)
class Paragraph:
    """Set text: all its lines and the room that they take."""

    lines: tuple[Line, ...]
    size: int
    leading: int

    @property
    def width(self) -> int:
        return max((line.width for line in self.lines), default=0)

    @property
    def height(self) -> int:
        return self.leading * len(self.lines)


class _Piece(NamedTuple):
    """What is never torn: a hanzi with its marks, a word, a figure with its unit."""

    parts: tuple[tuple[str, Face, int], ...]
    width: int
    space: int
    ends_line: bool


class Typesetter:
    """Sets spans of text in lines. Widths are remembered until :meth:`forget`."""

    def __init__(self, measure: Measure, coverage: Coverage) -> None:
        self._measure = measure
        self._coverage = coverage
        self._widths: dict[tuple[str, Face, int], int] = {}

    def forget(self) -> None:
        """Drop every remembered string (a visit has ended)."""
        self._widths.clear()

    def ascent(self, face: Face, size: int) -> int:
        return self._measure.ascent(face, size)

    def set(self, spans: Iterable[Span], size: int, width: int | None = None, balanced: bool = False,
            leading: float = LEADING) -> Paragraph:
        """:param width: pixels, or None for one line per hard line break
        :param balanced: lines of about equal length (titles, centred text)"""
        pieces = list(self._pieces(tuple(spans), size))
        lines = self._fill(pieces, width)
        if width is not None and 1 < len(lines) <= 6:
            lines = self._evened(pieces, lines, width, size, balanced)
        return Paragraph(tuple(self._line(line) for line in lines), size, round(size * leading))

    def _evened(self, pieces: list[_Piece], lines: list[list[_Piece]], width: int, size: int,
                balanced: bool) -> list[list[_Piece]]:
        if any(piece.ends_line for piece in pieces):
            return lines
        if not balanced and _width(lines[-1]) >= SHORT_LAST_LINE * size:
            return lines
        best = lines
        narrowest = max(piece.width for piece in pieces)
        for narrower in range(width - size // 2, narrowest, -max(1, size // 2)):
            tried = self._fill(pieces, narrower)
            if len(tried) > len(lines):
                break
            best = tried
            if not balanced and _width(tried[-1]) >= SHORT_LAST_LINE * size:
                break
        return best

    def _fill(self, pieces: Sequence[_Piece], width: int | None) -> list[list[_Piece]]:
        lines: list[list[_Piece]] = [[]]
        used = 0
        for piece in pieces:
            if width is not None and lines[-1] and used + piece.width > width:
                lines.append([])
                used = 0
            lines[-1].append(piece)
            used += piece.width + piece.space
            if piece.ends_line:
                lines.append([])
                used = 0
        return [line for line in lines if line] or [[]]

    def _line(self, pieces: Sequence[_Piece]) -> Line:
        runs: list[Run] = []
        x = end = 0
        for piece in pieces:
            for text, face, width in piece.parts:
                if runs and runs[-1].face == face and end == x:
                    runs[-1] = Run(runs[-1].x, runs[-1].text + text, face)
                elif text:
                    runs.append(Run(x, text, face))
                x += width
                end = x
            x += piece.space
        return Line(_width(pieces), tuple(runs))

    def _pieces(self, spans: tuple[Span, ...], size: int) -> Iterable[_Piece]:
        characters = [(character, span.bold) for span in spans for character in span.text]
        start = 0
        solid = ""
        for place in range(1, len(characters) + 1):
            last = characters[place - 1][0]
            solid = solid if last == " " else last
            following = characters[place][0] if place < len(characters) else ""
            if place == len(characters) or _may_break(solid, last, following):
                yield self._piece(characters[start:place], size)
                start = place

    def _piece(self, characters: list[tuple[str, bool]], size: int) -> _Piece:
        text = "".join(character for character, _ in characters)
        trailing = len(text) - len(text.rstrip(" "))
        kept = characters[:len(characters) - trailing] if trailing else characters
        parts: list[tuple[str, Face, int]] = []
        for character, bold in kept:
            face, drawn = self._coverage.choose(character, bold)
            if parts and parts[-1][1] == face:
                parts[-1] = (parts[-1][0] + drawn, face, 0)
            elif drawn:
                parts.append((drawn, face, 0))
        measured = tuple((drawn, face, self._width(drawn, face, size)) for drawn, face, _ in parts)
        space = trailing * self._width(" ", "regular", size)
        return _Piece(measured, sum(part[2] for part in measured), space, "\n" in text)

    def _width(self, text: str, face: Face, size: int) -> int:
        key = (text, face, size)
        if key not in self._widths:
            if len(self._widths) >= REMEMBERED:
                self._widths.clear()
            self._widths[key] = self._measure.width(text, face, size)
        return self._widths[key]


def _width(pieces: Sequence[_Piece]) -> int:
    last = pieces[-1].space if pieces else 0
    return sum(piece.width + piece.space for piece in pieces) - last


def _hanzi(character: str) -> bool:
    """Characters that may be parted from their neighbours: hanzi, kana, full-width marks."""
    return character >= "\u2e80"


def _may_break(solid: str, last: str, after: str) -> bool:
    """Between ``last`` and ``after``; ``solid`` is the last character that is no space (``last`` itself, mostly)."""
    if last == "\n":
        return True
    if after in NOT_FIRST or after in (" ", "\n") or solid in NOT_LAST:
        return False
    if last == " ":
        return not (solid.isdigit() and _hanzi(after))
    if _hanzi(last) or _hanzi(after):
        return not (last.isdigit() and after in "年月日%％元个")
    return last in "-/"
