"""Contract version 1 between a kiosk and the centre: JSON over HTTPS, one struct a body, one row a call.

Version rule (design.md §6): the path names the version (``/v1/``); the centre serves N and N−1; unknown fields are
ignored, unknown enum members decode to ``UNKNOWN``; golden messages of each released version stay in
``tests/contract/golden/``. Bytes travel as lower-case hex. Machines are known by their TLS client certificate
(SAN ``urn:kiosk:<machine>``); a visit's calls carry ``Authorization: Visit <token>`` besides. An employer or school
that checks many slips carries ``Authorization: Verifier <key>`` on the public port.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from contract.insurance import Insurance
from contract.open_enum import OpenEnum
from contract.signed_words import Signed
from contract.slip import SlipContent, SlipState, Total
from contract.statement import VerificationKeys

VERSION = 1
Who = Literal["machine", "visit", "public", "verifier"]


class EnrolmentRequest(msgspec.Struct, frozen=True):
    """One-time code and a PKCS#10 request (PEM) for a key made on the machine."""

    machine: str
    code: str
    csr: str


class Enrolment(msgspec.Struct, frozen=True):
    """PEM certificate for the machine, and the bureau's CA it must trust."""

    machine: str
    certificate: str
    authority: str


class VisitRequest(msgspec.Struct, frozen=True):
    """What the card says of itself before any PIN. No name and no number is sent.

    ``card_id`` 卡识别码 (16 bytes), ``region`` 6 digits, ``version`` ``1.00``…, ``algorithm`` ``3des``, ``sm4`` or
    ``ssf33``, ``historical`` ATR historical bytes, ``notice`` version of the privacy notice that stood on the screen.
    """

    card_id: str
    region: str
    version: str
    algorithm: str
    historical: str
    notice: str


class VisitOpened(msgspec.Struct, frozen=True):
    """``challenge``: 8 random bytes for INTERNAL AUTHENTICATE, single use, valid ``expires_in`` seconds."""

    visit: str
    challenge: str
    expires_in: int


class PinCheck(OpenEnum):
    """What the kiosk says of the PIN. A way that the centre does not know opens no more than ``NOT_ASKED``."""

    VERIFIED = "verified"
    NOT_ASKED = "not_asked"


class CardProof(msgspec.Struct, frozen=True):
    """``card_random`` from GET CHALLENGE, ``cryptogram`` from INTERNAL AUTHENTICATE over both randoms.

    ``pin`` is the kiosk's own statement that the card accepted the PIN.
    """

    card_random: str
    cryptogram: str
    pin: PinCheck


class CardHolder(msgspec.Struct, frozen=True):
    """As the centre knows the person; compared with the card, then shown masked."""

    name: str
    number: str
    computer_number: str


class VisitGranted(msgspec.Struct, frozen=True):
    """``token`` opens this citizen's records, for this machine and visit, for ``expires_in`` seconds."""

    token: str
    holder: CardHolder
    expires_in: int


class Participation(OpenEnum):
    """个人缴费状态 (AAC031)."""

    PAYING = "1"
    PAUSED = "2"
    ENDED = "3"


class InsuranceSummary(msgspec.Struct, frozen=True):
    """One insurance in one line. ``months``: distinct posted months. Months are yyyymm, 0 = none."""

    insurance: Insurance
    status: Participation
    first_month: int
    last_month: int
    months: int


class Summary(msgspec.Struct, frozen=True):
    """``not_posted``: months whose contribution is declared and has not arrived. ``retired``: AAC084 = 1."""

    insurances: tuple[InsuranceSummary, ...]
    not_posted: tuple[int, ...]
    data_as_of: int
    retired: bool = False
    needs_correction: bool = False


class PaymentKind(OpenEnum):
    """缴费类型 (AAA115)."""

    REGULAR = "regular"
    """正常应缴"""
    BACK = "back"
    """补缴"""
    DIFFERENCE = "difference"
    """补差"""
    DEFERRED = "deferred"
    """缓缴"""
    LUMP = "lump"
    """一次性缴费"""


class Posting(OpenEnum):
    """足额到账标志 (AAE078) as a state."""

    POSTED = "posted"
    NOT_POSTED = "not_posted"
    DEFERRED = "deferred"
    """缓缴, counted as posted until the centre says otherwise"""


class ContributionRow(msgspec.Struct, frozen=True):
    """Key: (insurance, month, booked, employer, kind). ``month`` AAE003, ``booked`` AAE002; sums in fen."""

    insurance: Insurance
    month: int
    booked: int
    employer_no: str
    kind: PaymentKind
    posting: Posting
    base_fen: int
    employer_fen: int
    personal_fen: int
    tier: str = ""


class ContributionTotal(msgspec.Struct, frozen=True):
    """Over posted rows: distinct months, and what both sides paid."""

    insurance: Insurance
    months: int
    employer_fen: int
    personal_fen: int


class EmployerName(msgspec.Struct, frozen=True):
    """单位编号 and 单位名称."""

    number: str
    name: str


class Contributions(msgspec.Struct, frozen=True):
    """Rows ascending by month, then insurance. Filters: ``insurance=rs:110``, ``first=yyyymm``, ``last=yyyymm``."""

    rows: tuple[ContributionRow, ...]
    totals: tuple[ContributionTotal, ...]
    employers: tuple[EmployerName, ...]
    data_as_of: int


class SlipRequest(msgspec.Struct, frozen=True):
    """What the citizen chose. ``first_month`` 0 = from the beginning.

    ``large_print``, ``with_english``: True or unset; a centre that does not know them answers with the usual slip.
    """

    errand: str
    first_month: int
    last_month: int
    insurances: tuple[Insurance, ...]
    with_amounts: bool = True
    large_print: bool | msgspec.UnsetType = msgspec.UNSET
    with_english: bool | msgspec.UnsetType = msgspec.UNSET


class SlipDraft(msgspec.Struct, frozen=True):
    """The content as it would be issued now; nothing is kept."""

    content: SlipContent


class SlipReserved(msgspec.Struct, frozen=True):
    """Number and code given, content frozen. Reserved again with the same key: the same answer."""

    slip: str
    content: SlipContent
    content_hash: str
    lease_until: int


class VoidReason(OpenEnum):
    """Why no valid paper exists."""

    NOT_PRINTED = "not_printed"
    RETRACTED = "retracted"


class SlipConfirm(msgspec.Struct, frozen=True, omit_defaults=True):
    """``printed_at`` epoch seconds by the kiosk's clock; ``content_hash`` of what was printed.

    ``statement``: a signed ``SlipStatement``; with it the centre also books a slip that it does not know.
    """

    printed_at: int
    content_hash: str
    statement: Signed | None = None


class SlipVoid(msgspec.Struct, frozen=True, omit_defaults=True):
    """No valid paper left the machine. ``statement`` as in :class:`SlipConfirm`."""

    reason: VoidReason
    statement: Signed | None = None


class SlipUncertain(msgspec.Struct, frozen=True, omit_defaults=True):
    """The kiosk can't know; ``code`` is the trouble code the citizen was given. ``statement`` as above."""

    code: str
    statement: Signed | None = None


class SettledAs(OpenEnum):
    """What a person found out about an uncertain slip."""

    PRINTED = "printed"
    NOT_PRINTED = "not_printed"
    REPLACED = "replaced"
    """The holder got another one instead; the paper of this one is worth nothing."""


class SlipSettlement(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person's word. ``by``: who (a staff name or number, no citizen's); ``instead``: the serial of the confirmed
    slip that replaces this one.
    """

    outcome: SettledAs
    by: str
    instead: str = ""
    statement: Signed | None = None


class SlipStatus(msgspec.Struct, frozen=True):
    """The slip's state after a command."""

    slip: str
    state: SlipState


class SettledSlip(msgspec.Struct, frozen=True):
    """A slip of this machine that a person has settled at the centre."""

    op: str
    outcome: SettledAs


class DayTaken(msgspec.Struct, frozen=True):
    """``again``: op ids whose last word the centre does not have (a restored backup): to be told once more."""

    day: int
    again: tuple[str, ...] = ()
    settled: tuple[SettledSlip, ...] = ()


class VerificationRequest(msgspec.Struct, frozen=True):
    """验真码 as typed, and the second key: the last four of the holder's number."""

    code: str
    last_four: str


class Verified(msgspec.Struct, frozen=True, omit_defaults=True):
    """Content as issued and today's state. ``checks``: earlier checks that were right; ``checked_at``: the latest."""

    state: SlipState
    content: SlipContent
    issued_at: int
    settled_at: int = 0
    checks: int = 0
    checked_at: tuple[int, ...] = ()


MOST_ROWS = 200
"""Of one batch."""


class BatchRequest(msgspec.Struct, frozen=True):
    """1 to :data:`MOST_ROWS` slips, each by code and second key."""

    rows: tuple[VerificationRequest, ...]


class BatchAnswer(OpenEnum):
    """What came of one row."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    """Unknown code or wrong second key: one answer."""
    CLOSED = "closed"
    """Too many wrong keys for this code today."""


class SlipFacts(msgspec.Struct, frozen=True):
    """One slip in one line of a table, as it was issued; sums and months are on the page."""

    serial: str
    name: str
    first_month: int
    last_month: int
    totals: tuple[Total, ...]
    issued_at: int
    valid_until: int
    machine: str
    sample: bool


class BatchRow(msgspec.Struct, frozen=True):
    """``code`` as it was sent; state and facts only where the row was found."""

    code: str
    answer: BatchAnswer
    state: SlipState | None = None
    facts: SlipFacts | None = None


class BatchVerified(msgspec.Struct, frozen=True):
    """One row for each row, in the same order."""

    rows: tuple[BatchRow, ...]


@dataclass(frozen=True)
class Call:
    """One row of the contract. ``path`` may hold ``{slip}`` or ``{visit}``."""

    name: str
    verb: Literal["GET", "POST"]
    path: str
    who: Who
    request: Any
    reply: Any


ENROL = Call("enrol", "POST", "/v1/enrolments", "public", EnrolmentRequest, Enrolment)
OPEN_VISIT = Call("open_visit", "POST", "/v1/visits", "machine", VisitRequest, VisitOpened)
PROVE_CARD = Call("prove_card", "POST", "/v1/visits/{visit}/card-proof", "machine", CardProof, VisitGranted)
SUMMARY = Call("summary", "GET", "/v1/summary", "visit", None, Summary)
CONTRIBUTIONS = Call("contributions", "GET", "/v1/contributions", "visit", None, Contributions)
DRAFT_SLIP = Call("draft_slip", "POST", "/v1/slip-drafts", "visit", SlipRequest, SlipDraft)
RESERVE_SLIP = Call("reserve_slip", "POST", "/v1/slips", "visit", SlipRequest, SlipReserved)
"""Header ``Idempotency-Key: <op id>`` required; the key is looked up together with the machine."""
CONFIRM_SLIP = Call("confirm_slip", "POST", "/v1/slips/{slip}/confirm", "machine", SlipConfirm, SlipStatus)
VOID_SLIP = Call("void_slip", "POST", "/v1/slips/{slip}/void", "machine", SlipVoid, SlipStatus)
UNCERTAIN_SLIP = Call("uncertain_slip", "POST", "/v1/slips/{slip}/uncertain", "machine", SlipUncertain, SlipStatus)
SETTLE_SLIP = Call("settle_slip", "POST", "/v1/slips/{slip}/settle", "machine", SlipSettlement, SlipStatus)
REPORT_DAY = Call("report_day", "POST", "/v1/day-reports", "machine", Signed, DayTaken)
"""The payload is a ``DayReport``; a day may be reported again, the newest report counts."""
VERIFY = Call("verify", "POST", "/v1/verifications", "public", VerificationRequest, Verified)
VERIFY_BATCH = Call("verify_batch", "POST", "/v1/verification-batches", "verifier", BatchRequest, BatchVerified)
VERIFICATION_KEYS = Call("verification_keys", "GET", "/v1/verification-keys", "public", None, VerificationKeys)

CALLS = (ENROL, OPEN_VISIT, PROVE_CARD, SUMMARY, CONTRIBUTIONS, DRAFT_SLIP, RESERVE_SLIP, CONFIRM_SLIP, VOID_SLIP,
         UNCERTAIN_SLIP, SETTLE_SLIP, REPORT_DAY, VERIFY, VERIFY_BATCH, VERIFICATION_KEYS)
