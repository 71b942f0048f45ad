"""Slips of which only the kiosk's signed word is here (design.md §5, last paragraph).

A restored backup has forgotten what was issued after it, or a void comes before the reservation that it is about. The
word is booked under machine and op id; the number is never given again, and a late reservation is refused.
"""

from __future__ import annotations

import re

import msgspec
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from central.database.models import Serial, ToldSlip
from central.slips import life
from central.slips.register import Told
from contract.signed_words import Signed, SlipStatement
from contract.slip import SlipState

NUMBER = re.compile(r"(?P<bureau>[0-9]{6})-(?P<number>[0-9]{8,12})")


async def known(session: AsyncSession, machine: str, op_id: str) -> ToldSlip | None:
    """What was told about this key before."""
    return await session.get(ToldSlip, (machine, op_id))


async def find(session: AsyncSession, machine: str, key: str) -> ToldSlip | None:
    """By the centre's own id for it, which the kiosk has kept, or by op id; locked until the commit."""
    named = or_(ToldSlip.op_id == key, (ToldSlip.slip_id == key) & (ToldSlip.slip_id != ""))
    statement = select(ToldSlip).where(ToldSlip.machine_id == machine, named)
    return (await session.scalars(statement.with_for_update())).one_or_none()


async def book(session: AsyncSession, statement: SlipStatement, signed: Signed, word: Told,
               now: int) -> ToldSlip | None:
    """Write the word down; None if it contradicts an earlier one (nothing is written then)."""
    proof = msgspec.json.encode(signed).decode()
    entry = await known(session, statement.machine, statement.op)
    if entry is None:
        entry = ToldSlip(machine_id=statement.machine, op_id=statement.op, slip_id=statement.slip,
                         serial=statement.serial, content_hash=statement.content_hash, state=word.state,
                         reason=word.reason, issued_at=statement.issued_at, told_at=now, statement=proof)
        session.add(entry)
        await _never_again(session, statement.serial)
        return entry
    match life.command(SlipState(entry.state), word.state):
        case life.Outcome.CROSSED:
            return None
        case life.Outcome.CHANGE:
            entry.state, entry.reason, entry.told_at, entry.statement = word.state, word.reason, now, proof
    return entry


async def _never_again(session: AsyncSession, serial: str) -> None:
    """The next number is above every one that was ever printed."""
    found = NUMBER.fullmatch(serial)
    if found is None:
        return
    number = int(found["number"])
    raised = update(Serial).where(Serial.bureau == found["bureau"], Serial.last < number).values(last=number)
    await session.execute(raised)
    if await session.get(Serial, found["bureau"]) is None:
        session.add(Serial(bureau=found["bureau"], last=number))
