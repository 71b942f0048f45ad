"""The machine's wall clock, moved from outside as an empty battery would: a shim under the kiosk's own programs."""

from __future__ import annotations

import hashlib
import struct
import subprocess
from pathlib import Path

from tests.wire.child import ROOT

SOURCE = Path(__file__).with_name("wall_clock.c")
OFFSET = struct.Struct("@q")


class WallClock:
    """``environment`` is for the programs whose clock is to be moved; ``offset`` in seconds, forwards positive."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "wall-clock"
        self._file.write_bytes(OFFSET.pack(0))
        self.offset = 0
        self.environment = {"LD_PRELOAD": str(built()), "KIOSK_WALL_CLOCK": str(self._file)}

    def set(self, offset: int) -> None:
        """Holds at once: the programs have the file mapped."""
        with self._file.open("r+b") as file:
            file.write(OFFSET.pack(offset))
        self.offset = offset


def built() -> Path:
    """The compiled shim, made once for each version of its source. :raises subprocess.CalledProcessError:"""
    name = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    library = ROOT / "build" / f"wall-clock-{name}.so"
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        partial = library.with_suffix(".partial")
        subprocess.run(["gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", partial, SOURCE], check=True)
        partial.rename(library)
    return library
