"""One hall for all stories: bringing one up costs seconds, a visit in it less than two."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from contract.views import Attract
from tests.wire.glass import Glass, glass
from tests.wire.lobby import Lobby, Plan, lobby
from tests.wire.wall_clock import WallClock

QUICK = {"goodbye": 0.05, "centre_connect": 1.5, "centre_total": 2.5}
"""Delays that a story need not wait for; the rest are the product's own."""


@pytest.fixture(scope="package")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="package")
def clock(tmp_path_factory: pytest.TempPathFactory) -> WallClock:
    """The machine's, which a story may move; the centre's stays."""
    return WallClock(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="package")
async def standing_hall(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory,
                        clock: WallClock) -> AsyncIterator[Lobby]:
    plan = Plan(tmp_path_factory.mktemp("hall"), screen=None, delays=QUICK, environment=clock.environment)
    async with lobby(plan) as hall:
        yield hall


@pytest.fixture
async def hall(standing_hall: Lobby) -> AsyncIterator[Lobby]:
    """The hall as a visitor finds it; whatever a story broke is mended after it."""
    yield standing_hall
    await standing_hall.remove()


@pytest.fixture
async def screen(hall: Lobby) -> AsyncIterator[Glass]:
    """The attract page stands."""
    async with glass(hall.settings.screen_socket) as standing:
        await standing.page(Attract)
        yield standing
