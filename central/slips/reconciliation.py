"""The machine's signed day against the register: what each end says of the same slips, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from central.database.models import DayBook, Settlement, Slip, ToldSlip
from central.slips import settling
from central.slips.settling import Waiting
from contract.civil_time import begin_of, day_after, day_of
from contract.messages import DayTaken, SettledAs, SettledSlip
from contract.printer_count import count_differences
from contract.signed_words import DayReport, Signed, SlipLine, Standing
from contract.slip import SlipState

AGREES = {
    Standing.CONFIRMED: {SlipState.CONFIRMED},
    Standing.VOIDED: {SlipState.VOIDED},
    Standing.UNCERTAIN: {SlipState.UNCERTAIN},
    Standing.REPLACED: {SlipState.REPLACED},
}
"""A slip that was open when the report was made may be anything by now."""
_report = msgspec.json.Decoder(DayReport)
_signed = msgspec.json.Decoder(Signed)


@dataclass(frozen=True)
class Held:
    """What the centre has under one op id. ``alone``: nothing but the kiosk's word; ``settled``: by a person."""

    serial: str
    state: SlipState
    alone: bool
    settled: Settlement | None


@dataclass(frozen=True)
class Difference:
    """``what``: ``unbalanced``, ``forgotten`` (the centre has nothing), ``unknown`` (the machine has nothing),
    ``state``, ``number``, ``number_twice`` (a restored backup has given it again), ``content_lost`` (only the kiosk's
    word is left); ``fewer_cuts``, ``more_cuts``, ``paper`` (the books, ``kiosk``, against the ``printer``'s count).
    ``why`` says what may explain it; ``owner`` looks into it.
    """

    what: str
    op: str = ""
    serial: str = ""
    kiosk: str = ""
    centre: str = ""
    printer: str = ""
    owner: str = "bureau"
    why: str = ""


@dataclass(frozen=True)
class Comparison:
    """One machine, one day. ``report`` None: the machine has not reported it."""

    machine: str
    day: int
    report: DayReport | None
    differences: tuple[Difference, ...]
    waiting: tuple[Waiting, ...]


async def take(session: AsyncSession, report: DayReport, signed: Signed, now: int) -> DayTaken:
    """Keep the newest report of the day; what the kiosk must tell again, and what was settled here."""
    book = await session.get(DayBook, (report.machine, report.day))
    text = msgspec.json.encode(signed).decode()
    if book is None:
        session.add(DayBook(machine_id=report.machine, day=report.day, made_at=report.made_at, taken_at=now,
                            report=text))
    elif book.made_at <= report.made_at:
        book.made_at, book.taken_at, book.report = report.made_at, now, text
    held = await _held(session, report.machine, tuple(line.op for line in report.lines))
    again = tuple(line.op for line in report.lines if line.standing is not Standing.OPEN
                  and (line.op not in held or held[line.op].state is SlipState.RESERVED))
    settled = tuple(SettledSlip(line.op, SettledAs(found.outcome)) for line in report.lines
                    if line.standing is Standing.UNCERTAIN and line.op in held
                    and (found := held[line.op].settled) is not None)
    return DayTaken(report.day, again, settled)


async def compare(session: AsyncSession, machine: str, day: int, now: int) -> Comparison:
    """:param day: yyyymmdd"""
    report = await _book(session, machine, day)
    lines = report.lines if report else ()
    held = await _held(session, machine, tuple(line.op for line in lines))
    differences = list(_of_lines(lines, held))
    if report is not None and not report.balanced:
        differences.insert(0, Difference("unbalanced"))
    if report is not None:
        differences += [Difference(each.what, kiosk=each.slips, printer=each.printer, owner=each.owner, why=each.why)
                        for each in count_differences(report)]
        differences += await _given_twice(session, machine, lines)
        differences += await _not_reported(session, machine, day)
    waiting = [each for each in await settling.queue(session, now, machine)
               if day_of(each.since) <= day or each.op in held]
    return Comparison(machine, day, report, tuple(differences), tuple(waiting))


def _of_lines(lines: tuple[SlipLine, ...], held: dict[str, Held]) -> Iterator[Difference]:
    for line in lines:
        found = held.get(line.op)
        if found is None:
            if line.standing is not Standing.OPEN:
                yield Difference("forgotten", line.op, line.serial, line.standing.name.lower())
            continue
        if line.serial and found.serial != line.serial:
            yield Difference("number", line.op, line.serial, line.serial, found.serial)
        if found.alone and line.serial:
            yield Difference("content_lost", line.op, line.serial, line.standing.name.lower(), found.state.value)
        settled = line.standing is Standing.UNCERTAIN and found.settled is not None
        if line.standing in AGREES and found.state not in AGREES[line.standing] and not settled:
            yield Difference("state", line.op, line.serial, line.standing.name.lower(), found.state.value)


async def _given_twice(session: AsyncSession, machine: str, lines: tuple[SlipLine, ...]) -> list[Difference]:
    ops = {line.serial: line.op for line in lines if line.serial}
    others = await session.scalars(select(Slip).where(Slip.serial.in_(ops)))
    return [Difference("number_twice", ops[slip.serial], slip.serial, "", f"{slip.machine_id} {slip.op_id}")
            for slip in others if (slip.machine_id, slip.op_id) != (machine, ops[slip.serial])]


async def _not_reported(session: AsyncSession, machine: str, day: int) -> list[Difference]:
    """Slips of that day that the machine names on no day around it: midnight may fall between asking and giving."""
    around = [await _book(session, machine, each) for each in (_day_before(day), day, day_after(day))]
    named = {line.op for report in around if report for line in report.lines}
    issued = await session.scalars(select(Slip).where(
        Slip.machine_id == machine, Slip.issued_at >= begin_of(day), Slip.issued_at < begin_of(day_after(day))))
    return [Difference("unknown", slip.op_id, slip.serial, "", slip.state)
            for slip in issued if slip.op_id not in named]


async def _held(session: AsyncSession, machine: str, ops: tuple[str, ...]) -> dict[str, Held]:
    settled = {each.op_id: each for each in await session.scalars(
        select(Settlement).where(Settlement.machine_id == machine, Settlement.op_id.in_(ops)))}
    told = await session.scalars(select(ToldSlip).where(ToldSlip.machine_id == machine, ToldSlip.op_id.in_(ops)))
    held = {each.op_id: Held(each.serial, SlipState(each.state), True, settled.get(each.op_id)) for each in told}
    slips = await session.scalars(select(Slip).where(Slip.machine_id == machine, Slip.op_id.in_(ops)))
    return held | {each.op_id: Held(each.serial, SlipState(each.state), False, settled.get(each.op_id))
                   for each in slips}


async def _book(session: AsyncSession, machine: str, day: int) -> DayReport | None:
    book = await session.get(DayBook, (machine, day))
    return _report.decode(_signed.decode(book.report).payload) if book else None


def _day_before(day: int) -> int:
    return day_of(begin_of(day) - 1)
