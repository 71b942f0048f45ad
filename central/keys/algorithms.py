"""Signature algorithms by their JOSE name: the one place where a second one (SM2 with SM3) is added.

Used by the key service, which holds private keys, and by ``central.verifier``, which holds public ones only.
"""

from __future__ import annotations

import base64
from typing import Protocol

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

HALF = 32


class Public(msgspec.Struct, frozen=True):
    """The members of a JWK that make the key (RFC 7518 §6.2); ``x`` and ``y`` base64url."""

    kty: str
    crv: str
    x: str
    y: str


class Algorithm(Protocol):
    """Private keys are PEM (PKCS#8, not encrypted)."""

    def new_key(self) -> bytes:
        """A fresh private key."""

    def public(self, private: bytes) -> Public:
        """Its public half. :raises ValueError: a key of another kind"""

    def sign(self, private: bytes, data: bytes) -> bytes:
        """:raises ValueError: a key of another kind"""

    def verified(self, public: Public, data: bytes, signature: bytes) -> bool:
        """False also for a key that is none."""


class Es256:
    """ECDSA on P-256 with SHA-256; the signature is r || s, 64 bytes (RFC 7518 §3.4)."""

    def new_key(self) -> bytes:
        """See :meth:`Algorithm.new_key`."""
        return ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    def public(self, private: bytes) -> Public:
        """See :meth:`Algorithm.public`."""
        numbers = self._private(private).public_key().public_numbers()
        return Public("EC", "P-256", _packed(numbers.x.to_bytes(HALF)), _packed(numbers.y.to_bytes(HALF)))

    def sign(self, private: bytes, data: bytes) -> bytes:
        """See :meth:`Algorithm.sign`."""
        r, s = decode_dss_signature(self._private(private).sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(HALF) + s.to_bytes(HALF)

    def verified(self, public: Public, data: bytes, signature: bytes) -> bool:
        """See :meth:`Algorithm.verified`."""
        if (public.kty, public.crv, len(signature)) != ("EC", "P-256", 2 * HALF):
            return False
        der = encode_dss_signature(int.from_bytes(signature[:HALF]), int.from_bytes(signature[HALF:]))
        try:
            key = ec.EllipticCurvePublicNumbers(_number(public.x), _number(public.y), ec.SECP256R1()).public_key()
            key.verify(der, data, ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, ValueError):
            return False
        return True

    @staticmethod
    def _private(pem: bytes) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise ValueError("this is no P-256 key")
        return key


DEFAULT = "ES256"
ALGORITHMS: dict[str, Algorithm] = {DEFAULT: Es256()}


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
