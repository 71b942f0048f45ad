"""The signed statement in a slip's QR: who, from when to when, issued when, by which machine. Checked off line.

Form: JWS compact serialisation (RFC 7515 §3.1), header ``{"alg", "kid"}`` and nothing else, in the fragment of the
address: ``https://…/v?c=CODE#eyJ…``. A browser never sends a fragment. Names are short because every character is
paper; ``iat`` and ``exp`` are those of RFC 7519. This module signs nothing and checks no signature: that is for
``central.keys`` and ``central.verifier``, and no algorithm is named here.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from contract.civil_time import CHINA
from contract.insurance import HUMAN_RESOURCES, Insurance
from contract.slip import ProofOfInsurance

LONGEST = 4000
"""Characters of a text in which a statement is looked for; a QR holds 2,953 bytes at most."""
SECOND_KEY = 4
"""Last characters of the number. They are the second key on line, so the QR does not carry them."""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What names the key. A header that says more (``crit``, ``jwk``) is not ours."""

    alg: str
    kid: str


class Statement(msgspec.Struct, frozen=True, omit_defaults=True, rename={
    "code": "c", "serial": "s", "name": "n", "number": "i", "months": "t", "first_month": "f", "last_month": "l",
    "issued_at": "iat", "expires_at": "exp", "machine": "m", "sample": "x",
}):
    """``number`` without its last four; ``months``: 累计月数 by insurance, ``110`` or ``table:code`` for another table.

    ``first_month``, ``last_month`` yyyymm of the period on the paper, 0 = nothing paid. ``expires_at``: the first
    second at which it is not good any more.
    """

    code: str
    serial: str
    name: str
    number: str
    months: dict[str, int]
    issued_at: int
    expires_at: int
    machine: str
    first_month: int = 0
    last_month: int = 0
    sample: bool = False


class VerificationKey(msgspec.Struct, frozen=True):
    """A public key as JWK (RFC 7517). It vouches for what was issued from ``issued_from`` to ``issued_until``.

    ``issued_until`` 0: it still signs. ``revoked_at`` not 0: nothing that it signed is believed, whatever its date.
    """

    kid: str
    alg: str
    kty: str
    crv: str
    x: str
    y: str
    use: str = "sig"
    issued_from: int = 0
    issued_until: int = 0
    revoked_at: int = 0


class VerificationKeys(msgspec.Struct, frozen=True):
    """The key set document (a JWK set with three more members): what a verifier needs off line."""

    bureau: str
    published_at: int
    keys: tuple[VerificationKey, ...]


@dataclass(frozen=True)
class Signed:
    """A statement taken apart; whether ``signature`` is good has not been asked yet."""

    header: Header
    statement: Statement
    signed: bytes
    signature: bytes


def statement_of(content: ProofOfInsurance) -> Statement:
    """What an issued slip states; only what the citizen chose to have on it."""
    return Statement(
        code=content.code, serial=content.serial, name=content.holder.name,
        number=content.holder.number[:-SECOND_KEY],
        months={key_of(total.insurance): total.months for total in content.totals},
        issued_at=content.issued_at, expires_at=end_of(content.valid_until), machine=content.machine,
        first_month=content.first_month, last_month=content.last_month, sample=content.sample)


def key_of(insurance: Insurance) -> str:
    """``110``, or ``yb:390`` where the code is another table's."""
    return insurance.code if insurance.table == HUMAN_RESOURCES else f"{insurance.table}:{insurance.code}"


def insurance_of(key: str) -> Insurance:
    """The inverse of :func:`key_of`."""
    table, _, code = key.rpartition(":")
    return Insurance(table or HUMAN_RESOURCES, code)


def end_of(day: int) -> int:
    """The first second after a local day (yyyymmdd)."""
    at = datetime(day // 10000, day // 100 % 100, day % 100, tzinfo=CHINA) + timedelta(days=1)
    return int(at.timestamp())


def to_sign(header: Header, statement: Statement) -> bytes:
    """The bytes that are signed: header, dot, statement."""
    return f"{_packed(msgspec.json.encode(header))}.{_packed(msgspec.json.encode(statement))}".encode()


def compact(signed: bytes, signature: bytes) -> str:
    """The whole statement as it stands in the fragment."""
    return f"{signed.decode()}.{_packed(signature)}"


def found_in(text: str) -> str:
    """The statement in a scanned address, in a scanner's line, or alone; empty if there is none."""
    for word in text[:LONGEST].split():
        address, mark, fragment = word.partition("#")
        candidate = fragment if mark else address
        if candidate.count(".") == 2 and "/" not in candidate:
            return candidate
    return ""


def taken_apart(statement: str) -> Signed | None:
    """None if it is not a statement of this contract."""
    try:
        header, body, signature = statement.split(".")
        return Signed(msgspec.json.decode(_unpacked(header), type=Header),
                      msgspec.json.decode(_unpacked(body), type=Statement),
                      f"{header}.{body}".encode(), _unpacked(signature))
    except (ValueError, msgspec.MsgspecError):
        return None


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unpacked(text: str) -> bytes:
    """Strict base64url without padding. :raises ValueError: a character or a length that can't be"""
    if "=" in text or "+" in text or "/" in text:
        raise ValueError("not base64url")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
