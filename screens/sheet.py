"""A page as plain data: what to paint, what it means, and where a finger counts.

All coordinates are window pixels from the top left. A template appends, the painter reads; equal items of two
sheets are painted once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from contract.semantics import Node
from contract.views import Paper
from screens.fonts import Face
from screens.theme import Colour


class Area(NamedTuple):
    """x, y of the top left corner, width, height."""

    x: int
    y: int
    w: int
    h: int

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.x + self.w and self.y <= y < self.y + self.h

    def inset(self, by: int, down: int | None = None) -> Area:
        dy = by if down is None else down
        return Area(self.x + by, self.y + dy, self.w - 2 * by, self.h - 2 * dy)


class Box(NamedTuple):
    """A rounded rectangle, filled, outlined, or both. ``dash`` breaks the outline."""

    area: Area
    fill: Colour | None
    edge: Colour | None = None
    thick: int = 0
    radius: int = 0
    dash: bool = False


class Hatch(NamedTuple):
    """Diagonal lines ``step`` pixels apart, clipped to the rounded rectangle."""

    area: Area
    colour: Colour
    step: int
    radius: int = 0


class Glyphs(NamedTuple):
    """One run of text; ``y`` is the top of the face's ascent."""

    x: int
    y: int
    text: str
    face: Face
    size: int
    colour: Colour


class Stroke(NamedTuple):
    """A path on the drawing's own grid."""

    points: tuple[tuple[float, float], ...]
    closed: bool = False
    filled: bool = False


class Drawing(NamedTuple):
    """Strokes of one width with round ends, on a grid stretched over ``area``; ``thick`` in grid units."""

    area: Area
    strokes: tuple[Stroke, ...]
    grid: tuple[float, float]
    thick: float
    colour: Colour


class Print(NamedTuple):
    """Rows ``first`` … ``last`` (excluded) of a 1-bit paper, scaled into ``area``."""

    area: Area
    paper: Paper
    first: int
    last: int


Item = Box | Hatch | Glyphs | Drawing | Print


class Target(NamedTuple):
    """Where a release counts. ``local`` actions turn something inside the screen program only."""

    area: Area
    action: str
    radius: int
    surface: Colour
    local: bool = False


LOCAL = "local:"
CHINESE = LOCAL + "chinese"
ENGLISH = LOCAL + "english"
PAPER_MORE = LOCAL + "paper-more"
PAPER_BACK = LOCAL + "paper-back"


class Local(NamedTuple):
    """What the screen itself keeps of the page it shows."""

    part: int = 0
    beat: int = 0
    seconds: int | None = None


@dataclass
class Sheet:
    """One composed page. ``overflows`` names what did not fit; empty on every page that we ship."""

    items: list[Item] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    overflows: list[str] = field(default_factory=list)
    parts: int = 1

    def at(self, x: float, y: float) -> Target | None:
        """The topmost target there."""
        return next((target for target in reversed(self.targets) if target.area.holds(x, y)), None)
