"""Sub-flow: every way out of a visit, silence, help and trouble. Here, and only here, a person is dropped."""

from __future__ import annotations

from dataclasses import replace

from contract.words import LANGUAGES
from devices.card import api as card
from kiosk.delays import Delays
from kiosk.visit.effect import SLIP_ASKED, Effect, Note, NoteDevice, ReadCard, ReleaseCard, Wipe
from kiosk.visit.event import ActionPressed, Event
from kiosk.visit.state import (
    BUSY,
    Attract,
    Checking,
    Ending,
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
    Resumable,
    SlipLeft,
    State,
    StillThere,
    TakeCard,
    TakeSlip,
    Trouble,
)

Stepped = tuple[State, tuple[Effect, ...]]


def step(state: State, event: Event) -> Stepped:
    """Presses on the pages of this sub-flow."""
    match state.phase, event:
        case Help(back=back), ActionPressed(action="back"):
            return replace(state, phase=back), ()
        case StillThere() as phase, ActionPressed(action="stay"):
            return resumed(state, phase)
        case Trouble(back=Home() as home), ActionPressed(action="back") if state.person:
            return replace(state, phase=home), ()
        case Trouble(back=None), ActionPressed(action="dismiss"):
            return _after_refusal(state)
        case _:
            return state, ()


def is_free(state: State) -> bool:
    """Nobody's visit is open: a card may begin one."""
    return state.person is None and not isinstance(state.phase, Checking | Printing)


def refused(state: State, code: str) -> Stepped:
    """The visit ends here, with a reason. The card is released and may be taken."""
    wiped = replace(state, person=None, phase=Trouble(code))
    return wiped, (Note(code), ReleaseCard(), Wipe("refused"))


def troubled(state: State, code: str, since: int = 0, reference: str = "") -> Stepped:
    """Something inside the visit did not happen; home is still there."""
    return replace(state, phase=Trouble(code, back=Home(), since=since, reference=reference)), (Note(code),)


def ended(state: State, why: Ending) -> Stepped:
    """A person, or silence, ends the visit."""
    match state.phase:
        case Attract() | Goodbye() | TakeCard() | Printing() | SlipLeft():
            return state, ()
        case Trouble(back=None):
            return _after_refusal(state)
        case Help(back=Attract()):
            return replace(state, phase=Attract()), ()
        case _:
            over: Phase = TakeCard() if _card_in(state) else Goodbye()
            return replace(state, person=None, phase=over), (ReleaseCard(), Wipe(why))


def card_out(state: State, why: Ending) -> Stepped:
    """The card, or the reader, is gone."""
    match state.phase:
        case Printing() as printing:
            return replace(state, phase=replace(printing, card_gone=True)), ()
        case TakeCard():
            return replace(state, phase=Goodbye()), ()
        case Trouble(back=None):
            return replace(state, phase=Attract()), ()
        case SlipLeft():
            return replace(state, phase=Attract()), ()
        case Checking() if why == "card_lost":
            return refused(state, "CRD-105")
        case Checking():
            return replace(state, person=None, phase=Attract()), (Wipe(why),)
        case _ if state.person is None:
            return state, ()
        case _ if why == "card_lost":
            return refused(state, "CRD-105")
        case _:
            return replace(state, person=None, phase=Goodbye()), (Wipe(why),)


def other_card(state: State, insertion: int) -> Stepped:
    """Another card without the first one's leaving having been seen: the first visit is over."""
    match state.phase:
        case Printing() as printing:
            return replace(state, phase=replace(printing, card_gone=True)), ()
        case _ if state.slip_left:
            asked = replace(state, person=None, phase=SlipLeft(insertion), serial=state.serial + 1)
            return asked, (Wipe("card_taken"), NoteDevice("printer", SLIP_ASKED))
        case _:
            begun = replace(state, person=None, phase=Checking(insertion), serial=state.serial + 1)
            return begun, (Wipe("card_taken"), ReadCard(insertion))


def after_printing(state: State, trouble: str | None, reference: str = "") -> Stepped:
    """The card left while the slip was printing: finish, tell, and drop the person."""
    noted: tuple[Effect, ...] = (Note(trouble),) if trouble else ()
    if isinstance(state.hardware.card, card.Present):
        begun, effects = other_card(replace(state, phase=Goodbye()), state.hardware.card.insertion)
        return begun, (*noted, *effects)
    over: Phase = Trouble(trouble, reference=reference) if trouble else Goodbye()
    return replace(state, person=None, phase=over), (*noted, ReleaseCard(), Wipe("card_taken"))


def help_opened(state: State) -> Stepped:
    """Help is on every page that waits for a person."""
    match state.phase:
        case Pin() as pin:
            return replace(state, phase=Help(replace(pin, digits="", confirming=False))), ()
        case Attract() | Home() | Life() | Listing() | Proof() | TakeSlip() | Trouble() as page:
            return replace(state, phase=Help(page)), ()
        case _:
            return state, ()


def resumed(state: State, phase: StillThere) -> Stepped:
    """Somebody is there after all."""
    return replace(state, phase=phase.back), ()


def silent(state: State) -> Stepped:
    """The phase's delay has passed."""
    match state.phase:
        case Attract():
            return replace(state, language=LANGUAGES[0]), ()
        case Goodbye():
            return replace(state, phase=Attract(), language=LANGUAGES[0]), ()
        case TakeCard():
            return replace(state, phase=TakeCard(reminded=True)), ()
        case Trouble(back=None):
            return _after_refusal(state)
        case TakeSlip(reminded=False, taken=False) as phase:
            return replace(state, phase=replace(phase, reminded=True)), ()
        case Printing(stage="taking") as phase:
            return replace(state, phase=replace(phase, reminded=True)), ()
        case Help(back=Attract()):
            return replace(state, phase=Attract(), language=LANGUAGES[0]), ()
        case Pin() as pin:
            return replace(state, phase=StillThere(replace(pin, digits="", confirming=False))), ()
        case StillThere():
            return ended(state, "silence")
        case SlipLeft():
            return replace(state, phase=TakeCard()), (ReleaseCard(),)
        case Checking() | Proving() | Printing():
            return state, ()
        case page:
            return _asked(state, page)


def deadline(state: State, delays: Delays) -> float | None:
    """Seconds until ``SilenceElapsed``; None while the machine itself works or nobody is waited for."""
    match state.phase:
        case Printing(stage="taking", reminded=False):
            return delays.take_slip
        case phase if isinstance(phase, BUSY):
            return None
        case Attract():
            return delays.silence if state.language != LANGUAGES[0] else None
        case Goodbye():
            return delays.goodbye
        case TakeCard(reminded=reminded):
            return None if reminded else delays.take_card
        case Trouble(back=None):
            return delays.trouble
        case TakeSlip(reminded=False, taken=False):
            return delays.take_slip
        case Help():
            return delays.help
        case StillThere():
            return delays.warning
        case Pin():
            return delays.pin
        case _:
            return delays.silence


def _asked(state: State, page: Resumable | Help) -> Stepped:
    return replace(state, phase=StillThere(page)), ()


def _card_in(state: State) -> bool:
    return isinstance(state.hardware.card, card.Present | card.Mute)


def _after_refusal(state: State) -> Stepped:
    return replace(state, phase=TakeCard() if _card_in(state) else Attract()), ()
