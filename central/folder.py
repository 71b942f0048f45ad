"""What lies where in the folder of an embedded centre. Everything in it belongs to one user, mode 0700.

::

    FOLDER/
    ├── central.db          records (SQLite, WAL)
    ├── keys/               card-master.key, signing-*, ca.key, server.key   0600
    ├── ca.crt  server.crt  what others may see
    ├── run/app.sock        the application; only nginx speaks to it
    ├── run/lock            held by the one program that serves the folder
    └── front/              nginx: its configuration, pid, temporary files
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOCKET_PATH = 107
"""Bytes that an address of a unix socket may have (unix(7), without the closing NUL)."""
UNQUOTABLE = frozenset('$"\\\n')
"""nginx reads them as its own inside a quoted path."""


class FolderRefused(Exception):
    """A centre can't be served from this folder; the text says why."""


@dataclass(frozen=True)
class Folder:
    """Paths only; :meth:`prepare` makes the directories."""

    root: Path

    def prepare(self) -> None:
        """Make what is missing and close it to others. :raises FolderRefused: no centre can live under this path"""
        if UNQUOTABLE & set(str(self.root)):
            raise FolderRefused(f"{self.root}: a folder's path has no dollar sign, quote, backslash or line break")
        if len(os.fsencode(self.socket)) > SOCKET_PATH:
            raise FolderRefused(f"{self.root}: the path is too long for a unix socket; take a shorter one")
        for directory in (self.root, self.keys, self.run, self.front):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.run.chmod(0o700)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other server off: a second one would take the socket away. The kernel lets go at any death.

        :raises FolderRefused: another program serves the folder
        """
        with (self.run / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise FolderRefused(f"{self.root} is being served by another central") from error
            yield

    @property
    def database(self) -> Path:
        return self.root / "central.db"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def authority_key(self) -> Path:
        return self.keys / "ca.key"

    @property
    def authority(self) -> Path:
        return self.root / "ca.crt"

    @property
    def server_key(self) -> Path:
        return self.keys / "server.key"

    @property
    def server(self) -> Path:
        return self.root / "server.crt"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def socket(self) -> Path:
        return self.run / "app.sock"

    @property
    def front(self) -> Path:
        return self.root / "front"
