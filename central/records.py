"""Reading a citizen's records: Core statements, plain structs, no ORM on the way (fleet of kiosks, one query each)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, distinct, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from central.database.models import Contribution, Employer, Participation, Person
from contract import messages
from contract.citizen import normalised_name, of_2022
from contract.insurance import Insurance, rank
from contract.messages import ContributionRow, ContributionTotal, InsuranceSummary, PaymentKind, Posting

COUNTED = (Posting.POSTED, Posting.DEFERRED)
"""A deferred month counts as posted (视同到账) until the bureau's records say otherwise."""
NO_NUMBER = ("", "0")


@dataclass(frozen=True)
class PersonRecord:
    """参保人 as stored."""

    id: int
    name: str
    number: str
    computer_number: str
    retired: bool
    sample: bool
    flagged: bool

    def __repr__(self) -> str:
        return f"PersonRecord(id={self.id})"

    @property
    def needs_correction(self) -> bool:
        """The record must be put right at a counter before anything is printed (rules 18, 24)."""
        return self.flagged or self.number.strip() in NO_NUMBER


async def person(connection: AsyncConnection, person_id: int) -> PersonRecord:
    """:raises NoResultFound: foreign keys forbid it"""
    row = (await connection.execute(
        select(Person.name, Person.number, Person.computer_number, Person.retired, Person.sample,
               Person.needs_correction).where(Person.id == person_id))).one()
    return PersonRecord(person_id, normalised_name(row.name), row.number, row.computer_number, row.retired, row.sample,
                        row.needs_correction)


async def contributions(connection: AsyncConnection, person_id: int, insurances: Iterable[Insurance] = (),
                        first: int = 0, last: int = 0) -> tuple[ContributionRow, ...]:
    """Rows ascending by month, then insurance. No ``insurances``: all of them. Months yyyymm, 0 = no limit."""
    statement = select(
        Contribution.code_table, Contribution.code, Contribution.month, Contribution.booked, Contribution.employer_no,
        Contribution.kind, Contribution.posting, Contribution.base_fen, Contribution.employer_fen,
        Contribution.personal_fen, Contribution.tier).where(Contribution.person_id == person_id)
    if first:
        statement = statement.where(Contribution.month >= first)
    if last:
        statement = statement.where(Contribution.month <= last)
    wanted = frozenset(insurances)
    rows = map(_row, (await connection.execute(statement)).all())
    return tuple(sorted((row for row in rows if not wanted or row.insurance in wanted), key=_order))


def totals(rows: Iterable[ContributionRow]) -> tuple[ContributionTotal, ...]:
    """Over counted rows: distinct months (several rows can fall in one) and what both sides paid."""
    by_insurance: dict[Insurance, list[ContributionRow]] = {}
    for row in rows:
        if row.posting in COUNTED:
            by_insurance.setdefault(row.insurance, []).append(row)
    return tuple(
        ContributionTotal(insurance, len({row.month for row in counted}), sum(row.employer_fen for row in counted),
                          sum(row.personal_fen for row in counted))
        for insurance, counted in sorted(by_insurance.items(), key=lambda item: rank(item[0])))


async def employers(connection: AsyncConnection, numbers: Iterable[str]) -> tuple[messages.EmployerName, ...]:
    """Names in the order of ``numbers``, each once; one whose name is not known has an empty name.

    What stands in the database may have been decoded by an older mapping of GB 18030: here it enters.
    """
    wanted = [number for number in dict.fromkeys(numbers) if number]
    found = {row.number: row.name for row in (await connection.execute(
        select(Employer.number, Employer.name).where(Employer.number.in_(wanted)))).all()}
    return tuple(messages.EmployerName(number, of_2022(found.get(number, ""))) for number in wanted)


async def summary(connection: AsyncConnection, person_id: int) -> tuple[InsuranceSummary, ...]:
    """One line for each kind in which the person takes part or ever paid."""
    paid = {Insurance(row.code_table, row.code): row for row in (await connection.execute(
        select(Contribution.code_table, Contribution.code, func.min(Contribution.month).label("first"),
               func.max(Contribution.month).label("last"), func.count(distinct(Contribution.month)).label("months"))
        .where(Contribution.person_id == person_id, Contribution.posting.in_(COUNTED))
        .group_by(Contribution.code_table, Contribution.code))).all()}
    taking_part = {Insurance(row.code_table, row.code): messages.Participation(row.status)
                   for row in (await connection.execute(
                       select(Participation.code_table, Participation.code, Participation.status)
                       .where(Participation.person_id == person_id))).all()}
    return tuple(_summary(insurance, taking_part.get(insurance, messages.Participation.ENDED), paid.get(insurance))
                 for insurance in sorted(paid.keys() | taking_part.keys(), key=rank))


async def not_posted(connection: AsyncConnection, person_id: int) -> tuple[int, ...]:
    """Months of which something is declared and has not arrived, ascending."""
    months: Sequence[int] = (await connection.scalars(
        select(Contribution.month).distinct().where(
            Contribution.person_id == person_id, Contribution.posting == Posting.NOT_POSTED))).all()
    return tuple(sorted(months))


def _row(row: Row[*tuple[Any, ...]]) -> ContributionRow:
    return ContributionRow(
        Insurance(row.code_table, row.code), row.month, row.booked, row.employer_no, PaymentKind(row.kind),
        Posting(row.posting), row.base_fen, row.employer_fen, row.personal_fen, row.tier)


def _order(row: ContributionRow) -> tuple[Any, ...]:
    return row.month, rank(row.insurance), row.booked, row.employer_no, row.kind


def _summary(insurance: Insurance, status: messages.Participation, paid: Any) -> InsuranceSummary:
    if paid is None:
        return InsuranceSummary(insurance, status, 0, 0, 0)
    return InsuranceSummary(insurance, status, paid.first, paid.last, paid.months)
