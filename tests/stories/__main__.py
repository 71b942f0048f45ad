"""``make visit``: one whole visit by real touches on the window.

Leaves in ``--out``: slip.escpos (the very bytes), slip.png (the paper), screens/NN-name.png, visit.json.
Exit code 0 only if the centre says confirmed and the months on the paper are those of the verification page.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.stories.visit import Record, Visitor
from tests.wire.lobby import Plan, lobby


def main() -> int:
    parser = argparse.ArgumentParser(prog="make visit", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--card", default="plain")
    parser.add_argument("--speak", default="zh-Hans", choices=("zh-Hans", "en"))
    parser.add_argument("--size", default="1080x1920", choices=("1080x1920", "1920x1080"))
    arguments = parser.parse_args()
    record = asyncio.run(_visit(arguments.out, arguments.card, arguments.speak, arguments.size))
    print(f"{record.code}: {record.state}, {len(record.months_on_paper)} months on paper, "
          f"{len(record.months_verified)} verified; see {arguments.out}")
    return 0 if record.good else 1


async def _visit(out: Path, card: str, language: str, size: str) -> Record:
    with tempfile.TemporaryDirectory(prefix="kiosk-visit-") as folder:
        async with lobby(Plan(Path(folder), screen=size)) as hall:
            return await Visitor(hall, out, card, language).visit()


if __name__ == "__main__":
    sys.exit(main())
