"""The commands, and how the whole starts, refuses and stops."""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import socket
import ssl
import subprocess
import sys
from datetime import date
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from central.cli import FIRST_DAY, LAST_DAY, main
from central.database import schema
from central.database.engine import Database, sqlite_url
from central.folder import Folder
from central.population.people import Population
from tests.central.conftest import free_ports


def run(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> tuple[int, str, str]:
    status = main([*arguments, "--folder", str(folder)])
    told = capsys.readouterr()
    return status, told.out, told.err


def start(folder: Path, command: str = "up", **more: str) -> tuple[subprocess.Popen[str], list[int]]:
    ports = free_ports(2)
    process = subprocess.Popen(
        [sys.executable, "-m", "central", command, "--folder", str(folder), "--machine-port", str(ports[0]),
         "--public-port", str(ports[1])], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **more})
    return process, ports


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def accepts(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_a_folder_is_all_it_needs_and_sigterm_stops_all_of_it(tmp_path: Path) -> None:
    process, ports = start(tmp_path / "deep" / "centre")
    assert process.stdout is not None
    assert process.stdout.readline() == (
        f"central ready: machines https://127.0.0.1:{ports[0]} public https://127.0.0.1:{ports[1]}\n")
    nginx = children(process.pid)
    assert len(nginx) == 1
    assert all(accepts(port) for port in ports)
    assert Folder(tmp_path / "deep" / "centre").database.stat().st_mode & 0o077 == 0
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=15)
    assert process.returncode == 0, log
    assert not any(accepts(port) for port in ports)
    assert not Path(f"/proc/{nginx[0]}").exists()
    assert [json.loads(line)["event"] for line in log.splitlines()] == ["migrated", "ready", "stopped"]


def test_without_nginx_the_centre_stops_instead_of_pretending(tmp_path: Path) -> None:
    process, _ = start(tmp_path)
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(children(process.pid)[0], signal.SIGTERM)
    _, log = process.communicate(timeout=15)
    assert process.returncode == 1
    assert "nginx ended" in log


def test_nginx_does_not_outlive_a_centre_that_was_killed(tmp_path: Path) -> None:
    process, _ = start(tmp_path)
    assert process.stdout is not None
    process.stdout.readline()
    nginx = os.pidfd_open(children(process.pid)[0])
    process.kill()
    process.communicate(timeout=15)
    assert select.select([nginx], [], [], 10)[0], "nginx is still running"
    os.close(nginx)
    again, _ = start(tmp_path)
    assert again.stdout is not None
    assert again.stdout.readline().startswith("central ready")
    again.terminate()
    again.communicate(timeout=15)


def test_a_port_in_use_is_said_and_nothing_is_left_running(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = subprocess.run(
            [sys.executable, "-m", "central", "up", "--folder", str(tmp_path), "--machine-port", str(port),
             "--public-port", str(free_ports(1)[0])], capture_output=True, text=True, timeout=30, check=False)
    assert process.returncode == 1
    assert "central ready" not in process.stdout
    assert f"central: 127.0.0.1:{port}: Address already in use" in process.stderr


def test_a_second_centre_on_the_same_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    """In a folder with a space in its name besides: nginx's configuration has to quote it."""
    folder = tmp_path / "my centre"
    first, ports = start(folder)
    try:
        assert first.stdout is not None
        assert first.stdout.readline().startswith("central ready")
        second, _ = start(folder)
        assert second.stdout is not None
        said = second.stdout.readline()
        second.terminate()
        _, error = second.communicate(timeout=15)
        assert (said, error) == ("", f"central: {folder} is being served by another central\n")
        answer = httpx.get(f"https://127.0.0.1:{ports[1]}/", verify=ssl.create_default_context(
            cafile=str(Folder(folder).authority)))
        assert answer.status_code == 200
    finally:
        first.terminate()
        _, log = first.communicate(timeout=15)
    assert first.returncode == 0, log


@pytest.mark.parametrize(("name", "reason"), [("x" * 120, "too long"), ("a$b", "dollar sign")])
def test_a_folder_that_can_not_serve_is_said_and_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                                         name: str, reason: str) -> None:
    status, _, error = run(capsys, tmp_path / name, "up")
    assert (status, reason in error, (tmp_path / name).exists()) == (1, True, False)


@pytest.mark.parametrize("command", [("enrol", "lobby-1"), ("suspend", "lobby-1"), ("people",), ("slip", "x")])
def test_where_no_centre_is_the_other_commands_say_so_and_make_none(
        tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    status, _, error = run(capsys, tmp_path / "nowhere", *command)
    assert (status, "central migrate" in error, (tmp_path / "nowhere").exists()) == (1, True, False)


def test_run_refuses_a_schema_that_it_does_not_know(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, error = run(capsys, tmp_path, "run")
    assert (status, "central migrate" in error) == (1, True)
    asyncio.run(_set_revision(tmp_path, "9999"))
    for command in ("run", "up", "migrate"):
        status, _, error = run(capsys, tmp_path, command)
        assert (status, "newer version" in error) == (1, True)


def test_migrate_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, tmp_path, "migrate") == (0, f"schema {schema.HEAD}\n", "")
    assert run(capsys, tmp_path, "migrate") == (0, f"schema {schema.HEAD}, nothing to do\n", "")


def test_a_newer_schema_can_not_be_migrated_by_an_older_program(tmp_path: Path,
                                                              capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(_set_revision(tmp_path, "9999"))
    status, _, error = run(capsys, tmp_path, "migrate")
    assert (status, "newer version" in error) == (1, True)


def test_populate_fills_an_empty_bureau_once_and_people_lists_the_sample_cards(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = ("populate", "--people", "60", "--seed", "7", "--today", "2026-11-24")
    assert run(capsys, tmp_path, *people) == (0, "60 invented people, seed 7, 2026-11-24\n", "")
    status, _, error = run(capsys, tmp_path, *people)
    assert (status, "already" in error) == (1, True)
    status, told, _ = run(capsys, tmp_path, "people", "--json", "--cards", str(tmp_path / "cards"))
    samples = {sample["label"] for sample in json.loads(told)}
    assert status == 0
    assert samples >= {"plain"}
    cards = {file.stem: json.loads(file.read_text()) for file in (tmp_path / "cards").iterdir()}
    assert set(cards) == samples
    assert len(bytes.fromhex(cards["plain"]["irk"])) == 16
    _, listed, _ = run(capsys, tmp_path, "people")
    assert len(listed.splitlines()) == len(samples)


@pytest.mark.parametrize("wrong", [("--people", "0"), ("--people", "-5"), ("--people", "many"),
                                   ("--today", "2026-13-01"), ("--today", "2023-12-31"), ("--today", "2045-01-01")])
def test_a_population_that_can_not_be_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                                  wrong: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["populate", "--folder", str(tmp_path), *wrong])
    assert stopped.value.code == 2
    assert wrong[0] in capsys.readouterr().err


@pytest.mark.parametrize("today", [FIRST_DAY, LAST_DAY])
def test_the_sample_people_fit_into_the_first_and_the_last_day(today: date) -> None:
    assert all(person.contributions or person.label == "no-contributions" or not person.registered
               for person in Population(0, 1, today))


def test_populate_raises_no_older_schema_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(_set_revision(tmp_path, "0000"))
    status, _, error = run(capsys, tmp_path, "populate", "--people", "1")
    assert (status, "central migrate" in error) == (1, True)


def test_enrol_prints_a_code_and_refuses_a_name_that_is_none(tmp_path: Path,
                                                           capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, tmp_path, "migrate")
    status, code, _ = run(capsys, tmp_path, "enrol", "lobby-1")
    assert (status, len(bytes.fromhex(code.strip()))) == (0, 16)
    assert run(capsys, tmp_path, "enrol", "no good")[0] == 2


def test_an_unknown_slip_is_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, tmp_path, "migrate")
    assert run(capsys, tmp_path, "slip", "7K4M-P2XR-9TQW")[:2] == (1, "null\n")


async def _set_revision(root: Path, revision: str) -> None:
    folder = Folder(root)
    folder.prepare()
    database = Database(sqlite_url(folder.database))
    await schema.migrate(database)
    async with database.writing() as session, session.begin():
        await session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    await database.close()
