"""Secrets in files: made once, whole or not at all, readable by their owner alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

PRIVATE = 0o600


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """The file's bytes; ``make`` fills it first if it does not exist.

    :raises PermissionError: the file can be read by others
    """
    if not path.exists():
        write(path, make())
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} must be readable by its owner only (chmod 600)")
    return path.read_bytes()


def write(path: Path, data: bytes, mode: int = PRIVATE) -> None:
    """Replace the file by a synced one, so that a power cut leaves the old one or the new one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        os.fchmod(descriptor, mode)  # whatever the umask took away
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)
