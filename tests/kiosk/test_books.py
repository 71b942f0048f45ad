"""``kiosk reconcile`` and ``kiosk slip settle``, as a technician types them, on a journal that somebody else wrote."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from central.keys.machines import signed_by
from contract.civil_time import day_of
from contract.messages import SettledAs, SlipSettlement
from contract.signed_words import DayReport, Signed
from kiosk.__main__ import main
from kiosk.journal import UNREAD, Journal, Number, Outcome, Reading
from tests.central.bureau import der_of, pem_of
from tests.kiosk.journal.reading import events_in, outbox_in
from tests.wire.machine_file import MachineFile

NOW = 1795492800.0
DAY = str(day_of(NOW))
FIRST, SECOND = "440300-00000001", "440300-00000002"


@dataclass
class Machine:
    config: Path
    journal: Path
    public: bytes

    def run(self, *arguments: str) -> int:
        return main([*arguments, "--config", str(self.config)])


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """The first slip is uncertain, the second printed and told."""
    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "machine.key").write_bytes(pem_of(key))
    config = tmp_path / "machine.toml"
    config.write_text(MachineFile("lobby-1", tmp_path, tmp_path, tmp_path / "ca.crt", "https://centre.example",
                                  "https://centre.example").text())
    asyncio.run(_written(tmp_path / "journal.sqlite"))
    return Machine(config, tmp_path / "journal.sqlite", der_of(key))


async def _written(file: Path) -> None:
    journal = await Journal.open(file, lambda: NOW)
    await journal.counted(int(DAY), Reading(10, 0))
    for index, (serial, outcome) in enumerate(((FIRST, Outcome.UNCERTAIN), (SECOND, Outcome.PRINTED))):
        await journal.intend(f"op{index}", "asked")
        await journal.reserved(f"op{index}", Number(f"slip{index}", "frozen", 9, serial))
        await journal.print_started(f"op{index}", 1840)
        await journal.settled(f"op{index}", outcome, "PRN-210")
    for command in await journal.outbox():
        await journal.delivered(command.row)
    await journal.close()


def test_the_signed_books_are_written_and_an_open_item_is_told_with_owner_and_age(
        machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "report.json"
    assert machine.run("reconcile", "--day", DAY, "--out", str(out)) == 1
    signed = msgspec.json.decode(out.read_bytes(), type=Signed)
    assert signed_by(machine.public, signed)
    report = msgspec.json.decode(signed.payload, type=DayReport)
    assert (report.reserved, report.confirmed, report.uncertain, report.paper_dots) == (2, 1, 1, 3680)
    told = capsys.readouterr().out
    assert "2 reserved = 1 confirmed + 0 voided + 1 uncertain + 0 replaced + 0 open" in told
    assert f"{FIRST}  uncertain  for: staff  since 2026-11-24" in told


def test_a_day_without_open_items_is_clean(machine: Machine) -> None:
    assert machine.run("slip", "settle", FIRST, "--as", "printed", "--by", "clerk-7") == 0
    assert machine.run("reconcile", "--day", DAY) == 0


@pytest.mark.parametrize(("after", "told", "status"), [
    (Reading(12, 760), "by the printer's count: 2 cuts (0 of them rests of torn slips), 0.76 m of paper", 0),
    (Reading(14, 760), "differs: more_cuts  slips: 2  printer: 4  for: technician (test slips of a technician", 1),
    (Reading(11, 760), "differs: fewer_cuts  slips: 2  printer: 1  for: bureau (", 1),
    (Reading(12, 1_760), "differs: paper  slips: 500 mm ± 300  printer: 1760 mm  for: technician (", 1),
    (Reading(9, 760), "by the printer's count: cuts not known, 0.76 m of paper", 0),
    (None, "by the printer's count: cuts not known, paper not known", 0),
])
def test_the_slips_are_compared_with_the_printers_count(machine: Machine, capsys: pytest.CaptureFixture[str],
                                                        after: Reading | None, told: str, status: int) -> None:
    assert machine.run("slip", "settle", FIRST, "--as", "printed", "--by", "clerk-7") == 0
    asyncio.run(_read(machine.journal, after))
    assert machine.run("reconcile", "--day", DAY) == status
    assert told in capsys.readouterr().out


async def _read(file: Path, after: Reading | None) -> None:
    """The totals of the day, as if they had been read before its slips; ``after``: of the next day."""
    journal = await Journal.open(file, lambda: NOW)
    await journal.counted(int(DAY) + 1, after or UNREAD)
    await journal.close()


@pytest.mark.parametrize(("arguments", "body"), [
    (("printed",), SlipSettlement(SettledAs.PRINTED, "clerk-7")),
    (("not-printed",), SlipSettlement(SettledAs.NOT_PRINTED, "clerk-7")),
    (("replaced", "--instead", SECOND), SlipSettlement(SettledAs.REPLACED, "clerk-7", SECOND)),
])
def test_an_uncertain_slip_is_settled_once_with_a_name_and_the_centre_is_told(
        machine: Machine, arguments: tuple[str, ...], body: SlipSettlement,
        capsys: pytest.CaptureFixture[str]) -> None:
    settle = ("slip", "settle", FIRST, "--by", "clerk-7", "--as", *arguments)
    assert machine.run(*settle) == 0
    assert outbox_in(machine.journal)[-1] == ("op0", "settle", "waiting", "")
    assert events_in(machine.journal)[-1] == ("slip_settled", {
        "op": "op0", "outcome": body.outcome.value, "by": "clerk-7", "instead": body.instead})
    assert machine.run(*settle) == 1
    assert "not uncertain" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "why"), [
    ((SECOND, "--as", "printed", "--by", "clerk-7"), "not uncertain"),
    (("440300-00000009", "--as", "printed", "--by", "clerk-7"), "no such slip"),
    ((FIRST, "--as", "printed", "--by", "two words"), "single words"),
    ((FIRST, "--as", "printed", "--by", "440301199001011234"), "single words"),
])
def test_what_can_not_be_settled_is_refused_in_words_and_nothing_is_written(
        machine: Machine, arguments: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = events_in(machine.journal)
    assert machine.run("slip", "settle", *arguments) == 1
    assert why in capsys.readouterr().err
    assert events_in(machine.journal) == before


def test_a_number_that_the_centre_has_not_heard_of_replaces_nothing_yet(
        machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(_told_again(machine.journal))
    assert machine.run("slip", "settle", FIRST, "--as", "replaced", "--instead", SECOND, "--by", "clerk-7") == 1
    assert "not heard of it yet" in capsys.readouterr().err


async def _told_again(file: Path) -> None:
    journal = await Journal.open(file, lambda: NOW)
    assert await journal.day_reported(int(DAY), ["op1", "op9"]) == ["op1"]
    await journal.close()


@pytest.mark.parametrize("arguments", [("--as", "replaced"), ("--as", "printed", "--instead", SECOND)])
def test_instead_goes_with_replaced_alone(machine: Machine, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit):
        machine.run("slip", "settle", FIRST, "--by", "clerk-7", *arguments)


def test_where_no_machine_is_nothing_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "machine.toml"
    config.write_text(MachineFile("lobby-1", tmp_path, tmp_path / "state", tmp_path / "ca.crt",
                                  "https://centre.example", "https://centre.example").text())
    assert main(["reconcile", "--config", str(config)]) == 78
    assert not (tmp_path / "state").exists()
