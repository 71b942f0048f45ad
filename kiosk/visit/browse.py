"""Sub-flow: home, and what was paid in by insurance, year and month."""

from __future__ import annotations

from dataclasses import replace

from contract.insurance import Insurance, rank
from contract.messages import ContributionRow, Contributions, Posting
from kiosk import trouble
from kiosk.visit import ending, proof
from kiosk.visit.effect import Effect
from kiosk.visit.event import ActionPressed, Event
from kiosk.visit.state import Home, Life, Listing, State

Stepped = tuple[State, tuple[Effect, ...]]
PAGE_ROWS = 12


def step(state: State, event: Event) -> Stepped:
    if not isinstance(event, ActionPressed) or state.person is None or state.person.contributions is None:
        return state, ()
    contributions = state.person.contributions
    match event.action:
        case "errand:contributions":
            return replace(state, phase=Life(last_year(contributions), last_posted(contributions))), ()
        case "errand:listing":
            kinds = insurances(contributions)
            return (replace(state, phase=Listing(kinds[0])), ()) if kinds else (state, ())
        case "errand:proof_of_insurance":
            return proof_wanted(state)
        case "back":
            return replace(state, phase=Home()), ()
        case action:
            return _in_page(state, contributions, action)


def proof_wanted(state: State) -> Stepped:
    """The proof, or at once the reason why there is none today."""
    assert state.person
    assert state.person.summary
    if state.person.summary.needs_correction:
        return ending.troubled(state, "REC-401")
    if (code := trouble.of_printer(state.hardware.printer)) is not None:
        return ending.troubled(state, code, state.hardware.printer_since)
    return proof.begun(state)


def _in_page(state: State, contributions: Contributions, action: str) -> Stepped:
    name, _, value = action.partition(":")
    match state.phase, name:
        case Life() as life, "year":
            year = life.year + (1 if value == "next" else -1)
            if first_year(contributions) <= year <= last_year(contributions):
                return replace(state, phase=replace(life, year=year, month=0)), ()
        case Life() as life, "month" if value.isdigit():
            return replace(state, phase=replace(life, month=0 if life.month == int(value) else int(value))), ()
        case Life() as life, "filter":
            return replace(state, phase=replace(life, insurance=named(contributions, value))), ()
        case Listing() as listing, "page":
            page = listing.page + (1 if value == "next" else -1)
            if 0 <= page < len(pages(contributions, listing.insurance)):
                return replace(state, phase=replace(listing, page=page)), ()
        case Listing(), "filter" if (insurance := named(contributions, value)):
            return replace(state, phase=Listing(insurance)), ()
    return state, ()


def insurances(contributions: Contributions) -> list[Insurance]:
    """Kinds that have any row, in the order in which a person meets them."""
    return sorted({row.insurance for row in contributions.rows}, key=rank)


def named(contributions: Contributions, value: str) -> Insurance | None:
    """``rs:110`` among the person's kinds; ``all`` and anything else is None."""
    table, _, code = value.partition(":")
    wanted = Insurance(table, code)
    return wanted if wanted in insurances(contributions) else None


def first_year(contributions: Contributions) -> int:
    """Of the earliest row, or of the data itself where there is none."""
    return min((row.month for row in contributions.rows), default=contributions.data_as_of // 100) // 100


def last_year(contributions: Contributions) -> int:
    """Of the latest row, or of the data itself where there is none."""
    return max((row.month for row in contributions.rows), default=contributions.data_as_of // 100) // 100


def last_posted(contributions: Contributions) -> int:
    """The newest month that has arrived, if it is of the year that is shown first; else none is opened."""
    newest = max((row.month for row in contributions.rows if row.posting is Posting.POSTED), default=0)
    return newest if newest // 100 == last_year(contributions) else 0


def pages(contributions: Contributions, insurance: Insurance) -> list[list[ContributionRow]]:
    """Newest first, a year a page; a year of more than :data:`PAGE_ROWS` rows takes several."""
    rows = sorted((row for row in contributions.rows if row.insurance == insurance),
                  key=lambda row: (row.month, row.booked, row.employer_no), reverse=True)
    found: list[list[ContributionRow]] = []
    for row in rows:
        fits = found and found[-1][-1].month // 100 == row.month // 100 and len(found[-1]) < PAGE_ROWS
        if fits:
            found[-1].append(row)
        else:
            found.append([row])
    return found
