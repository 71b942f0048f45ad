"""A table of texts and what each is worth: the command and the page are both held to it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from central.keys import SoftwareKeys
from contract.insurance import MEDICAL, PENSION, Insurance
from contract.slip import Holder, ProofOfInsurance, Total
from contract.statement import Header, VerificationKeys, compact, statement_of, to_sign

NOON = 1795492800
VALID_UNTIL = 20270224
BUREAU = "深圳市社会保险基金管理局"
ADDRESS = "https://verify.example:8444/v?c=7K4MP2XR9TQW"


@dataclass(frozen=True)
class Case:
    """``verdict``: the value of ``central.verifier.judge.Verdict``."""

    name: str
    text: str
    verdict: str


def content(**more: Any) -> ProofOfInsurance:
    """A slip as the centre freezes it."""
    slip = ProofOfInsurance(
        title="深圳市社会保险参保证明", holder=Holder("王小明", "11010519491231002X", "000000001"),
        insurances=(PENSION, MEDICAL), first_month=202601, last_month=202610,
        totals=(Total(PENSION, 6), Total(MEDICAL, 2), Total(Insurance("yb", "999"), 1)), rows=(), employers=(),
        data_as_of=20261031, bureau=BUREAU, sample=True, serial="440300-00000001", code="7K4MP2XR9TQW",
        verify_url=ADDRESS, issued_at=NOON, valid_until=VALID_UNTIL, machine="SZ-FT-0017")
    return msgspec.structs.replace(slip, **more)


def signed(keys: SoftwareKeys, slip: ProofOfInsurance, alg: str = "") -> str:
    """:param alg: what the header claims, where it is not what the key does"""
    data, signature = keys.sign_naming(lambda its, kid: to_sign(Header(alg or its, kid), statement_of(slip)))
    return compact(data, signature.value)


def published(keys: SoftwareKeys) -> VerificationKeys:
    return VerificationKeys(BUREAU, NOON, keys.public_keys())


def packed(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unpacked(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def table(folder: Path) -> tuple[VerificationKeys, list[Case]]:
    """Keys with a history (one revoked, one retired, one that signs) and texts of every kind, judged at NOON."""
    keys = SoftwareKeys(folder / "keys")
    leaked = signed(keys, content())
    keys.ring.rotate(NOON - 100_000)
    retired = signed_by_retired(keys)
    keys.ring.revoke(keys.public_keys()[0].kid, NOON)
    good = signed(keys, content())
    header, body, signature = good.split(".")
    kid = unpacked(header)["kid"]
    stranger = SoftwareKeys(folder / "stranger")
    foreign = signed(stranger, content())
    richer = packed({**unpacked(body), "t": {"110": 360}})
    flipped = ("B" if signature[0] != "B" else "C") + signature[1:]
    return published(keys), [
        Case("address", f"{ADDRESS}#{good}", "good"),
        Case("statement alone", good, "good"),
        Case("line of a scanner", f"QR-Code:{ADDRESS}#{good}\n", "good"),
        Case("among other words", f"扫码结果： {ADDRESS}#{good} 完", "good"),
        Case("retired key, its time", f"#{retired}", "good"),
        Case("last second", f"#{signed(keys, content(valid_until=20261124))}", "good"),
        Case("time over", f"#{signed(keys, content(valid_until=20261123))}", "expired"),
        Case("issued before its key", f"#{signed(keys, content(issued_at=NOON - 200_000))}", "bad"),
        Case("facts changed", f"#{header}.{richer}.{signature}", "bad"),
        Case("signature changed", f"#{header}.{body}.{flipped}", "bad"),
        Case("signature cut", f"#{header}.{body}.{signature[:-4]}", "bad"),
        Case("signature empty", f"#{header}.{body}.", "bad"),
        Case("no algorithm", f"#{packed({'alg': 'none', 'kid': kid})}.{body}.", "bad"),
        Case("another algorithm", f"#{packed({'alg': 'HS256', 'kid': kid})}.{body}.{signature}", "bad"),
        Case("another algorithm, signed so", f"#{signed(keys, content(), alg='SM2')}", "bad"),
        Case("foreign key under our name", f"#{header}.{foreign.split('.')[1]}.{foreign.split('.')[2]}", "bad"),
        Case("foreign key", f"#{foreign}", "unknown_key"),
        Case("revoked key", f"#{leaked}", "revoked_key"),
        Case("own key in the header", f"#{packed({'alg': 'ES256', 'kid': kid, 'jwk': {}})}.{body}.{signature}",
             "unreadable"),
        Case("critical header", f"#{packed({'alg': 'ES256', 'kid': kid, 'crit': ['b64']})}.{body}.{signature}",
             "unreadable"),
        Case("nothing", "", "unreadable"),
        Case("address without a statement", ADDRESS, "unreadable"),
        Case("a foreign address", "https://verify.example.com", "unreadable"),
        Case("three words", "a.b.c", "unreadable"),
        Case("padding", f"#{header}=.{body}.{signature}", "unreadable"),
        Case("a fact missing", f"#{header}.{packed({'c': 'x'})}.{signature}", "unreadable"),
        Case("a number as text", f"#{header}.{packed({**unpacked(body), 'iat': 'now'})}.{signature}", "unreadable"),
        Case("no object", f"#{header}.{packed(['c'])}.{signature}", "unreadable"),
        Case("null", f"#{header}.{packed(None)}.{signature}", "unreadable"),
        Case("hanzi", "#证.明.书", "unreadable"),
    ]


def signed_by_retired(keys: SoftwareKeys) -> str:
    """By the key that signs now, which is rotated away afterwards."""
    text = signed(keys, content(issued_at=NOON - 50_000))
    keys.ring.rotate(NOON - 40_000)
    return text
