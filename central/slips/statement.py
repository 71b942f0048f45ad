"""An issued slip's statement, signed and put into the fragment of its address."""

from __future__ import annotations

import msgspec

from central.keys import KeyService
from contract.slip import ProofOfInsurance
from contract.statement import Header, compact, statement_of, to_sign

SIGNATURE = bytes(64)
"""As long as a signature of ES256, r and s of 256 bits each (RFC 7518 §3.4), and of its SM2 counterpart."""
ISSUED_AT, VALID_UNTIL = 2_000_000_000, 20330518
"""Seconds are written in ten digits from 2001 to 2286."""


def length_when_stated(content: ProofOfInsurance, keys: KeyService) -> int:
    """Bytes of the address that :func:`stated` would give a draft with this serial and code; nothing is signed."""
    likely = msgspec.structs.replace(content, issued_at=ISSUED_AT, valid_until=VALID_UNTIL)
    signing = next(key for key in keys.public_keys() if not key.issued_until and not key.revoked_at)
    signed = to_sign(Header(signing.alg, signing.kid), statement_of(likely))
    return len(f"{content.verify_url}#{compact(signed, SIGNATURE)}")


def stated(content: ProofOfInsurance, keys: KeyService) -> ProofOfInsurance:
    """The same slip with ``verify_url`` whole. :raises KeyAway: nobody can sign, so nothing is issued"""
    statement = statement_of(content)
    signed, signature = keys.sign_naming(lambda alg, key_id: to_sign(Header(alg, key_id), statement))
    return msgspec.structs.replace(content, verify_url=f"{content.verify_url}#{compact(signed, signature.value)}")
