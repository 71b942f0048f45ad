"""What a proof says, month by month."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from central.clock import next_month
from central.records import PersonRecord
from central.slips.compose import Choice, Issuer, proof
from contract.insurance import INJURY, MEDICAL, PENSION, Insurance
from contract.messages import ContributionRow, EmployerName, PaymentKind, Posting
from contract.slip import Mark, ProofOfInsurance
from tests.central.bureau import ACME, BETA, MONTHS, NAME, NUMBER

PERSON = PersonRecord(1, NAME, NUMBER, "000000001", retired=False, sample=True, flagged=False)
NAMES = (EmployerName(ACME, "样张精密有限公司"), EmployerName(BETA, "样张物流有限公司"))
ISSUER = Issuer("深圳市社会保险基金管理局", "lobby-1", 20261031)
ROWS = tuple(ContributionRow(insurance, month, booked, employer, kind, posting, 1_000_000 + index * 100, 160_000,
                             80_000, "1" if insurance == MEDICAL else "")
             for index, (month, booked, employer, kind, posting, insurance) in enumerate(MONTHS))


def composed(*insurances: Insurance, first: int = 0, last: int = 0, amounts: bool = True,
             rows: Iterable[ContributionRow] = ROWS) -> ProofOfInsurance:
    return proof(PERSON, tuple(rows), NAMES, Choice(insurances, first, last, amounts), ISSUER)


def lines(content: ProofOfInsurance) -> list[tuple[int, str, str, tuple[Insurance, ...]]]:
    return [(row.month, row.employer_no, row.mark.value, tuple(base.insurance for base in row.bases))
            for row in content.rows]


def test_every_month_of_the_period_stands_once_or_with_each_employer_and_mark() -> None:
    assert lines(composed(PENSION, MEDICAL)) == [
        (202601, ACME, "", (PENSION, MEDICAL)),
        (202602, "", "", ()),
        (202603, ACME, "", (PENSION,)), (202603, BETA, "", (PENSION,)),
        (202604, BETA, "*", (PENSION,)),
        (202605, BETA, "", (PENSION,)), (202605, BETA, "#", (PENSION,)),
        (202606, BETA, "&", (PENSION,)),
        (202607, BETA, "", (PENSION, MEDICAL)),
    ]


def test_totals_are_distinct_counted_months_over_the_whole_life_not_of_the_period() -> None:
    content = composed(PENSION, MEDICAL, INJURY, first=202607)
    assert [(total.insurance, total.months) for total in content.totals] == [(PENSION, 6), (MEDICAL, 2), (INJURY, 0)]
    assert [row.month for row in content.rows] == [202607]


def test_only_chosen_insurances_are_shown_and_a_month_without_them_is_a_gap() -> None:
    content = composed(MEDICAL)
    assert content.insurances == (MEDICAL,)
    assert lines(content)[1:] == [(month, "", "", ()) for month in range(202602, 202607)] + [
        (202607, BETA, "", (MEDICAL,))]


def test_a_month_that_has_not_arrived_is_neither_paid_nor_a_gap() -> None:
    months = [row.month for row in composed(PENSION, last=202610).rows]
    assert months[-3:] == [202607, 202608, 202609]


def test_nothing_is_said_of_months_that_the_data_do_not_reach() -> None:
    assert composed(PENSION, last=202712).last_month == 202610


def test_months_chosen_before_the_first_contribution_are_gaps() -> None:
    assert lines(composed(PENSION, first=202511, last=202512)) == [(202511, "", "", ()), (202512, "", "", ())]


def test_employers_stand_in_the_order_of_their_first_appearance_in_the_period() -> None:
    assert [employer.number for employer in composed(PENSION).employers] == [ACME, BETA]
    assert [(employer.number, employer.name) for employer in composed(PENSION, first=202604).employers] == [
        (BETA, "样张物流有限公司")]


def test_a_person_without_any_posted_month_gets_zeros_and_no_rows() -> None:
    content = composed(INJURY)
    assert (content.first_month, content.last_month, content.rows, content.employers) == (0, 0, (), ())
    assert content.totals[0].months == 0


def test_bases_are_left_out_where_the_citizen_chose_so_but_not_what_was_paid() -> None:
    content = composed(PENSION, MEDICAL, amounts=False)
    assert {base.base_fen for row in content.rows for base in row.bases} == {0}
    assert lines(content) == lines(composed(PENSION, MEDICAL))
    assert not content.with_amounts


def test_one_kind_paid_back_twice_for_a_month_is_two_rows_never_a_sum() -> None:
    twice = [ContributionRow(PENSION, 202601, booked, ACME, PaymentKind.BACK, Posting.POSTED, 500_000, 0, 0)
             for booked in (202602, 202603)]
    content = composed(PENSION, rows=twice)
    assert [(row.mark, [base.base_fen for base in row.bases]) for row in content.rows] == [
        (Mark.BACK_PAID, [500_000]), (Mark.BACK_PAID, [500_000])]
    assert content.totals[0].months == 1


def test_an_old_number_of_fifteen_digits_is_printed_with_eighteen() -> None:
    old = PersonRecord(4, "钱旧", "110105491231002", "000000004", retired=False, sample=True, flagged=False)
    assert proof(old, ROWS, NAMES, Choice((PENSION,), 0, 0, True), ISSUER).holder.number == NUMBER


def test_a_draft_has_no_number_no_code_and_no_validity() -> None:
    content = composed(PENSION)
    assert (content.serial, content.code, content.verify_url, content.issued_at, content.valid_until) == (
        "", "", "", 0, 0)
    assert (content.title, content.sample, content.machine, content.data_as_of) == (
        "深圳市社会保险参保证明", True, "lobby-1", 20261031)


MONTH = st.builds(lambda year, month: year * 100 + month, st.integers(2020, 2022), st.integers(1, 12))
ANY_ROW = st.builds(
    ContributionRow, st.sampled_from([PENSION, MEDICAL]), MONTH, MONTH, st.sampled_from(["", ACME, BETA]),
    st.sampled_from(list(PaymentKind)), st.sampled_from(list(Posting)),
    st.integers(1, 10**7), st.just(0), st.just(0))


@given(st.lists(ANY_ROW, max_size=40), MONTH, MONTH)
def test_any_history_is_told_whole_in_order_and_once(rows: list[ContributionRow], first: int, last: int) -> None:
    rows.sort(key=lambda row: row.month)
    content = composed(PENSION, MEDICAL, first=first, last=last, rows=rows)
    counted = [row for row in rows if row.posting != Posting.NOT_POSTED]
    waiting = {row.month for row in rows if row.posting == Posting.NOT_POSTED} - {row.month for row in counted}
    told = [(row.month, row.employer_no, base.insurance, base.base_fen) for row in content.rows for base in row.bases]
    assert sorted(told) == sorted((row.month, row.employer_no, row.insurance, row.base_fen)
                                  for row in counted if first <= row.month <= last)
    months = [row.month for row in content.rows]
    assert months == sorted(months)
    expected, month = set(), first
    while counted and month <= last:
        expected.add(month)
        month = next_month(month)
    assert set(months) == expected - waiting
