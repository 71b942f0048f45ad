"""``kiosk-screen --core PATH --semantics PATH --size 1080x1920``: the screen program's one composition root."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from pathlib import Path

SIZES = ("1080x1920", "1920x1080")


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kiosk-screen", description="Shows what kiosk-core asks for.")
    parser.add_argument("--core", type=Path, required=True, help="socket of kiosk-core")
    parser.add_argument("--semantics", type=Path, required=True, help="socket to listen on for the semantic tree")
    parser.add_argument("--size", choices=SIZES, default=SIZES[0])
    parser.add_argument("--fps", type=int, default=60, help="most frames a second")
    return parser.parse_args(arguments)


def main() -> None:
    options = parse(sys.argv[1:])
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("PIL").setLevel(logging.WARNING)
    width, height = map(int, options.size.split("x"))
    from screens.hardening import harden

    harden(width, height, options.fps)
    from screens.app import Program
    from screens.theme import Theme

    async def run() -> None:
        await Program(options.core, options.semantics, Theme(width, height), options.fps).run_all()

    asyncio.run(run())


if __name__ == "__main__":
    main()
