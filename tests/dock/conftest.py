"""A hall without a window, and the dock in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.dock.api import application
from tests.dock.hall import Hall
from tests.wire.lobby import Plan, lobby
from tests.wire.wall_clock import WallClock


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    clock = WallClock(tmp_path)
    async with lobby(Plan(tmp_path, screen=None, environment=clock.environment)) as up:
        yield Hall(up, clock)


@pytest.fixture
async def dock(hall: Hall) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application(hall, 1, "1080x1920"))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://dock") as client:
        yield client
