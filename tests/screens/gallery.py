"""Pictures of every page, by the screen program on a real display: ``python -m tests.screens.gallery OUT``.

Into OUT the pages of a visit as kiosk-core sends them, reduced, with a page that shows them all (README.md); with
``--samples`` instead the templates' sample pages at full size.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from contract.views import Shown
from contract.words import LANGUAGES, Language
from tests.screens.rig import running
from tests.screens.sample_views import Samples
from tests.screens.visit_pages import visit_pages

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
REDUCED = 3
COLOURS = 64


class Unfit(AssertionError):
    """The screen program complained about a page; what it said."""


def of_the_visit(language: Language) -> dict[str, Shown]:
    return {name: Shown(0, language, page.view, page.bar, page.signed_in) for name, page in visit_pages().items()}


def of_the_templates(language: Language) -> dict[str, Shown]:
    samples = Samples(language)
    return {name: samples.shown(name, 0) for name in samples.pages()}


async def photograph(out: Path, part: str, samples: bool) -> list[str]:
    """Write ``<page>-<orientation>-<language>.png`` into ``out``; the names of the pages. :raises Unfit:"""
    names: dict[str, None] = {}
    for orientation, size in SIZES.items():
        async with running(size) as rig:
            sequences = itertools.count(1)
            for language in LANGUAGES:
                pages = of_the_templates(language) if samples else of_the_visit(language)
                for name, shown in pages.items():
                    if part in name:
                        names[name] = None
                        await rig.core.show(_numbered(shown, next(sequences)))
                        _keep(rig.photograph(), out / f"{name}-{orientation}-{language}.png", samples)
            if complaints := [line for line in rig.said().splitlines() if not line.startswith("INFO")]:
                raise Unfit("\n".join(complaints))
    return list(names)


def _numbered(shown: Shown, sequence: int) -> Shown:
    return Shown(sequence, shown.language, shown.view, shown.bar, shown.signed_in, shown.shield_ms)


def _keep(picture: Image.Image, file: Path, whole: bool) -> None:
    if not whole:
        picture = picture.resize((picture.width // REDUCED, picture.height // REDUCED), Image.Resampling.LANCZOS)
        picture = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(file, optimize=True)


def index(names: Iterable[str]) -> str:
    """A page with all pictures, one row a page of the visit."""
    heads = [(orientation, language) for orientation in SIZES for language in LANGUAGES]
    lines = ["# Every page of a visit", "",
             "Written by `make gallery` from the pages as kiosk-core sends them; all people are invented (样张).", "",
             "| page | " + " | ".join(f"{orientation}, {language}" for orientation, language in heads) + " |",
             "|---" * (len(heads) + 1) + "|"]
    for name in names:
        cells = (f"![]({name}-{orientation}-{language}.png)" for orientation, language in heads)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("part", nargs="?", default="", help="only pages whose name has this in it")
    parser.add_argument("--samples", action="store_true", help="the templates' sample pages, at full size")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    names = asyncio.run(photograph(options.out, options.part, options.samples))
    if not options.part and not options.samples:
        for old in options.out.glob("*.png"):
            if not any(old.name.startswith(f"{name}-{orientation}-") for name in names for orientation in SIZES):
                old.unlink()
        (options.out / "README.md").write_text(index(names), "utf-8")


if __name__ == "__main__":
    main()
