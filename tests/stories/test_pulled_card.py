"""A card pulled at any step ends what may still be started; a begun print is finished first."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from contract.views import Attract, Confirm, Keypad, Progress, Result, Table, Timeline
from tests.kiosk.journal.reading import phases_in
from tests.stories.walk import codes, inserted, journal, proof_chosen, signed_in, told
from tests.wire.glass import Glass
from tests.wire.lobby import Lobby
from tests.wire.relay import Cable

STEPS: dict[str, Callable[[Lobby, Glass], Awaitable[object]]] = {}


def step(name: str) -> Callable[[Callable[[Lobby, Glass], Awaitable[object]]], None]:
    def keep(walk: Callable[[Lobby, Glass], Awaitable[object]]) -> None:
        STEPS[name] = walk
    return keep


@step("checking")
async def _checking(hall: Lobby, screen: Glass) -> object:
    await inserted(hall, screen, "plain")
    return await screen.until(lambda shown: isinstance(shown.view, Progress | Keypad))


@step("pin")
async def _pin(hall: Lobby, screen: Glass) -> object:
    await inserted(hall, screen, "plain")
    return await screen.page(Keypad)


@step("home")
async def _home(hall: Lobby, screen: Glass) -> object:
    return await signed_in(hall, screen)


@step("contributions")
async def _contributions(hall: Lobby, screen: Glass) -> object:
    await signed_in(hall, screen)
    await screen.press("errand:contributions")
    return await screen.page(Timeline)


@step("help")
async def _help(hall: Lobby, screen: Glass) -> object:
    await signed_in(hall, screen)
    await screen.press("help")
    return await screen.trouble("")


@step("proof")
async def _proof(hall: Lobby, screen: Glass) -> object:
    return await proof_chosen(hall, screen)


@step("listing")
async def _listing(hall: Lobby, screen: Glass) -> object:
    await signed_in(hall, screen)
    await screen.press("errand:listing")
    return await screen.page(Table)


@step("wrong PIN")
async def _wrong_pin(hall: Lobby, screen: Glass) -> object:
    await inserted(hall, screen, "plain")
    await screen.page(Keypad)
    await screen.type_pin("000000")
    return await screen.until(lambda shown: isinstance(shown.view, Keypad) and shown.view.filled == 0)


@step("last try")
async def _last_try(hall: Lobby, screen: Glass) -> object:
    await inserted(hall, screen, "one-try")
    await screen.page(Keypad)
    await screen.type_pin("000000")
    return await screen.page(Confirm)


@step("trouble inside the visit")
async def _trouble(hall: Lobby, screen: Glass) -> object:
    await signed_in(hall, screen, "number-empty")
    await screen.press("errand:proof_of_insurance")
    return await screen.trouble("REC-401")


@step("slip to be taken")
async def _take_slip(hall: Lobby, screen: Glass) -> object:
    await proof_chosen(hall, screen)
    await screen.press("print")
    return await screen.page(Result)


@pytest.mark.parametrize("place", STEPS)
async def test_a_card_pulled_anywhere_ends_the_visit(hall: Lobby, screen: Glass, place: str) -> None:
    await STEPS[place](hall, screen)
    await hall.remove()
    shown = await screen.until(lambda shown: isinstance(shown.view, Attract))
    assert not shown.signed_in


async def test_a_card_pulled_while_the_centre_is_asked_about_it_ends_the_visit_at_once(hall: Lobby,
                                                                                       screen: Glass) -> None:
    await inserted(hall, screen, "plain")
    await screen.page(Keypad)
    await hall.cable.set(Cable.FROZEN)
    try:
        await screen.type_pin(hall.card("plain").pin)
        await screen.page(Progress)
        await hall.remove()
        await screen.page(Attract)
    finally:
        await hall.cable.set(Cable.CUT)
        await hall.cable.set(Cable.WHOLE)
    assert {"overview", "trouble"}.isdisjoint(screen.history)


async def test_a_card_pulled_while_the_number_is_asked_for_ends_the_visit_when_that_is_settled(hall: Lobby,
                                                                                               screen: Glass) -> None:
    await proof_chosen(hall, screen)
    await hall.cable.set(Cable.FROZEN)
    try:
        await screen.press("print")
        await screen.page(Progress)
        await hall.remove()
        await screen.trouble("NET-302")
    finally:
        await hall.cable.set(Cable.CUT)
        await hall.cable.set(Cable.WHOLE)
    assert screen.shown is not None
    assert not screen.shown.signed_in
    assert codes(hall)[-1] == "NET-302"
    assert list(phases_in(journal(hall)).values())[-1] == "not_printed"
    await told(hall, "void")
    await screen.press("dismiss")
    await screen.page(Attract)


async def test_a_card_pulled_while_printing_leaves_a_whole_and_confirmed_slip(hall: Lobby, screen: Glass) -> None:
    await proof_chosen(hall, screen)
    count = len(hall.printer.slips)
    pulling: list[asyncio.Task[None]] = []
    hall.printer.when_burnt(200, lambda: pulling.append(asyncio.ensure_future(hall.remove())))
    await screen.press("print")
    await screen.page(Attract)
    await asyncio.gather(*pulling)
    assert len(hall.printer.slips) == count + 1
    assert set(phases_in(journal(hall)).values()) <= {"printed", "not_printed", "uncertain", "refused"}
    await told(hall, "confirm")
