"""What every story does: sign in, choose a proof, look into the journal."""

from __future__ import annotations

from pathlib import Path

from contract.views import Attract, Document, Keypad, Overview, Result
from devices.card.simulator import VirtualCard
from tests.kiosk.journal.reading import events_in, outbox_in
from tests.wire.eventually import eventually
from tests.wire.glass import Glass
from tests.wire.lobby import Lobby


def journal(hall: Lobby) -> Path:
    return hall.settings.state_dir / "journal.sqlite"


def codes(hall: Lobby) -> list[str]:
    return [str(fields["code"]) for name, fields in events_in(journal(hall)) if name == "trouble"]


async def refused(hall: Lobby, screen: Glass, code: str) -> None:
    """The page with its code stands, the journal has it, no citizen's data is open; the card can be taken."""
    await screen.trouble(code)
    assert screen.shown is not None
    assert not screen.shown.signed_in
    assert codes(hall)[-1] == code
    await hall.remove()
    await screen.page(Attract)


async def inserted(hall: Lobby, screen: Glass, card: str | VirtualCard) -> VirtualCard:
    """Whoever comes after a print without an outlet sensor is asked about that slip first."""
    slot = await hall.insert(card)
    await past_the_slip_left(screen)
    return slot


async def past_the_slip_left(screen: Glass) -> None:
    """A card is in: answer the question after the slip of the one before, if it is asked."""
    shown = await screen.until(lambda shown: not isinstance(shown.view, Attract))
    if isinstance(shown.view, Result) and any(action.id == "slip:gone" for action in shown.view.actions):
        await screen.press("slip:gone")


async def signed_in(hall: Lobby, screen: Glass, card: str = "plain") -> None:
    await inserted(hall, screen, card)
    await screen.page(Keypad)
    await screen.type_pin(hall.card(card).pin)
    await screen.page(Overview)


async def proof_chosen(hall: Lobby, screen: Glass) -> None:
    await signed_in(hall, screen)
    await proof_offered(screen)
    await screen.press("errand:proof_of_insurance")
    await screen.until(lambda shown: isinstance(shown.view, Document) and shown.view.primary.state == "ready")


async def proof_offered(screen: Glass) -> None:
    """The printer program of a hall that has just come up has spoken too."""
    await screen.until(lambda shown: isinstance(shown.view, Overview) and shown.view.primary.state == "ready")


async def told(hall: Lobby, kind: str) -> None:
    """The newest word of the outbox is ``kind`` and has been taken by the centre."""
    def taken() -> bool:
        rows = outbox_in(journal(hall))
        return bool(rows) and rows[-1][1:3] == (kind, "delivered")

    await eventually(taken)
