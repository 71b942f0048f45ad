"""Pages of trouble, help, silence and leaving."""

from __future__ import annotations

from contract import views
from contract.words import Message, Moment, Plain, say
from kiosk.trouble import CATALOGUE
from kiosk.visit.pages.surroundings import Surroundings
from kiosk.visit.state import State, TakeCard, Trouble

BACK = views.Action("back", say("bar.back"), icon="back")
HELP = views.Action("help", say("bar.help"), icon="person")
END = views.Action("end", say("bar.end"), icon="eject", style="filled")


def trouble(state: State, phase: Trouble, around: Surroundings) -> views.View:
    """What did not happen, what it means, what to do now."""
    told = CATALOGUE[phase.code]
    facts = [views.Fact(say("trouble.next"), Message(told.next))]
    if phase.reference:
        facts.append(views.Fact(say("trouble.reference"), Plain(phase.reference)))
    if phase.since:
        facts.append(views.Fact(say("trouble.since"), Moment(phase.since)))
    if phase.back and state.person:
        actions = [views.Action("back", say("trouble.continue")),
                   views.Action("end", say("take_slip.end"), icon="eject", style="filled")]
    else:
        actions = [views.Action("dismiss", say("trouble.dismiss"), style="filled")]
    return views.Trouble(told.tone, Message(told.title), Message(told.lead), tuple(facts), tuple(actions), told.code,
                         around.machine, around.phone, told.picture)


def take_card(phase: TakeCard) -> views.View:
    """The visit is over and nothing of it is left; only the card is."""
    title = say("take_card.reminder") if phase.reminded else say("take_card.title")
    return views.Result("take-card", title, say("take_card.lead"))


def goodbye() -> views.View:
    """Short, because the next person waits."""
    return views.Result("goodbye", say("goodbye.title"), say("goodbye.lead"))


def help_page(around: Surroundings) -> views.View:
    """Who helps, where and when; a counter is always an answer (无障碍环境建设法 art. 39)."""
    return views.Trouble(
        "info", say("help.title"), say("help.lead"),
        (views.Fact(say("help.counter"), say("help.counter.text")),
         views.Fact(say("help.phone"), Plain(around.phone)),
         views.Fact(say("help.pin"), say("help.pin.text")),
         views.Fact(say("help.card"), say("help.card.text"))),
        (), "", around.machine, around.phone, "help")


def still_there(around: Surroundings) -> views.View:
    """One touch goes on; silence ends the visit."""
    return views.Confirm(
        say("still_there.title"), say("still_there.lead"),
        (views.Action("end", say("still_there.end")),
         views.Action("stay", say("still_there.stay"), style="filled")),
        seconds=around.warning_seconds)
