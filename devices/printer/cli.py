"""``kiosk device printer``: poke a printer on the bench, with the very driver of the lobby.

``status`` · ``watch`` · ``test`` (a real slip with hanzi, picture and QR) · ``print-file FILE`` (``.json``: a
``PrintJob``; any other file: lines of text) · ``commission --out FILE`` (try what this printer tells, with a person).
Exit codes: 0 ready or printed, 1 not ready or nothing printed,
2 wrong call, 3 unknown whether printed, 4 disconnected or silent.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from devices.printer.api import (
    Block,
    Disconnected,
    Feed,
    NotReady,
    Outcome,
    PrinterStatus,
    PrintJob,
    PrintProgress,
    QrCode,
    Raster,
    Silent,
    Text,
)
from devices.printer.brands import BRANDS
from devices.printer.codec import Unprintable
from devices.printer.commission import on_terminal
from devices.printer.driver import ThermalPrinter
from devices.printer.profile import NoProfile, able, read
from devices.printer.transport import parse_port

READY, NOT_READY, WRONG_CALL, UNKNOWN, NOBODY = range(5)
OUTCOMES = {Outcome.NOT_PRINTED: NOT_READY, Outcome.UNKNOWN: UNKNOWN}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; see the module for the exit codes."""
    parser = _options()
    options = parser.parse_intermixed_args(argv)
    if (options.command == "print-file") != (options.file is not None):
        parser.error("print-file needs a file, nothing else does")
    if (options.command == "commission") != (options.out is not None):
        parser.error("commission needs --out, nothing else does")
    brand = BRANDS[options.brand]
    if options.command == "commission":
        return on_terminal(options.port, brand, options.width, options.out)
    try:
        profile = read(options.profile, brand) if options.profile else None
    except NoProfile as error:
        parser.error(str(error))
    printer = ThermalPrinter(options.port, able(brand, options.width, profile), brand=brand,
                             on_status=_print_status if options.command == "watch" else lambda status: None,
                             on_progress=_print_progress)
    try:
        return asyncio.run(_run(printer, options))
    except KeyboardInterrupt:
        return READY
    except (Unprintable, OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        print(f"error: {error}")
        return WRONG_CALL


async def _run(printer: ThermalPrinter, options: argparse.Namespace) -> int:
    job = _job(options)
    await printer.connect()
    try:
        if job is not None:
            return await _print(printer, job)
        if options.command == "watch":
            await printer.failed()
        status = await printer.status()
        _print_status(status)
        return _code(status)
    finally:
        await printer.close()


def _job(options: argparse.Namespace) -> PrintJob | None:
    if options.command == "test":
        return sample_slip(options.width, str(options.port))
    if options.command == "print-file":
        return _read_job(options.file)
    return None


async def _print(printer: ThermalPrinter, job: PrintJob) -> int:
    result = await printer.print(job)
    print(f"\n{result.outcome} · {result.sent} bytes · {describe(result.status)} {result.detail}".rstrip())
    return OUTCOMES.get(result.outcome, READY)


def sample_slip(width: int, port: str) -> PrintJob:
    """Every kind of block once, a ruler over the whole head and the two ends of the grey range."""
    cells = width // 12
    ruler = "".join(str(cell % 10) for cell in range(1, cells + 1))
    row_bytes = width // 8
    stripes = b"".join((b"\xaa" if row % 2 else b"\x55") * row_bytes for row in range(24)) + b"\xff" * row_bytes * 8
    return PrintJob("test", (
        Text("打印机测试", bold=True, scale=2),
        Text("不是凭证".center(cells - 4)),
        Text(ruler),
        Text("保险 养老 医疗 失业 工伤 生育 年月日"[:cells // 2]),
        Text(port.encode("ascii", "replace").decode()[:cells]),
        Feed(12),
        Raster(row_bytes * 8, 32, stripes),
        Feed(24),
        QrCode("test", module=6),
        Feed(24),
        Text("完".center(cells - 1)),
    ))


def _read_job(file: Path) -> PrintJob:
    if file.suffix == ".json":
        return msgspec.json.decode(file.read_bytes(), type=PrintJob)
    lines: tuple[Block, ...] = tuple(Text(line) for line in file.read_text("utf-8").splitlines())
    return PrintJob(file.name, lines)


def describe(status: PrinterStatus) -> str:
    """One line: the tag and what belongs to it."""
    fields = msgspec.to_builtins(status)
    return " ".join([fields.pop("type"), *(f"{name}={value}" for name, value in fields.items())])


def _print_status(status: PrinterStatus) -> None:
    print(describe(status), flush=True)


def _print_progress(progress: PrintProgress) -> None:
    print(f"\r{progress.permille / 10:5.1f} %", end="", flush=True)


def _code(status: PrinterStatus) -> int:
    if isinstance(status, Disconnected | Silent):
        return NOBODY
    return NOT_READY if isinstance(status, NotReady) else READY


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk device printer", description="Poke a printer on the bench.")
    parser.add_argument("--port", type=parse_port, required=True, help="serial:///dev/…?baud=, tcp://host:port, usb://…")
    parser.add_argument("--width", type=int, default=576)
    parser.add_argument("--brand", choices=sorted(BRANDS), default="epson")
    parser.add_argument("--profile", type=Path, help="what commissioning has found")
    parser.add_argument("--out", type=Path, help="where commission writes the profile")
    parser.add_argument("command", choices=["status", "watch", "test", "print-file", "commission"])
    parser.add_argument("file", type=Path, nargs="?", help="a .json job, or lines of text")
    return parser


if __name__ == "__main__":
    sys.exit(main())
