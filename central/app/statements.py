"""A machine's signed statement, checked with the key of the certificate that it called with."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from central.app.caller import Caller
from central.app.refusal import Refusal
from central.keys.machines import signed_by
from contract.problems import Code
from contract.signed_words import DayReport, Signed, SlipStatement, Word

_slip = msgspec.json.Decoder(SlipStatement)
_day = msgspec.json.Decoder(DayReport)
LONGEST = 64


@dataclass(frozen=True)
class Proof:
    """A statement whose signature is good, and as it was signed."""

    statement: SlipStatement
    signed: Signed


def statement_of(caller: Caller, signed: Signed | None, word: Word, key: str) -> Proof | None:
    """None: nothing was signed (an older kiosk).

    :param key: the slip as the call's path names it
    :raises Refusal: a signature that is none, or a statement that says something else than the call
    """
    if signed is None:
        return None
    require_signed(caller, signed)
    try:
        statement = _slip.decode(signed.payload)
    except msgspec.MsgspecError as error:
        raise Refusal(Code.SIGNATURE) from error
    texts = (statement.op, statement.slip, statement.serial, statement.content_hash)
    if (statement.machine != caller.machine or statement.word is not word or key not in (statement.op, statement.slip)
            or not statement.op or max(map(len, texts)) > LONGEST):
        raise Refusal(Code.SIGNATURE)
    return Proof(statement, signed)


def day_of_machine(caller: Caller, signed: Signed) -> DayReport:
    """:raises Refusal: not signed by this machine, or not about it"""
    require_signed(caller, signed)
    try:
        report = _day.decode(signed.payload)
    except msgspec.MsgspecError as error:
        raise Refusal(Code.SIGNATURE) from error
    if report.machine != caller.machine:
        raise Refusal(Code.SIGNATURE)
    return report


def require_signed(caller: Caller, signed: Signed) -> None:
    """:raises Refusal: not by the key of this caller's certificate"""
    if not caller.key or not signed_by(caller.key, signed):
        raise Refusal(Code.SIGNATURE)
