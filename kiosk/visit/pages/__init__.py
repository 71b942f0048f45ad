"""State → what the screen shows: masked, marked, and pure. One file a sub-flow.

The two bars: while a visit is open ``back · help · end``; otherwise ``help``.
"""

from __future__ import annotations

from dataclasses import dataclass

from contract.views import Action, View
from kiosk.visit.pages import browse, ending, identify, proof
from kiosk.visit.pages.surroundings import Surroundings
from kiosk.visit.state import (
    Attract,
    Checking,
    Goodbye,
    Help,
    Home,
    Life,
    Listing,
    Phase,
    Pin,
    Printing,
    Proof,
    Proving,
    SlipLeft,
    State,
    StillThere,
    TakeCard,
    TakeSlip,
    Trouble,
)


@dataclass(frozen=True)
class Page:
    """A view with its bar; ``signed_in`` while a citizen's records may be on it."""

    view: View
    bar: tuple[Action, ...]
    signed_in: bool


def page(state: State, around: Surroundings) -> Page:
    """The one picture of this state."""
    return Page(_view(state, state.phase, around), _bar(state), state.person is not None)


def _view(state: State, phase: Phase, around: Surroundings) -> View:
    match phase:
        case Attract():
            return identify.attract(state)
        case SlipLeft():
            return proof.slip_left()
        case Checking(asking=asking):
            return identify.checking(asking)
        case Pin():
            return identify.pin(phase)
        case Proving():
            return identify.proving()
        case Home():
            return browse.home(state)
        case Life():
            return browse.life(state, phase)
        case Listing():
            return browse.listing(state, phase)
        case Proof():
            return proof.choose(phase, state)
        case Printing():
            return proof.printing(phase)
        case TakeSlip():
            return proof.take_slip(phase)
        case Trouble():
            return ending.trouble(state, phase, around)
        case TakeCard():
            return ending.take_card(phase)
        case Goodbye():
            return ending.goodbye()
        case Help():
            return ending.help_page(around)
        case StillThere():
            return ending.still_there(around)


def _bar(state: State) -> tuple[Action, ...]:
    match state.phase:
        case Attract():
            return (ending.HELP,)
        case (Pin(confirming=True) | Printing() | Checking() | Proving() | Goodbye() | TakeCard() | StillThere()
              | SlipLeft()):
            return ()
        case Pin() | Home():
            return (ending.HELP, ending.END)
        case Life() | Listing() | Proof():
            return (ending.BACK, ending.HELP, ending.END)
        case Help(back=Attract()):
            return (ending.BACK,)
        case Help():
            return (ending.BACK, ending.END)
        case Trouble() | TakeSlip():
            return (ending.HELP,)


__all__ = ["Page", "Surroundings", "page"]
