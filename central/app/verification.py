"""Anybody with the slip in hand may check it: code and second key, one answer for every way of being wrong.

Right or wrong, the same statements run: one look-up, one comparison in constant time, one row of audit. Tries are
counted by address, and wrong ones by code besides, whether a slip has that code or not.
"""

from __future__ import annotations

import hmac

from litestar.params import JSONBody
from sqlalchemy import select

from central.app.caller import Caller, TheCaller
from central.app.centre import Centre, TheCentre
from central.app.limit import DAY
from central.app.refusal import Refusal
from central.app.serve import serve
from central.database.models import Access, Slip
from central.slips import register
from contract.messages import VERIFY, VerificationRequest, Verified
from contract.problems import Code
from contract.verification import LENGTH, normalised, plain

NO_CODE = "-" * LENGTH
NO_KEY = "----"
WRONG_KEYS_A_DAY = 10
"""For one code. Who knows the birthday has 1,000 numbers to try: longer than a slip is valid."""


@serve(VERIFY)
async def verify(data: JSONBody[VerificationRequest], centre: TheCentre, caller: TheCaller) -> Verified:
    """Content as issued and today's state."""
    return await checked(centre, caller, data)


async def checked(centre: Centre, caller: Caller, request: VerificationRequest) -> Verified:
    """Also what the public page shows. :raises Refusal: too many tries, or not both right"""
    now = centre.clock()
    if not centre.limiter.allow(caller.address, centre.settings.tries_per_minute, now):
        raise Refusal(Code.TOO_MANY)
    code = normalised(request.code) or NO_CODE
    if code != NO_CODE and centre.wrong_keys.full(code, WRONG_KEYS_A_DAY, now, DAY):
        raise Refusal(Code.TOO_MANY, of="code")
    typed = plain(request.last_four).encode()
    async with centre.database.writing() as session, session.begin():
        found = (await session.execute(select(Slip.id, Slip.second_key).where(Slip.code == code))).one_or_none()
        right = hmac.compare_digest((found.second_key if found else NO_KEY).encode(), typed) and found is not None
        session.add(Access(at=now, who=caller.role, slip_id=found.id if found else "", action=VERIFY.name,
                           outcome="read" if right else "refused"))
    if not right or found is None:
        if code != NO_CODE:
            centre.wrong_keys.allow(code, WRONG_KEYS_A_DAY, now, DAY)
        raise Refusal(Code.VERIFY)
    async with centre.database.reading() as session:
        slip = await session.get_one(Slip, found.id)
        return Verified(register.state_of(slip, now), register.content_of(slip), slip.issued_at, slip.settled_at)
