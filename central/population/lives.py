"""Working lives of ordinary people: jobs, gaps, changes, what was paid late, and retirement."""

from __future__ import annotations

import msgspec

from central.population.dice import Dice
from central.population.employers import Employer, Employers, Sector
from central.population.jobs import FIVE, Job, Raise, difference_rows, kinds_of, rows
from central.population.months import serial, yyyymm
from central.population.retirement import retirement_month
from contract.insurance import (
    CIVIL_PENSION,
    INJURY,
    MEDICAL,
    PENSION,
    RESIDENT_MEDICAL,
    RESIDENT_PENSION,
    Insurance,
    rank,
)
from contract.messages import ContributionRow, Participation, PaymentKind

WORKING_AGE = 16 * 12
BEGINNING = serial(199208)
"""Before August 1992 the records were little red books."""
ALL_KINDS_FROM = serial(200807)
SUPERSEDED = {PENSION: CIVIL_PENSION, RESIDENT_PENSION: PENSION, RESIDENT_MEDICAL: MEDICAL}
"""A kind ends when the person goes over to the other."""
LENGTHS = ((40, (3, 18)), (40, (12, 60)), (20, (48, 180)))
GAPS = ((55, (0, 0)), (30, (1, 4)), (15, (5, 40)))
LEVELS = ((50, (400_000, 900_000)), (35, (800_000, 1_600_000)), (12, (1_500_000, 3_000_000)),
          (3, (3_000_000, 5_000_000)))


class Life(msgspec.Struct, frozen=True):
    """``retires`` the running month in which the pension begins (past or future)."""

    jobs: tuple[Job, ...]
    retires: int
    raises: tuple[Raise, ...] = ()
    extra: tuple[ContributionRow, ...] = ()


class Scene(msgspec.Struct, frozen=True):
    """What a life is made of. ``born`` and ``this_month`` are running months."""

    dice: Dice
    employers: Employers
    born: int
    sex: str
    this_month: int

    @property
    def of_age(self) -> int:
        """The first month in which the person may work."""
        return max(self.born + WORKING_AGE, BEGINNING)


def contributions(life: Life, this_month: int) -> list[ContributionRow]:
    """All rows, ascending by month, then insurance, then the rest of their key."""
    result = [row for job in life.jobs for row in rows(job, this_month)]
    result += [row for made_up in life.raises for row in difference_rows(made_up)]
    result += life.extra
    result.sort(key=_key)
    return result


def participations(life: Life, rows_of_life: list[ContributionRow],
                   this_month: int) -> tuple[tuple[Insurance, Participation], ...]:
    """个人缴费状态 of every kind that has rows."""
    paying = {row.insurance for row in rows_of_life if row.month == yyyymm(this_month)}
    ever = {row.insurance for row in rows_of_life}

    def status(insurance: Insurance) -> Participation:
        if insurance in paying:
            return Participation.PAYING
        if life.retires <= this_month or SUPERSEDED.get(insurance) in paying:
            return Participation.ENDED
        return Participation.PAUSED

    return tuple((insurance, status(insurance)) for insurance in sorted(ever, key=rank))


def retires(dice: Dice, born: int, sex: str) -> int:
    """Running month of retirement: men 60, women 50 or 55 as the employer's register has them."""
    return retirement_month(born, 60 if sex == "1" else dice.weighted(((65, 50), (35, 55))))


def live(scene: Scene) -> Life:
    """An ordinary life: most work for companies, some for offices, some alone; some only as residents; a few not."""
    dice, employers = scene.dice, scene.employers
    manner = dice.weighted(((78, Sector.COMPANY), (6, Sector.PUBLIC), (6, Sector.SELF), (8, Sector.RESIDENTS)))
    if manner is Sector.RESIDENTS:
        return _steady(scene, employers.residents, scene.born + 60 * 12)
    until = retires(dice, scene.born, scene.sex)
    if manner is Sector.SELF:
        return _steady(scene, employers.self_paying, until)
    if manner is Sector.PUBLIC:
        return _steady(scene, dice.pick(employers.offices), until)
    return _employed(scene, until)


def _begins(scene: Scene) -> int:
    later = scene.dice.weighted(((60, (0, 96)), (30, (72, 240)), (10, (200, 420))))
    return scene.of_age + scene.dice.between(*later)


def _ends(scene: Scene, begins: int, until: int) -> int:
    stays = scene.dice.between(*scene.dice.weighted(((40, (2, 24)), (60, (12, 120)))))
    leaves = begins + stays if scene.dice.chance(550) else scene.this_month
    return min(leaves, until - 1, scene.this_month)


def _steady(scene: Scene, payer: Employer, until: int) -> Life:
    dice = scene.dice
    begins = _begins(scene)
    ends = _ends(scene, begins, until)
    if begins > ends:
        return Life((), until)
    job = Job(begins, ends, payer, kinds_of(payer), payer.tier, _level(dice), dice.between(0, 20_000),
              resident_yuan=dice.pick((15, 30, 50, 100, 200, 300)))
    return Life((job,), until)


def _employed(scene: Scene, until: int) -> Life:
    dice = scene.dice
    month = _begins(scene)
    ends = _ends(scene, month, until)
    level = _level(dice)
    jobs: list[Job] = []
    while month <= ends:
        employer = _another(dice, scene.employers.companies, [job.employer for job in jobs[-1:]])
        last = min(month + dice.between(*dice.weighted(LENGTHS)) - 1, ends)
        gap = dice.between(*dice.weighted(GAPS)) if last < ends else 0
        job = Job(month, last, employer, _kinds(dice, employer, month), employer.tier, level, dice.between(0, 25_000))
        jobs += _tier_changed(dice, job)
        if gap and last + gap < ends and dice.chance(150):
            jobs.append(_paid_late(dice, job, gap, min(ends, scene.this_month - 1)))
        elif dice.chance(50) and last - month > 2:
            jobs.append(_beside(dice, scene.employers, job))
        month = last + gap + 1
        level = min(level * dice.between(95, 125) // 100, 5_000_000)
    made_up = tuple(_made_up(dice, job, scene.this_month) for job in jobs
                    if job.kind is PaymentKind.REGULAR and job.last - job.first >= 12 and dice.chance(25))
    return Life(tuple(_deferred(dice, job, scene.this_month) for job in jobs), until, made_up)


def _level(dice: Dice) -> int:
    return dice.between(*dice.weighted(LEVELS))


def _another(dice: Dice, companies: tuple[Employer, ...], not_these: list[Employer]) -> Employer:
    while (employer := dice.pick(companies)) in not_these:
        pass
    return employer


def _kinds(dice: Dice, employer: Employer, month: int) -> tuple[Insurance, ...]:
    if month < ALL_KINDS_FROM and dice.chance(300):
        return dice.pick(((PENSION,), (PENSION, MEDICAL), (PENSION, MEDICAL, INJURY)))
    return kinds_of(employer)


def _tier_changed(dice: Dice, job: Job) -> list[Job]:
    """One medical tier throughout, or another one from some month on."""
    if job.last - job.first < 12 or not dice.chance(120):
        return [job]
    month = dice.between(job.first + 1, job.last)
    other = dice.pick([tier for tier in ("1", "2", "4") if tier != job.tier])
    return [msgspec.structs.replace(job, last=month - 1),
            msgspec.structs.replace(job, first=month, tier=other, level=job.level_at(month))]


def _paid_late(dice: Dice, job: Job, gap: int, latest: int) -> Job:
    """The gap behind a job, paid in one go some months later (补缴; now and then 一次性缴费)."""
    booked = min(job.last + gap + dice.between(1, 9), latest)
    kind = PaymentKind.LUMP if dice.chance(150) else PaymentKind.BACK
    return msgspec.structs.replace(job, first=job.last + 1, last=min(job.last + gap, booked - 1), kind=kind,
                                   booked=booked, level=job.level_at(job.last), growth=0)


def _beside(dice: Dice, employers: Employers, job: Job) -> Job:
    """A second employer in some months of a job: all kinds, or only work injury."""
    first = dice.between(job.first, job.last - 1)
    employer = _another(dice, employers.companies, [job.employer])
    return Job(first, min(first + dice.between(0, 8), job.last), employer, FIVE if dice.chance(500) else (INJURY,),
               employer.tier, job.level // 2)


def _made_up(dice: Dice, job: Job, this_month: int) -> Raise:
    first = dice.between(job.first, job.last - 11)
    last = first + dice.between(2, 11)
    return Raise(job, first, min(last, this_month - 2), min(last + dice.between(1, 6), this_month - 1),
                 job.level_at(last) * dice.between(110, 140) // 100)


def _deferred(dice: Dice, job: Job, this_month: int) -> Job:
    """缓缴, only in the last two years: what was put off before has been paid since."""
    if job.kind is not PaymentKind.REGULAR or job.last < this_month - 20 or not dice.chance(60):
        return job
    first = max(job.first, this_month - dice.between(4, 22))
    last = min(first + dice.between(1, 5), job.last, this_month - 1)
    return msgspec.structs.replace(job, deferred=(first, last)) if first <= last else job


def _key(row: ContributionRow) -> tuple[int, str, str, int, str, str]:
    return row.month, row.insurance.table, row.insurance.code, row.booked, row.employer_no, row.kind
