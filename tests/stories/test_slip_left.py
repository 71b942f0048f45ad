"""In a hall whose printer does not see its outlet, the next visitor is asked about the slip before."""

from __future__ import annotations

from contract.views import Attract, Keypad, Result
from tests.kiosk.journal.reading import events_in
from tests.stories.walk import journal, proof_chosen
from tests.wire.glass import Glass
from tests.wire.lobby import Lobby


def told_of_the_slip(hall: Lobby) -> list[str]:
    return [str(fields["code"]) for name, fields in events_in(journal(hall))
            if name == "device" and str(fields["code"]).startswith("slip_")]


async def test_whoever_comes_after_a_print_is_asked_and_read_only_then(hall: Lobby, screen: Glass) -> None:
    await proof_chosen(hall, screen)
    before = len(told_of_the_slip(hall))
    await screen.press("print")
    await screen.until(lambda shown: isinstance(shown.view, Result) and bool(shown.view.actions))
    await screen.press("end")
    await hall.remove()
    await screen.page(Attract)
    await hall.insert("plain")
    shown = await screen.until(lambda shown: isinstance(shown.view, Result) and bool(shown.view.actions))
    assert not shown.signed_in
    assert told_of_the_slip(hall)[before:] == ["slip_asked"]
    await screen.press("slip:gone")
    await screen.page(Keypad)
    assert told_of_the_slip(hall)[before:] == ["slip_asked", "slip_gone"]
    await hall.remove()
    await screen.page(Attract)
