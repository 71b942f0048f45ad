"""``make bench``: prints a table and writes bench.json into ``--out``. No figure here fails a build."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

import msgspec

from tests.bench import first_page, growth, slip
from tests.bench.figures import Figures, table


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--visits", type=int, default=growth.VISITS)
    arguments = parser.parse_args()
    figures = asyncio.run(_measure(arguments.visits))
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "bench.json").write_bytes(msgspec.json.format(msgspec.json.encode(figures)))
    print(table(figures.rows))
    return 0


async def _measure(visits: int) -> Figures:
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as name:
        folder = Path(name)
        return Figures((await first_page.measure(folder), *await slip.measure(folder),
                        await growth.measure(folder, visits)))


if __name__ == "__main__":
    sys.exit(main())
