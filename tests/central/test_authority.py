"""The bureau's CA: names come from its own records, never from a request."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store

from central.authority import (
    Authority,
    BadRequest,
    ensure_server_certificate,
    machine_named,
    opened,
    read_request,
)
from central.folder import Folder
from tests.central.bureau import NOON, new_key, request_for

DAY = 86400


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    folder.prepare()
    return folder


@pytest.fixture
def authority(folder: Folder) -> Authority:
    return opened(folder, NOON)


def held(folder: Folder) -> x509.Certificate:
    return x509.load_pem_x509_certificate(folder.server.read_bytes())


def test_the_authority_is_made_once(folder: Folder, authority: Authority) -> None:
    assert opened(folder, NOON + DAY).certificate == authority.certificate
    assert folder.authority_key.stat().st_mode & 0o777 == 0o600


def test_the_server_is_trusted_under_every_name_it_was_given(folder: Folder, authority: Authority) -> None:
    ensure_server_certificate(folder, authority, ("centre.example", "192.0.2.1"), NOON)
    policy = PolicyBuilder().store(Store([authority.certificate])).time(datetime.fromtimestamp(NOON, UTC))
    for name in ("localhost", "centre.example"):
        assert policy.build_server_verifier(x509.DNSName(name)).verify(held(folder), [])
    names = held(folder).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {str(address) for address in names.get_values_for_type(x509.IPAddress)} == {"127.0.0.1", "192.0.2.1"}


def test_the_servers_certificate_is_kept_until_a_name_is_missing_or_its_end_is_near(folder: Folder,
                                                                                  authority: Authority) -> None:
    ensure_server_certificate(folder, authority, (), NOON)
    first = held(folder)
    ensure_server_certificate(folder, authority, (), NOON + 300 * DAY)
    assert held(folder) == first
    ensure_server_certificate(folder, authority, ("centre.example",), NOON)
    named = held(folder)
    assert named != first
    ensure_server_certificate(folder, authority, ("centre.example",), NOON + 370 * DAY)
    assert held(folder) != named


def test_a_machines_certificate_carries_the_recorded_name_for_thirty_days(authority: Authority) -> None:
    key = new_key()
    certificate = authority.machine_certificate("lobby-1", read_request(request_for(key, "evil")), NOON)
    assert machine_named(certificate) == "lobby-1"
    assert certificate.public_key() == key.public_key()
    assert "evil" not in certificate.subject.rfc4514_string()
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days == 30
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    certificate.verify_directly_issued_by(authority.certificate)


@pytest.mark.parametrize("pem", ["", "garbage", "-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUE"
                                 "ST-----\n"])
def test_what_is_no_request_is_refused(pem: str) -> None:
    with pytest.raises(BadRequest):
        read_request(pem)


def test_a_request_for_another_kind_of_key_is_refused() -> None:
    for key in (rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())):
        with pytest.raises(BadRequest):
            read_request(request_for(key))


def test_a_request_that_was_altered_is_refused() -> None:
    pem = request_for(new_key(), "aaaaaaaaaaaa")
    request = x509.load_pem_x509_csr(pem.encode())
    altered = request.tbs_certrequest_bytes.replace(b"aaaaaaaaaaaa", b"bbbbbbbbbbbb")
    der = request.public_bytes(Encoding.DER)
    forged = der.replace(request.tbs_certrequest_bytes, altered)
    assert forged != der
    again = x509.load_der_x509_csr(forged).public_bytes(Encoding.PEM).decode()
    with pytest.raises(BadRequest):
        read_request(again)


def test_a_certificate_with_two_machines_names_none(authority: Authority) -> None:
    names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier("urn:kiosk:a"),
                                         x509.UniformResourceIdentifier("urn:kiosk:b")])
    certificate = authority._issue("a", new_key().public_key(), names, ExtendedKeyUsageOID.CLIENT_AUTH, 1, NOON)
    assert machine_named(certificate) is None
    assert machine_named(authority.certificate) is None
