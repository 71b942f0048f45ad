"""Line icons and illustrations as data: ``assets/icons/lines.json`` holds paths on a grid of 24.

A path is a list of commands: ``M x y``, ``L x y …``, ``A cx cy r from to`` (degrees, clockwise from 3 o'clock),
``Z`` closes it, ``F`` fills it.
"""

from __future__ import annotations

import math
from functools import lru_cache

import msgspec

import assets
from screens.sheet import Stroke

GRID = 24.0
ARC_STEP = 8.0


@lru_cache(maxsize=1)
def icons() -> dict[str, tuple[Stroke, ...]]:
    """Every icon by name."""
    paths = msgspec.json.decode(assets.path("icons", "lines.json").read_bytes(), type=dict[str, list[str]])
    return {name: tuple(stroke(path) for path in found) for name, found in paths.items()}


def stroke(path: str) -> Stroke:
    """:raises ValueError: not a path of ours"""
    points: list[tuple[float, float]] = []
    closed = filled = False
    tokens = path.split()
    place = 0
    while place < len(tokens):
        command = tokens[place]
        end = place + 1
        while end < len(tokens) and tokens[end] not in ("M", "L", "A", "Z", "F"):
            end += 1
        numbers = [float(token) for token in tokens[place + 1:end]]
        match command:
            case "M" | "L":
                points += zip(numbers[::2], numbers[1::2], strict=True)
            case "A":
                points += arc(*numbers)
            case "Z":
                closed = True
            case "F":
                closed = filled = True
            case _:
                raise ValueError(path)
        place = end
    return Stroke(tuple(points), closed, filled)


def arc(cx: float, cy: float, r: float, start: float, stop: float) -> list[tuple[float, float]]:
    """Points every few degrees from ``start`` to ``stop``."""
    count = max(2, math.ceil(abs(stop - start) / ARC_STEP) + 1)
    angles = [math.radians(start + (stop - start) * step / (count - 1)) for step in range(count)]
    return [(cx + r * math.cos(angle), cy + r * math.sin(angle)) for angle in angles]
