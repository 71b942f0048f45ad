"""Single turns of the visit that a random walk meets too seldom: what comes late, what is never lost, what is asked."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from contract.messages import Summary
from contract.problems import Code
from contract.views import Document, Result
from contract.views import Trouble as TroubleView
from contract.words import Plain
from devices.card import api as card
from devices.printer import api as printer
from kiosk.delays import Delays
from kiosk.visit import ending, event, machine
from kiosk.visit.effect import WELL, DrawDraft, IssueSlip, Note, NoteDevice, VerifyPin, Wipe
from kiosk.visit.pages import Surroundings, page
from kiosk.visit.proof import request_for
from kiosk.visit.state import (
    Attract,
    Goodbye,
    Help,
    Home,
    Pin,
    Printing,
    Proof,
    State,
    StillThere,
    TakeCard,
    TakeSlip,
    Trouble,
)
from tests.kiosk.visit import people
from tests.kiosk.visit.test_machine_properties import ALONG

AROUND = Surroundings("SZ-FT-0017")
PRINTED = event.SlipPrinted("7K4MP2XR9TQW", 20270223)


def after(state: State, *said: event.Event) -> State:
    for each in said:
        state, _ = machine.step(state, each)
    return state


def at(phase: object, trouble: str = "") -> State:
    """Signed in, then as the phase says; a proof comes with its preview."""
    state = after(State(today=20261124), *ALONG)
    assert isinstance(state.phase, Proof)
    if phase is Proof:
        return after(state, event.DraftWasDrawn(people.draft(request_for(state, state.phase), trouble)))
    return state if phase is None else replace(state, phase=phase)


COVERS = [event.ActionPressed("help"), event.SilenceElapsed()]
UNCOVERS = {Help: event.ActionPressed("back"), StillThere: event.Touched()}


@pytest.mark.parametrize("covers", [COVERS[:1], COVERS[1:], COVERS], ids=["help", "warning", "warning-on-help"])
def test_a_preview_that_comes_under_another_page_is_there_when_that_page_goes(covers: list[event.Event]) -> None:
    state = at(None)
    assert isinstance(state.phase, Proof)
    request = request_for(state, state.phase)
    state = after(state, *covers, event.DraftWasDrawn(people.draft(request)))
    for _ in covers:
        state = after(state, UNCOVERS[type(state.phase)])  # type: ignore[index]
    shown = page(state, AROUND).view
    assert isinstance(shown, Document)
    assert shown.primary.state == "ready"


def test_a_preview_that_fails_under_another_page_is_told_when_that_page_goes() -> None:
    state = at(None)
    assert isinstance(state.phase, Proof)
    request = request_for(state, state.phase)
    state, effects = machine.step(after(state, COVERS[0]), event.CentreFailed("slow", request))
    assert Note("NET-302") in effects
    assert isinstance(state.phase, Help)
    assert after(state, event.ActionPressed("back")).phase == Trouble("NET-302", back=Home())


def test_a_visit_that_the_centre_has_ended_ends_under_another_page_too() -> None:
    state = at(None)
    assert isinstance(state.phase, Proof)
    request = request_for(state, state.phase)
    for cover in COVERS:
        ended, effects = machine.step(after(state, cover), event.CentreRefused(Code.VISIT, request))
        assert ended.person is None
        assert ended.phase == Trouble("VIS-501")
        assert any(isinstance(effect, Wipe) for effect in effects)


def test_a_character_in_no_font_stops_the_print_before_a_number_is_asked_for() -> None:
    state, effects = machine.step(at(Proof, trouble="PRN-211"), event.ActionPressed("print"))
    assert state.phase == Trouble("PRN-211", back=Home())
    assert effects == (Note("PRN-211"),)


@pytest.mark.parametrize("code", ["PRN-211", "PRN-214"])
def test_a_slip_that_can_not_be_printed_truly_is_told_as_what_it_is(code: str) -> None:
    state, effects = machine.step(at(Proof, trouble=code), event.ActionPressed("print"))
    assert (state.phase, effects) == (Trouble(code, back=Home()), (Note(code),))


def test_large_print_and_english_are_asked_for_where_a_person_chose_them() -> None:
    state, effects = machine.step(at(Proof), event.ActionPressed("print-size:large"))
    assert [effect.request.large_print for effect in effects if isinstance(effect, DrawDraft)] == [True]
    state, effects = machine.step(state, event.ActionPressed("slip-language:both"))
    assert [(effect.request.large_print, effect.request.with_english) for effect in effects
            if isinstance(effect, DrawDraft)] == [(True, True)]
    state, effects = machine.step(state, event.ActionPressed("print-size:usual"))
    state, effects = machine.step(state, event.ActionPressed("slip-language:chinese"))
    asked = [effect.request for effect in effects if isinstance(effect, DrawDraft)]
    assert asked == [msgspec.structs.replace(asked[0], large_print=msgspec.UNSET, with_english=msgspec.UNSET)]


def test_who_has_no_posted_month_asks_for_a_proof_without_a_period() -> None:
    state = at(Home())
    assert state.person
    empty = replace(state, person=replace(state.person, summary=Summary((), (), 20261031)))
    _, effects = machine.step(empty, event.ActionPressed("errand:proof_of_insurance"))
    (asked,) = effects
    assert isinstance(asked, DrawDraft)
    assert (asked.request.first_month, asked.request.last_month, asked.request.insurances) == (0, 0, ())


def test_the_silence_warning_is_put_off_by_one_touch_as_often_as_it_comes() -> None:
    state = at(Home())
    for _ in range(12):
        state = after(state, event.SilenceElapsed())
        assert isinstance(state.phase, StillThere)
        assert ending.deadline(state, Delays()) == 30
        state = after(state, event.Touched())
        assert state.phase == Home()
        assert ending.deadline(state, Delays()) == 60


def test_digits_typed_are_gone_when_the_pin_page_has_been_left_alone() -> None:
    typed = at(Pin("123", tries_left=5))
    for cover in COVERS:
        covered = after(typed, cover)
        assert "123" not in str(msgspec.to_builtins(covered.phase, enc_hook=str))
        assert after(covered, UNCOVERS[type(covered.phase)]).phase == Pin(tries_left=5)  # type: ignore[index]


@pytest.mark.parametrize("digits", ["", "1", "12345"])
def test_ok_on_a_pin_that_is_not_whole_does_nothing(digits: str) -> None:
    state = at(Pin(digits, tries_left=5))
    assert machine.step(state, event.ActionPressed("accept")) == (state, ())


@pytest.mark.parametrize(("tries", "asked"), [(1, True), (2, False), (None, False)])
def test_only_the_last_known_try_is_asked_about(tries: int | None, asked: bool) -> None:
    state, effects = machine.step(at(Pin("123456", tries_left=tries)), event.ActionPressed("accept"))
    assert isinstance(state.phase, Pin) is asked
    assert any(isinstance(effect, VerifyPin) for effect in effects) is not asked


def test_a_slip_at_the_outlet_is_to_be_taken_and_its_reminder_comes_once() -> None:
    state = after(at(Printing()), event.SlipReserved(), event.PrintProgressed(1000), event.SlipPresented())
    shown = page(state, AROUND).view
    assert isinstance(shown, Result)
    assert shown.picture == "take-slip"
    assert ending.deadline(state, Delays()) == 20
    reminded = after(state, event.SilenceElapsed())
    assert page(reminded, AROUND).view != shown
    assert ending.deadline(reminded, Delays()) is None, "from here the printer decides: taken, or drawn back in"
    taken = after(reminded, event.SlipPrinted("7K4MP2XR9TQW", 20270223, taken=True))
    assert ending.deadline(taken, Delays()) == 60, "nobody is reminded of what is in the hand"


def test_a_slip_drawn_back_in_is_told_as_what_it_is() -> None:
    state = after(at(Printing("taking")), event.SlipFailed("PRN-213"))
    assert state.phase == Trouble("PRN-213", back=Home())


@pytest.mark.parametrize("said", [(), (event.CardStatusChanged(card.Empty()),)], ids=["card in", "card gone"])
def test_the_page_of_an_uncertain_slip_names_the_number_by_which_a_person_settles_it(
        said: tuple[event.Event, ...]) -> None:
    state = after(at(Printing("printing")), *said, event.SlipFailed("PRN-210", "440300-00000012"))
    shown = page(state, AROUND).view
    assert isinstance(shown, TroubleView)
    assert Plain("440300-00000012") in [fact.value for fact in shown.facts]


def test_a_card_taken_while_the_slip_lies_at_the_outlet_ends_the_visit_when_the_slip_is_gone() -> None:
    state = after(at(Printing("taking")), event.CardStatusChanged(card.Empty()))
    assert isinstance(state.phase, Printing)
    assert after(state, PRINTED).phase == Goodbye()


def test_the_next_card_pushed_in_during_a_print_begins_its_own_visit_afterwards() -> None:
    state = after(at(Printing("printing")), event.CardStatusChanged(card.Empty()),
                  event.CardStatusChanged(card.Present(2)))
    assert isinstance(state.phase, Printing)
    ended, effects = machine.step(state, PRINTED)
    assert ended.person is None
    assert ended.serial == state.serial + 1
    assert any(isinstance(effect, Wipe) for effect in effects)


def test_a_reader_lost_while_a_card_is_checked_is_told_with_its_code() -> None:
    checking = after(State(today=20261124), *ALONG[:2])
    state, effects = machine.step(checking, event.CardStatusChanged(card.Disconnected()))
    assert state.phase == Trouble("CRD-105")
    assert Note("CRD-105") in effects


NO_PAPER = printer.NotReady(printer.Cause.PAPER_END)


def test_a_device_that_fails_while_nobody_is_there_gets_one_row_and_one_when_it_is_well() -> None:
    state, rows = State(today=20261124), []
    for at_second, status in enumerate([printer.Disconnected(), printer.Disconnected(), printer.Silent(),
                                        printer.Ready(), printer.Printing(), printer.Ready(True), NO_PAPER], 1):
        state, effects = machine.step(state, event.PrinterStatusChanged(status, at_second))
        rows += [effect.code for effect in effects if isinstance(effect, NoteDevice)]
    assert rows == ["PRN-204", WELL, "PRN-201"]


def test_since_when_a_device_fails_is_its_first_word_and_not_its_last() -> None:
    state = after(State(today=20261124), *(event.PrinterStatusChanged(NO_PAPER, second) for second in (5, 6, 7)))
    assert state.hardware.printer_since == 5
    state = after(state, *(event.CardStatusChanged(card.Disconnected(), second) for second in (8, 9)))
    assert state.hardware.card_since == 8


def test_a_printer_that_fails_under_the_preview_is_told_before_a_number_is_asked_for() -> None:
    state, effects = machine.step(after(at(Proof), event.PrinterStatusChanged(NO_PAPER, 5)),
                                  event.ActionPressed("print"))
    assert state.phase == Trouble("PRN-201", back=Home(), since=5)
    assert not any(isinstance(effect, IssueSlip) for effect in effects)


@pytest.mark.parametrize("phase", [TakeCard(), Goodbye(), Attract()])
def test_a_late_answer_to_an_ended_visit_changes_nothing(phase: object) -> None:
    state = replace(at(phase), person=None)
    for late in (event.CentreSentRecords(people.SUMMARY, people.CONTRIBUTIONS), event.CentreOpenedVisit(people.OPENED),
                 event.CentreGrantedVisit(people.GRANTED), event.CardWasRead(people.records()), PRINTED,
                 event.PinWasChecked(card.PinAccepted()), event.CentreFailed("slow")):
        assert machine.step(state, late) == (state, ())


def test_every_trouble_page_says_what_happened_what_it_means_and_what_to_do_with_its_code() -> None:
    shown = page(State(today=20261124, phase=Trouble("PRN-213")), AROUND).view
    assert isinstance(shown, TroubleView)
    assert shown.code == "PRN-213"
    assert shown.facts
    assert shown.actions


def test_a_taken_slip_is_not_asked_for_again() -> None:
    plain = page(at(TakeSlip("7K4MP2XR9TQW", 20270223)), AROUND).view
    taken = page(at(TakeSlip("7K4MP2XR9TQW", 20270223, taken=True)), AROUND).view
    assert isinstance(plain, Result)
    assert isinstance(taken, Result)
    assert plain.title != taken.title
