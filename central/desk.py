"""The clerk's commands about slips: look one up, settle one, the queue of open ones, a day's reconciliation."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import msgspec
from sqlalchemy import select

from central.clock import wall_clock
from central.database.models import Machine
from central.service import Service
from central.slips import reconciliation, settling
from central.slips.register import looked_up
from contract.civil_time import begin_of, day_of
from contract.messages import SettledAs

WAITS = 1
WRONG_USE = 2
HOUR = 3600
BY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
ANSWERS = {"printed": SettledAs.PRINTED, "not-printed": SettledAs.NOT_PRINTED, "replaced": SettledAs.REPLACED}


async def slip(options: argparse.Namespace, service: Service) -> int:
    """What stands in the book about a slip, as JSON (1 if no slip has this code); `slip settle NUMBER` settles one."""
    match options.words:
        case [code]:
            return await _show(code, service)
        case ["settle", number]:
            return await _settle(number, options, service)
    print("central: slip CODE, or slip settle NUMBER --as … --by …", file=sys.stderr)
    return WRONG_USE


async def slips(options: argparse.Namespace, service: Service) -> int:
    """Slips that wait for a person, oldest first, with their age; 1 if there are any."""
    now = wall_clock()
    async with service.opened_database() as database, database.reading() as session:
        waiting = await settling.queue(session, now, options.machine)
    if options.json:
        print(json.dumps([asdict(each) | {"age": now - each.since} for each in waiting]))
    for each in () if options.json else waiting:
        print(f"{each.serial}  {each.machine}  {each.state}  {each.reason}  {(now - each.since) // HOUR} h")
    return WAITS if waiting else 0


async def reconcile(options: argparse.Namespace, service: Service) -> int:
    """Each machine's signed day against the register; 1 if anything differs, waits, or was not reported."""
    now = wall_clock()
    day = options.day or day_of(begin_of(day_of(now)) - 1)
    async with service.opened_database() as database, database.reading() as session:
        machines = [options.machine] if options.machine else list(
            await session.scalars(select(Machine.id).order_by(Machine.id)))
        compared = [await reconciliation.compare(session, machine, day, now) for machine in machines]
    if options.json:
        print(msgspec.json.encode(compared).decode())
    for each in () if options.json else compared:
        print("\n".join(told(each, now)))
    clean = all(each.report and not each.differences and not each.waiting for each in compared)
    return 0 if clean else WAITS


def told(compared: reconciliation.Comparison, now: int) -> list[str]:
    """A comparison in words."""
    report = compared.report
    figures = "not reported" if report is None else (
        f"{report.reserved} reserved = {report.confirmed} confirmed + {report.voided} voided + "
        f"{report.uncertain} uncertain + {report.replaced} replaced + {report.open} open; by the printer's "
        f"count: {'not known' if report.printer_slips is None else report.printer_slips}")
    lines = [f"{compared.machine} {compared.day}: {figures}"]
    lines += [f"  differs: {each.what} slips: {each.kiosk} printer: {each.printer} for: {each.owner} ({each.why})"
              if each.printer else
              f"  differs: {each.what} {each.serial or each.op} kiosk: {each.kiosk or '-'} centre: {each.centre or '-'}"
              for each in compared.differences]
    lines += [f"  waits: {each.serial or each.op} {each.state} {each.reason} for: staff, {(now - each.since) // HOUR} h"
              for each in compared.waiting]
    return lines


async def _show(code: str, service: Service) -> int:
    async with service.opened_database() as database:
        entry = await looked_up(database, code, wall_clock())
    print(json.dumps(entry, ensure_ascii=False))
    return 0 if entry else WAITS


async def _settle(number: str, options: argparse.Namespace, service: Service) -> int:
    if options.outcome is None or not BY.fullmatch(options.by) or (
            (options.outcome == "replaced") != bool(options.instead)):
        print("central: slip settle NUMBER --as printed|not-printed --by NAME, or --as replaced --instead NUMBER "
              "--by NAME; a name is one word", file=sys.stderr)
        return WRONG_USE
    word = settling.PersonsWord(ANSWERS[options.outcome], options.by, "centre", options.instead)
    async with service.opened_database() as database, database.writing() as session, session.begin():
        found = await settling.by_number(session, number)
        refused = None if found is None else await settling.settle(session, found, word, wall_clock())
    if found is None:
        print(f"central: {number}: no such slip", file=sys.stderr)
        return WAITS
    if refused is not None:
        print(f"central: {number}: {refused.value}", file=sys.stderr)
        return WAITS
    print(f"{number}: {options.outcome}")
    return 0


def add_commands(add: Callable[[str, Callable[..., object]], Any]) -> None:
    """:param add: makes the parser of one command"""
    one = add("slip", slip)
    one.add_argument("words", nargs="+", metavar="CODE | settle NUMBER")
    one.add_argument("--as", dest="outcome", choices=ANSWERS, help="with settle: what was found out")
    one.add_argument("--instead", default="", help="with replaced: the number of the confirmed slip")
    one.add_argument("--by", default="", help="with settle: who")
    queue = add("slips", slips)
    queue.add_argument("--open", action="store_true", required=True, help="those that wait for a person")
    queue.add_argument("--machine", default="")
    queue.add_argument("--json", action="store_true")
    books = add("reconcile", reconcile)
    books.add_argument("--machine", default="", help="default: all")
    books.add_argument("--day", type=_day, default=0, help="yyyymmdd, default: yesterday")
    books.add_argument("--json", action="store_true")


def _day(text: str) -> int:
    try:
        begin_of(int(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day (yyyymmdd)") from error
    return int(text)
