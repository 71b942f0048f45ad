"""Many slips at once, for an employer or a school with a key of its own: a list in, a table out.

A row is judged as a single check is: one answer for every way of being wrong, constant-time comparison, wrong keys
counted by code, one row of audit. Right or wrong, a batch runs the same statements.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from litestar.params import JSONBody
from sqlalchemy import select

from central.app.caller import Caller, TheCaller, token_hash
from central.app.centre import Centre, TheCentre
from central.app.limit import MINUTE
from central.app.refusal import Refusal
from central.app.serve import serve
from central.app.verification import NO_CODE, closed, count_wrong, is_right
from central.database.engine import Database
from central.database.models import Access, Slip, SlipCheck, VerifierKey
from central.slips import register
from contract.messages import (
    MOST_ROWS,
    VERIFY_BATCH,
    BatchAnswer,
    BatchRequest,
    BatchRow,
    BatchVerified,
    SlipFacts,
    VerificationRequest,
)
from contract.problems import Code
from contract.slip import SlipContent
from contract.verification import normalised

BATCHES_A_MINUTE = 6
"""For one key: 1,200 slips."""
KEY_BYTES = 24


@serve(VERIFY_BATCH)
async def verify_batch(data: JSONBody[BatchRequest], centre: TheCentre, caller: TheCaller) -> BatchVerified:
    """One row for each row. Needs the header ``Authorization: Verifier <key>``."""
    if not 1 <= len(data.rows) <= MOST_ROWS:
        raise Refusal(Code.MALFORMED, fields="rows")
    now = centre.clock()
    if not centre.batches.allow(caller.verifier, BATCHES_A_MINUTE, now, MINUTE):
        raise Refusal(Code.TOO_MANY)
    codes = [normalised(row.code) or NO_CODE for row in data.rows]
    async with centre.database.writing() as session, session.begin():
        slips = {slip.code: slip for slip in await session.scalars(select(Slip).where(Slip.code.in_(set(codes))))}
        answers = [_judged(centre, row, code, slips.get(code), now)
                   for row, code in zip(data.rows, codes, strict=True)]
        session.add_all(_audit(caller, slips, codes, answers, now))
        session.add_all(SlipCheck(slip_id=slips[code].id, at=now) for code in dict.fromkeys(
            code for code, answer in zip(codes, answers, strict=True) if answer.answer == BatchAnswer.FOUND))
    return BatchVerified(tuple(answers))


def _judged(centre: Centre, row: VerificationRequest, code: str, slip: Slip | None, now: int) -> BatchRow:
    if closed(centre, code, now):
        return BatchRow(row.code, BatchAnswer.CLOSED)
    if not is_right(slip, row.last_four) or slip is None:
        count_wrong(centre, code, now)
        return BatchRow(row.code, BatchAnswer.NOT_FOUND)
    return BatchRow(row.code, BatchAnswer.FOUND, register.state_of(slip, now), _facts(register.content_of(slip)))


def _facts(content: SlipContent) -> SlipFacts:
    return SlipFacts(content.serial, content.holder.name, content.first_month, content.last_month, content.totals,
                     content.issued_at, content.valid_until, content.machine, content.sample)


def _audit(caller: Caller, slips: dict[str, Slip], codes: Iterable[str], answers: Iterable[BatchRow],
           now: int) -> Iterable[Access]:
    for code, answer in zip(codes, answers, strict=True):
        yield Access(at=now, who=caller.role, verifier=caller.verifier, action=VERIFY_BATCH.name,
                     slip_id=slips[code].id if code in slips else "",
                     outcome="read" if answer.answer == BatchAnswer.FOUND else "refused")


async def new_verifier_key(database: Database, name: str, now: int) -> str | None:
    """A key for ``name``, told once; None if it has one that is not revoked."""
    key = secrets.token_urlsafe(KEY_BYTES)
    async with database.writing() as session, session.begin():
        held = await session.get(VerifierKey, name)
        if held is not None and not held.revoked_at:
            return None
        await session.merge(VerifierKey(name=name, key_hash=token_hash(key), created_at=now, revoked_at=0))
    return key


async def revoke_verifier_key(database: Database, name: str, now: int) -> bool:
    """False if nobody of this name has a key."""
    async with database.writing() as session, session.begin():
        held = await session.get(VerifierKey, name)
        if held is None or held.revoked_at:
            return False
        held.revoked_at = now
    return True


async def verifiers(database: Database) -> list[tuple[str, bool]]:
    """Names, and whether the key was revoked."""
    async with database.reading() as session:
        rows = await session.execute(select(VerifierKey.name, VerifierKey.revoked_at).order_by(VerifierKey.name))
        return [(name, bool(revoked_at)) for name, revoked_at in rows]
