"""A small bureau made by hand: a few people whose every month is known, and a kiosk that speaks to the centre."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from central.database import models
from central.database.engine import Database
from central.database.models import CardState
from central.keys import pboc
from contract.civil_time import CHINA
from contract.insurance import MEDICAL, PENSION
from contract.messages import (
    CALLS,
    OPEN_VISIT,
    PROVE_CARD,
    Call,
    CardProof,
    Participation,
    PaymentKind,
    PinCheck,
    Posting,
    SlipRequest,
    VisitGranted,
    VisitOpened,
    VisitRequest,
)
from contract.problems import MEDIA_TYPE, STATUS, Code, Problem

NOON = int(datetime(2026, 11, 24, 12, 0, tzinfo=CHINA).timestamp())
REGION = "440300"
PLAIN, CORRECTION, FLAGGED, FIFTEEN = 1, 2, 3, 4
NUMBER = "11010519491231002X"
NAME = "王小明"
ACME, BETA = "200001", "200002"
HISTORICAL = "00814e43238670001122334455"
PROOF = SlipRequest("proof_of_insurance", 0, 0, (PENSION, MEDICAL))


@dataclass
class ManualClock:
    """Time stands still until a test moves it."""

    now: int = NOON

    def __call__(self) -> int:
        return self.now


def card_id(number: int) -> str:
    return f"{number:032x}"


CARDS = {
    1: (PLAIN, CardState.NORMAL, 20380506), 2: (CORRECTION, CardState.NORMAL, 0), 3: (PLAIN, CardState.LOST, 20380506),
    4: (PLAIN, CardState.EXPIRED, 0), 5: (PLAIN, CardState.NORMAL, 20261123), 6: (PLAIN, CardState.BLOCKED, 0),
    7: (PLAIN, CardState.CANCELLED, 0), 8: (FLAGGED, CardState.NORMAL, 0), 9: (FIFTEEN, CardState.NORMAL, 20261124),
}
SM4_CARD = 10

R, B, D, F = PaymentKind.REGULAR, PaymentKind.BACK, PaymentKind.DIFFERENCE, PaymentKind.DEFERRED
P, N, L = Posting.POSTED, Posting.NOT_POSTED, Posting.DEFERRED
MONTHS = (
    (202601, 202601, ACME, R, P, PENSION), (202601, 202601, ACME, R, P, MEDICAL),
    (202603, 202603, ACME, R, P, PENSION), (202603, 202603, BETA, R, P, PENSION),
    (202604, 202606, BETA, B, P, PENSION),
    (202605, 202605, BETA, R, P, PENSION), (202605, 202607, BETA, D, P, PENSION),
    (202606, 202606, BETA, F, L, PENSION),
    (202607, 202607, BETA, R, P, PENSION), (202607, 202607, BETA, R, P, MEDICAL),
    (202610, 202610, BETA, R, N, PENSION), (202610, 202610, BETA, R, N, MEDICAL),
)
"""month, booked, employer, kind, posting, insurance of the plain person; 202602, 202608 and 202609 are gaps."""


def rows() -> list[models.Base]:
    """Everything to insert, in an order that the foreign keys allow."""
    people = [
        models.Person(id=PLAIN, name=NAME, number=NUMBER, computer_number="000000001", sex="1", birth=19491231,
                      sample=True),
        models.Person(id=CORRECTION, name="李零", number="0", computer_number="000000002", sex="2", birth=0),
        models.Person(id=FLAGGED, name="赵错", number="360426199101010071", computer_number="000000003", sex="1",
                      birth=19910101, needs_correction=True, retired=True),
        models.Person(id=FIFTEEN, name="钱旧", number="110105491231002", computer_number="000000004", sex="1",
                      birth=19491231),
    ]
    cards = [models.Card(card_id=card_id(key), person_id=person, region=REGION, version="2.00", algorithm="3des",
                         historical=HISTORICAL, state=state, expires=expires)
             for key, (person, state, expires) in CARDS.items()]
    cards.append(models.Card(card_id=card_id(SM4_CARD), person_id=PLAIN, region=REGION, version="3.00",
                             algorithm="sm4", historical=HISTORICAL, state=CardState.NORMAL))
    participations = [models.Participation(person_id=PLAIN, code_table=kind.table, code=kind.code,
                                           status=Participation.PAYING) for kind in (PENSION, MEDICAL)]
    contributions = [models.Contribution(
        person_id=PLAIN, month=month, booked=booked, employer_no=employer, kind=kind, posting=posting,
        code_table=insurance.table, code=insurance.code, base_fen=1_000_000 + index * 100, employer_fen=160_000,
        personal_fen=80_000, tier="1" if insurance == MEDICAL else "",
    ) for index, (month, booked, employer, kind, posting, insurance) in enumerate(MONTHS)]
    return [models.Setting(name="data_as_of", value="20261031"),
            models.Employer(number=ACME, name="样张精密有限公司"),
            models.Employer(number=BETA, name="样张物流有限公司"),
            *people, *cards, *participations, *contributions]


async def fill(database: Database) -> None:
    async with database.writing() as session, session.begin():
        for row in rows():
            session.add(row)
            await session.flush()


@dataclass
class Kiosk:
    """What a kiosk sends: over the application itself (headers given) or over real TLS (headers empty)."""

    http: httpx.AsyncClient
    irk_for: Callable[[str, bytes], bytes]
    headers: dict[str, str] = field(default_factory=dict)
    token: str = ""
    key: Any = None
    """The machine's own, where a test signs with it."""

    async def ask(self, call: Call, body: Any = None, *, key: str = "", query: str = "", headers: Any = None,
                  **path: str) -> httpx.Response:
        """One call of the contract; ``body`` a struct, or bytes as they are."""
        sent = {**self.headers, **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Visit {self.token}"
        if key:
            sent["Idempotency-Key"] = key
        content = body if isinstance(body, bytes) else None if body is None else msgspec.json.encode(body)
        if content is not None:
            sent["Content-Type"] = "application/json"
        return await self.http.request(call.verb, call.path.format(**path) + query, headers=sent, content=content)

    async def get(self, call: Call, body: Any = None, **more: Any) -> Any:
        """The decoded answer; fails unless the call was answered."""
        response = await self.ask(call, body, **more)
        assert response.status_code == 200, response.text
        return msgspec.json.decode(response.content, type=call.reply)

    async def refused(self, call: Call, body: Any = None, **more: Any) -> Problem:
        """The problem; fails unless it is a whole one."""
        return problem_of(await self.ask(call, body, **more))

    def visit_request(self, card: int, **more: str) -> VisitRequest:
        given = {"card_id": card_id(card), "region": REGION, "version": "2.00", "algorithm": "3des",
                 "historical": HISTORICAL, "notice": "1"} | more
        return VisitRequest(**given)

    def proof(self, opened: VisitOpened, **more: Any) -> CardProof:
        """What the real card would answer."""
        card_random = secrets.token_bytes(8)
        key = self.irk_for(REGION, bytes.fromhex(HISTORICAL))
        answer = pboc.cryptogram(key, card_random, bytes.fromhex(opened.challenge))
        given = {"card_random": card_random.hex(), "cryptogram": answer.hex(), "pin": PinCheck.VERIFIED}
        return CardProof(**given | more)

    async def sign_in(self, card: int = 1, pin: str = "verified") -> VisitGranted:
        """Insert the card, prove it, keep the token."""
        opened = await self.get(OPEN_VISIT, self.visit_request(card))
        granted: VisitGranted = await self.get(PROVE_CARD, self.proof(opened, pin=pin), visit=opened.visit)
        self.token = granted.token
        return granted


def problem_of(response: httpx.Response) -> Problem:
    assert response.headers["content-type"] == MEDIA_TYPE, response.text
    problem = msgspec.json.decode(response.content, type=Problem)
    assert problem.code.known
    assert (problem.status, problem.type) == (response.status_code, f"urn:kiosk:problem:{problem.code.value}")
    return problem


def refuses(problem: Problem, code: Code, **params: str) -> None:
    assert problem.code == code, problem
    assert problem.status == STATUS[code]
    assert problem.params.items() >= params.items()


def call_named(name: str) -> Call:
    return next(call for call in CALLS if call.name == name)


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def request_for(key: Any, name: str = "whatever") -> str:
    """A PKCS#10 request in PEM; its subject claims a name that the authority must not believe."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])).add_extension(
            x509.SubjectAlternativeName([x509.UniformResourceIdentifier(f"urn:kiosk:{name}")]), critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def certificate_header(certificate: x509.Certificate) -> str:
    """As nginx writes it (``$ssl_client_escaped_cert``)."""
    return quote(certificate.public_bytes(serialization.Encoding.PEM).decode())


def pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())


def der_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """SubjectPublicKeyInfo."""
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
