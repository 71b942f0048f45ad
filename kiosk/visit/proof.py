"""Sub-flow: choose what stands on the slip, look at it, print it, take it."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from contract.errands import PROOF_OF_INSURANCE
from contract.insurance import Insurance, rank
from contract.messages import SlipRequest, Summary
from contract.slip import if_chosen
from kiosk import trouble
from kiosk.visit import ending
from kiosk.visit.effect import DrawDraft, Effect, IssueSlip
from kiosk.visit.event import (
    ActionPressed,
    CentreFailed,
    CentreRefused,
    DraftWasDrawn,
    Event,
    PrintProgressed,
    SlipFailed,
    SlipPresented,
    SlipPrinted,
    SlipReserved,
)
from kiosk.visit.state import Draft, Home, Period, Printing, Proof, State, TakeSlip

Stepped = tuple[State, tuple[Effect, ...]]
MONTHS_OF = {"12": 12, "24": 24}


def begun(state: State) -> Stepped:
    """The usual choice first: 24 months, every insurance, with amounts."""
    assert state.person
    assert state.person.summary
    return _drawing(state, Proof("24", provable(state.person.summary), True))


def step(state: State, event: Event) -> Stepped:
    match state.phase, event:
        case Proof() as phase, ActionPressed(action=action):
            return _chosen(state, phase, action)
        case Proof() as phase, DraftWasDrawn(draft=draft) if draft.request == request_for(state, phase):
            return replace(state, phase=replace(phase, draft=draft)), ()
        case Proof() as phase, CentreRefused(code=code, request=request) if request == request_for(state, phase):
            return _refused(state, trouble.of_problem(code))
        case Proof() as phase, CentreFailed(how=how, request=request) if request == request_for(state, phase):
            return ending.troubled(state, trouble.OF_CENTRE[how])
        case Printing() as phase, _:
            return _printing(state, phase, event)
        case TakeSlip(), ActionPressed(action="more"):
            return replace(state, phase=Home()), ()
        case _:
            return state, ()


def _chosen(state: State, phase: Proof, action: str) -> Stepped:
    name, _, value = action.partition(":")
    match name:
        case "back":
            return replace(state, phase=Home()), ()
        case "period" if value in get_args(Period):
            chosen: Period = next(period for period in get_args(Period) if period == value)
            return _drawing(state, replace(phase, period=chosen))
        case "amounts":
            return _drawing(state, replace(phase, with_amounts=value == "yes"))
        case "print-size":
            return _drawing(state, replace(phase, large_print=value == "large"))
        case "slip-language":
            return _drawing(state, replace(phase, with_english=value == "both"))
        case "insurance":
            return _toggled(state, phase, value)
        case "print" if phase.draft is not None:
            return _print(state, phase.draft)
        case _:
            return state, ()


def _toggled(state: State, phase: Proof, value: str) -> Stepped:
    assert state.person
    assert state.person.summary
    table, _, code = value.partition(":")
    insurance = Insurance(table, code)
    if insurance not in provable(state.person.summary):
        return state, ()
    kept = [kind for kind in phase.insurances if kind != insurance]
    if insurance not in phase.insurances:
        kept = sorted([*kept, insurance], key=rank)
    return _drawing(state, replace(phase, insurances=tuple(kept))) if kept else (state, ())


def _drawing(state: State, phase: Proof) -> Stepped:
    assert state.person
    drawing = replace(state, phase=replace(phase, draft=None))
    return drawing, (DrawDraft(state.person.token, request_for(state, phase)),)


def _print(state: State, draft: Draft) -> Stepped:
    assert state.person
    if draft.trouble:
        return ending.troubled(state, draft.trouble)
    if (code := trouble.of_printer(state.hardware.printer)) is not None:
        return ending.troubled(state, code, state.hardware.printer_since)
    return replace(state, phase=Printing()), (IssueSlip(state.person.token, draft.request, draft.length_mm),)


def _printing(state: State, phase: Printing, event: Event) -> Stepped:
    match event:
        case SlipReserved():
            return replace(state, phase=replace(phase, stage="printing")), ()
        case PrintProgressed(permille=permille):
            return replace(state, phase=replace(phase, permille=max(phase.permille, permille))), ()
        case SlipPresented():
            return replace(state, phase=replace(phase, stage="taking", permille=1000)), ()
        case SlipPrinted(code=code, valid_until=valid_until, taken=taken):
            state = replace(state, slip_left=not taken)
            if phase.card_gone:
                return ending.after_printing(state, None)
            return replace(state, phase=TakeSlip(code, valid_until, taken=taken)), ()
        case SlipFailed(trouble=code, reference=reference):
            state = replace(state, slip_left=state.slip_left or code == "PRN-210")
            if phase.card_gone:
                return ending.after_printing(state, code, reference)
            return _refused(state, code, reference)
        case _:
            return state, ()


def _refused(state: State, code: str, reference: str = "") -> Stepped:
    if code == "VIS-501":
        return ending.refused(state, code)
    since = state.hardware.printer_since if code.startswith("PRN-20") else 0
    return ending.troubled(state, code, since, reference)


def provable(summary: Summary) -> tuple[Insurance, ...]:
    """Insurances with at least one posted month."""
    return tuple(sorted((entry.insurance for entry in summary.insurances if entry.months), key=rank))


def request_for(state: State, phase: Proof) -> SlipRequest:
    """The choice as the centre is asked: up to the last posted month; ``first_month`` 0 = from the beginning.

    Who has no posted month yet gets a proof that says so: no period, no insurance chosen.
    """
    assert state.person
    assert state.person.summary
    last = max((entry.last_month for entry in state.person.summary.insurances), default=0)
    match phase.period:
        case _ if last == 0:
            first = 0
        case "all":
            first = 0
        case "year":
            first = last // 100 * 100 + 1
        case period:
            first = months_before(last, MONTHS_OF[period] - 1)
    return SlipRequest(PROOF_OF_INSURANCE.id, first, last, phase.insurances, phase.with_amounts,
                       if_chosen(phase.large_print), if_chosen(phase.with_english))


def months_before(month: int, count: int) -> int:
    """The yyyymm ``count`` months before ``month``."""
    index = month // 100 * 12 + month % 100 - 1 - count
    return index // 12 * 100 + index % 12 + 1
