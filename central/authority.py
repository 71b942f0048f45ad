"""The bureau's own CA (P-256): the two TLS ports' certificate, and one for each machine.

A machine's identity is the URI ``urn:kiosk:<machine>`` among its certificate's subject alternative names
(RFC 5280 §4.2.1.6); it comes from the bureau's record, never from the request. All certificates begin
:data:`BACKDATED` seconds early, because a machine's clock may be behind.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from central.folder import Folder
from central.keys.files import kept, write

BACKDATED = 300
DAY = 86400
AUTHORITY_DAYS = 3650
SERVER_DAYS = 397
MACHINE_DAYS = 30
RENEW_BEFORE = 30 * DAY
ALWAYS = ("127.0.0.1", "localhost")
PREFIX = "urn:kiosk:"
PUBLIC = 0o644


class BadRequest(Exception):
    """A certificate request that can't be answered: no PKCS#10, wrong signature, or not a P-256 key."""


@dataclass(frozen=True)
class Authority:
    """The CA's certificate and key; issuing needs nothing else."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        """The certificate that machines and browsers must trust."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def machine_certificate(self, machine: str, request: x509.CertificateSigningRequest, now: int) -> x509.Certificate:
        """30 days for the request's key under the machine's name."""
        names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(PREFIX + machine)])
        return self._issue(machine, request.public_key(), names, ExtendedKeyUsageOID.CLIENT_AUTH, MACHINE_DAYS, now)

    def server_certificate(self, names: tuple[str, ...], key: ec.EllipticCurvePublicKey, now: int) -> x509.Certificate:
        """For the TLS ports, under every name and address given."""
        alternative = x509.SubjectAlternativeName([_general_name(name) for name in names])
        return self._issue(names[0], key, alternative, ExtendedKeyUsageOID.SERVER_AUTH, SERVER_DAYS, now)

    def _issue(self, name: str, key: CertificatePublicKeyTypes, names: x509.SubjectAlternativeName,
               usage: x509.ObjectIdentifier, days: int, now: int) -> x509.Certificate:
        return (_builder(name, self.certificate.subject, key, days, now)
                .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
                .add_extension(names, critical=False)
                .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
                .add_extension(_key_usage(signs_certificates=False), critical=True)
                .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), False)
                .sign(self.key, hashes.SHA256()))


def opened(folder: Folder, now: int) -> Authority:
    """The folder's CA, made on first use."""
    key = _private_key(kept(folder.authority_key, _new_key))
    if not folder.authority.exists():
        write(folder.authority, _own_certificate(key, now).public_bytes(serialization.Encoding.PEM), PUBLIC)
    return Authority(x509.load_pem_x509_certificate(folder.authority.read_bytes()), key)


def ensure_server_certificate(folder: Folder, authority: Authority, names: tuple[str, ...], now: int) -> None:
    """Issue the ports' certificate anew if it is missing, soon over, or lacks a name."""
    wanted = tuple(dict.fromkeys((*ALWAYS, *names)))
    key = _private_key(kept(folder.server_key, _new_key))
    if folder.server.exists():
        held = x509.load_pem_x509_certificate(folder.server.read_bytes())
        alternative = held.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        if held.not_valid_after_utc.timestamp() - now > RENEW_BEFORE and {_general_name(n) for n in wanted} <= set(
                alternative):
            return
    write(folder.server, authority.server_certificate(wanted, key.public_key(), now).public_bytes(
        serialization.Encoding.PEM), PUBLIC)


def read_request(pem: str) -> x509.CertificateSigningRequest:
    """A PKCS#10 request signed by its own P-256 key. :raises BadRequest:"""
    try:
        request = x509.load_pem_x509_csr(pem.encode())
        key = request.public_key()
        own = request.is_signature_valid
    except (ValueError, InvalidSignature, TypeError) as error:
        raise BadRequest("no certificate request") from error
    if not own or not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadRequest("not signed by a P-256 key of its own")
    return request


def machine_named(certificate: x509.Certificate) -> str | None:
    """The machine a certificate names; None if it names none, or several."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    machines = [uri.removeprefix(PREFIX) for uri in names.get_values_for_type(x509.UniformResourceIdentifier)
                if uri.startswith(PREFIX)]
    return machines[0] if len(machines) == 1 else None


def _own_certificate(key: ec.EllipticCurvePrivateKey, now: int) -> x509.Certificate:
    name = "Kiosk centre CA"
    return (_builder(name, _subject(name), key.public_key(), AUTHORITY_DAYS, now)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_key_usage(signs_certificates=True), critical=True)
            .sign(key, hashes.SHA256()))


def _builder(name: str, issuer: x509.Name, key: CertificatePublicKeyTypes, days: int,
             now: int) -> x509.CertificateBuilder:
    begin = datetime.fromtimestamp(now - BACKDATED, UTC)
    return (x509.CertificateBuilder().subject_name(_subject(name)).issuer_name(issuer).public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin).not_valid_after(begin + timedelta(days=days))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False))


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _key_usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _new_key() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _private_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("an EC key is expected")
    return key
