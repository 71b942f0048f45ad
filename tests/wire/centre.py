"""A populated centre that knows our machine: prepared once, then copied and up in a moment.

Preparing is done by the same commands that an administrator and a technician type; what comes of it lies below
``build/centre`` under the hash of everything that shaped it.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.wire.child import ROOT, Child, Running, started
from tests.wire.machine_file import MachineFile
from tests.wire.relay import free_port

SHAPED_BY = ("central", "contract", "kiosk/centre", "tests/wire/centre.py")
UP_LIMIT = 60.0
PREPARE_LIMIT = 300.0


@dataclass(frozen=True)
class Ports:
    """``machine``: client certificate required. ``public``: enrolment, verification page."""

    machine: int
    public: int

    @property
    def public_address(self) -> str:
        return f"https://127.0.0.1:{self.public}"


@dataclass(frozen=True)
class Population:
    """Who lives in the bureau's records."""

    people: int = 2000
    seed: int = 1


@dataclass(frozen=True)
class Prepared:
    """``centre`` is a folder of ``central up``; ``state`` the enrolled machine's state folder; ``cards`` its cards."""

    centre: Path
    state: Path
    cards: Path

    @property
    def authority(self) -> Path:
        return self.centre / "ca.crt"


def below(folder: Path) -> Prepared:
    return Prepared(folder / "centre", folder / "state", folder / "cards")


async def command(*arguments: str, limit: float = PREPARE_LIMIT) -> str:
    """Run one of our own programs to its end; its standard output. :raises AssertionError: it failed"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, cwd=ROOT, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(limit):
        output, errors = await process.communicate()
    assert process.returncode == 0, f"{arguments}: {process.returncode}\n{errors.decode()}"
    return output.decode()


@contextlib.asynccontextmanager
async def centre_up(folder: Path, ports: Ports, logs: Path) -> AsyncIterator[Running]:
    """``central up`` on a folder, until the block ends."""
    child = await started(Child("centre", (
        sys.executable, "-m", "central", "up", "--folder", str(folder),
        "--machine-port", str(ports.machine), "--public-port", str(ports.public),
    ), logs / "centre.log", farewell=15))
    try:
        await child.until(lambda: listens(ports.machine), UP_LIMIT, "TLS port")
        yield child
    finally:
        await child.stop()


async def listens(port: int) -> bool:
    """Somebody takes connections at 127.0.0.1:``port``."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):  # nginx was first
        await writer.wait_closed()
    return True


async def prepared_centre(into: Path, population: Population, machine: str) -> Prepared:
    """A copy of its own in ``into``, made at once when somebody has prepared the same before."""
    kept = ROOT / "build" / "centre"
    kept.mkdir(parents=True, exist_ok=True)
    name = _name(population, machine)
    with _alone(kept / f"{name}.lock"):
        if not (kept / name).is_dir():
            _forget_all_but(kept, name)
            partial = kept / f"{name}.partial"
            shutil.rmtree(partial, ignore_errors=True)
            await _prepare(below(partial), population, machine)
            partial.rename(kept / name)
    left_over = shutil.ignore_patterns("run", "front", "*.log")
    shutil.copytree(kept / name, into, dirs_exist_ok=True, ignore=left_over)
    return below(into)


async def _prepare(to: Prepared, population: Population, machine: str) -> None:
    to.centre.mkdir(parents=True)
    ports = Ports(free_port(), free_port())
    folder = ("--folder", str(to.centre))
    people, seed = str(population.people), str(population.seed)
    await command("central", "populate", *folder, "--people", people, "--seed", seed)
    await command("central", "people", *folder, "--cards", str(to.cards))
    file = to.state.parent / "machine.toml"
    file.write_text(MachineFile(
        machine=machine, run_dir=to.state, state_dir=to.state, authority=to.authority,
        address=ports.public_address, enrolment=ports.public_address,
    ).text())
    async with centre_up(to.centre, ports, to.state.parent):
        code = (await command("central", "enrol", *folder, machine)).split()[-1]
        await command("kiosk", "enrol", "--config", str(file), "--code", code)


def _name(population: Population, machine: str) -> str:
    """Changes with every source that shapes it, and each day: certificates and the current month age."""
    digest = hashlib.sha256(repr((population, machine, datetime.now(UTC).date())).encode())
    for part in SHAPED_BY:
        place = ROOT / part
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _forget_all_but(kept: Path, name: str) -> None:
    """What other sources or other days have left; who is still copying holds no lock on it, so age decides."""
    for folder in kept.iterdir():
        old = folder.stat().st_mtime < datetime.now(UTC).timestamp() - 3600
        if folder.is_dir() and old and folder.name != name:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Two rigs that start together prepare once. Blocks the loop, which has nothing else to do yet."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
