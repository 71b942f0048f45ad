"""Take single faces out of Debian's Noto Sans CJK collections: ``python -m assets.build_fonts``.

SDL_ttf opens face 0 of a collection, which is the Japanese one; Chinese in Japanese forms (骨 直) is wrong in a
public hall. The coverage file spares the start-up from parsing five character maps (0.6 s). Nothing is written
when everything is there and newer than its source.
"""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
from fontTools.ttLib import TTCollection, TTFont

import assets

NOTO = Path("/usr/share/fonts/opentype/noto")
HANAZONO = Path("/usr/share/fonts/truetype/hanazono")
FACES = {
    "NotoSansSC-Regular.otf": ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"),
    "NotoSansSC-Bold.otf": ("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC Bold"),
    "NotoSansMonoSC-Regular.otf": ("NotoSansCJK-Regular.ttc", "Noto Sans Mono CJK SC"),
}
REFERENCED = ("HanaMinA.ttf", "HanaMinB.ttf")
COVERAGE = "coverage.msgpack"
FULL_NAME = 4

log = logging.getLogger(__name__)


class FaceMissing(Exception):
    """The collection holds no face of that name (another release of the Debian package)."""


def build(into: Path, noto: Path = NOTO, hanazono: Path = HANAZONO) -> list[Path]:
    """Write what is missing or older than its source; the list of files written.

    :raises FileNotFoundError: ``fonts-noto-cjk`` or ``fonts-hanazono`` is not installed
    :raises FaceMissing: the collection holds no such face
    """
    into.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (collection, full_name) in FACES.items():
        if _older(into / name, noto / collection):
            _take_face(noto / collection, full_name, into / name)
            written.append(into / name)
    fonts = [into / name for name in FACES] + [hanazono / name for name in REFERENCED]
    if any(_older(into / COVERAGE, font) for font in fonts):
        ranges = {font.name: code_point_ranges(font) for font in fonts}
        _replace(into / COVERAGE, msgspec.msgpack.encode(ranges))
        written.append(into / COVERAGE)
    return written


def code_point_ranges(font: Path) -> list[int]:
    """``[first, last, first, last, …]`` of the code points that ``font`` draws, ascending."""
    with TTFont(font, lazy=True) as opened:
        points = sorted(opened.getBestCmap())
    ranges: list[int] = []
    for point in points:
        if ranges and ranges[-1] == point - 1:
            ranges[-1] = point
        else:
            ranges += [point, point]
    return ranges


def _take_face(collection: Path, full_name: str, target: Path) -> None:
    with TTCollection(collection, lazy=True) as opened:
        for face in opened.fonts:
            if face["name"].getDebugName(FULL_NAME) == full_name:
                partial = target.with_suffix(".partial")
                face.save(partial)
                partial.replace(target)
                return
    raise FaceMissing(f"{full_name} in {collection}")


def _older(built: Path, source: Path) -> bool:
    return not built.exists() or built.stat().st_mtime < source.stat().st_mtime


def _replace(target: Path, content: bytes) -> None:
    partial = target.with_suffix(".partial")
    partial.write_bytes(content)
    partial.replace(target)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    for file in build(assets.built("fonts")):
        log.info("wrote %s", file)
