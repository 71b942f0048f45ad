"""Is a statement signed by a machine's own key? The key comes from the certificate that it is enrolled with."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from contract.signed_words import Signed

ALGORITHM = "ES256"
HALF = 32
KEY_ID = 16


def signed_by(key: bytes, signed: Signed) -> bool:
    """False for another key, another algorithm, another payload. :param key: SubjectPublicKeyInfo (DER)"""
    if signed.alg != ALGORITHM or signed.key != hashlib.sha256(key).hexdigest()[:KEY_ID]:
        return False
    public = serialization.load_der_public_key(key)
    if not isinstance(public, ec.EllipticCurvePublicKey):
        return False
    try:
        value = bytes.fromhex(signed.signature)
    except ValueError:
        return False
    if len(value) != 2 * HALF:
        return False
    r, s = int.from_bytes(value[:HALF], "big"), int.from_bytes(value[HALF:], "big")
    try:
        public.verify(encode_dss_signature(r, s), signed.payload.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
