"""A printer that sees its outlet: the slip is asked for while it lies there, and drawn back in when nobody comes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from contract.views import Attract, Overview, Result
from tests.kiosk.journal.reading import phases_in
from tests.stories.conftest import QUICK
from tests.stories.walk import codes, journal, proof_chosen, told
from tests.wire.glass import Glass
from tests.wire.lobby import Lobby, Plan, lobby

HURRIED = QUICK | {"retract": 1.5, "take_slip": 0.3}


@pytest.fixture(scope="module")
async def standing_hall(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lobby]:
    plan = Plan(tmp_path_factory.mktemp("hall"), screen=None, delays=HURRIED, printer_brand="custom")
    async with lobby(plan) as hall:
        yield hall


async def test_a_slip_is_asked_for_while_it_lies_at_the_outlet_and_not_when_it_is_in_the_hand(
        hall: Lobby, screen: Glass) -> None:
    await proof_chosen(hall, screen)
    await screen.press("print")
    shown = await screen.page(Result)
    assert shown.picture == "take-slip"
    assert shown.actions == ()
    assert list(phases_in(journal(hall)).values())[-1] == "printing", "its end is not known yet"
    assert hall.printer.take() is not None
    shown = (await screen.until(lambda shown: isinstance(shown.view, Result) and bool(shown.view.actions))).view
    assert isinstance(shown, Result)
    assert "take_slip.taken" in repr(shown.title)
    await told(hall, "confirm")
    await screen.press("end")
    await hall.remove()
    await screen.page(Attract)


async def test_a_slip_that_nobody_takes_is_reminded_of_then_drawn_back_in_and_void(hall: Lobby,
                                                                                   screen: Glass) -> None:
    await proof_chosen(hall, screen)
    await screen.press("print")
    await screen.until(lambda shown: isinstance(shown.view, Result) and "reminder" in repr(shown.view.title))
    page = await screen.trouble("PRN-213")
    assert page.actions[0].id == "back"
    assert codes(hall)[-1] == "PRN-213"
    assert len(hall.printer.retracted) == 1
    assert list(phases_in(journal(hall)).values())[-1] == "retracted"
    await told(hall, "void")
    await screen.press("back")
    await screen.page(Overview)
