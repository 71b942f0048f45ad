"""Summary and contributions as the citizen reads them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from central.database.models import Employer, Person
from contract.insurance import MEDICAL, PENSION
from contract.messages import (
    CONTRIBUTIONS,
    SUMMARY,
    Contributions,
    ContributionTotal,
    EmployerName,
    InsuranceSummary,
    Participation,
    Posting,
    Summary,
)
from contract.problems import Code
from tests.central.bureau import ACME, BETA, MONTHS, PLAIN, refuses
from tests.central.conftest import House


async def contributions(house: House, query: str = "") -> Contributions:
    answer: Contributions = await house.kiosk.get(CONTRIBUTIONS, query=query)
    return answer


async def test_the_summary_counts_distinct_posted_months_and_names_what_has_not_arrived(house: House) -> None:
    await house.kiosk.sign_in()
    assert await house.kiosk.get(SUMMARY) == Summary(
        (InsuranceSummary(PENSION, Participation.PAYING, 202601, 202607, 6),
         InsuranceSummary(MEDICAL, Participation.PAYING, 202601, 202607, 2)),
        not_posted=(202610,), data_as_of=20261031, retired=False, needs_correction=False)


@pytest.mark.parametrize(("card", "retired"), [(2, False), (8, True)])
async def test_the_summary_says_that_a_record_must_be_put_right(house: House, card: int, retired: bool) -> None:
    await house.kiosk.sign_in(card)
    summary: Summary = await house.kiosk.get(SUMMARY)
    assert (summary.needs_correction, summary.retired, summary.insurances) == (True, retired, ())


async def test_all_rows_ascend_by_month_then_insurance_with_totals_over_what_is_posted(house: House) -> None:
    await house.kiosk.sign_in()
    answer = await contributions(house)
    assert [(row.month, row.booked, row.employer_no, row.kind, row.posting, row.insurance)
            for row in answer.rows] == list(MONTHS)
    assert answer.totals == (ContributionTotal(PENSION, 6, 8 * 160_000, 8 * 80_000),
                             ContributionTotal(MEDICAL, 2, 2 * 160_000, 2 * 80_000))
    assert answer.employers == (EmployerName(ACME, "样张精密有限公司"), EmployerName(BETA, "样张物流有限公司"))
    assert answer.data_as_of == 20261031


async def test_what_the_database_holds_from_an_older_mapping_leaves_it_in_its_place(house: House) -> None:
    async with house.centre.database.writing() as session, session.begin():
        (await session.get_one(Person, PLAIN)).name = "王\ue81e"
        (await session.scalars(select(Employer).where(Employer.number == ACME))).one().name = "样张\ue864厂"
    granted = await house.kiosk.sign_in()
    assert granted.holder.name == "王\u9fb4"
    assert (await contributions(house)).employers[0].name == "样张\u9fbb厂"


@pytest.mark.parametrize(("query", "months"), [
    ("?insurance=rs:310", [202601, 202607, 202610]), ("?first=202606&last=202607", [202606, 202607, 202607]),
    ("?insurance=rs:310&first=202602", [202607, 202610]), ("?insurance=yb:310", []), ("?last=202512", []),
    ("?insurance=rs:310&insurance=rs:110&last=202601", [202601, 202601])])
async def test_filters_choose_insurance_and_months(house: House, query: str, months: list[int]) -> None:
    await house.kiosk.sign_in()
    answer = await contributions(house, query)
    assert [row.month for row in answer.rows] == months
    assert sum(total.months for total in answer.totals) == len(
        {(row.month, row.insurance) for row in answer.rows if row.posting != Posting.NOT_POSTED})


@pytest.mark.parametrize("query", ["?first=202613", "?first=abc", "?last=99", "?first=202602&last=202601",
                                   "?insurance=310", "?insurance=rs:310;drop"])
async def test_a_senseless_filter_is_malformed(house: House, query: str) -> None:
    await house.kiosk.sign_in()
    refuses(await house.kiosk.refused(CONTRIBUTIONS, query=query), Code.MALFORMED)


async def test_what_the_kiosk_holds_already_is_not_sent_again(house: House) -> None:
    await house.kiosk.sign_in()
    first = await house.kiosk.ask(CONTRIBUTIONS)
    etag = first.headers["etag"]
    again = await house.kiosk.ask(CONTRIBUTIONS, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    other = await house.kiosk.ask(CONTRIBUTIONS, query="?insurance=rs:310", headers={"If-None-Match": etag})
    assert other.status_code == 200


async def test_one_citizen_never_reads_anothers_record(house: House) -> None:
    await house.kiosk.sign_in(9)
    assert (await contributions(house)).rows == ()
