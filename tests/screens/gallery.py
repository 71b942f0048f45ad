"""Every sample page in both orientations and languages: ``python -m tests.screens.gallery OUT [PART OF A NAME]``."""

from __future__ import annotations

import argparse
import asyncio
import itertools
from pathlib import Path

from contract.words import LANGUAGES
from tests.screens.rig import running
from tests.screens.sample_views import Samples

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}


async def photograph(out: Path, part: str, orientations: list[str]) -> None:
    """Write ``<page>-<orientation>-<language>.png`` into ``out``."""
    for orientation in orientations:
        async with running(SIZES[orientation]) as rig:
            sequences = itertools.count(1)
            for language in LANGUAGES:
                samples = Samples(language)
                for name in samples.pages():
                    if part in name:
                        await rig.core.show(samples.shown(name, next(sequences)))
                        rig.photograph().save(out / f"{name}-{orientation}-{language}.png")
            complaints = [line for line in rig.said().splitlines() if not line.startswith("INFO")]
            (out / f"log-{orientation}.txt").write_text("\n".join(complaints))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("part", nargs="?", default="")
    parser.add_argument("--only", choices=list(SIZES), action="append")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(photograph(options.out, options.part, options.only or list(SIZES)))


if __name__ == "__main__":
    main()
