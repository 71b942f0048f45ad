"""The day's books: every number that was given stands somewhere, and what waits has an owner."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contract.signed_words import Standing
from kiosk.journal import STANDING, Entry, Phase
from kiosk.reconciliation import day_report

DAY, NOON = 20261124, 1795492800
NUMBERLESS = (Phase.INTENDED, Phase.NOT_PRINTED, Phase.REFUSED)


def entry(index: int, phase: Phase, *, numbered: bool = True, parked: bool = False) -> Entry:
    return Entry(f"op{index}", f"440300-{index:08d}" if numbered else "", phase, NOON, 1000, parked)


phases = st.sampled_from(Phase)
days = st.lists(st.tuples(phases, st.booleans(), st.booleans()), max_size=20).map(lambda drawn: [
    entry(index, phase, numbered=phase not in NUMBERLESS or (numbered and phase is Phase.NOT_PRINTED), parked=parked)
    for index, (phase, numbered, parked) in enumerate(drawn)])


@given(days)
def test_the_books_of_any_day_balance(entries: list[Entry]) -> None:
    report = day_report("m", DAY, NOON, entries)
    assert report.balanced
    assert report.reserved == sum(bool(each.serial) for each in entries)
    assert report.reserved + report.unanswered + report.refused == len(entries)
    assert {line.op for line in report.lines} == {each.op_id for each in entries if each.phase is not Phase.REFUSED}


@given(days)
def test_whatever_waits_has_an_owner_and_nothing_else_does(entries: list[Entry]) -> None:
    owners = {item.op: item.owner for item in day_report("m", DAY, NOON, entries).items}
    for each in entries:
        if each.phase is Phase.REFUSED:
            assert each.op_id not in owners
        elif each.parked:
            assert owners[each.op_id] == "bureau"
        else:
            expected = {Standing.UNCERTAIN: "staff", Standing.OPEN: "kiosk"}.get(STANDING[each.phase])
            assert owners.get(each.op_id) == expected


def test_paper_is_counted_where_it_left_the_roll() -> None:
    entries = [entry(index, phase) for index, phase in enumerate(Phase)]
    inked = {Phase.PRINTED, Phase.FOUND_PRINTED, Phase.RETRACTED, Phase.UNCERTAIN, Phase.REPLACED}
    assert day_report("m", DAY, NOON, entries).paper_dots == 1000 * len(inked)
