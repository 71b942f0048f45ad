"""A slip checked by a stranger: the question, and the content as it was issued with today's state.

For programs: ``data-state`` once; ``data-total="<table>:<code>"`` holds the months of one insurance; each row of
the table is ``<tr data-month="yyyymm" data-employer data-mark>`` with cells ``data-insurance`` and ``data-base`` (fen);
``data-checks`` is the number of earlier checks, ``data-checked-at`` (epoch) the time of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from central.pages.html import Html, join, tag
from central.pages.layout import page, switch_form, switch_link
from central.pages.words import Words
from contract.insurance import Insurance
from contract.messages import Verified
from contract.slip import Mark, ProofBase, ProofOfInsurance, ProofRow, SlipState
from contract.verification import grouped, normalised

TONES = {SlipState.CONFIRMED: "good", SlipState.VOIDED: "refused", SlipState.REPLACED: "refused",
         SlipState.EXPIRED: "refused"}
SENTENCES = {SlipState.CONFIRMED: "confirmed", SlipState.VOIDED: "voided", SlipState.REPLACED: "replaced",
             SlipState.EXPIRED: "expired"}
"""Every other state means: issued, printing not confirmed."""
CHINESE = ("slip.name", "slip.bureau")
"""Facts that are Chinese on the English page too: a screen reader has to know."""
LEGEND = {Mark.BACK_PAID: "legend.back", Mark.DIFFERENCE: "legend.difference", Mark.DEFERRED: "legend.deferred"}


def question(say: Words, bureau: str, code: str = "", trouble: str = "") -> str:
    """Asks for code and second key. ``trouble``: a message id, where a try has failed."""
    shown = grouped(normalised(code) or "") or code
    notice = [tag("p", say(trouble), class_="notice refused", role="alert", data_trouble=trouble)] if trouble else []
    title = f"{say(trouble)} – {say('verify.title')}" if trouble else say("verify.title")
    form = tag("form",
               tag("label", say("verify.code"), tag("input", name="c", value=shown, required=True, maxlength="24",
                                                    autocomplete="off", autocapitalize="characters",
                                                    spellcheck="false", class_="code")),
               tag("label", say("verify.last_four"),
                   tag("small", say("verify.last_four.hint")),
                   tag("input", name="last_four", required=True, maxlength="4", minlength="4", autocomplete="off",
                       pattern="[0-9]{3}[0-9Xx]", autofocus=bool(code), class_="code")),
               tag("input", type="hidden", name="lang", value=say.language),
               tag("button", say("verify.ask"), type="submit", class_="filled"), method="post", action="/v")
    address = f"/v?c={quote(code)}" if code else "/v"
    notes = tag("section", tag("h2", say("verify.copies")), tag("p", say("verify.copies.lead")),
                tag("h2", say("verify.offline")), tag("p", say("verify.offline.lead")),
                tag("p", tag("a", say("verify.offline.open"), href="/offline-verify")))
    return page(say, title, bureau, switch_link(say, address),
                tag("h1", say("verify.title")), tag("p", say("verify.lead"), class_="lead"), *notice, form, notes)


def result(say: Words, bureau: str, verified: Verified, code: str, last_four: str) -> str:
    """The slip as issued, and what it is worth today."""
    content = verified.content
    sample = [tag("p", say("slip.sample"), class_="notice attention")] if content.sample else []
    title = f"{say(f'state.{_sentence(verified)}')} – {content.title}"
    return page(say, title, bureau, switch_form(say, c=code, last_four=last_four),
                _state(say, verified), *sample, _checks(say, verified), tag("h1", content.title, lang="zh-Hans"),
                _facts(say, content), _totals(say, content), _table(say, content), _employers(say, content),
                tag("p", say("verify.copies.lead")),
                tag("p", tag("a", say("verify.again"), href=f"/v?lang={say.language}")))


def _sentence(verified: Verified) -> str:
    return SENTENCES.get(verified.state, "unconfirmed")


def _state(say: Words, verified: Verified) -> Html:
    sentence = _sentence(verified)
    return tag("section", tag("strong", say(f"state.{sentence}")), tag("p", say(f"state.{sentence}.lead")),
               class_=f"state {TONES.get(verified.state, 'attention')}", data_state=verified.state.value, role="status")


def _checks(say: Words, verified: Verified) -> Html:
    """How often and when it was checked before: a slip that goes from hand to hand shows."""
    if not verified.checks:
        return tag("p", say("checks.none"), data_checks="0")
    times = (tag("li", tag("time", say.moment(at), data_checked_at=str(at))) for at in reversed(verified.checked_at))
    return tag("section", tag("h2", say("checks.title")),
               tag("p", say("checks.count", n=str(verified.checks)), data_checks=str(verified.checks)),
               tag("ul", *times, class_="checks"))


def _facts(say: Words, content: ProofOfInsurance) -> Html:
    facts = (("slip.name", content.holder.name), ("slip.number", content.holder.number),
             ("slip.computer_number", content.holder.computer_number), ("slip.serial", content.serial),
             ("slip.code", grouped(content.code)), ("slip.bureau", content.bureau),
             ("slip.issued_at", say.moment(content.issued_at)), ("slip.valid_until", say.day(content.valid_until)),
             ("slip.data_as_of", say.day(content.data_as_of) if content.data_as_of else ""),
             ("slip.machine", content.machine))
    return tag("dl", *(tag("div", tag("dt", say(label)), tag("dd", value, data_fact=label.removeprefix("slip."),
                                                             lang="zh-Hans" if label in CHINESE else False))
                       for label, value in facts if value))


def _totals(say: Words, content: ProofOfInsurance) -> Html:
    if not content.totals:
        return join()
    head = tag("tr", tag("th", say("slip.insurance"), scope="col"), tag("th", say("slip.months"), scope="col"))
    rows = (tag("tr", tag("th", say.insurance(total.insurance), scope="row"),
                tag("td", str(total.months), data_total=_key(total.insurance))) for total in content.totals)
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="totals")
    return tag("section", tag("h2", say("slip.totals")), _wide(say("slip.totals"), table))


def _table(say: Words, content: ProofOfInsurance) -> Html:
    if not content.rows:
        return tag("section", tag("h2", say("slip.months_paid")), tag("p", say("slip.nothing")))
    head = tag("tr", tag("th", say("slip.month"), scope="col"), tag("th", say("slip.employer_no"), scope="col"),
               *(tag("th", say.insurance(insurance), scope="col") for insurance in content.insurances))
    rows = (_row(say, content, row) for row in content.rows)
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="months")
    return tag("section", tag("h2", say("slip.months_paid")),
               tag("p", say("slip.unit") if content.with_amounts else say("slip.without_amounts")),
               _wide(say("slip.months_paid"), table), _legend(say, content))


def _row(say: Words, content: ProofOfInsurance, row: ProofRow) -> Html:
    month = tag("th", say.month(row.month), _mark(say, row.mark), scope="row")
    if not row.bases:
        gap = tag("td", say("slip.gap"), colspan=str(len(content.insurances) + 1))
        return tag("tr", month, gap, class_="gap", data_month=str(row.month), data_employer="", data_mark="")
    bases = {base.insurance: base for base in row.bases}
    cells = (_base(say, insurance, bases.get(insurance), content.with_amounts) for insurance in content.insurances)
    return tag("tr", month, tag("td", row.employer_no), *cells, data_month=str(row.month),
               data_employer=row.employer_no, data_mark=row.mark.value)


def _mark(say: Words, mark: Mark) -> Html:
    """As on paper, and its meaning for who does not see it."""
    if not mark.value:
        return join()
    if mark not in LEGEND:
        return tag("b", f" {mark.value}")
    return join(tag("b", f" {mark.value}", aria_hidden="true"), tag("span", f" {say(LEGEND[mark])}", class_="unseen"))


def _base(say: Words, insurance: Insurance, base: ProofBase | None, with_amounts: bool) -> Html:
    if base is None:
        return tag("td", data_insurance=_key(insurance))
    amount = say.money(base.base_fen) if with_amounts else say("slip.paid")
    tier = tag("small", " " + say("slip.tier", tier=base.tier)) if base.tier else ""
    return tag("td", amount, tier, data_insurance=_key(insurance), data_base=str(base.base_fen), data_tier=base.tier)


def _legend(say: Words, content: ProofOfInsurance) -> Html:
    used = dict.fromkeys(row.mark for row in content.rows if row.mark.value)
    lines = [tag("li", tag("b", mark.value), " ", say(LEGEND[mark])) for mark in used if mark in LEGEND]
    return tag("ul", *lines, class_="legend") if lines else join()


def _employers(say: Words, content: ProofOfInsurance) -> Html:
    if not content.employers:
        return join()
    lines: Iterable[Html] = (tag("tr", tag("td", employer.number), tag("td", employer.name, lang="zh-Hans"),
                                 data_employer_name=employer.number) for employer in content.employers)
    head = tag("tr", tag("th", say("slip.employer_no"), scope="col"), tag("th", say("slip.employer"), scope="col"))
    return tag("section", tag("h2", say("slip.employers")),
               _wide(say("slip.employers"), tag("table", tag("thead", head), tag("tbody", *lines), class_="employers")))


def _wide(name: str, table: Html) -> Html:
    """What is wider than a phone is moved by finger or, once focused, by the arrow keys."""
    return tag("div", table, class_="wide", role="region", aria_label=name, tabindex="0")


def _key(insurance: Insurance) -> str:
    return f"{insurance.table}:{insurance.code}"
