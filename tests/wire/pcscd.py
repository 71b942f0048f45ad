"""The real pcscd with vpcd's virtual readers, in a mount namespace of its own: any number of them side by side.

pcscd's socket path is compiled in (/run/pcscd), so each daemon gets its own tmpfs there; clients reach it through
``/proc/<pid>/root`` by ``PCSCLITE_CSOCK_NAME``. vpcd listens on ``port`` (card) and ``port + 1`` (second slot).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path

READER = "Virtual PCD 00 00"
LIMIT = 20.0
MAPPED = () if os.geteuid() == 0 else ("--map-root-user",)
"""Without root a user namespace lends the right to mount (Debian allows it since 11)."""
POLL = 0.02
CONFIGURATION = """FRIENDLYNAME "Virtual PCD"
DEVICENAME /dev/null:0x{port:04X}
LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so
CHANNELID 0x{port:04X}
"""


class Pcscd:
    """One daemon. After ``kill`` and ``start`` the same socket name leads to the new one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_pair()
        self.reader = READER
        self._process: asyncio.subprocess.Process | None = None
        (folder / "readers").mkdir(parents=True, exist_ok=True)
        (folder / "readers" / "vpcd").write_text(CONFIGURATION.format(port=self.port))

    @property
    def socket(self) -> Path:
        """A link that always names the present daemon's socket."""
        return self.folder / "pcscd.comm"

    @property
    def environment(self) -> dict[str, str]:
        return {"PCSCLITE_CSOCK_NAME": str(self.socket)}

    async def start(self) -> None:
        """Return when the socket accepts and vpcd listens."""
        with (self.folder / "pcscd.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                "unshare", *MAPPED, "--mount", "setpriv", "--pdeathsig", "TERM", "--", "sh", "-c",
                f"mount -t tmpfs tmpfs /run && mkdir /run/pcscd && exec pcscd -f -c {self.folder}/readers",
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log)
        real = Path(f"/proc/{self._process.pid}/root/run/pcscd/pcscd.comm")
        beside = self.folder / "pcscd.comm.new"
        beside.unlink(missing_ok=True)
        beside.symlink_to(real)
        beside.rename(self.socket)
        async with asyncio.timeout(LIMIT):
            while not (_accepts(real) and self._listens()):
                assert self._process.returncode is None, (self.folder / "pcscd.log").read_text()
                await asyncio.sleep(POLL)

    async def stop(self, number: int = signal.SIGTERM) -> None:
        """End it, by SIGKILL if that is asked for."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
        async with asyncio.timeout(LIMIT):
            await process.wait()

    async def restart(self) -> None:
        """As after an update of the package."""
        await self.stop()
        await self.start()

    async def kill(self) -> None:
        await self.stop(signal.SIGKILL)

    def _listens(self) -> bool:
        listening = Path("/proc/net/tcp").read_text()
        return f":{self.port:04X} 00000000:0000 0A" in listening


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(os.fspath(path))
        except OSError:
            return False
    return True


def _free_pair() -> int:
    """Two neighbouring free ports below the range from which the kernel gives them to anybody who asks."""
    while True:
        port = random.randrange(20000, 32000, 2)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("0.0.0.0", port))
                second.bind(("0.0.0.0", port + 1))
            except OSError:
                continue
            return port


@contextlib.asynccontextmanager
async def pcscd_up(folder: Path) -> AsyncIterator[Pcscd]:
    """A daemon below ``folder/pcscd`` for as long as the block runs."""
    (folder / "pcscd").mkdir(parents=True, exist_ok=True)
    daemon = Pcscd(folder / "pcscd")
    await daemon.start()
    try:
        yield daemon
    finally:
        await daemon.stop()
