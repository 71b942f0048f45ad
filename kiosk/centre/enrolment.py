"""Enrolment: the key is made here and never leaves; the one-time code buys a certificate for it.

Files in ``state_dir``: ``machine.key`` (PKCS#8 PEM, 0600), ``machine.crt``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from contract.messages import ENROL, Enrolment, EnrolmentRequest
from kiosk.centre.client import CentreClient, Outage, Refusal


@dataclass(frozen=True)
class Identity:
    """Where the machine's key and certificate lie."""

    key: Path
    certificate: Path

    @classmethod
    def below(cls, state_dir: Path) -> Identity:
        return cls(state_dir / "machine.key", state_dir / "machine.crt")

    @property
    def enrolled(self) -> bool:
        return self.key.exists() and self.certificate.exists()


def signing_request(identity: Identity, machine: str) -> str:
    """PKCS#10 (PEM) for the machine's key; the key is made at the first call (P-256, file 0600)."""
    if not identity.key.exists():
        identity.key.parent.mkdir(parents=True, exist_ok=True)
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        _write_private(identity.key, pem)
    key = serialization.load_pem_private_key(identity.key.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    request = (x509.CertificateSigningRequestBuilder()
               .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, machine)]))
               .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(f"urn:kiosk:{machine}")]),
                              critical=False)
               .sign(key, hashes.SHA256()))
    return request.public_bytes(serialization.Encoding.PEM).decode()


async def enrol(client: CentreClient, identity: Identity, machine: str, code: str) -> Enrolment | Refusal | Outage:
    """Ask with the code; on success the certificate is written. The same code and key may be asked again."""
    answer = await client.ask(ENROL, EnrolmentRequest(machine, code, signing_request(identity, machine)))
    if isinstance(answer, Enrolment):
        _write_private(identity.certificate, answer.certificate.encode())
    assert isinstance(answer, Enrolment | Refusal | Outage)
    return answer


def _write_private(path: Path, content: bytes) -> None:
    """Whole or not at all: written beside, synced, renamed."""
    beside = path.with_suffix(path.suffix + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.rename(path)
