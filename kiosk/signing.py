"""The machine's key as a pen: what leaves the journal for the centre's books is signed with it.

It is the key that the machine was enrolled with, so the centre knows it by the certificate. It is read for each
signature: a new enrolment counts at once.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from contract.signed_words import DayReport, Signed, SlipStatement, encoded

ALGORITHM = "ES256"
HALF = 32
"""Bytes of r and of s (RFC 7518 §3.4)."""
KEY_ID = 16


class MachineKey:
    """``path``: PKCS#8 PEM of a P-256 key."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def sign(self, statement: SlipStatement | DayReport) -> Signed:
        """:raises OSError: the key can't be read. :raises ValueError: it is no P-256 key"""
        key = serialization.load_pem_private_key(self._path.read_bytes(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise ValueError(f"{self._path.name} holds no P-256 key")
        payload = encoded(statement)
        r, s = decode_dss_signature(key.sign(payload, ec.ECDSA(hashes.SHA256())))
        public = key.public_key().public_bytes(serialization.Encoding.DER,
                                               serialization.PublicFormat.SubjectPublicKeyInfo)
        signature = (r.to_bytes(HALF, "big") + s.to_bytes(HALF, "big")).hex()
        return Signed(payload.decode(), ALGORITHM, hashlib.sha256(public).hexdigest()[:KEY_ID], signature)
