"""A card in a reader becomes a visit: its state is judged before a name is given, then the card proves itself."""

from __future__ import annotations

import secrets
from typing import Annotated

from litestar.params import JSONBody, PathParameter
from sqlalchemy import select, update

from central import records
from central.app.caller import TheCaller, token_hash
from central.app.centre import Centre, TheCentre
from central.app.refusal import Refusal
from central.app.serve import serve
from central.database.models import Access, Card, CardState, Visit, VisitState
from central.keys import CardCheck, UnknownAlgorithm
from contract.civil_time import day_of
from contract.messages import (
    OPEN_VISIT,
    PROVE_CARD,
    CardHolder,
    CardProof,
    PinCheck,
    VisitGranted,
    VisitOpened,
    VisitRequest,
)
from contract.problems import Code

CHALLENGE_SECONDS = 60
TOKEN_SECONDS = 900
CARD_ID_BYTES = 16
RANDOM_BYTES = 8

REFUSED = {CardState.LOST: Code.CARD_LOST, CardState.BLOCKED: Code.CARD_BLOCKED,
           CardState.CANCELLED: Code.CARD_BLOCKED, CardState.EXPIRED: Code.CARD_EXPIRED}


@serve(OPEN_VISIT)
async def open_visit(data: JSONBody[VisitRequest], centre: TheCentre, caller: TheCaller) -> VisitOpened:
    """Refused for a card that is lost, over, blocked, unknown or another region's; else a challenge."""
    now = centre.clock()
    card_id = _bytes("card_id", data.card_id, CARD_ID_BYTES).hex()
    if data.region not in centre.settings.regions:
        raise Refusal(Code.CARD_ELSEWHERE, region=data.region)
    async with centre.database.writing() as session, session.begin():
        card = await session.get(Card, card_id)
        if card is None or card.region != data.region:
            raise Refusal(Code.CARD_UNKNOWN)
        if refused := refusal_of(card, day_of(now)):
            raise Refusal(refused)
        visit = Visit(id=secrets.token_hex(16), machine_id=caller.machine, card_id=card.card_id,
                      person_id=card.person_id, state=VisitState.OPENED, notice=data.notice[:32],
                      challenge=secrets.token_hex(RANDOM_BYTES), opened_at=now,
                      challenge_until=now + CHALLENGE_SECONDS)
        session.add(visit)
    return VisitOpened(visit.id, visit.challenge, CHALLENGE_SECONDS)


def refusal_of(card: Card, today: int) -> Code | None:
    """Why this card opens no visit today (yyyymmdd); None if it does."""
    if refused := REFUSED.get(CardState(card.state)):
        return refused
    return Code.CARD_EXPIRED if card.expires and card.expires < today else None


@serve(PROVE_CARD)
async def prove_card(visit: Annotated[str, PathParameter(max_length=64)], data: JSONBody[CardProof],
                     centre: TheCentre, caller: TheCaller) -> VisitGranted:
    """The challenge is burnt whatever comes of it; a token of this machine's visit before ends."""
    now = centre.clock()
    card_random = _bytes("card_random", data.card_random, RANDOM_BYTES)
    cryptogram = _bytes("cryptogram", data.cryptogram, RANDOM_BYTES)
    token = secrets.token_hex(32)
    async with centre.database.writing() as session, session.begin():
        opened = (await session.scalars(select(Visit).where(
            Visit.id == visit, Visit.machine_id == caller.machine).with_for_update())).one_or_none()
        if opened is None or opened.state != VisitState.OPENED or opened.challenge_until <= now:
            raise Refusal(Code.VISIT)
        card = await session.get_one(Card, opened.card_id)
        granted = _answered(centre, card, card_random, bytes.fromhex(opened.challenge), cryptogram)
        opened.state = VisitState.GRANTED if granted else VisitState.REFUSED
        if granted:
            await session.execute(update(Visit).where(
                Visit.machine_id == caller.machine, Visit.token_until > now).values(token_until=now))
            opened.token_hash, opened.token_until = token_hash(token), now + TOKEN_SECONDS
            opened.pin_verified = data.pin == PinCheck.VERIFIED
            session.add(Access(at=now, who=caller.role, machine_id=caller.machine, visit_id=opened.id,
                               action=PROVE_CARD.name, outcome="read"))
        person = await records.person(await session.connection(), opened.person_id)
    if not granted:
        raise Refusal(Code.CRYPTOGRAM)
    return VisitGranted(token, CardHolder(person.name, person.number, person.computer_number), TOKEN_SECONDS)


def _answered(centre: Centre, card: Card, card_random: bytes, challenge: bytes, cryptogram: bytes) -> bool:
    """By the card's record, not by what the machine says of it: a cloned card number must not choose its key."""
    check = CardCheck(card.region, card.algorithm, bytes.fromhex(card.historical), card_random, challenge)
    try:
        return centre.keys.card_answered(check, cryptogram)
    except UnknownAlgorithm:
        return False


def _bytes(field: str, text: str, length: int) -> bytes:
    """Hex of ``length`` bytes. :raises Refusal: anything else"""
    try:
        value = bytes.fromhex(text)
    except ValueError as error:
        raise Refusal(Code.MALFORMED, fields=field) from error
    if len(value) != length:
        raise Refusal(Code.MALFORMED, fields=field)
    return value
