"""A person settles what no machine can know: an uncertain or suspect slip, once; and the queue of those that wait."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from central.database.models import Settlement, Slip, ToldSlip
from central.slips import life, register
from contract.messages import SettledAs
from contract.slip import SlipState
from contract.verification import normalised

STATES = {SettledAs.PRINTED: SlipState.CONFIRMED, SettledAs.NOT_PRINTED: SlipState.VOIDED,
          SettledAs.REPLACED: SlipState.REPLACED}


class Refused(Enum):
    """Why a person's word is not taken."""

    STATE = "its state is known already"
    INSTEAD = "only a confirmed slip of the same holder, printed later, replaces one, and only one"
    UNKNOWN = "this version does not know such an outcome"


@dataclass(frozen=True)
class PersonsWord:
    """``by``: who; ``place``: ``kiosk`` or ``centre``; ``instead``: a serial, for ``REPLACED``."""

    outcome: SettledAs
    by: str
    place: str
    instead: str = ""


@dataclass(frozen=True)
class Waiting:
    """One of the queue. ``since`` epoch seconds: when the kiosk said so, or when the lease ended."""

    machine: str
    op: str
    serial: str
    state: str
    reason: str
    since: int


async def settle(session: AsyncSession, slip: Slip | ToldSlip, word: PersonsWord, now: int) -> Refused | None:
    """None: it is written, or was before."""
    wanted = STATES.get(word.outcome)
    if wanted is None:
        return Refused.UNKNOWN
    today = register.state_of(slip, now) if isinstance(slip, Slip) else SlipState(slip.state)
    match life.settlement(today, wanted):
        case life.Outcome.SAME:
            return None
        case life.Outcome.CROSSED:
            return Refused.STATE
    if wanted is SlipState.REPLACED and not await _replaces(session, slip, word.instead):
        return Refused.INSTEAD
    slip.state = wanted
    if isinstance(slip, Slip):
        slip.settled_at = now
    session.add(Settlement(machine_id=slip.machine_id, op_id=slip.op_id, outcome=word.outcome.value, by=word.by,
                           place=word.place, instead=word.instead or None, at=now))
    return None


async def by_number(session: AsyncSession, number: str) -> Slip | ToldSlip | None:
    """By serial or verification code; a slip that is known by the kiosk's word alone only by its serial."""
    own = select(Slip).where(or_(Slip.serial == number, Slip.code == (normalised(number) or "")))
    slip = (await session.scalars(own.with_for_update())).one_or_none()
    if slip is not None:
        return slip
    told = select(ToldSlip).where(ToldSlip.serial == number, ToldSlip.serial != "").with_for_update()
    return (await session.scalars(told)).first()


async def queue(session: AsyncSession, now: int, machine: str = "") -> list[Waiting]:
    """Everything that waits for a person, oldest first."""
    open_slips = select(Slip).where(or_(Slip.state == SlipState.UNCERTAIN, (Slip.state == SlipState.RESERVED)
                                        & (Slip.lease_until < now)))
    open_told = select(ToldSlip).where(ToldSlip.state == SlipState.UNCERTAIN)
    if machine:
        open_slips, open_told = open_slips.where(Slip.machine_id == machine), open_told.where(
            ToldSlip.machine_id == machine)
    waiting = [Waiting(slip.machine_id, slip.op_id, slip.serial, register.state_of(slip, now).value, slip.reason,
                       slip.settled_at or slip.lease_until) for slip in await session.scalars(open_slips)]
    waiting += [Waiting(told.machine_id, told.op_id, told.serial, told.state, told.reason, told.told_at)
                for told in await session.scalars(open_told)]
    return sorted(waiting, key=lambda each: (each.since, each.op))


async def _replaces(session: AsyncSession, slip: Slip | ToldSlip, serial: str) -> bool:
    other = (await session.scalars(select(Slip).where(Slip.serial == serial))).one_or_none()
    if other is None or not isinstance(slip, Slip) or other.id == slip.id:
        return False
    taken = await session.scalar(select(Settlement.op_id).where(Settlement.instead == serial))
    return (taken is None and other.state == SlipState.CONFIRMED and other.person_id == slip.person_id
            and other.issued_at >= slip.issued_at)
