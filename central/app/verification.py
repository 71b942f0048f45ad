"""Anybody with the slip in hand may check it: code and second key, one answer for every way of being wrong.

Right or wrong, the same statements run: one look-up, one comparison in constant time, one row of audit. Tries are
counted by address, and wrong ones by code besides, whether a slip has that code or not. A check that was right is
kept by its time alone, and later ones are told of it.
"""

from __future__ import annotations

import hmac
from typing import Protocol

from litestar.params import JSONBody
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from central.app.caller import Caller, TheCaller
from central.app.centre import Centre, TheCentre
from central.app.limit import DAY
from central.app.refusal import Refusal
from central.app.serve import serve
from central.database.models import Access, Slip, SlipCheck
from central.slips import register
from contract.messages import VERIFICATION_KEYS, VERIFY, VerificationRequest, Verified
from contract.problems import Code
from contract.statement import VerificationKeys
from contract.verification import LENGTH, normalised, plain

NO_CODE = "-" * LENGTH
NO_KEY = "----"
WRONG_KEYS_A_DAY = 10
"""For one code. Who knows the birthday has 1,000 numbers to try: longer than a slip is valid."""
SAME_CHECK = 60
"""Seconds in which a check is the one before: the page in the other language, a reload."""
TIMES_SHOWN = 5


@serve(VERIFY)
async def verify(data: JSONBody[VerificationRequest], centre: TheCentre, caller: TheCaller) -> Verified:
    """Content as issued and today's state."""
    return await checked(centre, caller, data)


@serve(VERIFICATION_KEYS)
async def verification_keys(centre: TheCentre) -> VerificationKeys:
    """The key set document: what checks a slip's signed statement off line."""
    return VerificationKeys(centre.settings.bureau, centre.clock(), centre.keys.public_keys())


async def checked(centre: Centre, caller: Caller, request: VerificationRequest) -> Verified:
    """Also what the public page shows. :raises Refusal: too many tries, or not both right"""
    now = centre.clock()
    if not centre.limiter.allow(caller.address, centre.settings.tries_per_minute, now):
        raise Refusal(Code.TOO_MANY)
    code = normalised(request.code) or NO_CODE
    if closed(centre, code, now):
        raise Refusal(Code.TOO_MANY, of="code")
    async with centre.database.writing() as session, session.begin():
        found = (await session.execute(select(Slip.id, Slip.second_key).where(Slip.code == code))).one_or_none()
        right = is_right(found, request.last_four)
        session.add(Access(at=now, who=caller.role, slip_id=found.id if found else "", action=VERIFY.name,
                           outcome="read" if right else "refused"))
    if not right or found is None:
        count_wrong(centre, code, now)
        raise Refusal(Code.VERIFY)
    async with centre.database.writing() as session, session.begin():
        slip = await session.get_one(Slip, found.id)
        checks, times = await _earlier(session, slip.id, now)
        return Verified(register.state_of(slip, now), register.content_of(slip), slip.issued_at, slip.settled_at,
                        checks, times)


class HasSecondKey(Protocol):
    """A slip, or what was looked up of one."""

    @property
    def second_key(self) -> str: ...


def is_right(found: HasSecondKey | None, typed: str) -> bool:
    """Compared in constant time, with something that nobody can type where there is no slip."""
    kept = (found.second_key if found else NO_KEY).encode()
    return hmac.compare_digest(kept, plain(typed).encode()) and found is not None


def closed(centre: Centre, code: str, now: int) -> bool:
    """Too many wrong keys for this code today."""
    return code != NO_CODE and centre.wrong_keys.full(code, WRONG_KEYS_A_DAY, now, DAY)


def count_wrong(centre: Centre, code: str, now: int) -> None:
    """One more wrong key for this code."""
    if code != NO_CODE:
        centre.wrong_keys.allow(code, WRONG_KEYS_A_DAY, now, DAY)


async def _earlier(session: AsyncSession, slip: str, now: int) -> tuple[int, tuple[int, ...]]:
    """Number and latest times of the checks before this one; it is written down unless it is the latest again."""
    of_slip = SlipCheck.slip_id == slip
    count = await session.scalar(select(func.count()).select_from(SlipCheck).where(of_slip)) or 0
    latest = list(await session.scalars(select(SlipCheck.at).where(of_slip)
                                        .order_by(SlipCheck.at.desc(), SlipCheck.id.desc()).limit(TIMES_SHOWN + 1)))
    if latest and now - latest[0] < SAME_CHECK:
        count, latest = count - 1, latest[1:]
    else:
        session.add(SlipCheck(slip_id=slip, at=now))
    return count, tuple(reversed(latest[:TIMES_SHOWN]))
