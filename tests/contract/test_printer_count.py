"""A day's slips against the printer's count: what its figures allow, and what differs."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.printer_count import DOTS_PER_MM, END_MM, count_differences
from contract.signed_words import DayReport

SLIP_DOTS = 2_000
SLIP_MM = round(SLIP_DOTS / DOTS_PER_MM) + END_MM


def books(**figures: Any) -> DayReport:
    given_: dict[str, Any] = dict.fromkeys(
        ("made_at", "reserved", "confirmed", "voided", "uncertain", "replaced", "open", "unanswered", "refused",
         "paper_dots"), 0)
    return DayReport(**given_ | {"machine": "m", "day": 20261124, "lines": (), "items": ()} | figures)


def found(**figures: Any) -> list[tuple[str, str]]:
    return [(each.what, each.owner) for each in count_differences(books(**figures))]


few = st.integers(0, 9)


@given(few, few, few, few, few, few, st.integers(0, 60))
def test_cuts_lie_between_what_is_sure_and_what_is_possible(
        confirmed: int, replaced: int, retracted: int, uncertain: int, opened: int, strips: int, cuts: int) -> None:
    least = confirmed + replaced + retracted
    most = least + uncertain + opened + strips
    names = found(confirmed=confirmed, replaced=replaced, retracted=retracted, voided=retracted + 3,
                  uncertain=uncertain, open=opened, printer_strips=strips, printer_slips=cuts)
    expected = [("fewer_cuts", "bureau")] if cuts < least else [("more_cuts", "technician")] if cuts > most else []
    assert names == expected


@pytest.mark.parametrize(("paper_mm", "names"), [
    (10 * SLIP_MM, []), (10 * SLIP_MM + 40, []), (10 * SLIP_MM - 40, []),
    (11 * SLIP_MM, [("paper", "technician")]), (9 * SLIP_MM, [("paper", "technician")]), (0, [("paper", "technician")]),
])
def test_one_slip_more_or_less_in_ten_is_seen_on_the_roll(paper_mm: int, names: list[tuple[str, str]]) -> None:
    assert found(confirmed=10, paper_dots=10 * SLIP_DOTS, paper_mm=paper_mm) == names


@pytest.mark.parametrize("paper_mm", [10 * SLIP_MM, 11 * SLIP_MM])
def test_a_slip_that_was_uncertain_may_have_taken_its_paper_or_not(paper_mm: int) -> None:
    assert found(confirmed=10, uncertain=1, paper_dots=11 * SLIP_DOTS, doubtful_mm=SLIP_MM, paper_mm=paper_mm) == []
    assert found(confirmed=10, paper_dots=10 * SLIP_DOTS, doubtful_mm=SLIP_MM, paper_mm=paper_mm) == []


def test_what_the_printer_did_not_tell_differs_from_nothing() -> None:
    assert found(confirmed=3, paper_dots=3 * SLIP_DOTS) == []


def test_more_cuts_may_be_a_technicians_test_slips() -> None:
    (each,) = count_differences(books(confirmed=1, uncertain=1, printer_slips=4))
    assert (each.slips, each.printer) == ("1 to 2", "4")
    assert "test slips of a technician" in each.why


def test_a_report_of_a_machine_that_does_not_count_yet_is_read() -> None:
    old = msgspec.json.encode(books()).replace(b'"items":[]', b'"items":[],"printer_slips":null')
    report = msgspec.json.decode(old, type=DayReport)
    assert (report.printer_slips, report.paper_mm, count_differences(report)) == (None, None, ())
