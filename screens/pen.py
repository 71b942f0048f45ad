"""What every template writes with: blocks that know their height at a width, and one fitting rule.

A :class:`Block` is measured when it is made and painted where the page puts it; what is taller than its place, or
wider, is noted in ``sheet.overflows`` so that the page is set again one step tighter (:data:`screens.theme.TIGHTER`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from contract.semantics import Node, Role
from contract.words import Message, Plain, Word
from screens.drawings import GRID, icons
from screens.setting import CENTRE, LEADING, Paragraph, Span, Typesetter
from screens.sheet import Area, Box, Drawing, Glyphs, Item, Local, Sheet, Target
from screens.theme import Colour, Theme
from screens.words import Words, message_id

TITLE_LEADING = 1.2
Align = Literal["start", "middle", "end"]
SHRINK = (1.0, 0.92, 0.85, 0.78, 0.72)
"""Labels of controls shrink by these steps before they count as too long."""


@dataclass(frozen=True)
class Block:
    """``height`` at the width it was made for; ``flex`` is its share of what a column has left, up to ``limit``."""

    height: int
    paint: Callable[[Area], None]
    flex: float = 0.0
    limit: int | None = None


def _nothing(area: Area) -> None:
    """A gap."""


def gap(height: int, flex: float = 0.0, limit: int | None = None) -> Block:
    return Block(height, _nothing, flex, limit)


@dataclass(frozen=True)
class Ink:
    """How a text block looks. ``size`` is a name of :data:`screens.theme.TYPE`."""

    size: str = "body"
    bold: bool = False
    colour: Colour | None = None
    align: Align = "start"
    balanced: bool = False
    role: Role = "text"


class Pen:
    """Writes one sheet."""

    def __init__(self, theme: Theme, words: Words, typesetter: Typesetter, local: Local) -> None:
        self.theme = theme
        self.words = words
        self.local = local
        self.sheet = Sheet()
        self._typesetter = typesetter

    def put(self, item: Item) -> None:
        self.sheet.items.append(item)

    def means(self, role: Role, message: Word | str | None, area: Area, action: str = "", *, enabled: bool = True,
              chosen: bool = False) -> None:
        """Register one visible thing. Only a message's id is kept, never its value."""
        name = message if isinstance(message, str) else message_id(message)
        rect = (area.x, area.y, area.w, area.h)
        self.sheet.nodes.append(Node(role, name, rect, action, enabled, chosen))

    def touchable(self, area: Area, action: str, surface: Colour, radius: int | None = None,
                  local: bool = False) -> None:
        self.sheet.targets.append(
            Target(area, action, self.theme.radius if radius is None else radius, surface, local))

    def overflow(self, what: str) -> None:
        self.sheet.overflows.append(what)

    def spans(self, word: Word, bold: bool = False) -> tuple[Span, ...]:
        return self.words.spans(word, bold)

    def set(self, spans: Sequence[Span], size: int, width: int | None = None,
            balanced: bool = False) -> Paragraph:
        size = self.theme.snapped(size)
        leading = LEADING if size < self.theme.type("title") * 0.8 else TITLE_LEADING
        return self._typesetter.set(spans, size, width, balanced, leading)

    def fit(self, word: Word, size: int, width: int, lines: int = 1, bold: bool = False,
            height: int | None = None, balanced: bool = True) -> Paragraph:
        """Set in at most ``lines`` lines of ``width``, shrinking by :data:`SHRINK`; the last step is noted."""
        spans = self.spans(word, bold)
        for step in SHRINK:
            set_text = self.set(spans, round(size * step), width, balanced)
            if (set_text.width <= width and len(set_text.lines) <= lines
                    and (height is None or set_text.height <= height)):
                return set_text
        self.overflow(f"{_named(word)} in {width} px")
        return set_text

    def fit_alike(self, words: Sequence[Word], size: int, widths: Sequence[int], bold: bool = False,
                  lines: int = 1, least: float = SHRINK[-1]) -> list[Paragraph] | None:
        """All ``words`` at one size, each in ``lines`` lines of its width; None when even ``least`` is too large."""
        for step in SHRINK:
            if step < least:
                return None
            texts = [self.set(self.spans(word, bold), round(size * step), width, True)
                     for word, width in zip(words, widths, strict=True)]
            if all(text.width <= width and len(text.lines) <= lines
                   for text, width in zip(texts, widths, strict=True)):
                return texts
        return None

    def write(self, text: Paragraph, area: Area, colour: Colour, align: Align = "start") -> None:
        """Paint set lines from the top of ``area``."""
        for number, line in enumerate(text.lines):
            free = area.w - line.width
            left = area.x + {"start": 0, "middle": free // 2, "end": free}[align]
            baseline = area.y + number * text.leading + round(text.leading / 2 + CENTRE * text.size)
            for run in line.runs:
                top = baseline - self._typesetter.ascent(run.face, text.size)
                self.put(Glyphs(left + run.x, top, run.text, run.face, text.size, colour))

    def write_middle(self, text: Paragraph, area: Area, colour: Colour, align: Align = "start") -> None:
        """Paint set lines in the vertical middle of ``area``."""
        self.write(text, Area(area.x, area.y + (area.h - text.height) // 2, area.w, text.height), colour, align)

    def text(self, word: Word, width: int, ink: Ink, lines: int | None = None) -> Block:
        """A paragraph; with ``lines`` it shrinks to keep to them, otherwise it wraps as it needs."""
        size = self.theme.type(ink.size)
        if lines is not None:
            set_text = self.fit(word, size, width, lines, ink.bold, balanced=ink.balanced)
        else:
            set_text = self.set(self.spans(word, ink.bold), size, width, ink.balanced)
            if set_text.width > width:
                self.overflow(f"{_named(word)} in {width} px")
        colour = ink.colour or self.theme.palette.ink

        def paint(area: Area) -> None:
            self.write(set_text, area, colour, ink.align)
            self.means(ink.role, word, Area(area.x, area.y, width, set_text.height))

        return Block(set_text.height, paint)

    def icon(self, name: str, area: Area, colour: Colour, thick: float = 1.7) -> None:
        """A line icon in the square ``area``; an unknown name paints nothing but is noted."""
        if strokes := icons().get(name):
            self.put(Drawing(area, strokes, (GRID, GRID), thick, colour))
        elif name:
            self.overflow(f"icon {name}")

    def card(self, area: Area, fill: Colour | None = None, edge: Colour | None = None) -> None:
        palette = self.theme.palette
        self.put(Box(area, fill or palette.card, edge or palette.border, self.theme.line, self.theme.radius))

    def column(self, area: Area, blocks: Sequence[Block], what: str) -> None:
        """Stack ``blocks``; what is left goes to those that flex, what is missing is noted."""
        left = area.h - sum(block.height for block in blocks)
        if left < 0:
            self.overflow(f"{what}: {-left} px too tall")
        heights = _stretched(blocks, max(0, left))
        y = area.y
        for block, height in zip(blocks, heights, strict=True):
            block.paint(Area(area.x, y, area.w, height))
            y += height

    def row(self, blocks: Sequence[Block], widths: Sequence[int], between: int) -> Block:
        """Blocks side by side, all as tall as the tallest."""
        height = max((block.height for block in blocks), default=0)

        def paint(area: Area) -> None:
            x = area.x
            for block, width in zip(blocks, widths, strict=True):
                block.paint(Area(x, area.y, width, area.h))
                x += width + between

        return Block(height, paint)


def _stretched(blocks: Sequence[Block], left: int) -> list[int]:
    heights = [block.height for block in blocks]
    open_ones = [place for place, block in enumerate(blocks) if block.flex]
    while left > 0 and open_ones:
        shares = sum(blocks[place].flex for place in open_ones)
        given = 0
        still: list[int] = []
        for place in open_ones:
            share = int(left * blocks[place].flex / shares)
            limit = blocks[place].limit
            room = share if limit is None else min(share, limit - heights[place])
            heights[place] += max(0, room)
            given += max(0, room)
            if limit is None or heights[place] < limit:
                still.append(place)
        if not given:
            break
        left -= given
        open_ones = still
    return heights


def _named(word: Word) -> str:
    """What may stand in a report: ids, never values."""
    match word:
        case Message(id=name):
            return name
        case Plain(personal=False, text=text):
            return text
    return type(word).__name__
