"""One job, or one time of paying alone, and the contribution rows that come of it.

Months inside are running numbers (:mod:`central.population.months`); rows carry yyyymm.
"""

from __future__ import annotations

import msgspec

from central.population import wages
from central.population.employers import Employer, Sector
from central.population.months import yyyymm
from contract.insurance import (
    CIVIL_MEDICAL,
    CIVIL_PENSION,
    INJURY,
    LARGE_MEDICAL,
    MATERNITY,
    MEDICAL,
    PENSION,
    RESIDENT_MEDICAL,
    RESIDENT_PENSION,
    UNEMPLOYMENT,
    Insurance,
)
from contract.messages import ContributionRow, PaymentKind, Posting

FIVE = (PENSION, MEDICAL, UNEMPLOYMENT, INJURY, MATERNITY)
"""五险"""
CIVIL = (CIVIL_PENSION, MEDICAL, INJURY, MATERNITY, CIVIL_MEDICAL)
ALONE = (PENSION, MEDICAL)
RESIDENT = (RESIDENT_PENSION, RESIDENT_MEDICAL)
DEFERRABLE = (PENSION, UNEMPLOYMENT, INJURY)
"""缓缴 is granted for the employer's part of these three."""
ON_REFERENCE_WAGE = ("2", "4")
"""Tiers of medical insurance that look at no declared wage."""


class Job(msgspec.Struct, frozen=True):
    """Months ``first`` … ``last``, both included.

    ``level`` millionths of the reference wage, growing by ``growth`` a year. ``booked`` a month in which all of it
    was paid at once (补缴, 一次性); None: each month in itself. ``deferred`` the months of 缓缴.
    """

    first: int
    last: int
    employer: Employer
    kinds: tuple[Insurance, ...]
    tier: str
    level: int
    growth: int = 0
    kind: PaymentKind = PaymentKind.REGULAR
    booked: int | None = None
    deferred: tuple[int, int] | None = None
    resident_yuan: int = wages.RESIDENT_PENSION_YUAN[2]

    def level_at(self, month: int) -> int:
        """Level of the wage in a month: raised once a year, counted from the first."""
        return self.level + (month - self.first) // 12 * self.growth


class Raise(msgspec.Struct, frozen=True):
    """补差: what was declared too low for ``first`` … ``last`` of a job is made up in month ``booked``."""

    job: Job
    first: int
    last: int
    booked: int
    level: int


Line = tuple[Insurance, int, int, int, str]
"""Insurance, base, employer's share, personal share (fen), tier: the same for every month of a stretch."""


def rows(job: Job, this_month: int) -> list[ContributionRow]:
    """Rows of a job up to ``this_month``, which is declared and not posted."""
    result: list[ContributionRow] = []
    last = min(job.last, this_month)
    start, end = job.deferred or (0, -1)
    for first_of, last_of in _stretches(job, last):
        lines = _lines(job, first_of)
        for serial in range(first_of, last_of + 1):
            month = yyyymm(serial)
            booked = yyyymm(job.booked) if job.booked is not None else month
            posting = Posting.NOT_POSTED if serial == this_month else Posting.POSTED
            if start <= serial <= end:
                result += [_deferred(line, month, job) for line in lines]
            else:
                result += [ContributionRow(insurance, month, booked, job.employer.number, job.kind, posting,
                                           base, employer, personal, tier)
                           for insurance, base, employer, personal, tier in lines]
    return result


def difference_rows(made_up: Raise) -> list[ContributionRow]:
    """One row for each month and kind whose base rises; ``base_fen`` is the amount by which it does."""
    result: list[ContributionRow] = []
    for first_of, last_of in wages.stretches(made_up.first, made_up.last):
        for serial in range(first_of, last_of + 1):
            old = wages.base_yuan(serial, made_up.job.level_at(serial))
            base = (wages.base_yuan(serial, made_up.level) - old) * 100
            if base <= 0:
                continue
            for insurance in made_up.job.kinds:
                line = _line(made_up.job, insurance, serial, base)
                if line and not _on_reference_wage(made_up.job, insurance):
                    result.append(ContributionRow(insurance, yyyymm(serial), yyyymm(made_up.booked),
                                                  made_up.job.employer.number, PaymentKind.DIFFERENCE,
                                                  Posting.POSTED, *line[1:]))
    return result


def _stretches(job: Job, last: int) -> list[tuple[int, int]]:
    """Months with one set of lines: cut where wages and rates change, and where this wage is raised."""
    result: list[tuple[int, int]] = []
    for first_of, last_of in wages.stretches(job.first, last) if last >= job.first else ():
        birthday = job.first + -(-(first_of - job.first) // 12) * 12
        if job.growth and first_of < birthday <= last_of:
            result += [(first_of, birthday - 1), (birthday, last_of)]
        else:
            result.append((first_of, last_of))
    return result


def _lines(job: Job, month: int) -> list[Line]:
    base = wages.base_yuan(month, job.level_at(month)) * 100
    lines = (_line(job, insurance, month, base) for insurance in job.kinds)
    return [line for line in lines if line]


def _line(job: Job, insurance: Insurance, month: int, base: int) -> Line | None:
    shares = wages.rate(insurance, job.tier, month)
    if shares is None:
        return None
    employer_rate, personal_rate = shares
    if insurance == INJURY:
        employer_rate = job.employer.injury
    elif insurance == RESIDENT_PENSION:
        base = job.resident_yuan * 100
    if _on_reference_wage(job, insurance):
        base = wages.reference(month) * 100
    if job.employer.sector is Sector.SELF:
        employer_rate, personal_rate = 0, employer_rate + personal_rate
    return (insurance, base, wages.share(base, employer_rate), wages.share(base, personal_rate),
            job.tier if insurance in (MEDICAL, RESIDENT_MEDICAL) else "")


def _on_reference_wage(job: Job, insurance: Insurance) -> bool:
    return insurance == RESIDENT_MEDICAL or (insurance == MEDICAL and job.tier in ON_REFERENCE_WAGE)


def _deferred(line: Line, month: int, job: Job) -> ContributionRow:
    insurance, base, employer, personal, tier = line
    waits = insurance in DEFERRABLE
    return ContributionRow(insurance, month, month, job.employer.number,
                           PaymentKind.DEFERRED if waits else job.kind,
                           Posting.DEFERRED if waits else Posting.POSTED, base, employer, personal, tier)


def kinds_of(employer: Employer) -> tuple[Insurance, ...]:
    """What an employer of this sector declares."""
    if employer.sector is Sector.RESIDENTS:
        return RESIDENT
    if employer.sector is Sector.SELF:
        return ALONE
    if employer.sector is Sector.PUBLIC:
        return CIVIL
    return (*FIVE, LARGE_MEDICAL) if employer.large_medical else FIVE
