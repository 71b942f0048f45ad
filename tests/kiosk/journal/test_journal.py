"""What the journal keeps, what it refuses, and that both survive a reopening."""

from __future__ import annotations

import re
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from contract.citizen import is_valid_number
from contract.messages import SlipConfirm, SlipUncertain, SlipVoid, VoidReason
from kiosk.journal import (
    CommandKind,
    Journal,
    Number,
    Outcome,
    OutOfOrder,
    Phase,
    UnknownEvent,
    UnknownSlip,
    Unsettled,
)
from kiosk.journal.catalogue import catalogue
from kiosk.journal.store import SCHEMA, Store
from tests.kiosk.journal.reading import events_in, outbox_in, phases_in

NOW = 1793496225.75


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.sqlite"


@pytest.fixture
async def journal(file: Path) -> AsyncIterator[Journal]:
    opened = await Journal.open(file, lambda: NOW)
    yield opened
    await opened.close()


def test_what_is_committed_is_synced_and_references_hold(file: Path) -> None:
    store = Store(file)
    try:
        answers = {name: store._db.execute(f"PRAGMA {name}").fetchone()[0]
                   for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}
    finally:
        store.close()
    assert answers == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_a_file_of_the_first_version_grows_and_keeps_what_it_holds(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as old:
        for statement in SCHEMA:
            old.execute(statement)
        old.execute("INSERT INTO slip (op_id, visit, asked_hash, phase, changed_at) "
                    "VALUES ('op1', '', '', 'printed', 7)")
        old.execute("PRAGMA user_version = 1")
        old.commit()
    for _ in range(2):
        store = Store(file)
        assert [(entry.op_id, entry.phase) for entry in store.entries(7, 8)] == [("op1", Phase.PRINTED)]
        store.close()


async def test_only_the_kiosks_own_user_may_read_it(journal: Journal, file: Path) -> None:
    for beside in file.parent.glob("journal.sqlite*"):
        assert stat.S_IMODE(beside.stat().st_mode) == 0o600, beside.name


async def test_a_row_holds_the_event_and_its_fields(journal: Journal, file: Path) -> None:
    await journal.record("visit_opened", visit="a1b2")
    await journal.record("trouble", visit="", code="PRN-201")
    assert events_in(file) == [("visit_opened", {"visit": "a1b2"}), ("trouble", {"visit": "", "code": "PRN-201"})]


@pytest.mark.parametrize(("event", "fields"), [
    ("visit_closed", {"visit": "a1b2"}),
    ("visit_opened", {}),
    ("visit_opened", {"visit": "a1b2", "name": "x"}),
    ("visit_opened", {"visit": ""}),
    ("visit_opened", {"visit": 7}),
    ("visit_opened", {"visit": "王小明"}),
    ("visit_opened", {"visit": "two words"}),
    ("visit_opened", {"visit": "440301199001011234"}),
    ("trouble", {"visit": "a1b2", "code": "x" * 65}),
])
async def test_what_the_catalogue_does_not_allow_is_refused_and_not_repeated(
        journal: Journal, file: Path, event: str, fields: dict[str, str | int]) -> None:
    with pytest.raises(UnknownEvent) as refused:
        await journal.record(event, **fields)
    assert events_in(file) == []
    assert not any(str(value) in str(refused.value) for value in fields.values() if value)


def test_the_citizens_number_in_that_case_is_a_valid_one() -> None:
    """Otherwise the case above would prove nothing."""
    assert is_valid_number("440301199001011234")


def test_every_event_is_explained_and_named_like_the_others() -> None:
    for name, kind in catalogue().items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
        assert kind.doc.endswith(".")


async def test_a_printed_slip_is_confirmed_with_the_hash_of_what_was_printed(journal: Journal, file: Path) -> None:
    await journal.intend("op1", "asked", visit="v1")
    await journal.reserved("op1", Number("slip1", "frozen", 99))
    await journal.print_started("op1")
    await journal.settled("op1", Outcome.PRINTED)
    (command,) = await journal.outbox()
    assert (command.op_id, command.address, command.kind) == ("op1", "slip1", CommandKind.CONFIRM)
    assert command.body == SlipConfirm(int(NOW), "frozen")
    assert [name for name, _ in events_in(file)] == [
        "slip_intended", "slip_reserved", "slip_printing", "slip_printed"]


@pytest.mark.parametrize(("outcome", "kind", "body"), [
    (Outcome.RETRACTED, CommandKind.VOID, SlipVoid(VoidReason.RETRACTED)),
    (Outcome.NOT_PRINTED, CommandKind.VOID, SlipVoid(VoidReason.NOT_PRINTED)),
    (Outcome.UNCERTAIN, CommandKind.UNCERTAIN, SlipUncertain("PRN-212")),
])
async def test_every_other_outcome_is_told_too(
        journal: Journal, outcome: Outcome, kind: CommandKind, body: SlipVoid | SlipUncertain) -> None:
    await journal.intend("op1", "asked")
    await journal.reserved("op1", Number("slip1", "frozen", 99))
    await journal.print_started("op1")
    await journal.settled("op1", outcome, "PRN-212" if outcome is Outcome.UNCERTAIN else "")
    (command,) = await journal.outbox()
    assert (command.kind, command.body) == (kind, body)


async def test_an_uncertain_slip_needs_the_code_that_the_citizen_was_given(journal: Journal, file: Path) -> None:
    await journal.intend("op1", "asked")
    await journal.reserved("op1", Number("slip1", "frozen", 99))
    await journal.print_started("op1")
    with pytest.raises(ValueError, match="code"):
        await journal.settled("op1", Outcome.UNCERTAIN)
    assert phases_in(file) == {"op1": Phase.PRINTING}


async def test_a_reservation_without_an_answer_is_voided_by_its_op_id(journal: Journal) -> None:
    await journal.intend("op1", "asked")
    await journal.settled("op1", Outcome.NOT_PRINTED)
    (command,) = await journal.outbox()
    assert (command.number.slip, command.address, command.kind) == ("", "op1", CommandKind.VOID)


async def test_a_refused_reservation_leaves_nothing_to_tell(journal: Journal) -> None:
    await journal.intend("op1", "asked")
    await journal.refused("op1")
    assert await journal.outbox() == []
    assert await journal.unsettled() == []


async def test_a_step_out_of_order_changes_nothing(journal: Journal, file: Path) -> None:
    await journal.intend("op1", "asked")
    with pytest.raises(OutOfOrder):
        await journal.print_started("op1")
    with pytest.raises(OutOfOrder):
        await journal.settled("op1", Outcome.PRINTED)
    assert phases_in(file) == {"op1": Phase.INTENDED}
    assert outbox_in(file) == []
    assert len(events_in(file)) == 1


async def test_a_slip_nobody_intended_is_unknown(journal: Journal) -> None:
    with pytest.raises(UnknownSlip):
        await journal.print_started("op1")


async def test_an_op_id_is_used_once(journal: Journal) -> None:
    await journal.intend("op1", "asked")
    with pytest.raises(sqlite3.IntegrityError):
        await journal.intend("op1", "asked")


async def test_a_start_finds_what_the_last_run_left_open(file: Path) -> None:
    first = await Journal.open(file, lambda: NOW)
    for op_id in ("intended", "reserved", "printing", "done"):
        await first.intend(op_id, "asked")
    for op_id in ("reserved", "printing", "done"):
        await first.reserved(op_id, Number(f"slip-{op_id}", "frozen", 99))
    for op_id in ("printing", "done"):
        await first.print_started(op_id)
    await first.settled("done", Outcome.PRINTED)
    await first.close()
    second = await Journal.open(file, lambda: NOW)
    try:
        left = await second.unsettled()
        assert left == [
            Unsettled("intended", "", Phase.INTENDED, Outcome.NOT_PRINTED),
            Unsettled("reserved", "slip-reserved", Phase.RESERVED, Outcome.NOT_PRINTED),
            Unsettled("printing", "slip-printing", Phase.PRINTING, Outcome.UNCERTAIN),
        ]
        for slip in left:
            await second.settled(slip.op_id, slip.outcome, "SLP-601")
        assert await second.unsettled() == []
        assert [(each.address, each.kind) for each in await second.outbox()] == [
            ("slip-done", "confirm"), ("intended", "void"), ("slip-reserved", "void"), ("slip-printing", "uncertain")]
    finally:
        await second.close()


async def test_a_command_leaves_the_outbox_once(journal: Journal, file: Path) -> None:
    for op_id in ("op1", "op2"):
        await journal.intend(op_id, "asked")
        await journal.settled(op_id, Outcome.NOT_PRINTED)
    first, second = await journal.outbox()
    await journal.delivered(first.row)
    await journal.parked(second.row, "slip-state-conflict")
    assert await journal.outbox() == []
    assert outbox_in(file) == [
        ("op1", "void", "delivered", ""), ("op2", "void", "parked", "slip-state-conflict")]
    assert events_in(file)[-1] == (
        "slip_command_parked", {"op": "op2", "kind": "void", "reason": "slip-state-conflict"})
    with pytest.raises(UnknownSlip):
        await journal.delivered(first.row)


@pytest.fixture
def stranger(file: Path) -> bytes:
    content = b"something else, longer than a header of a hundred bytes" * 4
    file.parent.mkdir()
    file.write_bytes(content)
    return content


async def test_a_file_that_is_no_journal_is_not_overwritten(stranger: bytes, file: Path) -> None:
    with pytest.raises(sqlite3.DatabaseError):
        await Journal.open(file, lambda: NOW)
    with file.open("rb") as stream:
        assert stream.read() == stranger


async def test_an_older_program_runs_on_a_newer_programs_file(file: Path) -> None:
    first = await Journal.open(file, lambda: NOW)
    await first.intend("op1", "asked")
    await first.close()
    db = sqlite3.connect(file)
    db.execute("ALTER TABLE slip ADD COLUMN pages INTEGER NOT NULL DEFAULT 1")
    db.execute("PRAGMA user_version = 9")
    db.close()
    second = await Journal.open(file, lambda: NOW)
    await second.settled("op1", Outcome.NOT_PRINTED)
    await second.close()
    assert phases_in(file) == {"op1": Phase.NOT_PRINTED}
