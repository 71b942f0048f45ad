"""What the centre asks of its key service, whether software, HSM or PKCS#11."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class UnknownAlgorithm(Exception):
    """The service holds no key for cards of this algorithm."""


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
        """Sign with the centre's own key."""

    def verified(self, data: bytes, signature: Signature) -> bool:
        """True if the signature is of our own key."""
