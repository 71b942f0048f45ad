"""The one entry of the visit machine: pure, total, no clock and no I/O.

Events that hit every phase alike stand here (hardware, language, card out); the rest goes to the phase's sub-flow.
An event that means nothing in a phase leaves the state as it is: late answers and double presses are normal.
"""

from __future__ import annotations

from dataclasses import replace

from devices.card import api as card
from kiosk import trouble
from kiosk.visit import browse, ending, identify, proof
from kiosk.visit.effect import WELL, Device, Effect, NoteDevice
from kiosk.visit.event import (
    ActionPressed,
    CardStatusChanged,
    CentreFailed,
    CentreRefused,
    DayChanged,
    DraftWasDrawn,
    Event,
    LanguageChosen,
    PrinterStatusChanged,
    SilenceElapsed,
    Touched,
)
from kiosk.visit.state import (
    Attract,
    Checking,
    Help,
    Home,
    Life,
    Listing,
    Pin,
    Printing,
    Proof,
    Proving,
    Resumable,
    SlipLeft,
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
        case PrinterStatusChanged(status=status) if status == state.hardware.printer and state.hardware.printer_since:
            return state, ()
        case PrinterStatusChanged(status=status, at=at):
            hardware = replace(state.hardware, printer=status, printer_since=at)
            return replace(state, hardware=hardware), _told("printer", trouble.of_printer(status), state)
        case CardStatusChanged(status=status) if status == state.hardware.card and state.hardware.card_since:
            return state, ()
        case CardStatusChanged(status=status, at=at):
            hardware = replace(state.hardware, card=status, card_since=at)
            told = _told("card", trouble.of_reader(status), state)
            state, effects = _card_changed(replace(state, hardware=hardware))
            return state, (*told, *effects)
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


def _told(device: Device, code: str | None, before: State) -> tuple[Effect, ...]:
    """A row in the journal when a device begins to fail or is well again, not for each of its words."""
    hardware = before.hardware
    since, former = ((hardware.printer_since, trouble.of_printer(hardware.printer)) if device == "printer"
                     else (hardware.card_since, trouble.of_reader(hardware.card)))
    known = former if since else None
    return () if code == known else (NoteDevice(device, code or WELL),)


def _in_phase(state: State, event: Event) -> Stepped:
    match state.phase:
        case Help() | StillThere() as cover if isinstance(event, DraftWasDrawn | CentreRefused | CentreFailed):
            return _beneath(state, cover, event)
        case Attract() | SlipLeft() | Checking() | Pin() | Proving():
            return identify.step(state, event)
        case Home() | Life() | Listing():
            return browse.step(state, event)
        case Proof() | Printing() | TakeSlip():
            return proof.step(state, event)
        case _:
            return ending.step(state, event)


def _beneath(state: State, cover: Help | StillThere, event: Event) -> Stepped:
    """The answer to what the covered page had asked; lost, that page would wait for it for ever."""
    stepped, effects = _in_phase(replace(state, phase=cover.back), event)
    if stepped.phase is cover.back:
        return state, effects
    match cover:
        case _ if stepped.person is None:
            return stepped, effects
        case StillThere() if isinstance(stepped.phase, Resumable | Help):
            return replace(stepped, phase=replace(cover, back=stepped.phase)), effects
        case Help() if isinstance(stepped.phase, Resumable):
            return replace(stepped, phase=replace(cover, back=stepped.phase)), effects
        case _:
            return stepped, effects


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
