"""Sizes from one base unit, colours by role. Nothing else in this room knows a pixel or a colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from contract.views import Tone

Colour = str
"""``#RRGGBB``"""

Mode = Literal["normal", "high-black", "high-white"]


@dataclass(frozen=True)
class Wash:
    """A tinted surface and what is written on it."""

    surface: Colour
    ink: Colour
    edge: Colour


@dataclass(frozen=True)
class Palette:
    """Roles; contrast of each ink on its surface is at least 10:1, of borders at least 3:1."""

    paper: Colour
    card: Colour
    ink: Colour
    soft: Colour
    blue: Colour
    on_filled: Colour
    border: Colour
    hairline: Colour
    chosen: Colour
    slot: Colour
    gold: Wash
    tones: dict[Tone, Wash]
    lanes: dict[str, Colour]


NORMAL = Palette(
    paper="#F6F3EC", card="#FFFFFF", ink="#14233B", soft="#24303F", blue="#083469", on_filled="#FFFFFF",
    border="#857E6E", hairline="#CFC8BA", chosen="#E3ECF6", slot="#14233B",
    gold=Wash("#FBEBD3", "#4F2A00", "#4F2A00"),
    tones={
        "info": Wash("#E3ECF6", "#083469", "#E3ECF6"),
        "good": Wash("#DDEFE8", "#053A2B", "#DDEFE8"),
        "attention": Wash("#FBEBD3", "#4F2A00", "#FBEBD3"),
        "refused": Wash("#F8E1DE", "#650F0B", "#F8E1DE"),
    },
    lanes={"pension": "#083469", "medical": "#053A2B", "unemployment": "#4A2070", "injury": "#4F2A00",
           "maternity": "#701546", "other": "#24303F"},
)


def _two_colours(surface: Colour, ink: Colour) -> Palette:
    """High contrast: one surface, one ink; a filled action is inverted, states keep words and patterns."""
    wash = Wash(surface, ink, ink)
    return Palette(
        paper=surface, card=surface, ink=ink, soft=ink, blue=ink, on_filled=surface, border=ink, hairline=ink,
        chosen=surface, slot=surface, gold=wash,
        tones={"info": wash, "good": wash, "attention": wash, "refused": wash},
        lanes=dict.fromkeys(("pension", "medical", "unemployment", "injury", "maternity", "other"), ink),
    )


PALETTES: dict[Mode, Palette] = {
    "normal": NORMAL,
    "high-black": _two_colours("#000000", "#FFFFFF"),
    "high-white": _two_colours("#FFFFFF", "#000000"),
}

TYPE = {"display": 6.9, "title": 4.2, "heading": 2.8, "large": 2.5, "body": 2.25, "label": 1.9, "small": 1.7,
        "fine": 1.4}
"""Type sizes in units: 124, 76, 50, 45, 40, 34, 31 and 25 px on the 1080 px panel (0.248 mm a pixel)."""

LADDER = (1.4, 1.55, 1.7, 1.9, 2.25, 2.5, 2.8, 3.2, 3.7, 4.2, 5.2, 6.0, 6.9)
"""All sizes that are ever drawn: an opened face of 65,535 glyphs takes 2.6 MB for each."""

UNITS_ACROSS = 60
TIGHTER = (1.0, 0.95, 0.9, 0.82, 0.75)
"""A page that does not fit at full size is set again one step tighter; the last step is 30 px for body text."""


@dataclass(frozen=True)
class Theme:
    """Everything in units of ``u``: 18 px on a 1080 px wide portrait panel, from the shorter side elsewhere."""

    width: int
    height: int
    palette: Palette = NORMAL
    tight: float = 1.0

    @property
    def landscape(self) -> bool:
        return self.width > self.height

    @property
    def u(self) -> float:
        return min(self.width, self.height) / UNITS_ACROSS

    def px(self, units: float) -> int:
        """A length that does not shrink with the type."""
        return round(units * self.u)

    def gap(self, units: float) -> int:
        """A distance that shrinks with the type."""
        return round(units * self.u * self.tight)

    def type(self, name: str) -> int:
        """Font size in pixels."""
        return round(TYPE[name] * self.u * self.tight)

    def snapped(self, size: float) -> int:
        """The next size down the ladder."""
        steps = [round(step * self.u) for step in LADDER]
        return max((step for step in steps if step <= size + 0.5), default=steps[0])

    def tightened(self, step: float) -> Theme:
        return replace(self, tight=step)

    @property
    def line(self) -> int:
        """A hairline that is seen from arm's length."""
        return max(2, round(self.u * 0.11))

    @property
    def radius(self) -> int:
        return self.px(1.3)

    @property
    def margin(self) -> int:
        return self.px(3)

    @property
    def header_height(self) -> int:
        return self.px(6 if self.landscape else 7)

    @property
    def bar_height(self) -> int:
        return self.px(9 if self.landscape else 12)

    @property
    def content(self) -> tuple[int, int, int, int]:
        """x, y, width, height of the page between header and bar, inside the margins."""
        top = self.header_height + self.px(2 if self.landscape else 3)
        bottom = self.height - self.bar_height - self.px(1.5 if self.landscape else 2)
        return self.margin, top, self.width - 2 * self.margin, bottom - top
