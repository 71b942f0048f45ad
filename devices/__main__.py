"""The command ``kiosk-device <kind> …``: one device program; ``kind`` is a folder of this room."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

KINDS = ("card", "printer")


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] not in KINDS:
        print(f"usage: kiosk-device {'|'.join(KINDS)} …", file=sys.stderr)
        return 64
    code: int = importlib.import_module(f"devices.{arguments[0]}.service").main(arguments[1:])
    return code


if __name__ == "__main__":
    sys.exit(main())
