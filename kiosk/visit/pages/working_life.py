"""Rows → spans of months in one state, and the twelve cells of a year."""

from __future__ import annotations

from collections.abc import Iterable

from contract import views
from contract.insurance import Insurance, colour, short_name
from contract.messages import Contributions, Posting
from contract.words import Message, mark, say
from kiosk.visit.proof import months_before
from kiosk.visit.state import Life

WORDS: dict[views.MonthState, str] = {
    "posted": mark("month.posted"), "not_posted": mark("month.not_posted"), "deferred": mark("month.deferred"),
    "gap": mark("month.gap"), "none": mark("month.none"),
}
STATES: dict[Posting, views.MonthState] = {
    Posting.POSTED: "posted", Posting.NOT_POSTED: "not_posted", Posting.DEFERRED: "deferred",
}
WORST_FIRST: tuple[views.MonthState, ...] = ("not_posted", "deferred", "posted")
"""A month of several rows is shown by the first of these that is among them."""


def month_states(contributions: Contributions, shown: Iterable[Insurance]) -> dict[int, views.MonthState]:
    """Month → state over the rows of ``shown``; months without a row are missing."""
    wanted = set(shown)
    found: dict[int, set[views.MonthState]] = {}
    for row in contributions.rows:
        if row.insurance in wanted:
            found.setdefault(row.month, set()).add(STATES.get(row.posting, "not_posted"))
    return {month: next(state for state in WORST_FIRST if state in states) for month, states in found.items()}


def lanes(contributions: Contributions, kinds: list[Insurance], chosen: Insurance | None) -> tuple[views.Lane, ...]:
    """All kinds together, then one lane each, over the person's first to last month; each can be chosen.

    A single kind needs no lane of all.
    """
    together = month_states(contributions, kinds)
    if not together:
        return ()
    first, last = min(together), max(together)
    everything = views.Lane(say("filter.all"), "other", _spans(together, first, last),
                            _choose("filter:all", say("filter.all"), chosen is None))
    alone = tuple(views.Lane(short_name(kind), colour(kind), _spans(month_states(contributions, [kind]), first, last),
                             _choose(f"filter:{kind.table}:{kind.code}", short_name(kind), kind == chosen))
                  for kind in kinds)
    return alone if len(kinds) == 1 else (everything, *alone)


def _choose(action: str, label: Message, chosen: bool) -> views.Action:
    return views.Action(action, label, state="chosen" if chosen else "ready")


def _spans(states: dict[int, views.MonthState], first: int, last: int) -> tuple[views.Span, ...]:
    spans: list[views.Span] = []
    month = first
    while month <= last:
        state = states.get(month, "gap")
        if spans and spans[-1].state == state:
            spans[-1] = views.Span(spans[-1].first, month, state)
        else:
            spans.append(views.Span(month, month, state))
        month = months_before(month, -1)
    return tuple(spans)


def grid(contributions: Contributions, shown: list[Insurance], phase: Life) -> tuple[views.MonthCell, ...]:
    """Twelve cells; a month before the first row or after the last is ``none``."""
    states = month_states(contributions, shown)
    first, last = min(states, default=0), max(states, default=0)
    return tuple(_cell(phase.year * 100 + number, states, first, last, phase.month) for number in range(1, 13))


def _cell(month: int, states: dict[int, views.MonthState], first: int, last: int, opened: int) -> views.MonthCell:
    state = states.get(month, "gap" if first <= month <= last else "none")
    word = Message(WORDS[state])
    action = views.Action(f"month:{month}", word) if month in states else None
    return views.MonthCell(month, state, word, action, month == opened)
