"""What a machine signs: released bytes stay readable, and one kind of statement never stands for another."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.messages import SlipSettlement
from contract.signed_words import DayReport, Signed, SlipLine, SlipStatement, Standing, Word, encoded
from tests.contract.test_golden import read

SLIP = msgspec.json.decode(read("settle_slip.request"), type=SlipSettlement).statement
DAY = msgspec.json.decode(read("report_day.request"), type=Signed)


@pytest.mark.parametrize(("signed", "kind"), [(SLIP, SlipStatement), (DAY, DayReport)])
def test_a_released_statement_has_the_very_bytes_that_were_signed(signed: Signed, kind: Any) -> None:
    assert encoded(msgspec.json.decode(signed.payload, type=kind)).decode() == signed.payload


@pytest.mark.parametrize(("signed", "kind"), [(SLIP, DayReport), (DAY, SlipStatement)])
def test_one_kind_is_never_read_as_the_other(signed: Signed, kind: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(signed.payload, type=kind)


@given(st.builds(SlipStatement, *[st.text(max_size=9)] * 2, st.sampled_from(Word), st.integers(0, 2**40)))
def test_every_statement_comes_back_as_it_was(statement: SlipStatement) -> None:
    assert msgspec.json.decode(encoded(statement), type=SlipStatement) == statement


FIGURES = {"reserved": 1, "confirmed": 1, "voided": 0, "uncertain": 0, "replaced": 0, "open": 0}


@pytest.mark.parametrize("bent", [{}, *({name: count + 1} for name, count in FIGURES.items()),
                                  {"reserved": 2, "voided": 1}, {"confirmed": 0, "voided": 1}])
def test_books_balance_only_if_the_figures_are_those_of_the_lines(bent: dict[str, int]) -> None:
    lines = (SlipLine("op-1", "440300-00000001", Standing.CONFIRMED), SlipLine("op-2", "", Standing.VOIDED))
    report = DayReport(machine="m", day=20261124, made_at=1, unanswered=1, refused=0, paper_dots=0, lines=lines,
                       items=(), **FIGURES | bent)
    assert report.balanced == (not bent)
