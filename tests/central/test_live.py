"""The whole centre as it runs: a child process, nginx, two TLS ports, real certificates."""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from central.app.batch import new_verifier_key
from central.authority import opened, read_request
from central.database.engine import Database, sqlite_url
from central.folder import Folder
from central.keys import SoftwareKeys
from central.verifier.judge import Verdict, judge
from contract.messages import (
    CALLS,
    CONFIRM_SLIP,
    CONTRIBUTIONS,
    DRAFT_SLIP,
    ENROL,
    OPEN_VISIT,
    RESERVE_SLIP,
    SUMMARY,
    UNCERTAIN_SLIP,
    VERIFICATION_KEYS,
    VERIFY,
    VERIFY_BATCH,
    VOID_SLIP,
    BatchAnswer,
    BatchRequest,
    BatchVerified,
    Contributions,
    Enrolment,
    EnrolmentRequest,
    SlipConfirm,
    SlipDraft,
    SlipReserved,
    SlipStatus,
    SlipUncertain,
    SlipVoid,
    Summary,
    VerificationRequest,
    Verified,
    VoidReason,
)
from contract.problems import Code
from contract.slip import SlipState
from contract.statement import VerificationKeys
from tests.central.bureau import (
    NOON,
    NUMBER,
    PROOF,
    Kiosk,
    certificate_header,
    new_key,
    pem_of,
    problem_of,
    refuses,
    request_for,
)
from tests.central.conftest import Live


def trusting(live: Live) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(live.folder.authority))


@asynccontextmanager
async def public(live: Live) -> AsyncIterator[Kiosk]:
    async with httpx.AsyncClient(base_url=live.public, verify=trusting(live)) as http:
        yield Kiosk(http, SoftwareKeys(live.folder.keys).irk_for)


@asynccontextmanager
async def machine(live: Live, base: str, certificate: bytes, key: ec.EllipticCurvePrivateKey,
                  tmp_path: Path) -> AsyncIterator[Kiosk]:
    context = trusting(live)
    (tmp_path / "machine.pem").write_bytes(pem_of(key) + certificate)
    context.load_cert_chain(tmp_path / "machine.pem")
    async with httpx.AsyncClient(base_url=base, verify=context) as http:
        yield Kiosk(http, SoftwareKeys(live.folder.keys).irk_for)


async def enrolled(live: Live, name: str) -> tuple[bytes, ec.EllipticCurvePrivateKey]:
    """Through the command line and the public port, as a technician does it."""
    issued = live.command("enrol", name)
    assert issued.returncode == 0, issued.stderr
    key = new_key()
    async with public(live) as anybody:
        answer: Enrolment = await anybody.get(ENROL, EnrolmentRequest(name, issued.stdout.strip(), request_for(key)))
    assert answer.authority.encode() == live.folder.authority.read_bytes()
    return answer.certificate.encode(), key


async def test_a_whole_visit_over_real_wires(live: Live, tmp_path: Path) -> None:
    certificate, key = await enrolled(live, "lobby-1")
    async with machine(live, live.machines, certificate, key, tmp_path) as kiosk, public(live) as anybody:
        granted = await kiosk.sign_in()
        assert granted.holder.number == NUMBER
        summary: Summary = await kiosk.get(SUMMARY)
        assert summary.not_posted == (202610,)
        contributions: Contributions = await kiosk.get(CONTRIBUTIONS, query="?insurance=rs:310")
        assert [row.month for row in contributions.rows] == [202601, 202607, 202610]
        draft: SlipDraft = await kiosk.get(DRAFT_SLIP, PROOF)
        assert draft.content.code == ""
        slips: list[SlipReserved] = [await kiosk.get(RESERVE_SLIP, PROOF, key=f"op-{n}") for n in range(3)]
        assert await kiosk.get(RESERVE_SLIP, PROOF, key="op-0") == slips[0]
        assert slips[0].content.verify_url.startswith(f"{live.public}/v?c=")
        words = ((CONFIRM_SLIP, SlipConfirm(NOON, slips[0].content_hash), SlipState.CONFIRMED),
                 (VOID_SLIP, SlipVoid(VoidReason.NOT_PRINTED), SlipState.VOIDED),
                 (UNCERTAIN_SLIP, SlipUncertain("P-1"), SlipState.UNCERTAIN))
        for slip, (call, body, state) in zip(slips, words, strict=True):
            assert await kiosk.get(call, body, slip=slip.slip) == SlipStatus(slip.slip, state)
            verified: Verified = await anybody.get(VERIFY, VerificationRequest(slip.content.code, NUMBER[-4:]))
            assert (verified.state, verified.content) == (state, slip.content)
        page = await anybody.http.post("/v", data={"c": slips[0].content.code, "last_four": NUMBER[-4:]})
        assert re.findall(r'<td data-total="(\S+)">(\d+)</td>', page.text) == [("rs:110", "6"), ("rs:310", "2")]
        told = live.command("slip", slips[0].content.code)
        assert (told.returncode, json.loads(told.stdout)["state"]) == (0, "confirmed")


async def test_the_same_code_and_request_give_the_same_certificate_and_another_request_none(live: Live) -> None:
    code = live.command("enrol", "lobby-3").stdout.strip()
    request = EnrolmentRequest("lobby-3", code, request_for(new_key()))
    async with public(live) as anybody:
        first = await anybody.get(ENROL, request)
        assert await anybody.get(ENROL, request) == first
        refuses(await anybody.refused(ENROL, EnrolmentRequest("lobby-3", code, request_for(new_key()))),
                Code.ENROLMENT)


async def test_without_a_certificate_the_machine_port_answers_with_a_problem(live: Live) -> None:
    async with httpx.AsyncClient(base_url=live.machines, verify=trusting(live)) as http:
        for call in CALLS:
            response = await http.request(call.verb, call.path)
            refuses(problem_of(response), Code.DEVICE_UNKNOWN)


async def test_a_certificate_of_another_authority_is_no_certificate(live: Live, tmp_path: Path) -> None:
    other = Folder(tmp_path / "other")
    other.prepare()
    key = new_key()
    now = int(datetime.now(UTC).timestamp())
    forged = opened(other, now).machine_certificate("lobby-1", read_request(request_for(key)), now)
    async with machine(live, live.machines, forged.public_bytes(Encoding.PEM), key, tmp_path) as stranger:
        refuses(await stranger.refused(SUMMARY), Code.DEVICE_UNKNOWN)


async def test_the_servers_own_certificate_is_no_machine(live: Live, tmp_path: Path) -> None:
    key = load_pem_private_key(live.folder.server_key.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    async with machine(live, live.machines, live.folder.server.read_bytes(), key, tmp_path) as stranger:
        refuses(await stranger.refused(SUMMARY), Code.DEVICE_UNKNOWN)


async def test_a_certificate_that_is_over_is_no_certificate(live: Live, tmp_path: Path) -> None:
    key = new_key()
    now = int(datetime.now(UTC).timestamp())
    old = opened(live.folder, now).machine_certificate("lobby-1", read_request(request_for(key)), now - 31 * 86400)
    async with machine(live, live.machines, old.public_bytes(Encoding.PEM), key, tmp_path) as stranger:
        refuses(await stranger.refused(SUMMARY), Code.DEVICE_UNKNOWN)


async def forged(live: Live) -> dict[str, str]:
    """Headers that nginx would set for a machine that is really enrolled."""
    certificate, _ = await enrolled(live, "lobby-victim")
    return {"X-SSL-Cert": certificate_header(x509.load_pem_x509_certificate(certificate)), "X-Port": "machine",
            "X_SSL_Cert": "x", "X-Client-Address": "192.0.2.1"}


async def test_a_forged_identity_on_the_public_port_is_emptied(live: Live) -> None:
    headers = await forged(live)
    async with public(live) as anybody:
        for call in (SUMMARY, OPEN_VISIT):
            refuses(await anybody.refused(call, None if call is SUMMARY else anybody.visit_request(1),
                                          headers=headers), Code.NOT_PERMITTED)
        assert (await anybody.http.get("/", headers=headers)).status_code == 200


async def test_a_forged_identity_on_the_machine_port_is_overwritten(live: Live, tmp_path: Path) -> None:
    headers = await forged(live)
    certificate, key = await enrolled(live, "lobby-thief")
    async with machine(live, live.machines, certificate, key, tmp_path) as thief:
        opened_by_thief = await thief.get(OPEN_VISIT, thief.visit_request(1), headers=headers)
        await thief.get(CALLS[2], thief.proof(opened_by_thief), visit=opened_by_thief.visit)
    async with httpx.AsyncClient(base_url=live.machines, verify=trusting(live), headers=headers) as http:
        refuses(problem_of(await http.get(SUMMARY.path)), Code.DEVICE_UNKNOWN)


async def test_calls_are_served_on_their_own_port_alone(live: Live, tmp_path: Path) -> None:
    certificate, key = await enrolled(live, "lobby-4")
    async with machine(live, live.public, certificate, key, tmp_path) as wrong:
        refuses(await wrong.refused(OPEN_VISIT, wrong.visit_request(1)), Code.NOT_PERMITTED)
    async with machine(live, live.machines, certificate, key, tmp_path) as wrong:
        refuses(await wrong.refused(VERIFY, VerificationRequest("x", "x")), Code.NOT_PERMITTED)
        refuses(problem_of(await wrong.http.get("/v")), Code.NOT_PERMITTED)


async def test_a_suspended_machine_is_refused_until_it_is_lifted(live: Live, tmp_path: Path) -> None:
    certificate, key = await enrolled(live, "lobby-5")
    async with machine(live, live.machines, certificate, key, tmp_path) as kiosk:
        assert live.command("suspend", "lobby-5").returncode == 0
        refuses(await kiosk.refused(OPEN_VISIT, kiosk.visit_request(1)), Code.DEVICE_SUSPENDED)
        assert live.command("suspend", "lobby-5", "--lift").returncode == 0
        await kiosk.get(OPEN_VISIT, kiosk.visit_request(1))
    assert live.command("suspend", "lobby-404").returncode == 1


async def test_nothing_older_than_tls_1_3_is_spoken(live: Live) -> None:
    for port in (live.machine_port, live.public_port):
        context = trusting(live)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with (socket.create_connection(("127.0.0.1", port)) as plain, pytest.raises(ssl.SSLError),
              context.wrap_socket(plain, server_hostname="localhost")):
            pass


async def test_what_nginx_itself_refuses_is_a_problem_too(live: Live) -> None:
    async with public(live) as anybody:
        refuses(await anybody.refused(VERIFY, b" " * 70_000), Code.MALFORMED)
        refuses(problem_of(await anybody.http.get("/" + "x" * 40_000)), Code.MALFORMED)
        refuses(problem_of(await anybody.http.get("/nowhere")), Code.NOT_FOUND)


async def test_nginx_writes_nothing_of_a_call_into_a_file(live: Live) -> None:
    """A file made and unlinked at once still changes its directory's time."""
    def touched() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in live.folder.front.iterdir() if path.is_dir()}

    before = touched()
    assert before.keys() >= {"client_body", "proxy"}
    async with public(live) as anybody:
        refuses(await anybody.refused(VERIFY, b" " * 60_000), Code.MALFORMED)
    assert touched() == before
    assert "proxy_max_temp_file_size 0;" in (live.folder.front / "nginx.conf").read_text()


async def test_plain_http_on_a_tls_port_is_told_as_a_problem(live: Live) -> None:
    async with httpx.AsyncClient() as http:
        for port in (live.machine_port, live.public_port):
            refuses(problem_of(await http.get(f"http://127.0.0.1:{port}/")), Code.MALFORMED)


def test_keys_and_sockets_are_closed_to_other_users(live: Live) -> None:
    for path in (*live.folder.keys.iterdir(), live.folder.run, live.folder.front, live.folder.root):
        assert path.stat().st_mode & 0o077 == 0, path
    written = {path.name for path in live.folder.root.iterdir()}
    readable = {path.name for path in live.folder.root.iterdir() if path.is_file() and path.stat().st_mode & 0o077}
    assert readable == {"ca.crt", "server.crt"}
    assert written <= {"central.db", "central.db-wal", "central.db-shm", "keys", "ca.crt", "server.crt", "run", "front"}


def test_the_application_listens_on_its_socket_and_on_no_port(live: Live) -> None:
    """Sockets held by the process itself, nginx's not among them."""
    inodes = {match[1] for descriptor in Path(f"/proc/{live.process.pid}/fd").iterdir()
              if (match := re.match(r"socket:\[(\d+)\]", os.readlink(descriptor)))}
    listening = {fields[9] for name in ("tcp", "tcp6")
                 for fields in map(str.split, Path(f"/proc/{live.process.pid}/net/{name}").read_text().splitlines()[1:])
                 if fields[3] == "0A"}
    assert live.folder.socket.is_socket()
    assert not inodes & listening


async def test_signing_keys_rotate_and_are_revoked_while_the_service_runs(live: Live, tmp_path: Path) -> None:
    ring = SoftwareKeys(live.folder.keys).ring
    first = ring.listed()[-1].kid
    ring.revoke(first, NOON)
    async with public(live) as anybody:
        served: VerificationKeys = await anybody.get(VERIFICATION_KEYS)
        page = (await anybody.http.get("/offline-verify")).text
    assert [(key.kid, bool(key.revoked_at)) for key in served.keys][-2:] == [
        (first, True), (ring.listed()[-1].kid, False)]
    assert all(key.x in page for key in served.keys)
    certificate, key = await enrolled(live, "lobby-keys")
    async with machine(live, live.machines, certificate, key, tmp_path) as kiosk:
        await kiosk.sign_in()
        reserved: SlipReserved = await kiosk.get(RESERVE_SLIP, PROOF, key="op-keys")
    assert judge(reserved.content.verify_url, served, reserved.content.issued_at).verdict is Verdict.GOOD


async def test_a_list_is_checked_over_real_tls_by_a_key_made_while_the_service_runs(live: Live) -> None:
    database = Database(sqlite_url(live.folder.database))
    try:
        key = await new_verifier_key(database, "某学校", NOON)
    finally:
        await database.close()
    asked = BatchRequest((VerificationRequest("7K4M-P2XR-9TQW", "0000"),))
    async with public(live) as anybody:
        answer: BatchVerified = await anybody.get(VERIFY_BATCH, asked, headers={"Authorization": f"Verifier {key}"})
        assert [row.answer for row in answer.rows] == [BatchAnswer.NOT_FOUND]
        refuses(await anybody.refused(VERIFY_BATCH, asked), Code.VERIFIER_KEY)
