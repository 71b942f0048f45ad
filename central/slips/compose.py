"""What the two-part 深圳市社会保险参保证明 says, from a citizen's contributions (the current public form). Pure.

Part one counts distinct months of each chosen insurance over the whole working life. Part two shows the chosen
months ascending: two employers in one month are two rows, a month without any contribution is an empty row (断缴),
a month that is declared and has not arrived is left out, because it is neither paid nor missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from central.clock import next_month
from central.records import COUNTED, PersonRecord, totals
from contract.citizen import normalised_number
from contract.insurance import Insurance, rank
from contract.messages import ContributionRow, EmployerName, PaymentKind, Posting
from contract.slip import Employer, Holder, Mark, ProofBase, ProofOfInsurance, ProofRow, Total, if_chosen

TITLE = "深圳市社会保险参保证明"
MARKS = (Mark.NONE, Mark.BACK_PAID, Mark.DIFFERENCE, Mark.DEFERRED)


@dataclass(frozen=True)
class Choice:
    """What the citizen chose. Months yyyymm; 0 = from the beginning, up to the last posted month."""

    insurances: tuple[Insurance, ...]
    first_month: int
    last_month: int
    with_amounts: bool
    large_print: bool = False
    with_english: bool = False


@dataclass(frozen=True)
class Issuer:
    """Who issues, on what machine, from data of which day (yyyymmdd)."""

    bureau: str
    machine: str
    data_as_of: int


def proof(person: PersonRecord, rows: Sequence[ContributionRow], names: Iterable[EmployerName], choice: Choice,
          issuer: Issuer) -> ProofOfInsurance:
    """A draft: no number, no code, no validity. :param rows: all of the person's, ascending by month"""
    chosen = [row for row in rows if row.insurance in choice.insurances]
    counted = [row for row in chosen if row.posting in COUNTED]
    first, last = period(counted, choice, issuer.data_as_of // 100)
    waiting = {row.month for row in chosen if row.posting == Posting.NOT_POSTED}
    lines = tuple(proof_rows(counted, waiting, first, last, choice.with_amounts))
    known = {employer.number: employer.name for employer in names}
    months = {total.insurance: total.months for total in totals(counted)}
    insurances = tuple(sorted(set(choice.insurances), key=rank))
    return ProofOfInsurance(
        title=TITLE,
        holder=Holder(person.name, normalised_number(person.number), person.computer_number),
        insurances=insurances,
        first_month=first,
        last_month=last,
        totals=tuple(Total(insurance, months.get(insurance, 0)) for insurance in insurances),
        rows=lines,
        employers=tuple(Employer(number, known.get(number, ""))
                        for number in dict.fromkeys(line.employer_no for line in lines) if number),
        data_as_of=issuer.data_as_of,
        bureau=issuer.bureau,
        sample=person.sample,
        machine=issuer.machine,
        with_amounts=choice.with_amounts,
        large_print=if_chosen(choice.large_print),
        with_english=if_chosen(choice.with_english),
    )


def period(counted: Sequence[ContributionRow], choice: Choice, known_until: int) -> tuple[int, int]:
    """First and last month of part two; (0, 0) if nothing was ever posted.

    Nothing is said of months after ``known_until`` (yyyymm): an empty row there would call them missing.
    """
    if not counted:
        return 0, 0
    first = choice.first_month or counted[0].month
    last = choice.last_month or counted[-1].month
    return first, min(last, max(known_until, counted[-1].month))


def proof_rows(counted: Sequence[ContributionRow], waiting: set[int], first: int, last: int,
               with_amounts: bool) -> Iterable[ProofRow]:
    """Part two, month by month."""
    by_month: dict[int, list[ContributionRow]] = {}
    for row in counted:
        by_month.setdefault(row.month, []).append(row)
    appeared = {number: place for place, number in enumerate(dict.fromkeys(row.employer_no for row in counted))}
    month = first
    while month and month <= last:
        if month in by_month:
            yield from _month(month, by_month[month], appeared, with_amounts)
        elif month not in waiting:
            yield ProofRow(month)
        month = next_month(month)


def mark(row: ContributionRow) -> Mark:
    """``&`` 缓缴, ``#`` 补差, ``*`` 补缴 (paid after its own month), in this order."""
    if row.posting == Posting.DEFERRED or row.kind == PaymentKind.DEFERRED:
        return Mark.DEFERRED
    if row.kind == PaymentKind.DIFFERENCE:
        return Mark.DIFFERENCE
    if row.kind == PaymentKind.BACK or row.booked > row.month:
        return Mark.BACK_PAID
    return Mark.NONE


def _month(month: int, rows: Iterable[ContributionRow], appeared: dict[str, int],
           with_amounts: bool) -> Iterable[ProofRow]:
    """One row for each employer and mark; a kind paid twice under both opens another row: bases are never summed."""
    lines: dict[tuple[int, int, int], tuple[str, Mark, dict[Insurance, ProofBase]]] = {}
    for row in rows:
        beside = mark(row)
        base = ProofBase(row.insurance, row.base_fen if with_amounts else 0, row.tier)
        again = 0
        while row.insurance in lines.setdefault((appeared[row.employer_no], MARKS.index(beside), again),
                                                (row.employer_no, beside, {}))[2]:
            again += 1
        lines[appeared[row.employer_no], MARKS.index(beside), again][2][row.insurance] = base
    for _, (employer_no, beside, bases) in sorted(lines.items()):
        yield ProofRow(month, employer_no, beside, tuple(bases.values()))
