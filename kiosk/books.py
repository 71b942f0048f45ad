"""The machine's books by hand: ``kiosk reconcile`` and ``kiosk slip settle``, also while kiosk-core runs.

Exit status: 0 done and nothing waits, 1 something waits for a person or was refused, 78 no machine here.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from contract.civil_time import begin_of, day_after, day_of, local
from contract.messages import SettledAs
from contract.printer_count import count_differences
from contract.signed_words import DayReport
from kiosk.centre.enrolment import Identity
from kiosk.clock import Clock
from kiosk.configuration import Configuration, Misconfigured, load
from kiosk.journal import Journal, OutOfOrder, UnknownEvent, between
from kiosk.reconciliation import day_report
from kiosk.signing import MachineKey

DOTS_PER_METRE = 203 / 0.0254
WAITS = 1
EX_CONFIG = 78
ANSWERS = {"printed": SettledAs.PRINTED, "not-printed": SettledAs.NOT_PRINTED, "replaced": SettledAs.REPLACED}


def reconcile(argv: Sequence[str]) -> int:
    """``kiosk reconcile --config FILE [--day YYYYMMDD] [--out FILE]``"""
    parser = argparse.ArgumentParser(prog="kiosk reconcile", description="The books of one day, signed.")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--day", type=_day, default=day_of(Clock().now()), help="yyyymmdd, default: today")
    parser.add_argument("--out", type=Path, help="write the signed report here (JSON)")
    arguments = parser.parse_args(argv)
    configuration = _machine(arguments.config)
    if configuration is None:
        return EX_CONFIG
    report = asyncio.run(_books(configuration, arguments.day))
    if arguments.out is not None:
        signed = MachineKey(Identity.below(configuration.state_dir).key).sign(report)
        arguments.out.write_bytes(msgspec.json.encode(signed) + b"\n")
    sys.stdout.write("\n".join(told(report)) + "\n")
    return 0 if report.balanced and not report.items and not count_differences(report) else WAITS


def slip(argv: Sequence[str]) -> int:
    """``kiosk slip settle NUMBER --config FILE --as printed|not-printed|replaced [--instead NUMBER] --by NAME``"""
    parser = argparse.ArgumentParser(prog="kiosk slip", description="An uncertain slip, settled by a person, once.")
    parser.add_argument("action", choices=["settle"])
    parser.add_argument("number", help="as it stood on the screen and stands on the paper")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--as", dest="outcome", choices=ANSWERS, required=True)
    parser.add_argument("--instead", default="", help="with replaced: the number of the slip printed anew")
    parser.add_argument("--by", required=True, help="who looked: a staff name or number, one word")
    arguments = parser.parse_args(argv)
    outcome = ANSWERS[arguments.outcome]
    if (outcome is SettledAs.REPLACED) != bool(arguments.instead):
        parser.error("--instead goes with --as replaced, and only with it")
    configuration = _machine(arguments.config)
    if configuration is None:
        return EX_CONFIG
    refusal = asyncio.run(_settle(configuration, arguments.number, outcome, arguments.by, arguments.instead))
    if refusal:
        sys.stderr.write(refusal + "\n")
        return WAITS
    sys.stdout.write(f"{arguments.number}: {arguments.outcome}; the centre is told\n")
    return 0


def told(report: DayReport) -> list[str]:
    """A report in words."""
    lines = [
        f"{report.machine} {report.day}: {report.reserved} reserved = {report.confirmed} confirmed + "
        f"{report.voided} voided + {report.uncertain} uncertain + {report.replaced} replaced + {report.open} open",
        f"{report.unanswered} without a number, {report.refused} refused, "
        f"{report.paper_dots / DOTS_PER_METRE:.2f} m of paper",
        f"by the printer's count: {_counted(report)}",
    ]
    lines += [f"differs: {each.what}  slips: {each.slips}  printer: {each.printer}  for: {each.owner} ({each.why})"
              for each in count_differences(report)]
    for item in report.items:
        age = max(0, report.made_at - item.since)
        lines.append(f"{item.serial or item.op}  {item.what}  for: {item.owner}  since "
                     f"{local(item.since):%Y-%m-%d %H:%M} ({age // 3600} h)")
    return lines


def _counted(report: DayReport) -> str:
    cuts = ("cuts not known" if report.printer_slips is None else
            f"{report.printer_slips} cuts ({report.printer_strips} of them rests of torn slips)")
    paper = "paper not known" if report.paper_mm is None else f"{report.paper_mm / 1000:.2f} m of paper"
    return f"{cuts}, {paper}"


async def _books(configuration: Configuration, day: int) -> DayReport:
    clock = Clock()
    journal = await Journal.open(_file(configuration), clock.now)
    try:
        entries = await journal.entries(begin_of(day), begin_of(day_after(day)))
        used = between(*await journal.readings(day))
    finally:
        await journal.close()
    return day_report(configuration.machine, day, int(clock.now()), entries, used)


async def _settle(configuration: Configuration, number: str, outcome: SettledAs, by: str, instead: str) -> str:
    """Empty when it is written; otherwise why not."""
    journal = await Journal.open(_file(configuration), Clock().now)
    try:
        op_id = await journal.op_of(number)
        if op_id is None:
            return f"{number}: no such slip of this machine"
        other = await journal.op_of(instead)
        if other is not None and other in {command.op_id for command in await journal.outbox()}:
            return f"{instead}: the centre has not heard of it yet; try again in a minute"
        await journal.settled_by_person(op_id, outcome, by, instead)
    except OutOfOrder:
        return f"{number}: not uncertain; nothing is to be settled"
    except UnknownEvent:
        return "--by and --instead are single words of letters, digits and dashes, and no citizen's number"
    finally:
        await journal.close()
    return ""


def _file(configuration: Configuration) -> Path:
    return configuration.state_dir / "journal.sqlite"


def _machine(file: Path) -> Configuration | None:
    try:
        configuration = load(file)
    except Misconfigured as error:
        sys.stderr.write(f"{error}\n")
        return None
    if not _file(configuration).exists():
        sys.stderr.write(f"{configuration.machine} has no journal here\n")
        return None
    return configuration


def _day(text: str) -> int:
    try:
        begin_of(int(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day (yyyymmdd)") from error
    return int(text)
