"""The lives behind the sample people: each shows one thing, counted back from the last posted month."""

from __future__ import annotations

from msgspec.structs import replace

from central.population import wages
from central.population.employers import Employer
from central.population.jobs import ALONE, CIVIL, FIVE, RESIDENT, Job, Raise, kinds_of
from central.population.lives import Life, Scene
from central.population.months import serial, yyyymm
from central.population.retirement import retirement_month
from contract.insurance import INJURY, MEDICAL, PENSION, UNEMPLOYMENT
from contract.messages import ContributionRow, PaymentKind, Posting

NEVER = serial(209912)


def plain(scene: Scene) -> Life:
    """238 months of pension, 231 of medical, 190 of unemployment and injury, 164 of maternity; base 12,000 yuan."""
    now = scene.this_month
    here, before = _company(scene, 0), _company(scene, 1)
    level = -(-12_000 * 1_000_000 // wages.reference(now))
    return _life(scene, Job(now - 244, now - 238, before, (PENSION,), "2", level // 2),
                 Job(now - 237, now - 197, before, (PENSION, MEDICAL), "2", level // 2),
                 Job(now - 196, now - 171, before, (PENSION, MEDICAL, UNEMPLOYMENT, INJURY), "1", level * 3 // 4),
                 Job(now - 164, now, here, FIVE, "1", level))


def gaps(scene: Scene) -> Life:
    """Six spells with holes between them, three holes of them in the last two years."""
    now = scene.this_month
    spells = ((100, 71), (66, 60), (41, 22), (19, 14), (11, 9), (5, 0))
    return _life(scene, *(Job(now - first, now - last, _company(scene, which), FIVE, "2", 700_000)
                          for which, (first, last) in enumerate(spells)))


def two_employers(scene: Scene) -> Life:
    """A second employer with all kinds for eight months, and one with work injury alone until today."""
    now = scene.this_month
    main = Job(now - 60, now, _company(scene, 2), FIVE, "1", 1_100_000, 10_000)
    return _life(scene, main, Job(now - 14, now - 7, _company(scene, 3), FIVE, "2", 500_000),
                 Job(now - 5, now, _company(scene, 4), (INJURY,), "1", 400_000))


def back_paid(scene: Scene) -> Life:
    """In the last two years: three months paid late (*), four made up (#), two deferred (&)."""
    now = scene.this_month
    employer = _company(scene, 5)
    job = Job(now - 72, now - 19, employer, FIVE, "1", 800_000)
    late = replace(job, first=now - 18, last=now - 16, kind=PaymentKind.BACK, booked=now - 12)
    present = Job(now - 15, now, employer, FIVE, "1", 850_000, deferred=(now - 3, now - 2))
    made_up = Raise(present, now - 10, now - 7, now - 4, 1_250_000)
    return replace(_life(scene, job, late, present), raises=(made_up,))


def pensioner(scene: Scene) -> Life:
    """A working life of 25 years, ended the month before the pension."""
    until = retirement_month(scene.born, 60)
    first = max(scene.of_age, until - 300)
    return Life((Job(first, first + 119, _company(scene, 6), FIVE, "1", 900_000, 5_000),
                 Job(first + 122, until - 1, _company(scene, 7), FIVE, "1", 1_000_000, 5_000)), until)


def young(scene: Scene) -> Life:
    """The first five months of work."""
    now = scene.this_month
    return _life(scene, Job(now - 5, now, _company(scene, 8), FIVE, "4", 450_000))


def civil_servant(scene: Scene) -> Life:
    """Four years in a company, then an office: 120 takes the place of 110, and 320 comes with it."""
    office = scene.employers.offices[0]
    first = scene.this_month - 142
    return _life(scene, Job(first - 60, first - 13, _company(scene, 9), FIVE, "1", 900_000),
                 Job(first, scene.this_month, office, CIVIL, "1", 1_200_000, 15_000))


def resident(scene: Scene) -> Life:
    """170 and 390 only, no employer but the residents' account."""
    now = scene.this_month
    job = Job(now - 80, now, scene.employers.residents, RESIDENT, wages.RESIDENT_TIER, 600_000, resident_yuan=100)
    return Life((job,), scene.born + 60 * 12)


def alone(scene: Scene) -> Life:
    """灵活就业: pays both shares of pension and medical insurance."""
    now = scene.this_month
    return _life(scene, Job(now - 90, now, scene.employers.self_paying, ALONE, "2", 600_000))


def left(scene: Scene) -> Life:
    """Paid for four years and went away three years ago: paused, no row in the last two years."""
    now = scene.this_month
    return _life(scene, Job(now - 84, now - 37, _company(scene, 10), FIVE, "2", 650_000))


def nothing(scene: Scene) -> Life:
    """Registered, never paid."""
    return Life((), NEVER)


def unknown_insurance(scene: Scene) -> Life:
    """Five kinds, and in the last twelve months one with a code that no table of ours has."""
    now = scene.this_month
    employer = _company(scene, 11)
    rows = tuple(ContributionRow(wages.NEW, yyyymm(month), yyyymm(month), employer.number, PaymentKind.REGULAR,
                                 Posting.NOT_POSTED if month == now else Posting.POSTED, 600_000, 1_500, 0)
                 for month in range(now - 12, now + 1))
    return replace(_life(scene, Job(now - 40, now, employer, FIVE, "1", 700_000)), extra=rows)


def many_kinds(scene: Scene) -> Life:
    """All five and the supplement for large costs; medical tier 4, then 2, then 1."""
    now = scene.this_month
    employer = next(one for one in scene.employers.companies if one.large_medical)
    return _life(scene, *(Job(now - first, now - last, employer, kinds_of(employer), tier, 600_000)
                          for first, last, tier in ((90, 61, "4"), (60, 13, "2"), (12, 0, "1"))))


def common(scene: Scene) -> Life:
    """Six years in one company: where the life is not what is special."""
    now = scene.this_month
    return _life(scene, Job(now - 72, now, scene.dice.pick(scene.employers.companies), FIVE, "1",
                            scene.dice.between(600_000, 1_500_000), 10_000))


def _company(scene: Scene, which: int) -> Employer:
    return scene.employers.companies[which]


def _life(scene: Scene, *jobs: Job) -> Life:
    return Life(jobs, retirement_month(scene.born, 60 if scene.sex == "1" else 55))
