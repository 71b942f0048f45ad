"""Every page of a visit as kiosk-core would send it: real states through the real pages, with invented people.

``visit_pages()`` by name. Ordinary days, each trouble, and the fullest page that a person's records can make.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from central.clock import next_month
from central.population.people import Person as Invented
from central.population.people import Population
from central.records import COUNTED, PersonRecord, totals
from central.slips.compose import Choice, Issuer, proof
from contract.citizen import normalised_number
from contract.insurance import ORDER, Insurance
from contract.messages import (
    CardHolder,
    ContributionRow,
    Contributions,
    EmployerName,
    InsuranceSummary,
    Participation,
    PaymentKind,
    Posting,
    SlipRequest,
    Summary,
)
from devices.card import api as card
from devices.printer import api as printer
from kiosk.drafting import draft
from kiosk.trouble import CATALOGUE
from kiosk.visit import state as phases
from kiosk.visit.pages import Page, Surroundings, page
from kiosk.visit.proof import provable, request_for
from kiosk.visit.state import Hardware, Period, Person, Phase, State

TODAY = date(2026, 11, 1)
SINCE = 1_793_430_000 - 3600
"""An hour before the gallery's noon."""
WIDTH = 576
AROUND = Surroundings("SZ-FT-0017")
WELL = Hardware(card.Present(1), printer.Ready(), SINCE, SINCE)
EMPTY = replace(WELL, card=card.Empty())
LONG_EMPLOYER = "深圳市样张精密科技股份有限公司第二分公司龙岗制造中心"


def visit_pages() -> dict[str, Page]:
    """Name → page, in the order in which a visitor may meet them."""
    return {name: page(state, AROUND) for name, state in _states().items()}


def _states() -> dict[str, State]:
    return _before() | _signed_in() | _paper() | _leaving() | _troubles()


def _at(phase: Phase, who: str = "", hardware: Hardware = WELL) -> State:
    return State(20261101, phase, _person(who) if who else None, hardware)


def _before() -> dict[str, State]:
    no_paper = replace(EMPTY, printer=printer.NotReady(printer.Cause.PAPER_END))
    return {
        "attract": _at(phases.Attract(), hardware=EMPTY),
        "attract-no-printer": _at(phases.Attract(), hardware=no_paper),
        "attract-no-reader": _at(phases.Attract(), hardware=replace(no_paper, card=card.Disconnected())),
        "card-being-read": _at(phases.Checking(1)),
        "card-being-checked": _at(phases.Checking(1, asking=True)),
        "pin": _at(phases.Pin(tries_left=6)),
        "pin-typed": _at(phases.Pin("123456", tries_left=6)),
        "pin-tries-unknown": _at(phases.Pin("123")),
        "pin-wrong": _at(phases.Pin(tries_left=5, wrong=True)),
        "pin-last-try": _at(phases.Pin("12", tries_left=1, wrong=True)),
        "pin-last-try-asked": _at(phases.Pin("123456", tries_left=1, confirming=True)),
        "proving": _at(phases.Proving()),
    }


def _signed_in() -> dict[str, State]:
    no_paper = replace(WELL, printer=printer.NotReady(printer.Cause.PAPER_END))
    return {
        "home": _at(phases.Home(), "plain"),
        "home-no-printer": _at(phases.Home(), "plain", no_paper),
        "home-retired": _at(phases.Home(), "pensioner"),
        "home-to-be-corrected": _at(phases.Home(), "number-empty"),
        "home-nothing-paid": _at(phases.Home(), "no-contributions"),
        "home-fullest": _at(phases.Home(), "everything"),
        "life": _at(phases.Life(2026), "plain"),
        "life-month": _at(phases.Life(2026, 202610), "plain"),
        "life-one-insurance": _at(phases.Life(2026, 202611, ORDER[0]), "plain"),
        "life-gaps": _at(phases.Life(2025), "gaps"),
        "life-back-paid": _at(phases.Life(2026, 202608), "back-paid"),
        "life-two-employers": _at(phases.Life(2026, 202610), "two-employers"),
        "life-unknown-insurance": _at(phases.Life(2026), "unknown-insurance"),
        "life-nothing-paid": _at(phases.Life(2026), "no-contributions"),
        "life-fullest": _at(phases.Life(2026, 202610), "everything"),
        "listing": _at(phases.Listing(ORDER[0]), "plain"),
        "listing-older": _at(phases.Listing(ORDER[0], 5), "gaps"),
        "listing-fullest": _at(phases.Listing(ORDER[0]), "everything"),
    }


def _paper() -> dict[str, State]:
    code, until = "7K4MP2XR9TQW", 20270201
    return {
        "proof-being-drawn": _at(phases.Proof("24", provable(_summary("plain")), True), "plain"),
        "proof": _proof("plain", "24"),
        "proof-gaps": _proof("gaps", "12"),
        "proof-all-years": _proof("plain", "all"),
        "proof-fullest": _proof("everything", "24"),
        "proof-large-with-english": _proof("plain", "24", large_print=True, with_english=True),
        "printing-number": _at(phases.Printing(), "plain"),
        "printing": _at(phases.Printing("printing", 420), "plain"),
        "printing-card-gone": _at(phases.Printing("printing", 700, card_gone=True), "plain"),
        "slip-at-outlet": _at(phases.Printing("taking", 1000), "plain"),
        "slip-at-outlet-reminder": _at(phases.Printing("taking", 1000, reminded=True), "plain"),
        "slip-taken": _at(phases.TakeSlip(code, until, taken=True), "plain"),
        "slip-left": _at(phases.SlipLeft(1)),
        "take-slip": _at(phases.TakeSlip(code, until), "plain"),
        "take-slip-reminder": _at(phases.TakeSlip(code, until, reminded=True), "plain"),
    }


def _leaving() -> dict[str, State]:
    return {
        "still-there": _at(phases.StillThere(phases.Home()), "plain"),
        "help": _at(phases.Help(phases.Attract()), hardware=EMPTY),
        "help-signed-in": _at(phases.Help(phases.Home()), "plain"),
        "take-card": _at(phases.TakeCard()),
        "take-card-reminder": _at(phases.TakeCard(reminded=True)),
        "goodbye": _at(phases.Goodbye(), hardware=EMPTY),
    }


def _troubles() -> dict[str, State]:
    """Those of paper and record happen to somebody who is signed in and can go on."""
    found = {}
    for code in CATALOGUE:
        goes_on = code[:3] in ("PRN", "REC", "SLP")
        phase = phases.Trouble(code, phases.Home() if goes_on else None, SINCE if code.startswith("PRN-20") else 0,
                               "440300-00000012" if code == "PRN-210" else "")
        found[f"trouble-{code}"] = _at(phase, "plain" if goes_on else "")
    return found


def _proof(who: str, period: Period, large_print: bool = False, with_english: bool = False) -> State:
    phase = phases.Proof(period, provable(_summary(who)), True, large_print, with_english)
    state = _at(phase, who)
    return replace(state, phase=replace(phase, draft=draft(request := request_for(state, phase),
                                                           _content(who, request), WIDTH)))


def _content(who: str, request: SlipRequest) -> object:
    kept = _person(who)
    assert kept.contributions
    assert kept.holder
    record = PersonRecord(1, kept.holder.name, kept.holder.number, kept.holder.computer_number, False, True, False)
    choice = Choice(request.insurances, request.first_month, request.last_month, request.with_amounts,
                    bool(request.large_print), bool(request.with_english))
    return proof(record, kept.contributions.rows, kept.contributions.employers, choice,
                 Issuer("深圳市社会保险基金管理局", AROUND.machine, kept.contributions.data_as_of))


@lru_cache
def _person(who: str) -> Person:
    invented = _invented("long-name" if who == "everything" else who)
    rows = _everything() if who == "everything" else invented.contributions
    names = {employer.number: employer.name for employer in _population().employers.all} | {"0000001": LONG_EMPLOYER}
    numbers = dict.fromkeys(row.employer_no for row in rows if row.employer_no)
    contributions = Contributions(rows, totals(rows), tuple(EmployerName(each, names[each]) for each in numbers),
                                  _population().data_as_of)
    records = card.CardRecords(1, bytes(16), "440300", "2.00", "3des", bytes(13), 20180506, 20380506, "A12345678",
                               invented.card.holder.number, invented.name, invented.sex, 6)
    holder = CardHolder(invented.name, normalised_number(invented.number), invented.computer_number)
    return Person(records, "visit", bytes(8), "token", holder, _summary(who), contributions)


@lru_cache
def _summary(who: str) -> Summary:
    """As the centre states it, from the same rows."""
    invented = _invented("long-name" if who == "everything" else who)
    rows = _everything() if who == "everything" else invented.contributions
    takes_part = dict(invented.participations) | (
        dict.fromkeys(ORDER, Participation.PAUSED) if who == "everything" else {})
    months = {total.insurance: total.months for total in totals(rows)}
    kinds = sorted(takes_part, key=ORDER.index) if set(takes_part) <= set(ORDER) else list(takes_part)
    return Summary(
        tuple(_line(kind, takes_part[kind], rows, months.get(kind, 0)) for kind in kinds),
        tuple(sorted({row.month for row in rows if row.posting is Posting.NOT_POSTED})), _population().data_as_of,
        invented.retired, invented.needs_correction or not invented.number.strip("0 "))


def _line(kind: Insurance, status: Participation, rows: tuple[ContributionRow, ...], months: int) -> InsuranceSummary:
    counted = [row.month for row in rows if row.insurance == kind and row.posting in COUNTED]
    return InsuranceSummary(kind, status, min(counted, default=0), max(counted, default=0), months)


def _everything() -> tuple[ContributionRow, ...]:
    """Every kind of insurance in each month of two years, large sums, this month not posted."""
    rows, month = [], 202411
    while month <= 202611:
        posting = Posting.NOT_POSTED if month == 202611 else Posting.POSTED
        kind = PaymentKind.BACK if month == 202503 else PaymentKind.REGULAR
        rows += [ContributionRow(each, month, month, "0000001", kind, posting, 3_388_800, 542_208, 271_104, "1")
                 for each in ORDER]
        month = next_month(month)
    return tuple(rows)


def _invented(who: str) -> Invented:
    return next(person for person in _samples() if person.label == who)


@lru_cache
def _population() -> Population:
    return Population(0, 1, TODAY)


@lru_cache
def _samples() -> tuple[Invented, ...]:
    return tuple(_population().samples())
