"""Sub-flow: the card is read, the centre knows it, the PIN is right, the card proves itself, records arrive."""

from __future__ import annotations

from dataclasses import replace

from contract.citizen import same_person
from devices.card import api as card
from kiosk import trouble
from kiosk.visit import ending
from kiosk.visit.effect import (
    SLIP_ASKED,
    SLIP_GONE,
    Effect,
    FetchRecords,
    NoteDevice,
    OpenVisit,
    ProveCard,
    ReadCard,
    VerifyPin,
)
from kiosk.visit.event import (
    ActionPressed,
    CardFailed,
    CardWasRead,
    CentreFailed,
    CentreGrantedVisit,
    CentreOpenedVisit,
    CentreRefused,
    CentreSentRecords,
    Event,
    PinWasChecked,
)
from kiosk.visit.state import Checking, Home, Person, Pin, Proving, SlipLeft, State

PIN_LENGTH = 6
Stepped = tuple[State, tuple[Effect, ...]]


def begun(state: State, insertion: int) -> Stepped:
    """A card is in: a new visit, once it is known that no slip of the one before is still there."""
    if state.slip_left:
        return replace(state, phase=SlipLeft(insertion)), (NoteDevice("printer", SLIP_ASKED),)
    fresh = replace(state, phase=Checking(insertion), person=None, serial=state.serial + 1)
    return fresh, (ReadCard(insertion),)


def mute(state: State) -> Stepped:
    """Something is in the reader that does not answer to reset."""
    return ending.refused(replace(state, serial=state.serial + 1), "CRD-101")


def step(state: State, event: Event) -> Stepped:
    match state.phase, event:
        case SlipLeft(insertion=insertion), ActionPressed(action="slip:gone"):
            begins, effects = begun(replace(state, slip_left=False), insertion)
            return begins, (NoteDevice("printer", SLIP_GONE), *effects)
        case Checking() as phase, _:
            return _checking(state, phase, event)
        case Pin() as phase, ActionPressed(action=action):
            return _pin(state, phase, action)
        case Proving(), _:
            return _proving(state, event)
        case _:
            return state, ()


def _checking(state: State, phase: Checking, event: Event) -> Stepped:
    match event:
        case CardWasRead() if phase.asking:
            return state, ()
        case CardWasRead(result=card.CardRecords() as records) if records.insertion == phase.insertion:
            asking = replace(state, person=Person(records), phase=replace(phase, asking=True))
            return asking, (OpenVisit(records),)
        case CardWasRead(result=card.CardTrouble() as failed):
            return card_failed(state, failed)
        case CentreOpenedVisit(opened=opened) if state.person:
            person = replace(state.person, visit=opened.visit, challenge=bytes.fromhex(opened.challenge))
            pin = Pin(tries_left=person.records.tries_left)
            if pin.tries_left == 0:
                return ending.refused(state, "PIN-121")
            return replace(state, person=person, phase=pin), ()
        case _:
            return _centre_said(state, event)


def _pin(state: State, phase: Pin, action: str) -> Stepped:
    if phase.confirming:
        return _last_try(state, phase, action)
    match action.partition(":"):
        case ("digit", _, digit) if digit.isdigit() and len(digit) == 1 and len(phase.digits) < PIN_LENGTH:
            return replace(state, phase=replace(phase, digits=phase.digits + digit, wrong=False)), ()
        case ("erase", _, _):
            return replace(state, phase=replace(phase, digits=phase.digits[:-1])), ()
        case ("clear", _, _):
            return replace(state, phase=replace(phase, digits="")), ()
        case ("accept", _, _) if len(phase.digits) == PIN_LENGTH:
            if phase.tries_left == 1:
                return replace(state, phase=replace(phase, confirming=True)), ()
            return _verify(state, phase)
        case _:
            return state, ()


def _last_try(state: State, phase: Pin, action: str) -> Stepped:
    if action == "last:yes":
        return _verify(state, phase)
    if action == "last:no":
        return replace(state, phase=replace(phase, confirming=False, digits="")), ()
    return state, ()


def _verify(state: State, phase: Pin) -> Stepped:
    assert state.person is not None
    return replace(state, phase=Proving()), (VerifyPin(state.person.records.insertion, phase.digits),)


def _proving(state: State, event: Event) -> Stepped:
    person = state.person
    if person is None:
        return state, ()
    match event:
        case PinWasChecked(result=result):
            return _pin_checked(state, person, result)
        case CardFailed(trouble=failed):
            return card_failed(state, failed)
        case CentreGrantedVisit(granted=granted):
            records = person.records
            known = bool(records.number and records.name)
            same = not known or same_person(records.number, records.name, granted.holder.number, granted.holder.name)
            if not same and granted.holder.number.strip("0 "):
                return ending.refused(state, "CRD-115")
            person = replace(person, token=granted.token, holder=granted.holder)
            return replace(state, person=person), (FetchRecords(granted.token),)
        case CentreSentRecords(summary=summary, contributions=contributions) if person.holder:
            person = replace(person, summary=summary, contributions=contributions)
            return replace(state, person=person, phase=Home()), ()
        case _:
            return _centre_said(state, event)


def _pin_checked(state: State, person: Person, result: card.PinResult) -> Stepped:
    match result:
        case card.PinAccepted():
            return state, (ProveCard(person.records.insertion, person.visit, person.challenge),)
        case card.PinWrong(tries_left=0) | card.PinBlocked():
            return ending.refused(state, "PIN-121")
        case card.PinWrong(tries_left=tries):
            return replace(state, phase=Pin(tries_left=tries, wrong=True)), ()
        case card.CardTrouble() as failed:
            return card_failed(state, failed)


def card_failed(state: State, failed: card.CardTrouble) -> Stepped:
    """A pulled card ends the visit; any other fault is told with its code."""
    if failed.fault is card.Fault.REMOVED:
        return ending.card_out(state, "card_taken")
    return ending.refused(state, trouble.OF_CARD[failed.fault])


def _centre_said(state: State, event: Event) -> Stepped:
    match event:
        case CentreRefused(code=code):
            return ending.refused(state, trouble.of_problem(code))
        case CentreFailed(how=how):
            return ending.refused(state, trouble.OF_CENTRE[how])
        case _:
            return state, ()
