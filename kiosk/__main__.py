"""The command ``kiosk``: the machine's programs and the technician's tools.

::

    kiosk run     --config machine.toml      every program of this machine (see kiosk.supervisor)
    kiosk core    --config machine.toml      kiosk-core alone
    kiosk enrol   --config machine.toml --code CODE     exchange a one-time code for this machine's certificate
    kiosk reconcile --config machine.toml [--day YYYYMMDD] [--out FILE]   the books of one day, signed
    kiosk slip settle NUMBER --config machine.toml --as printed|not-printed|replaced [--instead NUMBER] --by NAME
    kiosk device card|printer …              the device's own tool (devices/<kind>/cli.py)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec

USAGE = __doc__.partition("::")[2]


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    match arguments:
        case ["run", *rest]:
            from kiosk.supervisor import main as run

            return run(rest)
        case ["core", *rest]:
            from kiosk.core import main as core

            return core(rest)
        case ["enrol", *rest]:
            from kiosk.centre.enrolling import main as enrol

            return enrol(rest)
        case ["reconcile", *rest]:
            from kiosk.books import reconcile

            return reconcile(rest)
        case ["slip", *rest]:
            from kiosk.books import slip

            return slip(rest)
        case ["device", kind, *rest] if kind.isidentifier() and find_spec(f"devices.{kind}"):
            sys.stdout.flush()
            os.execv(sys.executable, [sys.executable, "-m", f"devices.{kind}.cli", *rest])
        case _:
            print(USAGE, file=sys.stderr)
            return 64


if __name__ == "__main__":
    sys.exit(main())
