"""What the centre asks of its key service, whether software, HSM or PKCS#11."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from contract.statement import VerificationKey


class UnknownAlgorithm(Exception):
    """The service holds no key for cards of this algorithm."""


class KeyAway(Exception):
    """The private half of the key that signs can't be had; nothing can be issued without it."""


@dataclass(frozen=True)
class CardCheck:
    """What a cryptogram is judged by: the card as the centre keeps it, and both randoms (8 bytes each)."""

    region: str
    algorithm: str
    historical: bytes
    card_random: bytes
    terminal_random: bytes


@dataclass(frozen=True)
class Signature:
    """``alg`` in JOSE terms (ES256: raw r || s, 64 bytes)."""

    alg: str
    key_id: str
    value: bytes


class KeyService(Protocol):
    """Keys never leave it, except the IRK of an invented card."""

    def card_answered(self, check: CardCheck, cryptogram: bytes) -> bool:
        """True if the card holds its key. :raises UnknownAlgorithm: not a profile of ours"""

    def irk_for(self, region: str, historical: bytes) -> bytes:
        """The 16-byte key of a sample card, to write it into the virtual card."""

    def sign(self, data: bytes) -> Signature:
        """Sign with the centre's own key. :raises KeyAway: there is none"""

    def sign_naming(self, message: Callable[[str, str], bytes]) -> tuple[bytes, Signature]:
        """Sign bytes that name their own key: ``message(alg, key_id)`` gives them. :raises KeyAway: there is none"""

    def verified(self, data: bytes, signature: Signature) -> bool:
        """True if the signature is of a key of ours that is not revoked."""

    def public_keys(self) -> tuple[VerificationKey, ...]:
        """Every key that ever signed, the oldest first: validity, revocation, public half."""
