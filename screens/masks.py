"""Coverage masks of shapes, 8 bits a pixel, made once a shape: edges are smooth on any display, GPU or not.

Kivy's own primitives have no edge smoothing without multisampling, which software rendering pays for in every
frame; a mask is made in a millisecond, kept as a texture and tinted by its item's colour.
"""

from __future__ import annotations

import math
from itertools import pairwise

from PIL import Image, ImageDraw

from contract.views import Paper
from screens.sheet import Drawing, Stroke

FINE = 4
"""Supersampling a side: 16 levels of coverage."""
DASH = 4.0
"""Length of a dash, in line widths; the pause is three quarters of it."""
Point = tuple[float, float]


def rounded(width: int, height: int, radius: int, thick: int = 0) -> Image.Image:
    """A filled rounded rectangle, or only its ring of ``thick`` pixels."""
    mask = Image.new("L", (width * FINE, height * FINE), 0)
    draw = ImageDraw.Draw(mask)
    _round(draw, (0, 0, width * FINE - 1, height * FINE - 1), radius * FINE, 255)
    if thick:
        inner = thick * FINE
        _round(draw, (inner, inner, width * FINE - 1 - inner, height * FINE - 1 - inner),
               max(0, radius - thick) * FINE, 0)
    return mask.resize((width, height), Image.Resampling.BOX)


def dashed(width: int, height: int, radius: int, thick: int) -> Image.Image:
    """The ring of a rounded rectangle in dashes that close without a seam."""
    half = thick / 2
    path = _outline(width - thick, height - thick, max(0.0, radius - half))
    length = sum(math.dist(a, b) for a, b in pairwise(path))
    count = max(4, round(length / (DASH * 1.75 * thick)))
    mask = Image.new("L", (width * FINE, height * FINE), 0)
    draw = ImageDraw.Draw(mask)
    for number in range(count):
        start = length * number / count
        piece = _cut(path, start, start + length / count / 1.75)
        points = [((x + half) * FINE, (y + half) * FINE) for x, y in piece]
        draw.line(points, fill=255, width=max(1, thick * FINE), joint="curve")
    return mask.resize((width, height), Image.Resampling.BOX)


def hatched(width: int, height: int, step: int, radius: int, thick: int) -> Image.Image:
    """Rising diagonals inside a rounded rectangle."""
    mask = Image.new("L", (width * FINE, height * FINE), 0)
    draw = ImageDraw.Draw(mask)
    tall = height * FINE
    for x in range(-tall, width * FINE, step * FINE):
        draw.line([(x, tall), (x + tall, 0)], fill=255, width=thick * FINE)
    small = mask.resize((width, height), Image.Resampling.BOX)
    return Image.composite(small, Image.new("L", small.size, 0), rounded(width, height, radius)) if radius else small


def drawn(drawing: Drawing) -> Image.Image:
    """Strokes with round ends and corners, or filled outlines."""
    width, height = drawing.area.w, drawing.area.h
    across, down = width * FINE / drawing.grid[0], height * FINE / drawing.grid[1]
    thick = max(1, round(drawing.thick * across))
    mask = Image.new("L", (width * FINE, height * FINE), 0)
    draw = ImageDraw.Draw(mask)
    for stroke in drawing.strokes:
        _stroke(draw, stroke, across, down, thick)
    return mask.resize((width, height), Image.Resampling.BOX)


def printed(paper: Paper, first: int, last: int, size: tuple[int, int]) -> Image.Image:
    """Rows of a 1-bit paper as grey: black dots on nothing, smoothed to ``size``."""
    row = paper.width // 8
    bits = paper.bits[first * row:last * row]
    dots = Image.frombytes("1", (paper.width, last - first), bits).convert("L")
    return dots.resize(size, Image.Resampling.LANCZOS)


def _round(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], radius: int, fill: int) -> None:
    if box[2] >= box[0] and box[3] >= box[1]:
        draw.rounded_rectangle(box, max(0, min(radius, (box[2] - box[0] + 1) // 2, (box[3] - box[1] + 1) // 2)), fill)


def _stroke(draw: ImageDraw.ImageDraw, stroke: Stroke, across: float, down: float, thick: int) -> None:
    points = [(x * across, y * down) for x, y in stroke.points]
    if stroke.closed:
        points.append(points[0])
    if stroke.filled:
        draw.polygon(points, fill=255)
        return
    draw.line(points, fill=255, width=thick)
    half = thick / 2
    for x, y in points:
        draw.ellipse((x - half, y - half, x + half - 1, y + half - 1), fill=255)


def _outline(width: float, height: float, radius: float) -> list[Point]:
    """The path round a rounded rectangle, closed."""
    corners = ((width - radius, radius, -90), (width - radius, height - radius, 0), (radius, height - radius, 90),
               (radius, radius, 180))
    path: list[Point] = []
    for cx, cy, start in corners:
        for degrees in range(start, start + 91, 9):
            angle = math.radians(degrees)
            path.append((cx + radius * math.cos(angle), cy + radius * math.sin(angle)))
    return [*path, path[0]]


def _cut(path: list[Point], start: float, end: float) -> list[Point]:
    """The part of ``path`` from ``start`` to ``end``, measured along it."""
    piece: list[Point] = []
    gone = 0.0
    for (x0, y0), (x1, y1) in pairwise(path):
        length = math.dist((x0, y0), (x1, y1))
        if length and gone + length > start and gone < end:
            low, high = max(0.0, start - gone) / length, min(length, end - gone) / length
            piece += [(x0 + (x1 - x0) * part, y0 + (y1 - y0) * part) for part in (low, high)]
        gone += length
    return piece
