"""Keys in files of the folder, readable by the service's user alone: for one machine, demo and tests."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from pathlib import Path

from central.keys import pboc
from central.keys.algorithms import ALGORITHMS
from central.keys.files import kept
from central.keys.ring import Ring
from central.keys.service import CardCheck, Signature, UnknownAlgorithm
from contract.statement import VerificationKey

MASTER_FILE = "card-master.key"
CARD_ALGORITHM = "3des"


class SoftwareKeys:
    """A :class:`central.keys.service.KeyService` over a folder that is made on first use (files 0600)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._master = kept(folder / MASTER_FILE, lambda: secrets.token_bytes(16))
        self.ring = Ring(folder)

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
        """See :meth:`central.keys.service.KeyService.sign`."""
        return self.sign_naming(lambda _alg, _key_id: data)[1]

    def sign_naming(self, message: Callable[[str, str], bytes]) -> tuple[bytes, Signature]:
        """See :meth:`central.keys.service.KeyService.sign_naming`."""
        key, private = self.ring.signing()
        data = message(key.alg, key.kid)
        return data, Signature(key.alg, key.kid, ALGORITHMS[key.alg].sign(private, data))

    def verified(self, data: bytes, signature: Signature) -> bool:
        """False for a foreign or revoked key and another algorithm too."""
        return self.ring.vouches(data, signature)

    def public_keys(self) -> tuple[VerificationKey, ...]:
        """See :meth:`central.keys.service.KeyService.public_keys`."""
        return self.ring.listed()
