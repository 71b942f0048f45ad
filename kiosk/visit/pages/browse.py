"""Pages of a signed-in citizen: home, a working life, month by month. Everything shown is masked or a figure."""

from __future__ import annotations

from contract import views
from contract.citizen import masked_name, masked_number
from contract.errands import CONTRIBUTIONS, PROOF_OF_INSURANCE
from contract.insurance import Insurance, short_name
from contract.messages import (
    ContributionRow,
    Contributions,
    InsuranceSummary,
    Participation,
    PaymentKind,
    Posting,
    Summary,
)
from contract.words import Count, Day, Message, Money, Month, Plain, Word, Year, mark, say
from kiosk import trouble
from kiosk.visit.browse import first_year, insurances, last_year, pages
from kiosk.visit.pages import working_life
from kiosk.visit.state import Life, Listing, State

STATUS = {Participation.PAYING: mark("status.paying"), Participation.PAUSED: mark("status.paused"),
          Participation.ENDED: mark("status.ended")}
KIND = {PaymentKind.BACK: mark("kind.back"), PaymentKind.DIFFERENCE: mark("kind.difference"),
        PaymentKind.DEFERRED: mark("kind.deferred"), PaymentKind.LUMP: mark("kind.lump")}
POSTING = {Posting.POSTED: mark("posting.posted"), Posting.NOT_POSTED: mark("posting.not_posted"),
           Posting.DEFERRED: mark("posting.deferred")}


def home(state: State) -> views.View:
    """Months first: what the person came for."""
    assert state.person
    assert state.person.holder
    assert state.person.summary
    summary = state.person.summary
    return views.Overview(
        greeting=say("home.greeting"),
        name=Plain(masked_name(state.person.holder.name), personal=True),
        number=_number(state.person.holder.number),
        figures=tuple(_figure(entry) for entry in summary.insurances),
        as_of=say("data_as_of", day=Day(summary.data_as_of)),
        notices=_notices(summary),
        primary=_proof_action(state),
        tiles=(
            views.Action(f"errand:{CONTRIBUTIONS.id}", Message(CONTRIBUTIONS.title), Message(CONTRIBUTIONS.hint),
                         CONTRIBUTIONS.icon),
            views.Action("errand:listing", say("listing.tile"), say("listing.tile.hint"), "calculator"),
            views.Action("help", say("home.elsewhere"), say("home.elsewhere.hint"), "book"),
        ),
    )


def _number(number: str) -> Word:
    """A record whose number is empty or 0 (the guides, 18 and 24) says so; it is no number to show masked."""
    if not number.strip("0 "):
        return say("home.no_number")
    return say("home.number", number=Plain(masked_number(number), personal=True))


def _figure(entry: InsuranceSummary) -> views.Figure:
    tone: views.Tone = "good" if entry.status is Participation.PAYING else "attention"
    return views.Figure(short_name(entry.insurance), Count(entry.months), say("unit.months"),
                        status(entry.status), tone)


def status(value: Participation) -> Word:
    """正常缴费, 暂停缴费, 终止缴费; an unknown one as ``状态(code)``."""
    known = STATUS.get(value)
    return Message(known) if known else say("status.unknown", code=Plain(value.value))


def _notices(summary: Summary) -> tuple[views.Notice, ...]:
    notices = []
    if summary.needs_correction:
        notices.append(views.Notice("refused", say("home.correction")))
    if summary.not_posted:
        lead = say("home.not_posted", month=Month(max(summary.not_posted)))
        notices.append(views.Notice("attention", say("home.not_posted.text"), lead))
    if summary.retired:
        notices.append(views.Notice("info", say("home.retired")))
    return tuple(notices)


def _proof_action(state: State) -> views.Action:
    title, hint = Message(PROOF_OF_INSURANCE.title), Message(PROOF_OF_INSURANCE.hint)
    identity = f"errand:{PROOF_OF_INSURANCE.id}"
    assert state.person
    assert state.person.summary
    if state.person.summary.needs_correction:
        return views.Action(identity, title, hint, PROOF_OF_INSURANCE.icon, "filled", "off",
                            say("home.proof_needs_correction"))
    if (code := trouble.of_printer(state.hardware.printer)) is not None:
        reason = Message(trouble.CATALOGUE[code].title)
        return views.Action(identity, title, hint, PROOF_OF_INSURANCE.icon, "filled", "off", reason)
    return views.Action(identity, title, hint, PROOF_OF_INSURANCE.icon, "filled")


def life(state: State, phase: Life) -> views.View:
    """A working life by insurance, one year as a grid, one month opened."""
    assert state.person
    assert state.person.contributions
    contributions = state.person.contributions
    shown = [phase.insurance] if phase.insurance else insurances(contributions)
    return views.Timeline(
        title=say("life.title"), lead=_life_lead(contributions, phase.insurance),
        lanes=working_life.lanes(contributions, insurances(contributions), phase.insurance),
        first_year=first_year(contributions), last_year=last_year(contributions),
        year=Year(phase.year), months=working_life.grid(contributions, shown, phase),
        previous=_turn("year:previous", say("life.previous_year"), phase.year > first_year(contributions)),
        next=_turn("year:next", say("life.next_year"), phase.year < last_year(contributions)),
        detail=_detail(contributions, shown, phase.month),
        as_of=say("data_as_of", day=Day(contributions.data_as_of)),
    )


def _life_lead(contributions: Contributions, insurance: Insurance | None) -> Word:
    totals = {total.insurance: total.months for total in contributions.totals}
    kind = insurance or next(iter(insurances(contributions)), None)
    if kind is None:
        return say("life.empty")
    first = min(row.month for row in contributions.rows if row.insurance == kind)
    return say("life.lead", month=Month(first), insurance=short_name(kind), months=Count(totals.get(kind, 0)))


def _filters(contributions: Contributions, chosen: Insurance) -> tuple[views.Action, ...]:
    return tuple(views.Action(f"filter:{kind.table}:{kind.code}", short_name(kind),
                              state="chosen" if kind == chosen else "ready") for kind in insurances(contributions))


def _turn(action: str, label: Word, possible: bool) -> views.Action:
    return views.Action(action, label, state="ready" if possible else "off", reason=say("turn.no_more"))


def _detail(contributions: Contributions, shown: list[Insurance], month: int) -> tuple[views.Fact, ...]:
    rows = [row for row in contributions.rows if row.month == month and row.insurance in shown]
    if not rows:
        return ()
    names = {employer.number: employer.name for employer in contributions.employers}
    alone = len(shown) == 1
    facts = [views.Fact(say("life.detail.month"), Month(month)) if alone
             else views.Fact(Month(month), say("life.detail.shares"))]
    for row in rows:
        facts += _sums(row) if alone else [_both(row)]
    employers = dict.fromkeys(names.get(row.employer_no, row.employer_no) for row in rows if row.employer_no)
    return (*facts, *(views.Fact(say("life.detail.employer"), Plain(name)) for name in employers))


def _both(row: ContributionRow) -> views.Fact:
    return views.Fact(say("life.detail", insurance=short_name(row.insurance), state=row_state(row)),
                      say("life.detail.both", employer=Money(row.employer_fen), personal=Money(row.personal_fen)))


def _sums(row: ContributionRow) -> list[views.Fact]:
    return [views.Fact(say("column.state"), row_state(row)), views.Fact(say("column.base"), Money(row.base_fen)),
            views.Fact(say("column.employer"), Money(row.employer_fen)),
            views.Fact(say("column.personal"), Money(row.personal_fen))]


def row_state(row: ContributionRow) -> Word:
    """已到账, 未到账, 缓缴; with the kind where it is not the regular one."""
    posting = POSTING.get(row.posting)
    state: Word = Message(posting) if posting else say("posting.unknown", code=Plain(row.posting.value))
    if row.kind is PaymentKind.REGULAR or (row.kind is PaymentKind.DEFERRED and row.posting is Posting.DEFERRED):
        return state
    known = KIND.get(row.kind)
    kind: Word = Message(known) if known else say("kind.unknown", code=Plain(row.kind.value))
    return say("row.state", state=state, kind=kind)


def listing(state: State, phase: Listing) -> views.View:
    """Month by month, newest year first, with what both sides paid in all."""
    assert state.person
    assert state.person.contributions
    contributions = state.person.contributions
    turned = pages(contributions, phase.insurance)
    rows = turned[phase.page] if turned else []
    return views.Table(
        title=say("listing.title", insurance=short_name(phase.insurance)),
        lead=say("listing.lead"),
        columns=(views.Column(say("column.month"), weight=4), views.Column(say("column.base"), "end", 4),
                 views.Column(say("column.employer"), "end", 4), views.Column(say("column.personal"), "end", 4),
                 views.Column(say("column.state"), "end", 4)),
        rows=tuple(_row(row) for row in rows),
        totals=_totals(contributions, phase.insurance),
        as_of=say("data_as_of", day=Day(contributions.data_as_of)),
        page=say("page.of", page=Count(phase.page + 1), pages=Count(max(1, len(turned)))),
        previous=_turn("page:previous", say("page.newer"), phase.page > 0),
        next=_turn("page:next", say("page.older"), phase.page + 1 < len(turned)),
        filters=_filters(contributions, phase.insurance),
        empty=None if rows else say("listing.empty"),
    )


def _row(row: ContributionRow) -> views.TableRow:
    tone: views.Tone | None = None if row.posting is Posting.POSTED else "attention"
    return views.TableRow((Month(row.month), Money(row.base_fen), Money(row.employer_fen), Money(row.personal_fen),
                           row_state(row)), tone)


def _totals(contributions: Contributions, insurance: Insurance) -> tuple[views.Fact, ...]:
    for total in contributions.totals:
        if total.insurance == insurance:
            return (views.Fact(say("total.months"), say("months", n=Count(total.months))),
                    views.Fact(say("total.employer"), Money(total.employer_fen)),
                    views.Fact(say("total.personal"), Money(total.personal_fen)))
    return ()


