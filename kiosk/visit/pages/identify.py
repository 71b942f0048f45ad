"""Pages before the citizen is known: attract, checking, PIN."""

from __future__ import annotations

from contract import views
from contract.words import Count, Moment, say
from devices.card import api as card
from kiosk import trouble
from kiosk.visit.identify import PIN_LENGTH
from kiosk.visit.state import Pin, State

NOTICE_VERSION = "2026-11"
"""Of the privacy notice below; stored with each visit at the centre. Change it with the sentence."""


def attract(state: State) -> views.View:
    """In two seconds: what the machine does, where the card goes, what is read; or that no card can be read today."""
    if _reader_is_gone(state):
        return views.Attract(say("attract.closed.title"), say("attract.closed.lead"), say("attract.closed.slot_hint"),
                             (), views.Notice("info", say("attract.notice")), _alerts(state), open=False)
    return views.Attract(
        title=say("attract.title"),
        lead=say("attract.lead"),
        slot_hint=say("attract.slot_hint"),
        steps=(
            views.Step("chip", say("attract.step_card"), say("attract.step_card.hint")),
            views.Step("key", say("attract.step_pin"), say("attract.step_pin.hint")),
            views.Step("receipt", say("attract.step_slip"), say("attract.step_slip.hint")),
        ),
        notice=views.Notice("info", say("attract.notice")),
        alerts=_alerts(state),
    )


def _alerts(state: State) -> tuple[views.Notice, ...]:
    """What a device that has not yet said anything can do is not known, and not denied."""
    alerts = []
    if _reader_is_gone(state):
        alerts.append(views.Notice("refused", say("attract.no_reader", since=Moment(state.hardware.card_since))))
    if state.hardware.printer_since and trouble.of_printer(state.hardware.printer):
        since = Moment(state.hardware.printer_since)
        alerts.append(views.Notice("attention", say("attract.no_printer", since=since)))
    return tuple(alerts)


def _reader_is_gone(state: State) -> bool:
    return bool(state.hardware.card_since) and isinstance(state.hardware.card, card.Disconnected)


def checking(asking: bool) -> views.View:
    """The card is being read, then the centre asked."""
    if asking:
        return views.Progress("asking", say("checking.asking"), say("checking.asking.lead"))
    return views.Progress("reading", say("checking.reading"), say("checking.reading.lead"))


def proving() -> views.View:
    """PIN and records: one page, because it is one wait."""
    return views.Progress("asking", say("proving.title"), say("proving.lead"))


def pin(phase: Pin) -> views.View:
    """The keypad, or the question before the last known try."""
    if phase.confirming:
        return views.Confirm(
            say("pin.last.title"), say("pin.last.lead"),
            (views.Action("last:no", say("pin.last.no")),
             views.Action("last:yes", say("pin.last.yes"), style="filled")),
        )
    return views.Keypad(
        title=say("pin.title"), lead=say("pin.lead"), length=PIN_LENGTH, filled=len(phase.digits),
        accept=views.Action("accept", say("pin.accept"), style="filled",
                            state="ready" if len(phase.digits) == PIN_LENGTH else "off",
                            reason=say("pin.accept.reason")),
        notice=_tries(phase),
    )


def _tries(phase: Pin) -> views.Notice:
    lead = say("pin.wrong") if phase.wrong else None
    tone: views.Tone = "attention" if phase.wrong or (phase.tries_left or 9) <= 2 else "info"
    match phase.tries_left:
        case None:
            return views.Notice(tone, say("pin.tries_unknown"), lead)
        case 1:
            return views.Notice("refused", say("pin.tries_last"), lead)
        case tries:
            return views.Notice(tone, say("pin.tries", tries=Count(tries)), lead)
