"""Slips: drafted, reserved exactly once, and settled by the kiosk's word."""

from __future__ import annotations

import re
from typing import Annotated

from litestar.params import HeaderParameter, JSONBody, PathParameter
from sqlalchemy.exc import IntegrityError

from central import records
from central.app.caller import Caller, TheCaller
from central.app.centre import Centre, TheCentre
from central.app.citizen import reading, require_months
from central.app.refusal import Refusal
from central.app.serve import serve
from central.app.statements import Proof, statement_of
from central.database.models import Access
from central.slips import register, settling, told
from contract.errands import PROOF_OF_INSURANCE
from contract.messages import (
    CONFIRM_SLIP,
    DRAFT_SLIP,
    RESERVE_SLIP,
    SETTLE_SLIP,
    UNCERTAIN_SLIP,
    VOID_SLIP,
    SlipConfirm,
    SlipDraft,
    SlipRequest,
    SlipReserved,
    SlipSettlement,
    SlipStatus,
    SlipUncertain,
    SlipVoid,
)
from contract.problems import Code
from contract.signed_words import Word
from contract.slip import SlipState

KEY = re.compile(r'"?([0-9A-Za-z_-]{1,64})"?')
"""A structured-field string or the bare op id (draft-ietf-httpapi-idempotency-key-header)."""
LATEST = 253402300799
"""The last second of the year 9999."""
SlipKey = Annotated[str, PathParameter(max_length=64, description="The slip, or the op id it was reserved under")]


@serve(DRAFT_SLIP)
async def draft_slip(data: JSONBody[SlipRequest], centre: TheCentre, caller: TheCaller) -> SlipDraft:
    """The content as it would be issued now; nothing is kept."""
    _require_sound(data)
    async with reading(centre, caller, DRAFT_SLIP.name) as connection:
        person = await records.person(connection, caller.citizen.person_id)
        _require_correct(person)
        return SlipDraft(await register.draft(connection, person, data, centre.settings, centre.keys,
                                              caller.machine))


@serve(RESERVE_SLIP)
async def reserve_slip(
    data: JSONBody[SlipRequest], centre: TheCentre, caller: TheCaller,
    key_header: Annotated[str, HeaderParameter(name="Idempotency-Key", description="The op id; required")] = "",
) -> SlipReserved:
    """Number and code, once for each key of this machine. Needs the header ``Idempotency-Key``."""
    key = KEY.fullmatch(key_header)
    if key is None:
        raise Refusal(Code.KEY_MISSING)
    _require_sound(data)
    order = register.Order(caller.machine, caller.citizen.id, caller.citizen.person_id, key[1], data)
    try:
        return await _reserve(centre, order, caller)
    except IntegrityError:  # the same key came by another worker between our look and our insert
        return await _reserve(centre, order, caller)


async def _reserve(centre: Centre, order: register.Order, caller: Caller) -> SlipReserved:
    async with centre.database.writing() as session, session.begin():
        session.add(Access(at=centre.clock(), who=caller.role, machine_id=order.machine, visit_id=order.visit,
                           action=RESERVE_SLIP.name, outcome="read"))
        slip = await register.reserved(session, order.machine, order.op_id)
        if slip is not None:
            if (slip.body_hash, slip.person_id) != (order.body_hash, order.person_id):
                raise Refusal(Code.KEY_REUSED)
            return register.answer(slip)
        await register.alone(session, order.machine)
        if (before := await told.known(session, order.machine, order.op_id)) is not None:
            raise Refusal(Code.SLIP_STATE, state=before.state)
        connection = await session.connection()
        person = await records.person(connection, order.person_id)
        _require_correct(person)
        content = await register.draft(connection, person, order.request, centre.settings, centre.keys,
                                       order.machine)
        return register.answer(await register.reserve(session, order, content, centre.settings, centre.keys,
                                                      centre.clock()))


@serve(CONFIRM_SLIP)
async def confirm_slip(slip: SlipKey, data: JSONBody[SlipConfirm], centre: TheCentre, caller: TheCaller) -> SlipStatus:
    """The paper was printed, and presented or taken."""
    if not 0 <= data.printed_at <= LATEST:
        raise Refusal(Code.MALFORMED, fields="printed_at")
    word = register.Told(SlipState.CONFIRMED, printed_at=data.printed_at, content_hash=data.content_hash)
    proof = statement_of(caller, data.statement, Word.CONFIRM, slip)
    if proof is not None and proof.statement.content_hash != data.content_hash:
        raise Refusal(Code.SIGNATURE)
    return await _told(centre, caller, slip, word, proof)


@serve(VOID_SLIP)
async def void_slip(slip: SlipKey, data: JSONBody[SlipVoid], centre: TheCentre, caller: TheCaller) -> SlipStatus:
    """No valid paper left the machine."""
    word = register.Told(SlipState.VOIDED, data.reason.value[:64])
    return await _told(centre, caller, slip, word, statement_of(caller, data.statement, Word.VOID, slip))


@serve(UNCERTAIN_SLIP)
async def uncertain_slip(slip: SlipKey, data: JSONBody[SlipUncertain], centre: TheCentre,
                         caller: TheCaller) -> SlipStatus:
    """The kiosk can't know; the slip waits for a person."""
    word = register.Told(SlipState.UNCERTAIN, data.code[:64])
    return await _told(centre, caller, slip, word, statement_of(caller, data.statement, Word.UNCERTAIN, slip))


@serve(SETTLE_SLIP)
async def settle_slip(slip: SlipKey, data: JSONBody[SlipSettlement], centre: TheCentre,
                      caller: TheCaller) -> SlipStatus:
    """A person at the machine has found out what became of an uncertain slip."""
    statement_of(caller, data.statement, Word.SETTLE, slip)
    now = centre.clock()
    word = settling.PersonsWord(data.outcome, data.by[:64], "kiosk", data.instead[:32])
    async with centre.database.writing() as session, session.begin():
        found = (await register.find(session, caller.machine, slip)
                 or await told.find(session, caller.machine, slip))
        if found is None:
            raise Refusal(Code.SLIP_UNKNOWN)
        refused = await settling.settle(session, found, word, now)
        if refused is not None:
            raise Refusal(Code.SLIP_STATE, state=found.state)
        return SlipStatus(slip, SlipState(found.state))


async def _told(centre: Centre, caller: Caller, key: str, word: register.Told, proof: Proof | None) -> SlipStatus:
    now = centre.clock()
    async with centre.database.writing() as session, session.begin():
        slip = await register.find(session, caller.machine, key)
        if slip is None and proof is not None:
            await register.alone(session, caller.machine)
            slip = await register.find(session, caller.machine, key)
        if slip is not None:
            if not register.settle(slip, word, now):
                raise Refusal(Code.SLIP_STATE, state=register.state_of(slip, now).value)
            return SlipStatus(slip.id, register.state_of(slip, now))
        if proof is None:
            raise Refusal(Code.SLIP_UNKNOWN)
        entry = await told.book(session, proof.statement, proof.signed, word, now)
        if entry is None:
            raise Refusal(Code.SLIP_STATE)
        return SlipStatus(entry.slip_id or entry.op_id, SlipState(entry.state))


def _require_sound(request: SlipRequest) -> None:
    if request.errand != PROOF_OF_INSURANCE.id:
        raise Refusal(Code.MALFORMED, fields="errand")
    require_months(request.first_month, request.last_month)


def _require_correct(person: records.PersonRecord) -> None:
    if person.needs_correction:
        raise Refusal(Code.CORRECTION)
