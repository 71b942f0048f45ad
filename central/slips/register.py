"""The book of slips: a number is given once, whatever is repeated, and every word of the kiosk is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

import msgspec
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from central import records
from central.clock import months_later
from central.database.engine import Database
from central.database.models import Machine, Serial, Slip
from central.keys import KeyService
from central.settings import Settings, data_as_of
from central.slips import life
from central.slips.compose import Choice, Issuer, proof
from central.slips.statement import length_when_stated, stated
from contract.civil_time import day_of
from contract.messages import SlipRequest, SlipReserved
from contract.slip import ProofOfInsurance, SlipContent, SlipState, content_hash
from contract.verification import new_code, normalised

_content = msgspec.json.Decoder(SlipContent)


@dataclass(frozen=True)
class Order:
    """A wish to reserve: by whom, for whom, under which key."""

    machine: str
    visit: str
    person_id: int
    op_id: str
    request: SlipRequest

    @property
    def body_hash(self) -> str:
        """Of what was asked, however it was written down."""
        return hashlib.sha256(msgspec.json.encode(self.request, order="sorted")).hexdigest()


async def draft(connection: AsyncConnection, person: records.PersonRecord, request: SlipRequest, settings: Settings,
                keys: KeyService, machine: str) -> ProofOfInsurance:
    """The content as it would be issued now, and how long its address will be. No insurance chosen means all."""
    rows = await records.contributions(connection, person.id)
    insurances = request.insurances or tuple(line.insurance for line in await records.summary(connection, person.id))
    choice = Choice(tuple(dict.fromkeys(insurances)), request.first_month, request.last_month, request.with_amounts,
                    bool(request.large_print), bool(request.with_english))
    names = await records.employers(connection, (row.employer_no for row in rows))
    content = proof(person, rows, names, choice, Issuer(settings.bureau, machine, await data_as_of(connection)))
    code = new_code()
    likely = msgspec.structs.replace(content, serial=_serial(settings.regions[0], 0), code=code,
                                     verify_url=settings.verify_url(code))
    return msgspec.structs.replace(content, code_bytes=length_when_stated(likely, keys))


async def reserved(session: AsyncSession, machine: str, op_id: str) -> Slip | None:
    """What this machine reserved under this key before."""
    return (await session.scalars(select(Slip).where(Slip.machine_id == machine, Slip.op_id == op_id))).one_or_none()


async def reserve(session: AsyncSession, order: Order, content: ProofOfInsurance, settings: Settings,
                  keys: KeyService, now: int) -> Slip:
    """Give number and code, state and sign it, freeze the content: in the session's transaction.

    The address holds the signed statement, and the hash is taken after it: it covers both.
    """
    serial = await _next_serial(session, settings.regions[0])
    code = await _fresh_code(session)
    valid_until = months_later(day_of(now), life.VALID_MONTHS)
    content = msgspec.structs.replace(content, serial=serial, code=code, verify_url=settings.verify_url(code),
                                      issued_at=now, valid_until=valid_until, code_bytes=msgspec.UNSET)
    content = stated(content, keys)
    slip = Slip(id=secrets.token_hex(16), machine_id=order.machine, op_id=order.op_id, body_hash=order.body_hash,
                visit_id=order.visit, person_id=order.person_id, serial=serial, code=code,
                second_key=content.holder.number[-4:], content=msgspec.json.encode(content, order="sorted").decode(),
                content_hash=content_hash(content), state=SlipState.RESERVED, issued_at=now,
                lease_until=now + life.LEASE, valid_until=valid_until)
    session.add(slip)
    await session.flush()
    return slip


def answer(slip: Slip) -> SlipReserved:
    """The same answer, however often it is asked for."""
    return SlipReserved(slip.id, content_of(slip), slip.content_hash, slip.lease_until)


def content_of(slip: Slip) -> SlipContent:
    """As it was frozen."""
    return _content.decode(slip.content)


async def alone(session: AsyncSession, machine: str) -> None:
    """Until the commit nobody else books slips of this machine: a reservation and a word about it can't cross."""
    await session.execute(select(Machine.id).where(Machine.id == machine).with_for_update())


async def find(session: AsyncSession, machine: str, key: str) -> Slip | None:
    """A slip of this machine by its id or by the op id under which it was reserved, locked until the commit.

    By op id, because a kiosk that was cut off before the answer knows no other name for it.
    """
    statement = select(Slip).where(Slip.machine_id == machine, or_(Slip.id == key, Slip.op_id == key))
    return (await session.scalars(statement.with_for_update())).one_or_none()


@dataclass(frozen=True)
class Told:
    """What the kiosk says became of the paper."""

    state: SlipState
    reason: str = ""
    printed_at: int = 0
    content_hash: str | None = None


def settle(slip: Slip, word: Told, now: int) -> bool:
    """Write the kiosk's word down; False if it contradicts what is known (nothing is written then)."""
    if word.content_hash is not None and word.content_hash != slip.content_hash:
        return False
    match life.command(SlipState(slip.state), word.state):
        case life.Outcome.CROSSED:
            return False
        case life.Outcome.CHANGE:
            slip.state, slip.reason, slip.printed_at, slip.settled_at = word.state, word.reason, word.printed_at, now
    return True


def state_of(slip: Slip, now: int) -> SlipState:
    """Today's state."""
    return life.seen(SlipState(slip.state), slip.lease_until, slip.valid_until, now, day_of(now))


async def _next_serial(session: AsyncSession, bureau: str) -> str:
    raised = update(Serial).where(Serial.bureau == bureau).values(last=Serial.last + 1).returning(Serial.last)
    number = (await session.execute(raised)).scalar_one_or_none()
    if number is None:
        number = 1
        session.add(Serial(bureau=bureau, last=number))
    return _serial(bureau, number)


def _serial(bureau: str, number: int) -> str:
    return f"{bureau}-{number:08d}"


async def _fresh_code(session: AsyncSession) -> str:
    code = new_code()
    while await session.scalar(select(Slip.id).where(Slip.code == code)):
        code = new_code()
    return code


async def looked_up(database: Database, code: str, now: int) -> dict[str, object] | None:
    """For scripts: what stands in the book about a slip, without a word about its holder; None if unknown."""
    async with database.reading() as session:
        slip = (await session.scalars(select(Slip).where(Slip.code == (normalised(code) or "")))).one_or_none()
    if slip is None:
        return None
    return {"slip": slip.id, "serial": slip.serial, "code": slip.code, "state": state_of(slip, now).value,
            "machine": slip.machine_id, "issued_at": slip.issued_at, "settled_at": slip.settled_at,
            "printed_at": slip.printed_at, "valid_until": slip.valid_until, "reason": slip.reason,
            "content_hash": slip.content_hash}
