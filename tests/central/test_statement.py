"""The signed statement: made with the slip, frozen with it, small enough for paper, and judged without a centre."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.keys import KeyAway, SoftwareKeys
from central.keys.algorithms import ALGORITHMS
from central.keys.ring import OVERLAP
from central.pages.words import words
from central.verifier.cli import STATUS, main
from central.verifier.judge import Judged, Verdict, judge
from contract.insurance import ORDER
from contract.messages import CONFIRM_SLIP, RESERVE_SLIP, VERIFICATION_KEYS, SlipConfirm, SlipReserved
from contract.slip import Holder, Total, content_hash
from contract.statement import VerificationKeys, end_of, found_in, insurance_of, key_of, statement_of, taken_apart
from tests.central.bureau import NAME, NUMBER, PROOF
from tests.central.conftest import House
from tests.central.statements import ADDRESS, NOON, Case, content, published, signed, table

VERSION_15_M, VERSION_19_M = 412, 624
"""Bytes that a QR code of this version and level holds (ISO/IEC 18004, table 7)."""
LONGEST_NAME = 25
"""Hanzi, dots counted (民委发[2016]33号)."""


async def issued(house: House) -> SlipReserved:
    await house.kiosk.sign_in()
    reserved: SlipReserved = await house.kiosk.get(RESERVE_SLIP, PROOF, key="op-1")
    return reserved


async def test_a_reserved_slip_carries_its_statement_in_the_fragment_and_its_hash_covers_it(house: House) -> None:
    reserved = await issued(house)
    keys: VerificationKeys = await house.public.get(VERIFICATION_KEYS)
    judged = judge(reserved.content.verify_url, keys, house.clock())
    assert judged == Judged(Verdict.GOOD, statement_of(reserved.content))
    assert reserved.content_hash == content_hash(reserved.content)
    other = msgspec.structs.replace(reserved.content, verify_url=reserved.content.verify_url[:-1] + "?")
    assert content_hash(other) != reserved.content_hash
    assert await issued(house) == reserved
    await house.kiosk.get(CONFIRM_SLIP, SlipConfirm(NOON, reserved.content_hash), slip=reserved.slip)


async def test_the_statement_says_what_was_chosen_and_leaves_the_second_key_on_the_paper(house: House) -> None:
    reserved = await issued(house)
    fragment = found_in(reserved.content.verify_url)
    apart = taken_apart(fragment)
    assert apart is not None
    stated = apart.statement
    assert (stated.name, stated.number, stated.code) == (NAME, NUMBER[:-4], reserved.content.code)
    assert stated.months == {"110": 6, "310": 2}
    assert (stated.first_month, stated.last_month, stated.machine) == (202601, 202607, "lobby-1")
    assert (stated.issued_at, stated.expires_at) == (NOON, end_of(reserved.content.valid_until))
    assert NUMBER[-4:] not in msgspec.json.encode(stated).decode().replace(stated.code, "")


async def test_the_fragment_never_reaches_the_centre(house: House) -> None:
    address = (await issued(house)).content.verify_url
    assert b"#" not in httpx.URL(address).raw_path


async def test_without_a_signing_key_nothing_is_issued(house: House) -> None:
    await house.kiosk.sign_in()
    keys = house.centre.keys
    assert isinstance(keys, SoftwareKeys)
    (private,) = keys.ring.folder.glob("signing-*.pem")
    pem = private.read_bytes()
    private.unlink()
    try:
        assert (await house.kiosk.ask(RESERVE_SLIP, PROOF, key="op-1")).status_code == 500
        with pytest.raises(KeyAway):
            keys.sign(b"")
    finally:
        private.write_bytes(pem)
        private.chmod(0o600)


def test_a_statement_fits_a_qr_code_that_the_paper_holds(tmp_path: Path) -> None:
    keys = SoftwareKeys(tmp_path)
    plain = f"{ADDRESS}#{signed(keys, content(totals=content().totals[:2], sample=False))}"
    holder = Holder("阿卜杜热合曼·阿卜杜热合曼·阿卜杜热合曼·买买提江", "11010519491231002X", "000000001")
    assert len(holder.name) == LONGEST_NAME
    totals = tuple(Total(insurance, 360) for insurance in ORDER)
    fullest = f"{ADDRESS}#{signed(keys, content(holder=holder, totals=totals))}"
    assert len(plain) <= VERSION_15_M
    assert len(fullest) <= VERSION_19_M


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> tuple[VerificationKeys, list[Case]]:
    return table(tmp_path_factory.mktemp("statements"))


def test_every_case_of_the_table_gets_its_verdict(cases: tuple[VerificationKeys, list[Case]]) -> None:
    keys, texts = cases
    assert {case.name: judge(case.text, keys, NOON).verdict.value for case in texts} == {
        case.name: case.verdict for case in texts}
    assert {case.verdict for case in texts} == {verdict.value for verdict in Verdict}


def test_what_is_not_vouched_for_is_not_shown(cases: tuple[VerificationKeys, list[Case]]) -> None:
    keys, texts = cases
    for case in texts:
        judged = judge(case.text, keys, NOON)
        assert (judged.statement is not None) == (judged.verdict in (Verdict.GOOD, Verdict.EXPIRED)), case.name


@given(place=st.integers(0, 10_000), char=st.sampled_from("ABYZabyz0189-_"))
def test_no_character_of_a_statement_can_be_changed(cases: tuple[VerificationKeys, list[Case]], place: int,
                                                    char: str) -> None:
    keys, texts = cases
    good = texts[1].text
    place %= len(good)
    before, after = good[:place], good[place + 1:]
    changed = f"{before}{char}{after}"
    if taken_apart(changed) == taken_apart(good):
        return  # the same character, or bits that base64 leaves over
    assert judge(changed, keys, NOON).verdict in (Verdict.BAD, Verdict.UNKNOWN_KEY, Verdict.UNREADABLE)


@given(st.text())
def test_no_text_is_a_surprise(cases: tuple[VerificationKeys, list[Case]], text: str) -> None:
    assert judge(f"#{text}", cases[0], NOON).statement is None


def test_a_key_whose_algorithm_is_not_known_vouches_for_nothing(cases: tuple[VerificationKeys, list[Case]]) -> None:
    keys, texts = cases
    foreign = msgspec.structs.replace(keys, keys=tuple(
        msgspec.structs.replace(key, alg="SM2") for key in keys.keys))
    assert judge(texts[1].text, foreign, NOON).verdict is Verdict.BAD


def test_a_rotated_key_vouches_for_what_it_signed_and_both_do_while_a_transaction_is_open(tmp_path: Path) -> None:
    keys = SoftwareKeys(tmp_path)
    before = signed(keys, content(issued_at=NOON - 1))
    served = SoftwareKeys(tmp_path)
    kid = keys.ring.rotate(NOON)
    late = signed(served, content(issued_at=NOON - OVERLAP))
    after = taken_apart(signed(served, content(issued_at=NOON)))
    assert after is not None
    assert after.header.kid == kid
    for text in (before, late):
        assert judge(text, published(keys), NOON).verdict is Verdict.GOOD
    assert [file.name for file in tmp_path.glob("signing-*.pem")] == [f"signing-{kid}.pem"]


def test_revoking_the_key_that_signs_makes_a_new_one(tmp_path: Path) -> None:
    keys = SoftwareKeys(tmp_path)
    leaked = signed(keys, content())
    data, signature = b"report", keys.sign(b"report")
    keys.ring.revoke(keys.public_keys()[0].kid, NOON)
    assert judge(leaked, published(keys), NOON).verdict is Verdict.REVOKED_KEY
    assert judge(signed(keys, content()), published(keys), NOON).verdict is Verdict.GOOD
    assert not keys.verified(data, signature)


def test_a_second_algorithm_is_one_row() -> None:
    for algorithm in ALGORITHMS.values():
        private = algorithm.new_key()
        public = algorithm.public(private)
        signature = algorithm.sign(private, b"data")
        assert algorithm.verified(public, b"data", signature)
        assert not algorithm.verified(public, b"date", signature)
        assert not algorithm.verified(msgspec.structs.replace(public, kty="OKP"), b"data", signature)
        assert not algorithm.verified(msgspec.structs.replace(public, x=public.y), b"data", signature)


def test_a_kind_of_insurance_keeps_its_table() -> None:
    for total in content().totals:
        assert insurance_of(key_of(total.insurance)) == total.insurance


def command(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "central.verifier", *arguments], input=text, capture_output=True,
                          text=True, timeout=30, check=False)


def test_the_command_says_it_in_both_languages_and_by_its_exit_status(
        cases: tuple[VerificationKeys, list[Case]], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys, texts = cases
    file = tmp_path / "keys.json"
    file.write_bytes(msgspec.json.encode(keys))
    assert len(set(STATUS.values())) == len(Verdict)
    for case in texts[1:]:
        if not case.text:
            continue
        status = main(["--keys", str(file), "--on", "2026-11-24", case.text])
        told = capsys.readouterr().out
        assert (case.name, status) == (case.name, STATUS[Verdict(case.verdict)])
        for language in ("zh-Hans", "en"):
            assert words(language)(f"offline.{case.verdict}") in told  # type: ignore[arg-type]
        assert (NAME in told) == (case.verdict in ("good", "expired"))


def test_a_scanner_is_piped_into_the_command_and_nothing_of_a_centre_is_needed(
        cases: tuple[VerificationKeys, list[Case]], tmp_path: Path) -> None:
    keys, texts = cases
    file = tmp_path / "keys.json"
    file.write_bytes(msgspec.json.encode(keys))
    told = command("--keys", str(file), "--on", "2026-11-24", text=texts[2].text)
    assert (told.returncode, told.stderr) == (0, "")
    for fact in ("王小明", "11010519491231****", "7K4M-P2XR-9TQW", "2027年2月24日", "24 February 2027", "SZ-FT-0017",
                 "是否已作废，只有联网核验才知道。", "Whether it was voided is known only on line.", "险种(yb:999)"):
        assert fact in told.stdout
    assert command("--keys", str(file), "--on", "2027-02-25", text=texts[2].text).returncode == 3
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, central.verifier.cli; print(*sys.modules)"],
        capture_output=True, text=True, check=True).stdout.split()
    assert not {"sqlalchemy", "litestar", "httpx", "uvicorn", "kivy", "central.app"} & set(loaded)


@pytest.mark.parametrize("written", [None, b"", b"{}", b"garbage"])
def test_a_key_set_that_is_none_is_wrong_use(tmp_path: Path, written: bytes | None,
                                             capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "keys.json"
    if written is not None:
        file.write_bytes(written)
    assert main(["--keys", str(file), "x"]) == 2
    assert "keys.json" in capsys.readouterr().err


def test_the_published_key_set_holds_no_private_half(cases: tuple[VerificationKeys, list[Case]]) -> None:
    for key in json.loads(msgspec.json.encode(cases[0]))["keys"]:
        assert set(key) == {"kid", "alg", "kty", "crv", "x", "y", "use", "issued_from", "issued_until", "revoked_at"}
