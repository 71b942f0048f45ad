"""Without an outlet sensor nobody knows whether a slip was taken: the next visit begins with that question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contract.views import Result
from devices.card import api as card
from kiosk.delays import Delays
from kiosk.visit import ending, event, machine
from kiosk.visit.effect import SLIP_ASKED, SLIP_GONE, NoteDevice, ReadCard, ReleaseCard
from kiosk.visit.pages import Surroundings, page
from kiosk.visit.state import Attract, Checking, Goodbye, Printing, SlipLeft, State, TakeCard, TakeSlip
from tests.kiosk.visit.test_machine_turns import at

AROUND = Surroundings("SZ-FT-0017")
IN, OUT = event.CardStatusChanged(card.Present(7)), event.CardStatusChanged(card.Empty())
GONE = event.ActionPressed("slip:gone")


def after_a_visit(said: event.Event) -> State:
    """Somebody printed, ``said`` came of it, and left with the card."""
    state = at(Printing("printing", 900))
    for each in (said, OUT, event.SilenceElapsed()):
        state, _ = machine.step(state, each)
    assert state.person is None
    return state


def printed(*, taken: bool) -> event.SlipPrinted:
    return event.SlipPrinted("7K4MP2XR9TQW", 20270223, taken)


@pytest.mark.parametrize("said", [printed(taken=False), event.SlipFailed("PRN-210")], ids=["printed", "uncertain"])
def test_the_next_card_is_read_only_after_the_question_about_the_last_slip(said: event.Event) -> None:
    state, effects = machine.step(after_a_visit(said), IN)
    assert state.phase == SlipLeft(7)
    assert effects == (NoteDevice("printer", SLIP_ASKED),)
    shown = page(state, AROUND)
    assert isinstance(shown.view, Result)
    assert [action.id for action in shown.view.actions] == ["slip:gone"]
    assert shown.bar == ()
    state, effects = machine.step(state, GONE)
    assert state.phase == Checking(7)
    assert effects == (NoteDevice("printer", SLIP_GONE), ReadCard(7))


@pytest.mark.parametrize("said", [printed(taken=True), event.SlipFailed("PRN-213"), event.SlipFailed("PRN-201")],
                         ids=["taken", "retracted", "nothing printed"])
def test_nobody_is_asked_when_it_is_known_that_nothing_lies_there(said: event.Event) -> None:
    state, effects = machine.step(after_a_visit(said), IN)
    assert isinstance(state.phase, Checking)
    assert effects == (ReadCard(7),)


def test_the_question_is_asked_once() -> None:
    state = after_a_visit(printed(taken=False))
    for said in (IN, GONE, OUT, event.SilenceElapsed()):
        state, _ = machine.step(state, said)
    state, _ = machine.step(state, IN)
    assert isinstance(state.phase, Checking)


def test_a_card_pulled_unanswered_leaves_the_question_for_the_next() -> None:
    state = after_a_visit(printed(taken=False))
    for said in (IN, OUT):
        state, _ = machine.step(state, said)
    assert isinstance(state.phase, Attract)
    state, _ = machine.step(state, IN)
    assert isinstance(state.phase, SlipLeft)


def test_silence_gives_the_card_back_unread() -> None:
    state, _ = machine.step(after_a_visit(printed(taken=False)), IN)
    assert ending.deadline(state, Delays()) == Delays().silence
    state, effects = machine.step(state, event.SilenceElapsed())
    assert isinstance(state.phase, TakeCard)
    assert effects == (ReleaseCard(),)
    state, _ = machine.step(state, OUT)
    assert isinstance(state.phase, Goodbye)
    assert state.slip_left


def test_a_card_that_follows_without_a_gap_is_asked_too() -> None:
    state = replace(at(TakeSlip("7K4MP2XR9TQW", 20270223)), slip_left=True)
    state, effects = machine.step(state, IN)
    assert isinstance(state.phase, SlipLeft)
    assert state.person is None
    assert not any(isinstance(effect, ReadCard) for effect in effects)
