"""The one entry of the visit machine: pure, total, no clock and no I/O.

Events that hit every phase alike stand here (hardware, language, card out); the rest goes to the phase's sub-flow.
An event that means nothing in a phase leaves the state as it is: late answers and double presses are normal.
"""

from __future__ import annotations

from dataclasses import replace

from devices.card import api as card
from kiosk.visit import browse, ending, identify, proof
from kiosk.visit.effect import Effect
from kiosk.visit.event import (
    ActionPressed,
    CardStatusChanged,
    DayChanged,
    Event,
    LanguageChosen,
    PrinterStatusChanged,
    SilenceElapsed,
    Touched,
)
from kiosk.visit.state import (
    Attract,
    Checking,
    Home,
    Life,
    Listing,
    Pin,
    Printing,
    Proof,
    Proving,
    State,
    StillThere,
    TakeSlip,
)

Stepped = tuple[State, tuple[Effect, ...]]


def step(state: State, event: Event) -> Stepped:
    """(state, event) → (state, effects)."""
    match event:
        case DayChanged(today=today):
            return replace(state, today=today), ()
        case LanguageChosen(language=language):
            return replace(state, language=language), ()
        case PrinterStatusChanged(status=status, at=at):
            hardware = replace(state.hardware, printer=status, printer_since=at)
            return replace(state, hardware=hardware), ()
        case CardStatusChanged(status=status) if status == state.hardware.card and state.hardware.card_since:
            return state, ()
        case CardStatusChanged(status=status, at=at):
            hardware = replace(state.hardware, card=status, card_since=at)
            return _card_changed(replace(state, hardware=hardware))
        case Touched() if isinstance(state.phase, StillThere):
            return ending.resumed(state, state.phase)
        case SilenceElapsed():
            return ending.silent(state)
        case ActionPressed(action="help"):
            return ending.help_opened(state)
        case ActionPressed(action="end"):
            return ending.ended(state, "ended")
        case _:
            return _in_phase(state, event)


def _in_phase(state: State, event: Event) -> Stepped:
    match state.phase:
        case Attract() | Checking() | Pin() | Proving():
            return identify.step(state, event)
        case Home() | Life() | Listing():
            return browse.step(state, event)
        case Proof() | Printing() | TakeSlip():
            return proof.step(state, event)
        case _:
            return ending.step(state, event)


def _card_changed(state: State) -> Stepped:
    """A card in starts a visit where none is open; a card out ends what may still be started."""
    match state.hardware.card:
        case card.Present(insertion=insertion):
            if ending.is_free(state):
                return identify.begun(state, insertion)
            return ending.other_card(state, insertion)
        case card.Mute():
            return identify.mute(state) if ending.is_free(state) else ending.card_out(state, "card_taken")
        case card.Empty():
            return ending.card_out(state, "card_taken")
        case card.Disconnected():
            return ending.card_out(state, "card_lost")
