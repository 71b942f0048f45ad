"""The clerk's commands about slips, as they are typed."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from shutil import copy

import pytest

from central.cli import main
from central.clock import wall_clock
from central.database.engine import Database, sqlite_url
from central.database.models import DayBook, Machine, Serial, Slip, Visit
from central.folder import Folder
from contract.civil_time import begin_of, day_of
from tests.central.bureau import PLAIN, card_id

FIRST, SECOND = "440300-00000001", "440300-00000002"


@pytest.fixture
def folder(template: Folder, tmp_path: Path) -> Path:
    """A machine with an uncertain slip an hour old, and a confirmed one of the same holder."""
    place = Folder(tmp_path / "centre")
    place.prepare()
    copy(template.database, place.database)
    asyncio.run(_filled(place))
    return place.root


async def _filled(place: Folder) -> None:
    now = wall_clock()
    database = Database(sqlite_url(place.database))
    async with database.writing() as session, session.begin():
        session.add(Machine(id="lobby-1", created_at=now))
        await session.flush()
        session.add(Visit(id="v", machine_id="lobby-1", card_id=card_id(1), person_id=PLAIN, notice="1",
                          challenge="", opened_at=now, challenge_until=now))
        await session.flush()
        for serial, state in ((FIRST, "uncertain"), (SECOND, "confirmed")):
            session.add(Slip(id=serial, machine_id="lobby-1", op_id=f"op-{serial[-1]}", body_hash="", visit_id="v",
                             person_id=PLAIN, serial=serial, code=f"CODE{serial[-1]}", second_key="002X", content="{}",
                             content_hash="", state=state, issued_at=now - 3600, lease_until=now - 3000,
                             valid_until=20991231, settled_at=now - 3600, reason="PRN-210"))
    await database.close()


def run(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> tuple[int, str, str]:
    status = main([*arguments, "--folder", str(folder)])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_the_queue_names_each_open_slip_with_its_age(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, folder, "slips", "--open")
    assert (status, out) == (1, f"{FIRST}  lobby-1  uncertain  PRN-210  1 h\n")
    status, out, _ = run(capsys, folder, "slips", "--open", "--json")
    (waiting,) = json.loads(out)
    assert (waiting["op"], waiting["age"] >= 3600) == ("op-1", True)
    assert run(capsys, folder, "slips", "--open", "--machine", "lobby-2") == (0, "", "")


@pytest.mark.parametrize("arguments", [
    ("--as", "printed"), ("--as", "not-printed"), ("--as", "replaced", "--instead", SECOND)])
def test_a_clerk_settles_a_slip_and_the_queue_is_empty(folder: Path, capsys: pytest.CaptureFixture[str],
                                                       arguments: tuple[str, ...]) -> None:
    status, out, _ = run(capsys, folder, "slip", "settle", FIRST, "--by", "clerk-7", *arguments)
    assert (status, out) == (0, f"{FIRST}: {arguments[1]}\n")
    assert run(capsys, folder, "slips", "--open") == (0, "", "")


@pytest.mark.parametrize(("arguments", "status", "why"), [
    (("440300-00000009", "--as", "printed", "--by", "x"), 1, "no such slip"),
    ((SECOND, "--as", "not-printed", "--by", "x"), 1, "known already"),
    ((FIRST, "--as", "replaced", "--instead", FIRST, "--by", "x"), 1, "replaces one"),
    ((FIRST, "--as", "replaced", "--by", "x"), 2, "--instead"),
    ((FIRST, "--as", "printed", "--instead", SECOND, "--by", "x"), 2, "--instead"),
    ((FIRST, "--as", "printed"), 2, "--by"),
    ((FIRST, "--by", "x"), 2, "--as"),
])
def test_what_can_not_be_settled_is_refused_in_words(folder: Path, capsys: pytest.CaptureFixture[str],
                                                     arguments: tuple[str, ...], status: int, why: str) -> None:
    told = run(capsys, folder, "slip", "settle", *arguments)
    assert told[0] == status
    assert why in told[2]
    assert run(capsys, folder, "slips", "--open")[0] == 1


def test_other_words_than_a_code_or_settle_are_wrong_use(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, folder, "slip", "burn", FIRST)[0] == 2


def test_after_a_restored_backup_the_numbers_given_since_are_left_out(
        folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, folder, "restored")[1] == "no number was ever given\n"
    asyncio.run(_given(Folder(folder), 12))
    assert run(capsys, folder, "restored", "--ahead", "100") == (0, "440300: the next number is 113\n", "")


async def _given(place: Folder, last: int) -> None:
    database = Database(sqlite_url(place.database))
    async with database.writing() as session, session.begin():
        session.add(Serial(bureau="440300", last=last))
    await database.close()


def test_a_day_that_was_not_reported_is_not_clean(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    yesterday = day_of(begin_of(day_of(wall_clock())) - 1)
    status, out, _ = run(capsys, folder, "reconcile")
    assert (status, f"lobby-1 {yesterday}: not reported" in out) == (1, True)


def test_a_reported_day_shows_its_figures_and_what_differs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    today = day_of(wall_clock())
    asyncio.run(_reported(Folder(folder), today, 900))
    status, out, _ = run(capsys, folder, "reconcile", "--day", str(today))
    assert status == 1
    assert "2 reserved = 2 confirmed + 0 voided + 0 uncertain + 0 replaced + 0 open; by the printer's count: 2" in out
    assert "differs: paper slips: 40 mm ± 40 printer: 900 mm for: technician (test slips" in out
    assert f"differs: state {FIRST} kiosk: confirmed centre: uncertain" in out
    assert f"waits: {FIRST} uncertain PRN-210 for: staff, 1 h" in out
    run(capsys, folder, "slip", "settle", FIRST, "--as", "printed", "--by", "clerk-7")
    assert run(capsys, folder, "reconcile", "--day", str(today))[0] == 1, "the paper differs"
    asyncio.run(_reported(Folder(folder), today, 40))
    assert run(capsys, folder, "reconcile", "--day", str(today))[0] == 0


async def _reported(place: Folder, today: int, paper_mm: int) -> None:
    lines = [["op-1", FIRST, "c"], ["op-2", SECOND, "c"]]
    payload = {"kind": "day", "machine": "lobby-1", "day": today, "made_at": 1, "reserved": 2, "confirmed": 2,
               "voided": 0, "uncertain": 0, "replaced": 0, "open": 0, "unanswered": 0, "refused": 0, "paper_dots": 0,
               "lines": lines, "items": [], "printer_slips": 2, "paper_mm": paper_mm}
    signed = {"payload": json.dumps(payload), "alg": "ES256", "key": "", "signature": ""}
    database = Database(sqlite_url(place.database))
    async with database.writing() as session, session.begin():
        await session.merge(DayBook(machine_id="lobby-1", day=today, made_at=1, taken_at=1,
                                    report=json.dumps(signed)))
    await database.close()
