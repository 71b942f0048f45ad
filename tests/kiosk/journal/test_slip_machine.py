"""Any sequence of steps, failures and reopenings: the journal and a plain model never disagree."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from contract.messages import SettledAs
from kiosk.journal import STANDING, Journal, Number, Outcome, OutOfOrder, Phase
from kiosk.journal.slips import AFTER_CRASH

LEGAL = {
    ("intended", "reserved"), ("intended", "refused"), ("intended", "not_printed"),
    ("reserved", "printing"), ("reserved", "not_printed"),
    ("printing", "printed"), ("printing", "retracted"), ("printing", "not_printed"), ("printing", "uncertain"),
    ("uncertain", "found_printed"), ("uncertain", "found_unprinted"), ("uncertain", "replaced"),
}
"""Written down again, so that a wrong table in the product is seen."""
FOUND = {SettledAs.PRINTED: "found_printed", SettledAs.NOT_PRINTED: "found_unprinted",
         SettledAs.REPLACED: "replaced"}
KIND = dict.fromkeys(FOUND.values(), "settle") | {
    "printed": "confirm", "retracted": "void", "not_printed": "void", "uncertain": "uncertain"}


class Slips(RuleBasedStateMachine):
    ops = Bundle("ops")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.phases: dict[str, str] = {}
        self.waiting: list[tuple[str, str]] = []
        self.open()

    def open(self) -> None:
        self.journal = self.run(Journal.open(Path(self.folder.name) / "journal.sqlite", lambda: 1.0))

    def run(self, call: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(call)

    def teardown(self) -> None:
        self.run(self.journal.close())
        self.runner.close()
        self.folder.cleanup()

    def attempt(self, op_id: str, wanted: str, call: Coroutine[Any, Any, Any]) -> None:
        if (self.phases[op_id], wanted) in LEGAL:
            self.run(call)
            self.phases[op_id] = wanted
            if wanted in KIND:
                self.waiting.append((op_id, KIND[wanted]))
            return
        try:
            self.run(call)
        except OutOfOrder:
            return
        raise AssertionError(f"{wanted} after {self.phases[op_id]} was let through")

    @rule(target=ops)
    def intend(self) -> str:
        op_id = f"op{len(self.phases)}"
        self.run(self.journal.intend(op_id, "asked"))
        self.phases[op_id] = "intended"
        return op_id

    @rule(op_id=ops)
    def reserve(self, op_id: str) -> None:
        self.attempt(op_id, "reserved", self.journal.reserved(op_id, Number(f"slip-{op_id}", "frozen", 9)))

    @rule(op_id=ops)
    def refuse(self, op_id: str) -> None:
        self.attempt(op_id, "refused", self.journal.refused(op_id))

    @rule(op_id=ops)
    def start_print(self, op_id: str) -> None:
        self.attempt(op_id, "printing", self.journal.print_started(op_id))

    @rule(op_id=ops, outcome=st.sampled_from(Outcome))
    def settle(self, op_id: str, outcome: Outcome) -> None:
        self.attempt(op_id, outcome.value, self.journal.settled(op_id, outcome, "PRN-212"))

    @rule(op_id=ops, found=st.sampled_from(SettledAs), told=st.booleans())
    def settle_by_a_person(self, op_id: str, found: SettledAs, told: bool) -> None:
        waiting = list(self.waiting)
        self.attempt(op_id, FOUND[found], self.journal.settled_by_person(op_id, found, "clerk-7", told=told))
        if told:
            self.waiting = waiting

    @rule(park=st.booleans())
    def deliver_the_first(self, park: bool) -> None:
        if self.waiting:
            first = self.run(self.journal.outbox())[0]
            self.waiting.remove((first.op_id, first.kind))
            row = first.row
            self.run(self.journal.parked(row, "no") if park else self.journal.delivered(row))

    @rule()
    def reopen(self) -> None:
        self.run(self.journal.close())
        self.open()

    @invariant()
    def the_journal_agrees(self) -> None:
        left = [(slip.op_id, slip.outcome) for slip in self.run(self.journal.unsettled())]
        assert left == [(op_id, AFTER_CRASH[Phase(phase)]) for op_id, phase in self.phases.items()
                        if phase in ("intended", "reserved", "printing")]
        first_of_each = {op_id: (op_id, kind) for op_id, kind in reversed(self.waiting)}
        assert {(each.op_id, each.kind) for each in self.run(self.journal.outbox())} == set(first_of_each.values())


def test_the_journal_follows_the_protocol_and_nothing_else() -> None:
    run_state_machine_as_test(
        Slips, settings=settings(max_examples=25, stateful_step_count=25, deadline=None))


def test_every_open_phase_has_an_outcome_for_the_next_start() -> None:
    assert set(AFTER_CRASH) == {Phase.INTENDED, Phase.RESERVED, Phase.PRINTING}
    assert set(STANDING) == set(Phase) - {Phase.REFUSED}
    assert AFTER_CRASH[Phase.PRINTING] is Outcome.UNCERTAIN, "what may be on paper is never called unprinted"
