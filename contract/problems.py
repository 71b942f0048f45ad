"""Every refusal of the centre: one code, one HTTP status (RFC 9457, ``application/problem+json``).

The centre sends codes with parameters, never sentences; whoever shows one finds the words in its catalogue.
"""

from __future__ import annotations

import msgspec

from contract.open_enum import OpenEnum

MEDIA_TYPE = "application/problem+json"


class Code(OpenEnum):
    """The catalogue. The comment says who meets it and what it means."""

    MALFORMED = "malformed-request"
    VERSION = "contract-version-unsupported"
    NOT_FOUND = "not-found"
    NOT_PERMITTED = "not-permitted"
    TOO_MANY = "too-many-requests"
    INTERNAL = "internal"
    ENROLMENT = "enrolment-refused"
    """Code unknown, used, or past its 15 minutes: one answer for all."""
    DEVICE_UNKNOWN = "device-unknown"
    DEVICE_SUSPENDED = "device-suspended"
    CARD_UNKNOWN = "card-unknown"
    CARD_LOST = "card-lost"
    """挂失"""
    CARD_EXPIRED = "card-expired"
    CARD_BLOCKED = "card-blocked"
    """停用 or 注销"""
    CARD_ELSEWHERE = "card-elsewhere"
    """Issued by a region that this bureau does not serve; ``region`` names it."""
    CRYPTOGRAM = "cryptogram-wrong"
    VISIT = "visit-refused"
    """Visit token missing, over, or another machine's."""
    CORRECTION = "record-needs-correction"
    """The stored number is empty or 0, or name and number disagree: no proof (rules 18, 24)."""
    SLIP_UNKNOWN = "slip-unknown"
    SLIP_STATE = "slip-state-conflict"
    SIGNATURE = "signature-wrong"
    """A statement that the machine's key has not signed, or that says something else than the call."""
    KEY_MISSING = "idempotency-key-missing"
    KEY_REUSED = "idempotency-key-reused"
    """Same key, other content."""
    VERIFY = "verification-failed"
    """Unknown code or wrong second key: one answer."""
    VERIFIER_KEY = "verifier-key-refused"
    """An employer's or a school's key is missing, unknown or revoked."""


STATUS = {
    Code.MALFORMED: 400, Code.VERSION: 400, Code.NOT_FOUND: 404, Code.NOT_PERMITTED: 403, Code.TOO_MANY: 429,
    Code.INTERNAL: 500, Code.ENROLMENT: 403, Code.DEVICE_UNKNOWN: 403, Code.DEVICE_SUSPENDED: 403,
    Code.CARD_UNKNOWN: 404, Code.CARD_LOST: 403, Code.CARD_EXPIRED: 403, Code.CARD_BLOCKED: 403,
    Code.CARD_ELSEWHERE: 403, Code.CRYPTOGRAM: 403, Code.VISIT: 401, Code.CORRECTION: 409, Code.SLIP_UNKNOWN: 404,
    Code.SLIP_STATE: 409, Code.SIGNATURE: 403, Code.KEY_MISSING: 400, Code.KEY_REUSED: 422, Code.VERIFY: 404,
    Code.VERIFIER_KEY: 401,
}


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of a refusal. ``type`` is ``urn:kiosk:problem:<code>``; ``title`` is for engineers only."""

    type: str
    title: str
    status: int
    code: Code
    params: dict[str, str] = {}


def problem(code: Code, **params: str) -> Problem:
    """The document for ``code``."""
    return Problem(f"urn:kiosk:problem:{code.value}", code.value.replace("-", " "), STATUS[code], code, params)
