"""Pictures of what to do, drawn with boxes and strokes: the card, the slot, the slip. They never move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from screens.drawings import arc
from screens.pen import Pen
from screens.sheet import Area, Box, Drawing, Stroke
from screens.theme import Colour

Point = tuple[float, float]


@dataclass(frozen=True)
class Board:
    """A drawing of ``width`` × ``height`` own units, centred in an area at one scale."""

    pen: Pen
    area: Area
    width: float
    height: float

    @property
    def scale(self) -> float:
        return min(self.area.w / self.width, self.area.h / self.height)

    def at(self, x: float, y: float, w: float, h: float) -> Area:
        left = self.area.x + (self.area.w - self.width * self.scale) / 2
        top = self.area.y + (self.area.h - self.height * self.scale) / 2
        return Area(round(left + x * self.scale), round(top + y * self.scale),
                    max(1, round(w * self.scale)), max(1, round(h * self.scale)))

    def box(self, x: float, y: float, w: float, h: float, fill: Colour | None, edge: Colour | None = None,
            thick: float = 0, radius: float = 0, dash: bool = False) -> None:
        spot = self.at(x, y, w, h)
        self.pen.put(Box(spot, fill, edge, max(2, round(thick * self.scale)) if edge else 0,
                         round(radius * self.scale), dash))

    def lines(self, paths: Sequence[Sequence[Point]], colour: Colour, thick: float, closed: bool = False,
              filled: bool = False) -> None:
        strokes = tuple(Stroke(tuple(path), closed or filled, filled) for path in paths)
        self.pen.put(Drawing(self.at(0, 0, self.width, self.height), strokes, (self.width, self.height), thick,
                             colour))

    def arrow(self, start: Point, end: Point, head: float = 32) -> None:
        """A straight arrow, downwards or upwards."""
        turn = head if end[1] > start[1] else -head
        self.lines([[start, end], [(end[0] - head, end[1] - turn), end, (end[0] + head, end[1] - turn)]],
                   self.pen.theme.palette.blue, 11)


def card(board: Board, x: float, y: float, chip_low: bool = True, dash: bool = False) -> None:
    """A card of 200 × 260 lying upright with its chip at one end."""
    palette = board.pen.theme.palette
    board.box(x, y, 200, 260, palette.card, palette.border if dash else palette.blue, 4, 18, dash)
    chip, words = (176.0, 26.0) if chip_low else (40.0, 160.0)
    board.box(x + 22, y + words, 120, 14, palette.border if dash else palette.blue, radius=7)
    board.box(x + 22, y + words + 30, 84, 11, palette.hairline, radius=5)
    board.box(x + 22, y + words + 52, 106, 11, palette.hairline, radius=5)
    contacts(board, x + 66, y + chip)


def contacts(board: Board, x: float, y: float) -> None:
    """The chip's contacts, 68 × 54."""
    gold = board.pen.theme.palette.gold
    board.box(x, y, 68, 54, gold.surface, gold.ink, 3, 8)
    board.lines([[(x + 24, y + 2), (x + 24, y + 52)], [(x + 44, y + 2), (x + 44, y + 52)],
                 [(x + 2, y + 27), (x + 24, y + 27)], [(x + 44, y + 27), (x + 66, y + 27)]], gold.ink, 3)


def slot(board: Board, y: float, tall: float) -> None:
    """The machine's front."""
    palette = board.pen.theme.palette
    board.box(0, y, board.width, tall, palette.slot, palette.border if palette.slot == palette.paper else None, 3, 20)


def mouth(board: Board, y: float) -> None:
    """The slot's opening, over whatever comes out of it."""
    palette = board.pen.theme.palette
    board.box(board.width / 2 - 158, y, 316, 13, palette.card if palette.slot != palette.card else palette.ink,
              radius=6)


def insert_card(pen: Pen, area: Area, wanted: bool = True) -> Area:
    """The slot, with a card above it and an arrow into it where one is ``wanted``; where its hint may be written."""
    board = Board(pen, area, 620, 392)
    slot(board, 246, 146)
    if wanted:
        card(board, 210, 0)
        board.arrow((516, 34), (516, 196), 36)
    mouth(board, 264)
    return board.at(20, 280, 580, 106)


def take_slip(pen: Pen, area: Area, arrow: bool = True) -> None:
    board = Board(pen, area, 560, 430)
    slot(board, 0, 118)
    mouth(board, 66)
    slip(board, 140, 74, 280, 330)
    if arrow:
        board.arrow((496, 214), (496, 400), 38)


def slip(board: Board, x: float, y: float, w: float, h: float) -> None:
    """Paper with a torn lower edge and a few lines."""
    palette = board.pen.theme.palette
    teeth = 5
    edge = [(x + w - w * step / (2 * teeth), y + h - (0 if step % 2 == 0 else 20)) for step in range(2 * teeth + 1)]
    outline = [(x, y), (x + w, y), *edge]
    board.lines([outline], palette.card, 0.1, filled=True)
    board.lines([outline], palette.blue, 4, closed=True)
    for number, length in enumerate((0.76, 0.76, 0.54)):
        board.box(x + 32, y + 66 + number * 42, w * length, 13, palette.hairline, radius=6)


def take_card(pen: Pen, area: Area) -> None:
    board = Board(pen, area, 620, 372)
    slot(board, 246, 126)
    card(board, 210, 0)
    mouth(board, 264)
    board.arrow((516, 196), (516, 34), 36)


def reading(pen: Pen, area: Area) -> None:
    """The card is in the slot, its lower half gone."""
    board = Board(pen, area, 620, 330)
    palette = pen.theme.palette
    board.box(210, 20, 200, 200, palette.card, palette.blue, 4, 18)
    board.box(232, 46, 120, 14, palette.blue, radius=7)
    board.box(232, 76, 84, 11, palette.hairline, radius=5)
    board.box(232, 98, 106, 11, palette.hairline, radius=5)
    slot(board, 180, 150)
    board.box(210, 170, 200, 38, palette.card)
    board.lines([[(212, 160), (212, 202)], [(408, 160), (408, 202)]], palette.blue, 4)
    mouth(board, 198)
    contacts(board, 276, 240)


def asking(pen: Pen, area: Area) -> None:
    """This machine on the left, the bureau on the right."""
    board = Board(pen, area, 620, 300)
    palette = pen.theme.palette
    board.box(0, 0, 170, 240, palette.card, palette.blue, 4, 18)
    board.box(24, 24, 122, 112, palette.chosen, radius=10)
    board.box(36, 164, 98, 12, palette.slot, radius=6)
    board.box(56, 200, 58, 12, palette.hairline, radius=6)
    board.box(30, 252, 110, 14, palette.slot, radius=7)
    for number in range(3):
        lit = pen.local.beat % 3 == number
        board.box(220 + number * 56, 120, 24, 24, palette.blue if lit else palette.hairline, radius=12)
    board.lines([[(400, 92), (510, 20), (620 - 4, 92)]], palette.card, 0.1, filled=True)
    board.lines([[(402, 92), (510, 22), (618, 92)]], palette.blue, 5, closed=True)
    for x in (426.0, 480.0, 534.0, 588.0):
        board.lines([[(x, 112), (x, 220)]], palette.blue, 12)
    board.box(404, 240, 212, 24, palette.slot, radius=8)


def printing(pen: Pen, area: Area) -> None:
    take_slip(pen, area, arrow=False)


def goodbye(pen: Pen, area: Area) -> None:
    board = Board(pen, area, 360, 360)
    wash = pen.theme.palette.tones["good"]
    board.box(0, 0, 360, 360, wash.surface, wash.edge, 3, 180)
    board.lines([[(104, 186), (160, 240), (262, 124)]], wash.ink, 24)


def turned_card(pen: Pen, area: Area) -> None:
    """The way the card went in, and the way it should."""
    board = Board(pen, area, 600, 264)
    card(board, 2, 2, chip_low=False, dash=True)
    board.lines([[(244, 132), (356, 132)], [(320, 96), (356, 132), (320, 168)]], pen.theme.palette.blue, 11)
    card(board, 398, 2)


def helper(pen: Pen, area: Area) -> None:
    """A person at the counter, who can be spoken to."""
    board = Board(pen, area, 460, 300)
    palette = pen.theme.palette
    board.box(92, 20, 116, 116, palette.card, palette.blue, 6, 58)
    shoulders = [(30.0, 262.0), *arc(110, 240, 80, 180, 270), *arc(190, 240, 80, 270, 360), (270.0, 262.0)]
    board.lines([shoulders], palette.card, 0.1, filled=True)
    board.lines([shoulders], palette.blue, 6)
    board.box(0, 258, 300, 26, palette.slot, radius=10)
    wash = palette.tones["info"]
    board.box(290, 6, 160, 112, wash.surface, palette.blue, 4, 24)
    board.lines([[(318, 118), (300, 148), (350, 118)]], wash.surface, 0.1, filled=True)
    board.lines([[(318, 118), (300, 148), (350, 118)]], palette.blue, 4)
    for number in range(3):
        board.box(326 + number * 36, 54, 16, 16, palette.blue, radius=8)


PICTURES: dict[str, Callable[[Pen, Area], None]] = {
    "reading": reading, "asking": asking, "printing": printing, "take-slip": take_slip, "take-card": take_card,
    "goodbye": goodbye, "card-turn": turned_card, "help": helper,
}


ASPECTS = {"card-turn": 600 / 264, "help": 460 / 300}
"""Width to height of pictures that stand at the left above words."""


def picture(pen: Pen, name: str, area: Area) -> None:
    """One of :data:`PICTURES`, as large as ``area`` lets it be."""
    PICTURES[name](pen, area)
    pen.means("image", f"picture.{name}", area)
