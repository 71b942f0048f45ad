"""The states of a slip: each state against each command, and what time alone does."""

import pytest

from central.slips.life import COMMANDS, OPEN, Outcome, command, seen
from contract.slip import SlipState

LEASE, VALID = 1000, 20270224


@pytest.mark.parametrize("stored", list(SlipState))
@pytest.mark.parametrize("wanted", COMMANDS)
def test_each_state_against_each_command(stored: SlipState, wanted: SlipState) -> None:
    outcome = command(stored, wanted)
    if stored in OPEN:
        assert outcome is Outcome.CHANGE
    elif stored == wanted:
        assert outcome is Outcome.SAME
    else:
        assert outcome is Outcome.CROSSED


@pytest.mark.parametrize(("stored", "now", "today", "expected"), [
    (SlipState.RESERVED, LEASE, 20261124, SlipState.RESERVED),
    (SlipState.RESERVED, LEASE + 1, 20261124, SlipState.SUSPECT),
    (SlipState.RESERVED, LEASE + 1, 20270301, SlipState.SUSPECT),
    (SlipState.CONFIRMED, LEASE + 1, VALID, SlipState.CONFIRMED),
    (SlipState.CONFIRMED, LEASE + 1, VALID + 1, SlipState.EXPIRED),
    (SlipState.VOIDED, LEASE + 1, VALID + 1, SlipState.VOIDED),
    (SlipState.UNCERTAIN, LEASE + 1, VALID + 1, SlipState.UNCERTAIN),
    (SlipState.REPLACED, LEASE + 1, VALID + 1, SlipState.REPLACED),
])
def test_what_time_alone_does(stored: SlipState, now: int, today: int, expected: SlipState) -> None:
    assert seen(stored, LEASE, VALID, now, today) == expected
