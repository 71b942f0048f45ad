"""Hundreds of visits with the real drivers and no window: what the kiosk's programs keep of each."""

from __future__ import annotations

import sqlite3
import statistics
from pathlib import Path

import msgspec

from contract.views import Attract
from tests.bench.figures import Row, row
from tests.bench.slip import one_visit
from tests.wire.glass import glass
from tests.wire.lobby import Lobby, Plan, lobby

VISITS = 500
WARM = 50
"""Visits after which everything that is made once has been made."""
FASTER = {"goodbye": 0.05}


async def measure(folder: Path, visits: int = VISITS) -> Row:
    """Slope of the sum of private memory over the visits after :data:`WARM`, by least squares."""
    places: list[float] = []
    memory: list[float] = []
    async with lobby(Plan(folder / "growth", screen=None, delays=FASTER)) as hall:
        async with glass(hall.settings.screen_socket) as screen:
            await screen.page(Attract)
            for number in range(visits):
                await one_visit(hall, screen)
                screen.history.clear()
                if number >= WARM:
                    places.append(number)
                    memory.append(private_kib(hall))
        content = slip_content_kib(hall)
        hall.printer.slips.clear()
    slope = max(0.0, statistics.linear_regression(places, memory).slope)
    return row(f"{visits} visits: growth a visit / one slip's content", slope, content, "KiB", 0.1, visits)


def private_kib(hall: Lobby) -> float:
    """Private pages (clean and dirty) of the kiosk's own programs and their supervisor."""
    return float(sum(_private(pid) for pid in (hall.kiosk.pid, *hall.pids().values())))


def _private(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def slip_content_kib(hall: Lobby) -> float:
    """Of the newest slip, as it is frozen at the centre."""
    with sqlite3.connect(f"file:{hall.prepared.centre / 'central.db'}?mode=ro", uri=True) as database:
        (content,) = database.execute("SELECT content FROM slip ORDER BY issued_at DESC LIMIT 1").fetchone()
    text = content if isinstance(content, bytes | str) else msgspec.json.encode(content)
    return len(text) / 1024
