"""A citizen for tests of the pure machine: values that no screen may ever show in full."""

from __future__ import annotations

from contract.insurance import INJURY, MEDICAL, PENSION
from contract.messages import (
    CardHolder,
    ContributionRow,
    Contributions,
    ContributionTotal,
    EmployerName,
    InsuranceSummary,
    Participation,
    PaymentKind,
    Posting,
    SlipRequest,
    Summary,
    VisitGranted,
    VisitOpened,
)
from contract.slip import Holder, ProofOfInsurance
from contract.views import Paper
from devices.card import api as card
from kiosk.visit.state import Draft

NAME = "欧阳样张"
NUMBER = "44030019900307803X"
COMPUTER_NUMBER = "012345678"
HOLDER = CardHolder(NAME, NUMBER, COMPUTER_NUMBER)
OPENED = VisitOpened("visit-1", "0102030405060708", 60)
GRANTED = VisitGranted("token-1", HOLDER, 900)


def records(insertion: int = 1, tries: int | None = 6, name: str = NAME, number: str = NUMBER) -> card.CardRecords:
    return card.CardRecords(insertion, bytes(16), "440300", "2.00", "3des", bytes(13), 20180506, 20380506,
                            "A12345678", number, name, "1", tries)


def row(month: int, insurance: object = PENSION, posting: Posting = Posting.POSTED,
        kind: PaymentKind = PaymentKind.REGULAR) -> ContributionRow:
    assert isinstance(insurance, type(PENSION))
    return ContributionRow(insurance, month, month, "1234567", kind, posting, 1200000, 192000, 96000)


CONTRIBUTIONS = Contributions(
    rows=(row(202405), row(202406), row(202408), row(202408, MEDICAL), row(202609), row(202609, MEDICAL),
          row(202610, kind=PaymentKind.BACK), row(202611, posting=Posting.NOT_POSTED)),
    totals=(ContributionTotal(PENSION, 5, 960000, 480000), ContributionTotal(MEDICAL, 2, 384000, 192000)),
    employers=(EmployerName("1234567", "样张科技有限公司"),),
    data_as_of=20261031,
)
SUMMARY = Summary(
    insurances=(InsuranceSummary(PENSION, Participation.PAYING, 202405, 202610, 5),
                InsuranceSummary(MEDICAL, Participation.PAYING, 202408, 202609, 2),
                InsuranceSummary(INJURY, Participation.PAUSED, 0, 0, 0)),
    not_posted=(202611,), data_as_of=20261031,
)


def draft(request: SlipRequest, trouble: str = "") -> Draft:
    content = ProofOfInsurance("证明", Holder(NAME, NUMBER, COMPUTER_NUMBER), request.insurances, 202405, 202610, (),
                               (), (), 20261031, "样张", True)
    return Draft(request, content, Paper(8, 1, b"\0"), 210, trouble)
