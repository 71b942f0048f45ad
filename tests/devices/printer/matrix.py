"""Each fault at each moment on each brand: what the driver claims, and what it takes to print again.

``python -m tests.devices.printer.matrix docs/printing.md [brand …]`` runs every cell and writes the tables into the
document; ``test_matrix.py`` runs them again and compares. A cell whose claim is not what lies on the floor raises.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from devices.printer.api import Disconnected, Outcome, PrintProgress, PrintResult, Ready
from devices.printer.brands import BRANDS
from devices.printer.pace import paper_dots
from devices.printer.simulator import PrinterSimulator, Slip
from devices.printer.simulator.paper import TO_KNIFE
from kiosk import trouble
from tests.devices.printer.bench import GENEROUS, QUICK, SLIP, URL, Bench, bench
from tests.devices.printer.faults import NOISE
from tests.devices.printer.still_clock import StillLoop

LIMITS = replace(QUICK, answer=1.0, taken=GENEROUS, beyond_paper=3.0, stalled=1.0, paper_speed=100.0)
LINES = ["社会保险参保证明", "姓名 王小明    社保电脑号 0012345678", "2024-01  养老 8000.00  医疗 8000.00",
         "代码 7K3M 9QXA 42"]
COOLS = 0.8
BEGIN, END = "<!-- matrix -->", "<!-- /matrix -->"
WHOLE = (Outcome.PRINTED, Outcome.PRINTED_TAKEN, Outcome.RETRACTED)
TOLD = {Outcome.PRINTED: "printed", Outcome.PRINTED_TAKEN: "printed, taken", Outcome.RETRACTED: "retracted",
        Outcome.NOT_PRINTED: "not printed", Outcome.UNKNOWN: "uncertain"}

Hand = Callable[[PrinterSimulator], None]


def _cools(printer: PrinterSimulator) -> None:
    printer.head_hot = True

    def cold() -> None:
        printer.head_hot = False

    asyncio.get_running_loop().call_later(COOLS, cold)


def _set(name: str, value: object) -> Hand:
    return lambda printer: setattr(printer, name, value)


FAULTS: dict[str, tuple[Hand, str]] = {
    "paper end": (_set("roll", 0), "new roll"),
    "near end": (_set("near_end", True), "new roll soon"),
    "cover open": (_set("cover_open", True), "close it"),
    "cutter jammed": (_set("cutter_jammed", True), "free the knife"),
    "head too hot": (_cools, "cools by itself"),
    "switched off": (_set("power", False), "switch on"),
    "unplugged": (PrinterSimulator.unplug, "plug in"),
    "silent": (_set("silent", True), "cable, power"),
    "garbage": (lambda printer: printer.say(NOISE), "none"),
    "status unasked": (PrinterSimulator.speak, "none"),
    "buffer full": (_set("held", True), "frees itself"),
}
MOMENTS = ("before", "first row", "mid-way", "at the cut", "after it", "presented")


@dataclass(frozen=True)
class Cell:
    """``strip``: the rest of the slip was cut off by itself, before anything else was printed."""

    outcome: Outcome
    code: str
    recovery: str
    strip: bool

    def __str__(self) -> str:
        told = f"{TOLD[self.outcome]} {self.code}".strip()
        mended = f"{self.recovery}, rest cut off" if self.strip else self.recovery
        return f"{told}; {mended}"


async def run(brand: str, fault: str, moment: str) -> Cell:
    """:raises AssertionError: something was said to be printed, or not printed, that was not"""
    act, recovery = FAULTS[fault]
    if act is _cools and moment == "before":
        act = _set("head_hot", True)  # it stays so: when a slip is refused must not depend on our own speed
    printer = PrinterSimulator(instant=True, brand=brand, buffer=256)
    async with bench(printer, brand=brand, limits=LIMITS) as rig:
        result = await _print(rig, act, moment)
        whole = [slip for slip in printer.slips if _is_whole(slip)]
        where = f"{brand}, {fault}, {moment}: {result}"
        if result.outcome in WHOLE:
            assert len(whole) == 1, where
        if result.outcome is Outcome.NOT_PRINTED:
            assert not any(slip.rows for slip in (*printer.slips, printer.hanging)), where
        before = len(printer.slips)
        if not printer.plugged:
            await rig.until(Disconnected())
        _mend(printer)
        await rig.until(Ready())
        printer.take()
        strip = len(printer.slips) > before
        rig.progress.clear()
        again = await _print(rig, lambda printer: None, "")
        assert again.outcome in WHOLE, f"{where}, then {again}"
        assert _is_whole(printer.slips[-1]), f"{where}: the next slip holds {printer.slips[-1].text_lines()}"
        assert printer.hanging.rows == 0, where
        return Cell(result.outcome, _code(result), recovery, strip)


async def _print(rig: Bench, act: Hand, moment: str) -> PrintResult:
    printer = rig.simulator

    def now() -> None:
        act(printer)

    def taken() -> None:
        asyncio.get_running_loop().call_later(0.1, printer.take)

    def presented(progress: PrintProgress) -> None:
        if progress.presented:
            if moment == "presented":
                now()
            taken()

    rig.on_progress = presented
    match moment:
        case "before":
            now()
        case "first row":
            printer.when_burnt(1, now)
        case "mid-way":
            printer.when_burnt(paper_dots(SLIP) // 2, now)
        case "at the cut":
            printer.when_burnt(paper_dots(SLIP) + TO_KNIFE, now)
        case "after it":
            printer.when_cut(now)
        case _:
            pass
    result = await rig.printer.print(SLIP)
    if moment == "presented" and not BRANDS[rig.brand].outlet_sensor:
        now()  # it lies in the tray
    return result


def _mend(printer: PrinterSimulator) -> None:
    printer.cover_open = printer.cutter_jammed = printer.head_hot = printer.silent = False
    printer.new_roll()
    printer.plug()
    printer.held = False
    if not printer.power:
        printer.power = True


def _is_whole(slip: Slip) -> bool:
    return slip.text_lines() == LINES and slip.qr == [URL]


def _code(result: PrintResult) -> str:
    """What the citizen reads (kiosk/issuing.py)."""
    match result.outcome:
        case Outcome.UNKNOWN:
            return "PRN-210"
        case Outcome.RETRACTED:
            return "PRN-213"
        case Outcome.NOT_PRINTED:
            return trouble.of_printer(result.status) or "PRN-212"
        case _:
            return ""


def table(brand: str) -> dict[tuple[str, str], Cell]:
    """Fault and moment to cell; all side by side, on a clock that stands still while anything happens."""
    places = [(fault, moment) for fault in FAULTS for moment in MOMENTS]

    async def together() -> list[Cell]:
        return await asyncio.gather(*(run(brand, *place) for place in places))

    with asyncio.Runner(loop_factory=StillLoop) as runner:
        return dict(zip(places, runner.run(together()), strict=True))


def written(brand: str, cells: dict[tuple[str, str], Cell]) -> str:
    """One table of the document."""
    head = [f"### {brand}", "", "| fault | " + " | ".join(MOMENTS) + " |", "|---" * (len(MOMENTS) + 1) + "|"]
    rows = [f"| **{fault}** | " + " | ".join(str(cells[fault, moment]) for moment in MOMENTS) + " |"
            for fault in FAULTS]
    return "\n".join([*head, *rows, ""])


def main(file: Path, brands: Sequence[str]) -> None:
    """Measure ``brands`` (none: all) into their tables; the others stay as they are."""
    text = file.read_text("utf-8")
    before, inside, after = text.split(BEGIN)[0], text.split(BEGIN)[1].split(END)[0], text.split(END)[1]
    kept = {part.split("\n")[0]: f"### {part.rstrip()}\n" for part in inside.split("### ")[1:]}
    for brand in brands or BRANDS:
        kept[brand] = written(brand, table(brand))
    tables = "\n".join(kept[brand] for brand in BRANDS)
    file.write_text(f"{before}{BEGIN}\n{tables}{END}{after}", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
