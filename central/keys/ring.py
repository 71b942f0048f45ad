"""The centre's signing keys over the years: one signs, earlier ones still vouch for what they signed, or are revoked.

::

    FOLDER/signing-keys.json      every key that ever signed, public halves only
    FOLDER/signing-<kid>.pem      the one that signs now; a retired key's private half is destroyed

The list is read at each use, so that a command may rotate while the service runs.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from central.keys.algorithms import ALGORITHMS, DEFAULT, Public
from central.keys.files import kept, write
from central.keys.service import KeyAway, Signature
from contract.statement import VerificationKey

LIST = "signing-keys.json"
OVERLAP = 600
"""Seconds around a rotation in which both keys vouch: a transaction that began before it may sign after it."""
_list = msgspec.json.Decoder(tuple[VerificationKey, ...])


class NoSuchKey(Exception):
    """The list has no key of this id."""


class Ring:
    """Over a folder; the first key is made on first use and vouches from the beginning."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / LIST).exists():
            self._write((self._fresh(0),))
        self._private(self._active())

    def listed(self) -> tuple[VerificationKey, ...]:
        """The oldest first; exactly the last one signs."""
        return _list.decode(kept(self.folder / LIST, bytes))

    def signing(self) -> tuple[VerificationKey, bytes]:
        """The key that signs and its private half (PEM). :raises KeyAway: its file is gone"""
        active = self._active()
        try:
            return active, self._private(active)
        except KeyAway:
            newer = self._active()  # rotated between our two looks
            if newer.kid == active.kid:
                raise
            return newer, self._private(newer)

    def vouches(self, data: bytes, signature: Signature) -> bool:
        """True if the signature is good and its key is one of ours that is not revoked."""
        key = next((key for key in self.listed() if key.kid == signature.key_id), None)
        if key is None or key.revoked_at or key.alg != signature.alg:
            return False
        return ALGORITHMS[key.alg].verified(Public(key.kty, key.crv, key.x, key.y), data, signature.value)

    def rotate(self, now: int) -> str:
        """A fresh key signs from now on; its id. The private half of the one before is destroyed."""
        *earlier, active = self.listed()
        fresh = self._fresh(now - OVERLAP)
        self._write((*earlier, msgspec.structs.replace(active, issued_until=now + OVERLAP), fresh))
        self._file(active).unlink(missing_ok=True)
        return fresh.kid

    def revoke(self, kid: str, now: int) -> None:
        """Nothing that this key signed is believed any more; if it is the one that signs, it is rotated first.

        :raises NoSuchKey: never heard of
        """
        if kid not in {key.kid for key in self.listed()}:
            raise NoSuchKey(kid)
        if self._active().kid == kid:
            self.rotate(now)
        self._write(tuple(msgspec.structs.replace(key, revoked_at=key.revoked_at or now) if key.kid == kid else key
                          for key in self.listed()))

    def _active(self) -> VerificationKey:
        return self.listed()[-1]

    def _fresh(self, issued_from: int) -> VerificationKey:
        private = ALGORITHMS[DEFAULT].new_key()
        public = ALGORITHMS[DEFAULT].public(private)
        kid = hashlib.sha256(f"{public.crv}.{public.x}.{public.y}".encode()).hexdigest()[:8]
        key = VerificationKey(kid, DEFAULT, public.kty, public.crv, public.x, public.y, issued_from=issued_from)
        write(self._file(key), private)
        return key

    def _private(self, key: VerificationKey) -> bytes:
        if not self._file(key).exists():
            raise KeyAway(f"the private half of signing key {key.kid} is missing")
        return kept(self._file(key), bytes)

    def _file(self, key: VerificationKey) -> Path:
        return self.folder / f"signing-{key.kid}.pem"

    def _write(self, keys: tuple[VerificationKey, ...]) -> None:
        write(self.folder / LIST, msgspec.json.format(msgspec.json.encode(keys), indent=1))
