"""Commissioning on a real terminal: a script plays the person, the simulator the printer."""

from __future__ import annotations

import asyncio
import os
import pty
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from devices.printer.brands import BRANDS
from devices.printer.profile import NoProfile, Profile, read, write
from devices.printer.simulator import PrinterSimulator

ROOT = Path(__file__).parents[3]
LIMIT = 90.0
Hand = Callable[[PrinterSimulator], object]
QUESTION = re.compile(rb"\[([a-z_:]+)\][^>]*> $")


def _set(name: str, value: object) -> Hand:
    return lambda printer: setattr(printer, name, value)


HANDS: dict[str, Hand] = {
    "ready": lambda printer: None,
    "cover": _set("cover_open", True), "cover:mend": _set("cover_open", False),
    "paper_end": _set("roll", 0), "paper_end:mend": PrinterSimulator.new_roll,
    "near_end": _set("near_end", True), "near_end:mend": PrinterSimulator.new_roll,
    "cutter": _set("cutter_jammed", True), "cutter:mend": _set("cutter_jammed", False),
    "slip": lambda printer: None, "slip:mend": PrinterSimulator.take,
}


async def sitting(simulator: PrinterSimulator, brand: str, out: Path, hands: dict[str, Hand],
                  answers: dict[str, bytes] | None = None) -> tuple[int, str]:
    """The exit code, and all that stood on the terminal."""
    port = f"serial://{await simulator.start()}"
    master, slave = pty.openpty()
    loop, seen, more = asyncio.get_running_loop(), bytearray(), asyncio.Event()

    def hear() -> None:
        with suppress(OSError):
            seen.extend(os.read(master, 4096))
        more.set()

    loop.add_reader(master, hear)
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "devices.printer.cli", "--port", port, "--brand", brand, "commission", "--out", str(out),
        cwd=ROOT, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    ended = asyncio.create_task(program.wait())
    try:
        async with asyncio.timeout(LIMIT):
            answered = 0
            while not ended.done():
                question = QUESTION.search(bytes(seen)[answered:])
                if question is not None:
                    answered = len(seen)
                    name = question[1].decode()
                    hands[name](simulator)
                    os.write(master, (answers or {}).get(name, b"\n"))
                    continue
                more.clear()
                heard = asyncio.create_task(more.wait())
                await asyncio.wait({heard, ended}, return_when=asyncio.FIRST_COMPLETED)
                heard.cancel()
        return ended.result(), seen.decode("utf-8", "replace")
    finally:
        if not ended.done():
            program.kill()
            await ended
        loop.remove_reader(master)
        os.close(master)
        await simulator.stop()


NOTHING: Hand = lambda printer: None  # noqa: E731
LEFT_OUT = dict.fromkeys(("cover", "paper_end", "near_end", "cutter"), b"s\n")
SITTINGS: dict[str, tuple[str, str, dict[str, Hand], dict[str, bytes], Profile | None]] = {
    "one that tells everything keeps everything": ("custom", "custom", HANDS, {}, Profile("custom")),
    "what it did not tell is switched off, and nothing else": (
        "epson", "epson", HANDS | {"near_end": NOTHING, "cutter": NOTHING}, {},
        Profile("epson", near_end=False, cutter=False)),
    "a clone sold as a compatible loses its process IDs": (
        "clone", "epson", HANDS | dict.fromkeys(LEFT_OUT, NOTHING), LEFT_OUT,
        Profile("epson", process_id=False, cut_counter=False)),
    "given up, nothing is written": (
        "epson", "epson", {"ready": NOTHING, "cover": NOTHING}, {"cover": b"q\n"}, None),
}


async def test_a_profile_holds_what_this_printer_has_told(tmp_path: Path) -> None:
    """All sittings side by side: each waits for hands and for a printer most of its time."""
    files = {case: tmp_path / f"{number}.toml" for number, case in enumerate(SITTINGS)}
    ended = await asyncio.gather(*(
        sitting(PrinterSimulator(instant=True, brand=real), sold_as, files[case], hands, answers)
        for case, (real, sold_as, hands, answers, _) in SITTINGS.items()))
    for (case, (_, sold_as, _, _, profile)), (code, terminal) in zip(SITTINGS.items(), ended, strict=True):
        assert code == (0 if profile else 1), f"{case}\n{terminal}"
        assert (read(files[case], BRANDS[sold_as]) if profile else files[case].exists() or None) == profile, case


@pytest.mark.parametrize(("text", "reason"), [
    ('brand = "star"\n', "of brand star, not epson"),
    ('brand = "epson"\nlaser = true\n', "laser"),
    ('brand = "epson"\ncover = "yes"\n', "cover"),
    ("brand", "brand"),
])
def test_a_profile_that_is_not_exactly_understood_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "profile.toml"
    file.write_text(text)
    with pytest.raises(NoProfile, match=reason if reason != "brand" else str(file)):
        read(file, BRANDS["epson"])


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "profile.toml"
    profile = Profile("epson", cover=False, paper_answer=False)
    write(file, profile)
    assert read(file, BRANDS["epson"]) == profile
