"""The content of a proof slip: composed and frozen at the centre, laid out at the kiosk, shown again on verification.

The form is the two-part 深圳市社会保险参保证明 (domain.md §2.1). Amounts are fen, months yyyymm, days yyyymmdd.
"""

from __future__ import annotations

import hashlib

import msgspec

from contract.insurance import Insurance
from contract.open_enum import OpenEnum


class Mark(OpenEnum):
    """Marks beside a month, as on the form."""

    NONE = ""
    BACK_PAID = "*"
    """补缴"""
    DIFFERENCE = "#"
    """补差 / 退役士兵补缴"""
    DEFERRED = "&"
    """缓缴单位部分, 视同到账"""


class Holder(msgspec.Struct, frozen=True):
    """参保人: name, 有效证件号码 in full, 社保电脑号 (text with leading zeros)."""

    name: str
    number: str
    computer_number: str


class Total(msgspec.Struct, frozen=True):
    """累计月数: distinct posted months of one insurance."""

    insurance: Insurance
    months: int


class ProofBase(msgspec.Struct, frozen=True):
    """One insurance's 缴费基数 in a month, with its 档次/险种 digit where the form has one."""

    insurance: Insurance
    base_fen: int
    tier: str = ""


class ProofRow(msgspec.Struct, frozen=True):
    """缴费时段. Two employers in one month make two rows; a month without contribution has no ``employer_no``."""

    month: int
    employer_no: str = ""
    mark: Mark = Mark.NONE
    bases: tuple[ProofBase, ...] = ()


class Employer(msgspec.Struct, frozen=True):
    """单位编号 / 单位名称, in order of first appearance."""

    number: str
    name: str


class ProofOfInsurance(msgspec.Struct, frozen=True, tag="proof_of_insurance"):
    """社会保险参保证明. A draft (preview) has empty ``serial`` and ``code`` and no validity.

    Fields added after the first release are left out of message and hash where they are not set, so that a slip of
    then keeps its hash. ``large_print``, ``with_english``: True or unset. ``code_bytes``: of a draft, how long
    ``verify_url`` will be at most.
    """

    title: str
    holder: Holder
    insurances: tuple[Insurance, ...]
    first_month: int
    last_month: int
    totals: tuple[Total, ...]
    rows: tuple[ProofRow, ...]
    employers: tuple[Employer, ...]
    data_as_of: int
    bureau: str
    sample: bool
    serial: str = ""
    code: str = ""
    verify_url: str = ""
    issued_at: int = 0
    valid_until: int = 0
    machine: str = ""
    with_amounts: bool = True
    large_print: bool | msgspec.UnsetType = msgspec.UNSET
    with_english: bool | msgspec.UnsetType = msgspec.UNSET
    code_bytes: int | msgspec.UnsetType = msgspec.UNSET


SlipContent = ProofOfInsurance
"""Becomes a tagged union as slips are added."""


class SlipState(OpenEnum):
    """design.md §5, as the public page says it."""

    RESERVED = "reserved"
    CONFIRMED = "confirmed"
    VOIDED = "voided"
    UNCERTAIN = "uncertain"
    SUSPECT = "suspect"
    REPLACED = "replaced"
    EXPIRED = "expired"


def if_chosen(choice: object) -> bool | msgspec.UnsetType:
    """A choice that a peer of the first release does not know: True, or not said at all."""
    return True if choice else msgspec.UNSET


def content_hash(content: SlipContent) -> str:
    """SHA-256 (hex) of the canonical JSON: sorted keys, UTF-8."""
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()
