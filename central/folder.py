"""What lies where in the folder of an embedded centre. Everything in it belongs to one user, mode 0700.

::

    FOLDER/
    ├── central.db          records (SQLite, WAL)
    ├── keys/               card-master.key, signing.pem, ca.key, server.key   0600
    ├── ca.crt  server.crt  what others may see
    ├── run/app.sock        the application; only nginx speaks to it
    └── front/              nginx: its configuration, pid, temporary files
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folder:
    """Paths only; :meth:`prepare` makes the directories."""

    root: Path

    def prepare(self) -> None:
        """Make what is missing and close it to others."""
        for directory in (self.root, self.keys, self.run, self.front):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.run.chmod(0o700)

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
