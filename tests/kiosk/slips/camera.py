"""A phone's camera over a printed code: two pixels a dot, out of focus, held askew, with noise, half of it overprinted.

The paper that comes from a worn head is a dot too black at each edge (dot gain). All of it is seeded: the same
pictures each time.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageOps

PIXELS_A_DOT = 2
BLUR = 2.0
"""Standard deviation in pixels."""
ASKEW = 7.0
"""Degrees, at most, to either side."""
NOISE = 4.0
"""Standard deviation of a grey level of 256."""
SHOTS = 10
ROUGH = 4
"""Uniform noise added up so many times is nearly normal; the deviation of a byte is 256 / √12."""
SURROUNDINGS = 60
"""Dots of white paper around what is shot."""


def shots(paper: Image.Image, seed: int, count: int = SHOTS) -> Iterator[Image.Image]:
    """:param paper: mode ``L``, black on white, at the head's dots. Every second one with a dot of gain."""
    draw = random.Random(seed)
    for number in range(count):
        yield _shot(paper, draw, gain=number % 2 == 1)


def _shot(paper: Image.Image, draw: random.Random, gain: bool) -> Image.Image:
    page = ImageOps.expand(paper, SURROUNDINGS, 255)
    if gain:
        page = ImageChops.darker(page, ImageChops.offset(page, 1, 0))
        page = ImageChops.darker(page, ImageChops.offset(page, 0, 1))
    page = page.resize((page.width * PIXELS_A_DOT, page.height * PIXELS_A_DOT), Image.Resampling.NEAREST)
    page = page.rotate(draw.uniform(-ASKEW, ASKEW), Image.Resampling.BILINEAR, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(BLUR))
    return ImageChops.add(page, _noise(page.size, draw), offset=-128)


def _noise(size: tuple[int, int], draw: random.Random) -> Image.Image:
    """Grey 128 with noise; as a camera's, it is cut off at black and white when it is added."""
    layers = [Image.frombytes("L", size, draw.randbytes(size[0] * size[1])) for _ in range(ROUGH)]
    while len(layers) > 1:
        layers = [ImageChops.add(one, other, scale=2) for one, other in zip(layers[::2], layers[1::2], strict=True)]
    deviation = 256 / 12 ** 0.5 / ROUGH ** 0.5
    return layers[0].point([round(128 + (level - 127.5) * NOISE / deviation) for level in range(256)])


def read(picture: Image.Image, folder: Path) -> str:
    """What a reader finds in it; empty if nothing."""
    file = folder / "shot.png"
    picture.save(file)
    found = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", file], capture_output=True,
                           text=True, check=False)
    return found.stdout.strip()
