"""Real child processes: kept alive, stopped in order, given up on after too many crashes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kiosk.configuration import load
from kiosk.supervisor import EX_CONFIG, Patience, Program, Record, Supervisor, programs
from tests.kiosk.test_configuration import WHOLE

LIMIT = 20.0
CHILD = textwrap.dedent("""
    import os, signal, socket, sys
    name, address, mood = sys.argv[1:]
    signals = {signal.SIGTERM, signal.SIGUSR1}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    wire = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    wire.connect(address)
    wire.send(f"{name} up {os.getpid()}".encode())
    if mood == "dies":
        sys.exit(3)
    while True:
        if signal.sigwait(signals) == signal.SIGUSR1:
            sys.exit(4)
        wire.send(f"{name} asked {os.getpid()}".encode())
        if mood != "deaf":
            sys.exit(0)
""")


class Diary:
    """What the children say, in the order in which they say it."""

    def __init__(self, wire: socket.socket, address: Path) -> None:
        self.wire, self.address = wire, address

    async def next(self) -> tuple[str, str, int]:
        async with asyncio.timeout(LIMIT):
            said = await asyncio.get_running_loop().sock_recv(self.wire, 200)
        name, what, pid = said.decode().split()
        return name, what, int(pid)

    def program(self, name: str, mood: str = "lives", farewell: float = LIMIT) -> Program:
        return Program(name, (sys.executable, "-S", "-c", CHILD, name, str(self.address), mood), farewell)


@pytest.fixture
async def diary(tmp_path: Path) -> AsyncIterator[Diary]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.bind(str(tmp_path / "diary"))
        wire.setblocking(False)
        yield Diary(wire, tmp_path / "diary")


def alive(pid: int) -> bool:
    """A zombie still answers to signal 0, so it counts as alive."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_all_are_started_and_stopped_in_the_wanted_order(diary: Diary) -> None:
    stop = asyncio.Event()
    supervisor = Supervisor([diary.program(name) for name in ("card", "core", "screen")], last_words=("core", "screen"))
    running = asyncio.create_task(supervisor.run(stop))
    up = [await diary.next() for _ in range(3)]
    stop.set()
    asked = [await diary.next() for _ in range(3)]
    assert await running is None
    assert sorted(name for name, _, _ in up) == ["card", "core", "screen"]
    assert [name for name, _, _ in asked] == ["core", "screen", "card"]
    assert not [pid for _, _, pid in up if alive(pid)]


async def test_a_crashed_program_is_started_again_and_the_others_are_left_alone(diary: Diary) -> None:
    stop = asyncio.Event()
    supervisor = Supervisor([diary.program("core"), diary.program("screen")], patience=Patience(pause=0.01))
    running = asyncio.create_task(supervisor.run(stop))
    first = {name: pid for name, _, pid in [await diary.next(), await diary.next()]}
    os.kill(first["core"], signal.SIGUSR1)
    name, what, pid = await diary.next()
    assert (name, what) == ("core", "up")
    assert pid != first["core"]
    assert not alive(first["core"])
    assert alive(first["screen"])
    stop.set()
    assert await running is None


async def test_the_third_crash_stops_every_program_and_names_the_one_that_crashed(diary: Diary) -> None:
    supervisor = Supervisor(
        [diary.program("core"), diary.program("screen", "dies")], patience=Patience(crashes=3, pause=0.01)
    )
    async with asyncio.timeout(LIMIT):
        assert await supervisor.run(asyncio.Event()) == "screen"
    said = [await diary.next() for _ in range(5)]
    assert [what for name, what, _ in said if name == "screen"] == ["up", "up", "up"]
    assert [what for name, what, _ in said if name == "core"] == ["up", "asked"]
    assert not [pid for _, _, pid in said if alive(pid)]


async def test_a_program_that_does_not_listen_to_its_end_is_killed(diary: Diary) -> None:
    stop = asyncio.Event()
    supervisor = Supervisor([diary.program("card", "deaf", farewell=0.2)])
    running = asyncio.create_task(supervisor.run(stop))
    _, _, pid = await diary.next()
    stop.set()
    assert await running is None
    assert not alive(pid)


async def test_a_command_that_does_not_exist_counts_as_a_crash(tmp_path: Path) -> None:
    supervisor = Supervisor(
        [Program("core", (str(tmp_path / "nothing"),))], patience=Patience(pause=0.01), logs=tmp_path / "logs"
    )
    async with asyncio.timeout(LIMIT):
        assert await supervisor.run(asyncio.Event()) == "core"
    assert "nothing" in (tmp_path / "logs" / "core.log").read_text()


def test_crashes_further_apart_than_the_window_are_forgotten() -> None:
    record = Record(Patience(crashes=3, window=300))
    assert [record.crashed(now) for now in (0, 200, 301, 501, 510)] == [False, False, False, False, True]


def test_the_pause_doubles_and_stays_small() -> None:
    record = Record(Patience(pause=0.25))
    pauses = []
    for now in (0.0, 1.0):
        record.crashed(now)
        pauses.append(record.pause)
    assert pauses == [0.25, 0.5]


def test_the_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    """SIGKILL leaves no time for order; the kernel tells the children."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.bind(str(tmp_path / "diary"))
        wire.settimeout(LIMIT)
        command = (sys.executable, "-S", "-c", CHILD, "core", str(tmp_path / "diary"), "lives")
        script = textwrap.dedent(f"""
            import asyncio
            from kiosk.supervisor import Program, Supervisor
            asyncio.run(Supervisor([Program("core", {command!r})]).run(asyncio.Event()))
        """)
        with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL) as parent:
            assert wire.recv(200).startswith(b"core up")
            parent.kill()
            assert wire.recv(200).startswith(b"core asked")


def test_the_machine_has_four_programs_with_the_sockets_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "machine.toml"
    file.write_text(WHOLE)
    commands = {program.name: " ".join(program.command) for program in programs(file, load(file), "python")}
    assert list(commands) == ["card", "printer", "core", "screen"]
    assert "--socket /run/kiosk/card.sock --reader Virtual PCD 00 00" in commands["card"]
    assert "--port serial:///dev/ttyS0?baud=115200 --brand epson --width 576" in commands["printer"]
    assert "--profile /var/lib/kiosk/printer-profile.toml" in commands["printer"]
    assert f"core --config {file}" in commands["core"]
    assert "--core /run/kiosk/screen.sock --semantics /run/kiosk/semantics.sock --size 1920x1080" in commands["screen"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    script = "import sys; from kiosk.supervisor import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)


def test_a_wrong_file_starts_nothing_and_says_where(tmp_path: Path) -> None:
    file = tmp_path / "machine.toml"
    file.write_text(WHOLE.replace("width = 576", "width = 7"))
    ended = run("--config", str(file))
    assert ended.returncode == EX_CONFIG
    assert "$.printer.width" in ended.stderr


def test_a_good_file_passes_the_check(tmp_path: Path) -> None:
    file = tmp_path / "machine.toml"
    file.write_text(WHOLE)
    assert run("--config", str(file), "--check").returncode == 0


@pytest.mark.parametrize(("old", "new", "program", "switch"), [
    ('00 00"', '00 00"\nask_tries = false', "card", "--no-ask-tries"),
    ("width = 576", 'brand = "star"', "printer", "star"),
    ("width = 576", 'state = "/var/lib/kiosk-printer"', "printer", "/var/lib/kiosk-printer/printer-roll.json"),
])
def test_each_switch_of_a_device_reaches_its_program_and_only_when_it_is_set(
    tmp_path: Path, old: str, new: str, program: str, switch: str
) -> None:
    file = tmp_path / "machine.toml"
    for text, there in ((WHOLE, False), (WHOLE.replace(old, new), True)):
        file.write_text(text)
        words = next(each.command for each in programs(file, load(file)) if each.name == program)
        assert (switch in words) == there


def test_exec_becomes_the_program_itself(tmp_path: Path) -> None:
    file = tmp_path / "machine.toml"
    file.write_text(WHOLE.replace('"/run/kiosk"', f'"{tmp_path / "run"}"'))
    script = "import os, sys; os.execv = lambda path, words: print(path, *words); from kiosk.supervisor import main; "
    ended = subprocess.run(
        [sys.executable, "-c", f"{script}main(['--config', {str(file)!r}, '--exec', 'card'])"],
        capture_output=True, text=True, check=True,
    )
    assert ended.stdout.split()[1:5] == [sys.executable, "-m", "devices", "card"]
    assert "Virtual PCD 00 00" in ended.stdout
