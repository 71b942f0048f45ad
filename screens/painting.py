"""A sheet on Kivy's canvas. One instruction group an item, re-used while an equal item stands on the next sheet.

Nothing grows: groups are kept for the items of the present sheet and some before it, and all of them are dropped
when a visit ends, textures included.
"""

from __future__ import annotations

import ctypes
import gc
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

from kivy.core.text import Label as CoreLabel
from kivy.graphics import BorderImage, Canvas, Color, InstructionGroup, Rectangle
from kivy.graphics.texture import Texture
from PIL import Image

from screens import masks
from screens.fonts import FILES, Face
from screens.sheet import Area, Box, Drawing, Glyphs, Hatch, Item, Print, Target
from screens.theme import Colour

KEPT = 6 * 1024 * 1024
"""Bytes of textures that stay although no present item needs them."""
MOST = 300
"""Instruction groups in all: each costs some 80 kB in vertex buffers (measured on llvmpipe)."""
PRESSED = 0.14


class _Made(NamedTuple):
    """An item's instructions and the bytes of its own texture."""

    group: InstructionGroup
    size: int


class Fonts:
    """SDL's rasteriser behind :class:`screens.setting.Measure`; one label a face and size."""

    def __init__(self) -> None:
        self._labels: dict[tuple[Face, int], Any] = {}

    def width(self, text: str, face: Face, size: int) -> int:
        return int(self._label(face, size).get_extents(text)[0])

    def ascent(self, face: Face, size: int) -> int:
        return int(self._label(face, size).get_ascent())

    def texture(self, text: str, face: Face, size: int) -> Texture:
        """White text on nothing."""
        label = self._new(face, size)
        label.text = text
        label.refresh()
        return label.texture

    def _label(self, face: Face, size: int) -> Any:
        if (face, size) not in self._labels:
            self._labels[face, size] = self._new(face, size)
            self._labels[face, size].get_extents("0")
        return self._labels[face, size]

    @staticmethod
    def _new(face: Face, size: int) -> Any:
        return CoreLabel(font_name=str(FILES[face]), font_size=size, font_hinting="light", font_kerning=False,
                         color=(1, 1, 1, 1))


class Painter:
    """Paints sheets on ``canvas``, whose origin is the bottom left of a window ``height`` pixels tall."""

    def __init__(self, canvas: Canvas, overlay: Canvas, height: int, fonts: Fonts) -> None:
        self._canvas = canvas
        self._overlay = overlay
        self._height = height
        self._fonts = fonts
        self._made: OrderedDict[Item, _Made] = OrderedDict()
        self._size = 0
        self._corners: dict[tuple[int, int], Texture] = {}

    def paint(self, items: Sequence[Item]) -> None:
        """Show exactly ``items``, in their order."""
        self._canvas.clear()
        placed: set[Item] = set()
        for item in items:
            if item in placed:
                self._canvas.add(self._make(item).group)
                continue
            placed.add(item)
            made = self._made.get(item) or self._make(item)
            self._made[item] = made
            self._made.move_to_end(item)
            self._canvas.add(made.group)
        self._evict(placed)

    def _make(self, item: Item) -> _Made:
        self._size = 0
        group = self._group(item)
        return _Made(group, self._size)

    def _evict(self, placed: set[Item]) -> None:
        """Oldest first; what is on the present sheet is at the end."""
        kept = sum(made.size for item, made in self._made.items() if item not in placed)
        for item in list(self._made):
            if item in placed or (kept <= KEPT and len(self._made) <= MOST):
                return
            kept -= self._made.pop(item).size

    def forget(self) -> None:
        """Drop every texture of past sheets; the present one must be painted again."""
        self._canvas.clear()
        self._made.clear()
        gc.collect()
        _give_back()

    def press(self, target: Target | None) -> None:
        """Darken or lighten the control under the finger, or nothing any more."""
        self._overlay.clear()
        if target is not None:
            dark = sum(_rgb(target.surface)) < 1.5
            shade = (1.0, 1.0, 1.0, PRESSED * 1.6) if dark else (0.03, 0.2, 0.41, PRESSED)
            group = InstructionGroup()
            group.add(Color(*shade))
            self._nine(group, target.area, target.radius, 0)
            self._overlay.add(group)

    def _group(self, item: Item) -> InstructionGroup:
        group = InstructionGroup()
        match item:
            case Box():
                self._box(group, item)
            case Hatch(area=area, colour=colour, step=step, radius=radius):
                group.add(Color(*_rgb(colour)))
                self._picture(group, area, masks.hatched(area.w, area.h, step, radius, max(1, step // 7)))
            case Glyphs():
                self._glyphs(group, item)
            case Drawing(area=area, colour=colour):
                group.add(Color(*_rgb(colour)))
                self._picture(group, area, masks.drawn(item))
            case Print(area=area):
                group.add(Color(*_rgb("#14181F")))
                self._picture(group, area, masks.printed(item.paper, item.first, item.last, (area.w, area.h)))
        return group

    def _box(self, group: InstructionGroup, box: Box) -> None:
        area, edge = box.area, box.edge
        if edge is not None and not box.dash and box.thick and box.fill is not None:
            self._fill(group, area, box.radius, edge)
            self._fill(group, area.inset(box.thick), max(0, box.radius - box.thick), box.fill)
            return
        if box.fill is not None:
            self._fill(group, area, box.radius, box.fill)
        if edge is None or not box.thick:
            return
        group.add(Color(*_rgb(edge)))
        if box.dash:
            self._picture(group, area, masks.dashed(area.w, area.h, box.radius, box.thick))
        else:
            self._nine(group, area, box.radius, box.thick)

    def _fill(self, group: InstructionGroup, area: Area, radius: int, colour: Colour) -> None:
        group.add(Color(*_rgb(colour)))
        if radius <= 0:
            group.add(Rectangle(pos=self._pos(area), size=(area.w, area.h)))
        else:
            self._nine(group, area, radius, 0)

    def _nine(self, group: InstructionGroup, area: Area, radius: int, thick: int) -> None:
        """A rounded rectangle of any size from one small mask: corners as they are, edges stretched."""
        corner = max(1, min(max(radius, thick), area.w // 2, area.h // 2))
        key = (corner, min(thick, corner))
        if key not in self._corners:
            side = 2 * corner + 2
            self._corners[key] = _texture(masks.rounded(side, side, min(radius, corner) if radius else 0, thick))
        group.add(BorderImage(pos=self._pos(area), size=(area.w, area.h), border=(corner,) * 4,
                              texture=self._corners[key]))

    def _glyphs(self, group: InstructionGroup, run: Glyphs) -> None:
        if not run.text.strip():
            return
        texture = self._fonts.texture(run.text, run.face, run.size)
        group.add(Color(*_rgb(run.colour)))
        width, height = texture.size
        self._size += width * height * 4
        group.add(Rectangle(pos=(run.x, self._height - run.y - height), size=(width, height), texture=texture))

    def _picture(self, group: InstructionGroup, area: Area, mask: Image.Image) -> None:
        """``mask`` at ``area``, cut down to what it covers."""
        covered = mask.getbbox()
        if covered is None:
            return
        if covered != (0, 0, *mask.size):
            mask = mask.crop(covered)
            area = Area(area.x + covered[0], area.y + covered[1], *mask.size)
        self._size += 2 * mask.width * mask.height
        group.add(Rectangle(pos=self._pos(area), size=(area.w, area.h), texture=_texture(mask)))

    def _pos(self, area: Area) -> tuple[int, int]:
        return area.x, self._height - area.y - area.h


def _give_back() -> None:
    """glibc keeps what was freed between what was not; after a visit the machine has a moment to give it back."""
    ctypes.CDLL("libc.so.6").malloc_trim(0)


def _texture(mask: Image.Image) -> Texture:
    """White where the mask covers, row order of OpenGL; two bytes a pixel."""
    flipped = mask.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    white = Image.new("L", flipped.size, 255)
    texture = Texture.create(size=flipped.size, colorfmt="luminance_alpha")
    texture.mag_filter = texture.min_filter = "nearest"
    texture.blit_buffer(Image.merge("LA", (white, flipped)).tobytes(), colorfmt="luminance_alpha",
                        bufferfmt="ubyte")
    return texture


def _rgb(colour: Colour) -> tuple[float, float, float]:
    return tuple(int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5))  # type: ignore[return-value]
