"""From any sequence of events (design.md §2): it can be ended, nothing of the citizen is left, print is not torn."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from contract import problems
from contract.words import LANGUAGES
from devices.card import api as card
from devices.printer import api as printer
from kiosk import trouble
from kiosk.delays import Delays
from kiosk.visit import ending, event, machine
from kiosk.visit.effect import IssueSlip, VerifyPin, Wipe
from kiosk.visit.pages import Surroundings, page
from kiosk.visit.proof import request_for
from kiosk.visit.state import BUSY, Attract, Goodbye, Printing, Proof, State, TakeCard, Trouble
from tests.kiosk.visit import people

AROUND = Surroundings("SZ-FT-0017")
ACTIONS = ["back", "end", "help", "stay", "dismiss", "more", "print", "accept", "erase", "clear", "last:yes", "last:no",
           "errand:contributions", "errand:listing", "errand:proof_of_insurance", "year:previous", "year:next",
           "month:202610", "month:x", "filter:all", "filter:rs:110", "filter:rs:999", "page:next", "page:previous",
           "period:12", "period:all", "period:7", "insurance:rs:110", "insurance:rs:310", "insurance:x", "amounts:no",
           "print-size:large", "print-size:usual", "slip-language:both", "slip-language:chinese",
           "digit:1", "digit:x", "digit:12", "slip:gone", ""]

card_statuses = st.one_of(st.builds(card.Present, st.integers(1, 3)), st.just(card.Empty()),
                          st.builds(card.Mute, st.integers(1, 3)), st.just(card.Disconnected()))
printer_statuses = st.one_of(st.builds(printer.Ready, st.booleans()), st.just(printer.Silent()),
                             st.builds(printer.NotReady, st.sampled_from(printer.Cause)))
card_troubles = st.builds(card.CardTrouble, st.sampled_from(card.Fault), st.just("step"))
pin_results = st.one_of(st.just(card.PinAccepted()), st.just(card.PinBlocked()), card_troubles,
                        st.builds(card.PinWrong, st.none() | st.integers(0, 5)))
cards_read = st.one_of(card_troubles, st.builds(people.records, st.integers(1, 3), st.none() | st.integers(0, 6),
                                                st.sampled_from([people.NAME, "别人"])))
presses = st.sampled_from(ACTIONS).map(event.ActionPressed)
digits = st.just(event.ActionPressed("digit:7"))
events = st.one_of(
    presses, presses, digits, digits,
    st.builds(event.CardStatusChanged, card_statuses, st.just(5)),
    st.builds(event.PrinterStatusChanged, printer_statuses, st.just(5)),
    st.builds(event.CardWasRead, cards_read), st.builds(event.PinWasChecked, pin_results),
    st.builds(event.CardFailed, card_troubles),
    st.just(event.CentreOpenedVisit(people.OPENED)), st.just(event.CentreGrantedVisit(people.GRANTED)),
    st.just(event.CentreSentRecords(people.SUMMARY, people.CONTRIBUTIONS)),
    st.builds(event.CentreRefused, st.sampled_from(problems.Code)),
    st.builds(event.CentreFailed, st.sampled_from(["away", "slow", "nonsense", "clock"])),
    st.just(event.SlipReserved()), st.builds(event.PrintProgressed, st.integers(0, 1000)),
    st.just(event.SlipPresented()),
    st.builds(event.SlipPrinted, st.just("7K4MP2XR9TQW"), st.just(20270223), st.booleans()),
    st.builds(event.SlipFailed, st.sampled_from(sorted(trouble.CATALOGUE))),
    st.builds(event.LanguageChosen, st.sampled_from(LANGUAGES)), st.just(event.Touched()),
    st.just(event.SilenceElapsed()), st.just(event.DayChanged(20261125)),
)
ALONG = [event.CardStatusChanged(card.Present(1)), event.PrinterStatusChanged(printer.Ready()),
         event.CardWasRead(people.records()), event.CentreOpenedVisit(people.OPENED),
         *[event.ActionPressed("digit:1")] * 6, event.ActionPressed("accept"), event.PinWasChecked(card.PinAccepted()),
         event.CentreGrantedVisit(people.GRANTED), event.CentreSentRecords(people.SUMMARY, people.CONTRIBUTIONS),
         event.ActionPressed("errand:proof_of_insurance")]
sequences = st.builds(lambda along, rest: ALONG[:along] + rest, st.integers(0, len(ALONG)),
                      st.lists(events, max_size=25))


def walked(steps: list[event.Event]) -> tuple[State, list[object]]:
    state, effects = State(today=20261124), []
    for said in steps:
        if isinstance(said, event.DraftWasDrawn) or (isinstance(state.phase, Proof) and state.phase.draft is None):
            drawn = people.draft(request_for(state, state.phase)) if isinstance(state.phase, Proof) else None
            if drawn is not None:
                state, _ = machine.step(state, event.DraftWasDrawn(drawn))
        state, done = machine.step(state, said)
        effects.extend(done)
    return state, effects


@given(sequences)
@settings(max_examples=300, deadline=None)
def test_every_page_can_be_drawn_and_shows_neither_name_nor_number(steps: list[event.Event]) -> None:
    state, _ = walked(steps)
    shown = page(state, AROUND)
    wire = msgspec.msgpack.encode((shown.view, shown.bar))
    for secret in (people.NAME, people.NUMBER, people.COMPUTER_NUMBER, people.NUMBER[6:14]):
        assert secret.encode() not in wire


@given(sequences)
@settings(max_examples=300, deadline=None)
def test_whenever_the_person_is_dropped_a_wipe_was_ordered(steps: list[event.Event]) -> None:
    state = State(today=20261124)
    for said in steps:
        before = state
        state, effects = machine.step(state, said)
        changed = before.person is not None and (
            state.person is None or state.person.records is not before.person.records)
        if changed:
            assert any(isinstance(effect, Wipe) for effect in effects), said


@given(sequences)
@settings(max_examples=300, deadline=None)
def test_from_anywhere_the_card_taken_ends_the_visit_once_a_begun_print_is_finished(steps: list[event.Event]) -> None:
    state, _ = walked(steps)
    state, _ = machine.step(state, event.CardStatusChanged(card.Empty()))
    if isinstance(state.phase, Printing):
        assert state.phase.card_gone
        state, _ = machine.step(state, event.SlipPrinted("7K4MP2XR9TQW", 20270223))
    assert state.person is None
    for _ in range(4):
        state, _ = machine.step(state, event.SilenceElapsed())
    assert isinstance(state.phase, Attract)
    assert state.language == LANGUAGES[0]


@given(sequences)
@settings(max_examples=300, deadline=None)
def test_silence_alone_drops_the_person_wherever_the_machine_waits_for_one(steps: list[event.Event]) -> None:
    state, _ = walked(steps)
    for _ in range(6):
        if ending.deadline(state, Delays()) is not None:
            state, _ = machine.step(state, event.SilenceElapsed())
    assert isinstance(state.phase, BUSY) or state.person is None


@given(sequences)
@settings(max_examples=300, deadline=None)
def test_a_begun_print_is_not_torn(steps: list[event.Event]) -> None:
    state = State(today=20261124)
    for said in steps:
        before = state
        state, effects = machine.step(state, said)
        if isinstance(before.phase, Printing):
            settled = isinstance(said, event.SlipPrinted | event.SlipFailed)
            assert isinstance(state.phase, Printing) or settled
            assert settled or not any(isinstance(effect, Wipe | IssueSlip) for effect in effects)


@given(sequences)
@settings(max_examples=300, deadline=None)
def test_a_pin_is_sent_only_after_accept_and_only_whole(steps: list[event.Event]) -> None:
    state = State(today=20261124)
    for said in steps:
        state, effects = machine.step(state, said)
        for effect in effects:
            if isinstance(effect, VerifyPin):
                assert said in (event.ActionPressed("accept"), event.ActionPressed("last:yes"))
                assert len(effect.pin) == 6


@given(sequences)
@settings(max_examples=200, deadline=None)
def test_the_idle_clock_stands_still_exactly_while_the_machine_works_or_nobody_is_waited_for(
        steps: list[event.Event]) -> None:
    state, _ = walked(steps)
    waits = ending.deadline(state, Delays()) is not None
    if isinstance(state.phase, Printing) and state.phase.stage == "taking":
        assert waits is not state.phase.reminded
    elif isinstance(state.phase, BUSY):
        assert not waits
    elif not isinstance(state.phase, Attract | TakeCard):
        assert waits


@given(sequences)
@settings(max_examples=200, deadline=None)
def test_no_repr_shows_a_person(steps: list[event.Event]) -> None:
    state, effects = walked(steps)
    text = repr(state) + repr(effects) + repr(steps)
    for secret in (people.NAME, people.NUMBER, "111111", "777777"):
        assert secret not in text


def test_every_trouble_has_a_page() -> None:
    for code in trouble.CATALOGUE:
        shown = page(State(today=20261124, phase=Trouble(code)), AROUND)
        assert shown.bar


def test_goodbye_waits_for_the_next_card() -> None:
    state = State(today=20261124, phase=Goodbye())
    state, effects = machine.step(state, event.CardStatusChanged(card.Present(4)))
    assert effects
