"""Keys in files of the folder, readable by the service's user alone: for one machine, demo and tests."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from central.keys import pboc
from central.keys.files import kept
from central.keys.service import CardCheck, Signature, UnknownAlgorithm

MASTER_FILE = "card-master.key"
SIGNING_FILE = "signing.pem"
CARD_ALGORITHM = "3des"
SIGNING_ALGORITHM = "ES256"
HALF = 32


class SoftwareKeys:
    """A :class:`central.keys.service.KeyService` over a folder that is made on first use (files 0600)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._master = kept(folder / MASTER_FILE, lambda: secrets.token_bytes(16))
        pem = kept(folder / SIGNING_FILE, _new_signing_key)
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{SIGNING_FILE} holds no EC key")
        self._signing = key
        public = key.public_key().public_bytes(serialization.Encoding.DER,
                                               serialization.PublicFormat.SubjectPublicKeyInfo)
        self._key_id = hashlib.sha256(public).hexdigest()[:16]

    def __repr__(self) -> str:
        return "SoftwareKeys()"

    def card_answered(self, check: CardCheck, cryptogram: bytes) -> bool:
        """Compared in constant time. :raises UnknownAlgorithm: the card speaks no 3DES"""
        if check.algorithm != CARD_ALGORITHM:
            raise UnknownAlgorithm(check.algorithm)
        expected = pboc.cryptogram(pboc.irk(self._master, check.region, check.historical),
                                   check.card_random, check.terminal_random)
        return hmac.compare_digest(expected, cryptogram)

    def irk_for(self, region: str, historical: bytes) -> bytes:
        """See :meth:`central.keys.service.KeyService.irk_for`."""
        return pboc.irk(self._master, region, historical)

    def sign(self, data: bytes) -> Signature:
        """ES256 (RFC 7518 §3.4)."""
        r, s = decode_dss_signature(self._signing.sign(data, ec.ECDSA(hashes.SHA256())))
        return Signature(SIGNING_ALGORITHM, self._key_id, r.to_bytes(HALF) + s.to_bytes(HALF))

    def verified(self, data: bytes, signature: Signature) -> bool:
        """False for another key or algorithm too."""
        if (signature.alg, signature.key_id, len(signature.value)) != (SIGNING_ALGORITHM, self._key_id, 2 * HALF):
            return False
        der = encode_dss_signature(int.from_bytes(signature.value[:HALF]), int.from_bytes(signature.value[HALF:]))
        try:
            self._signing.public_key().verify(der, data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


def _new_signing_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
