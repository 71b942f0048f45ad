"""One hall for all stories of a module: bringing one up costs seconds, a visit in it less than two."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from contract.views import Attract
from tests.wire.glass import Glass, glass
from tests.wire.lobby import Lobby, Plan, lobby

QUICK = {"goodbye": 0.05, "centre_connect": 1.0, "centre_total": 2.0}
"""Delays that a story need not wait for; the rest are the product's own."""


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def standing_hall(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lobby]:
    async with lobby(Plan(tmp_path_factory.mktemp("hall"), screen=None, delays=QUICK)) as hall:
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
