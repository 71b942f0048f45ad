"""What a signed statement is worth, by a key set document and a clock. Pure.

The order matters: what is not vouched for is not shown, so an unknown or revoked key and a bad signature come before
everything that the statement says of itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from central.keys.algorithms import ALGORITHMS, Public
from contract.statement import Signed, Statement, VerificationKey, VerificationKeys, found_in, taken_apart


class Verdict(Enum):
    """The value names its sentence (``offline.<value>``)."""

    GOOD = "good"
    """Signature good; whether the slip was voided since is known only on line."""
    BAD = "bad"
    EXPIRED = "expired"
    """Signature good, time over."""
    UNKNOWN_KEY = "unknown_key"
    REVOKED_KEY = "revoked_key"
    UNREADABLE = "unreadable"
    """There is no statement in the text."""


@dataclass(frozen=True)
class Judged:
    """``statement`` only where the signature is good."""

    verdict: Verdict
    statement: Statement | None = None


def judge(text: str, keys: VerificationKeys, now: int) -> Judged:
    """:param text: the scanned address, a scanner's line, or the statement alone. :param now: epoch seconds"""
    signed = taken_apart(found_in(text))
    if signed is None:
        return Judged(Verdict.UNREADABLE)
    key = next((key for key in keys.keys if key.kid == signed.header.kid), None)
    if key is None:
        return Judged(Verdict.UNKNOWN_KEY)
    if key.revoked_at:
        return Judged(Verdict.REVOKED_KEY)
    if not _good(signed, key) or not _its_time(signed.statement, key):
        return Judged(Verdict.BAD)
    return Judged(Verdict.EXPIRED if now >= signed.statement.expires_at else Verdict.GOOD, signed.statement)


def _good(signed: Signed, key: VerificationKey) -> bool:
    """By the key's own algorithm: a statement can't choose a weaker one."""
    algorithm = ALGORITHMS.get(key.alg)
    if algorithm is None or signed.header.alg != key.alg:
        return False
    return algorithm.verified(Public(key.kty, key.crv, key.x, key.y), signed.signed, signed.signature)


def _its_time(statement: Statement, key: VerificationKey) -> bool:
    """Whether the key signed at that time: a retired key vouches for nothing new."""
    return key.issued_from <= statement.issued_at and (
        not key.issued_until or statement.issued_at <= key.issued_until)
