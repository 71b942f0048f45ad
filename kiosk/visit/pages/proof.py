"""Pages of the proof: the paper beside the choices, printing, taking."""

from __future__ import annotations

from contract import views
from contract.errands import PROOF_OF_INSURANCE
from contract.insurance import short_name
from contract.verification import grouped
from contract.words import Count, Day, Message, Plain, Word, mark, say
from kiosk.visit.proof import provable
from kiosk.visit.state import Period, Printing, Proof, State, TakeSlip

PERIODS: dict[Period, str] = {
    "24": mark("proof.period.24"), "12": mark("proof.period.12"), "year": mark("proof.period.year"),
    "all": mark("proof.period.all"),
}


def choose(phase: Proof, state: State) -> views.View:
    """Period, insurances, amounts, size and language; the paper as it will be, masked."""
    return views.Document(
        title=Message(PROOF_OF_INSURANCE.title),
        paper=phase.draft.paper if phase.draft else None,
        caption=_caption(phase),
        groups=(_periods(phase), _insurances(phase, state), _amounts(phase), _size(phase), _language(phase)),
        notice=views.Notice("good", say("proof.notice")),
        primary=views.Action("print", say("proof.print"), icon="printer", style="filled",
                             state="ready" if phase.draft else "off", reason=say("proof.waiting")),
    )


def _caption(phase: Proof) -> Word:
    if phase.draft is None:
        return say("proof.waiting")
    return say("proof.length", cm=Count(round(phase.draft.length_mm / 10)))


def _periods(phase: Proof) -> views.ChoiceGroup:
    return views.ChoiceGroup(say("proof.period"), tuple(
        views.Action(f"period:{period}", Message(label), state=_chosen(period == phase.period))
        for period, label in PERIODS.items()))


def _insurances(phase: Proof, state: State) -> views.ChoiceGroup:
    assert state.person
    assert state.person.summary
    return views.ChoiceGroup(say("proof.insurances"), tuple(
        views.Action(f"insurance:{kind.table}:{kind.code}", short_name(kind), state=_chosen(kind in phase.insurances))
        for kind in provable(state.person.summary)), many=True)


def _amounts(phase: Proof) -> views.ChoiceGroup:
    return views.ChoiceGroup(say("proof.content"), (
        views.Action("amounts:yes", say("proof.amounts"), state=_chosen(phase.with_amounts)),
        views.Action("amounts:no", say("proof.no_amounts"), state=_chosen(not phase.with_amounts)),
    ))


def _size(phase: Proof) -> views.ChoiceGroup:
    return views.ChoiceGroup(say("proof.size"), (
        views.Action("print-size:usual", say("proof.size.usual"), state=_chosen(not phase.large_print)),
        views.Action("print-size:large", say("proof.size.large"), state=_chosen(phase.large_print)),
    ))


def _language(phase: Proof) -> views.ChoiceGroup:
    return views.ChoiceGroup(say("proof.language"), (
        views.Action("slip-language:chinese", say("proof.language.chinese"), state=_chosen(not phase.with_english)),
        views.Action("slip-language:both", say("proof.language.both"), state=_chosen(phase.with_english)),
    ))


def _chosen(chosen: bool) -> views.ActionState:
    return "chosen" if chosen else "ready"


def printing(phase: Printing) -> views.View:
    """Number first, then ink, with the printer's own measure."""
    if phase.stage == "taking":
        title = say("take_slip.reminder") if phase.reminded else say("take_slip.title")
        return views.Result("take-slip", title, say("take_slip.outlet"))
    if phase.stage == "reserving":
        return views.Progress("asking", say("printing.reserving"), say("printing.reserving.lead"))
    lead = say("printing.card_gone") if phase.card_gone else say("printing.lead")
    return views.Progress("printing", say("printing.title"), lead, phase.permille)


def take_slip(phase: TakeSlip) -> views.View:
    """Success is said only here: printed whole, and cut."""
    return views.Result(
        "take-slip",
        _slip_title(phase),
        say("take_slip.lead"),
        views.Notice("good", say("take_slip.code", code=Plain(grouped(phase.code), personal=True),
                                 day=Day(phase.valid_until))),
        (views.Action("more", say("take_slip.more")),
         views.Action("end", say("take_slip.end"), icon="eject", style="filled")),
    )


def slip_left() -> views.View:
    """Before the card is read: whoever stands there may hold, or leave, another person's slip."""
    return views.Result("take-slip", say("slip_left.title"), say("slip_left.lead"), None,
                        (views.Action("slip:gone", say("slip_left.gone"), style="filled"),))


def _slip_title(phase: TakeSlip) -> Message:
    if phase.taken:
        return say("take_slip.taken")
    return say("take_slip.reminder") if phase.reminded else say("take_slip.title")
