"""Who calls, and may they? Judged before a body is read, for every route; what names no call is refused.

nginx sets two headers and clears whatever a client sent under their names: ``X-Port`` (``machine`` or ``public``)
and, on the machine port alone, ``X-SSL-Cert``, the verified client certificate as escaped PEM. nginx has no variable
for a subject alternative name, so it is read here, once for each certificate.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from sqlalchemy import select

from central.app.centre import Centre
from central.app.refusal import Refusal
from central.authority import machine_named
from central.database.models import Machine, VerifierKey, Visit, VisitState
from contract.errands import ERRANDS
from contract.errands.declaration import Identity
from contract.permissions import PERMISSIONS, Role, allowed
from contract.problems import Code

PORT = "x-port"
CERTIFICATE = "x-ssl-cert"
ADDRESS = "x-client-address"
SCHEME = "Visit "
VERIFIER_SCHEME = "Verifier "
REMEMBERED = 1000
Identified = tuple[str, int, bytes]
"""Machine, the second from which its certificate holds, its key (DER)."""
AFTER_PIN = frozenset(call for errand in ERRANDS for call in errand.calls
                      if errand.identity in (Identity.CARD_PIN, Identity.CARD_PIN_DOCUMENT))
"""Calls for which the kiosk must have said that the card accepted the PIN."""


@dataclass(frozen=True)
class OpenVisit:
    """A granted visit whose token was shown."""

    id: str
    person_id: int


@dataclass(frozen=True)
class Caller:
    """``machine`` is empty for the public; ``visit`` is there if the call needs one, ``verifier`` if it came by key;
    ``key`` is the machine's SubjectPublicKeyInfo (DER).
    """

    role: Role
    machine: str = ""
    visit: OpenVisit | None = None
    address: str = ""
    key: bytes = b""
    verifier: str = ""

    @property
    def citizen(self) -> OpenVisit:
        """:raises Refusal: no visit is open"""
        if self.visit is None:
            raise Refusal(Code.VISIT)
        return self.visit


TheCaller = NamedDependency[Caller]
"""As a route asks for it."""


class Doorkeeper:
    """A Litestar guard for the whole application."""

    def __init__(self, centre: Centre) -> None:
        self._centre = centre
        self._certificates: OrderedDict[bytes, Identified | None] = OrderedDict()

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        """Put the :class:`Caller` into the connection's state. :raises Refusal: not permitted"""
        action = handler.opt.get("call", "")
        port = connection.headers.get(PORT, "")
        if port == "machine":
            caller = await self._machine(connection, action)
        elif port == "public":
            caller = await self._stranger(connection, action)
        else:
            raise Refusal(Code.NOT_PERMITTED)
        page = handler.opt.get("page", False) and caller.role is Role.PUBLIC
        if not page and not allowed(caller.role, action):
            raise Refusal(Code.NOT_PERMITTED)
        connection.state.caller = caller

    async def _machine(self, connection: ASGIConnection[Any, Any, Any, Any], action: str) -> Caller:
        identity = self._identity(connection.headers.get(CERTIFICATE, ""))
        if identity is None:
            raise Refusal(Code.DEVICE_UNKNOWN)
        name, since, key = identity
        async with self._centre.database.engine.connect() as database:
            machine = (await database.execute(
                select(Machine.suspended, Machine.certificates_since).where(Machine.id == name))).one_or_none()
        if machine is None or since < machine.certificates_since:
            raise Refusal(Code.DEVICE_UNKNOWN)
        if machine.suspended:
            raise Refusal(Code.DEVICE_SUSPENDED)
        if Role.VISIT not in PERMISSIONS.get(action, frozenset()):
            return Caller(Role.KIOSK, name, key=key)
        return Caller(Role.VISIT, name, await self._visit(connection.headers.get("authorization", ""), name, action))

    async def _stranger(self, connection: ASGIConnection[Any, Any, Any, Any], action: str) -> Caller:
        address = connection.headers.get(ADDRESS, "")
        if Role.VERIFIER not in PERMISSIONS.get(action, frozenset()):
            return Caller(Role.PUBLIC, address=address)
        authorization = connection.headers.get("authorization", "")
        if not authorization.startswith(VERIFIER_SCHEME):
            raise Refusal(Code.VERIFIER_KEY)
        key_hash = token_hash(authorization.removeprefix(VERIFIER_SCHEME).strip())
        async with self._centre.database.engine.connect() as database:
            name = await database.scalar(select(VerifierKey.name).where(
                VerifierKey.key_hash == key_hash, VerifierKey.revoked_at == 0))
        if name is None:
            raise Refusal(Code.VERIFIER_KEY)
        return Caller(Role.VERIFIER, address=address, verifier=name)

    async def _visit(self, authorization: str, machine: str, action: str) -> OpenVisit:
        if not authorization.startswith(SCHEME):
            raise Refusal(Code.VISIT)
        async with self._centre.database.engine.connect() as database:
            visit = (await database.execute(
                select(Visit.id, Visit.machine_id, Visit.person_id, Visit.state, Visit.pin_verified, Visit.token_until)
                .where(Visit.token_hash == token_hash(authorization.removeprefix(SCHEME))))).one_or_none()
        if (visit is None or visit.machine_id != machine or visit.state != VisitState.GRANTED
                or visit.token_until <= self._centre.clock()):
            raise Refusal(Code.VISIT)
        if action in AFTER_PIN and not visit.pin_verified:
            raise Refusal(Code.NOT_PERMITTED)
        return OpenVisit(visit.id, visit.person_id)

    def _identity(self, header: str) -> Identified | None:
        key = hashlib.sha256(header.encode()).digest()
        if key not in self._certificates:
            self._certificates[key] = _read(header)
            if len(self._certificates) > REMEMBERED:
                self._certificates.popitem(last=False)
        return self._certificates[key]


def token_hash(token: str) -> str:
    """How a token or one-time code is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def _read(header: str) -> Identified | None:
    try:
        certificate = x509.load_pem_x509_certificate(unquote(header).encode())
    except ValueError:
        return None
    machine = machine_named(certificate)
    if machine is None:
        return None
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return machine, int(certificate.not_valid_before_utc.timestamp()), key
