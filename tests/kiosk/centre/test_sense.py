"""Of the right schema and still nonsense: what would end kiosk-core where it is drawn, journalled or printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from contract.insurance import PENSION
from contract.messages import CALLS, SlipDraft, SlipReserved, VisitGranted, VisitOpened
from contract.slip import ProofRow, Total
from kiosk.centre.sense import makes_sense
from tests.kiosk.slips.contents import PLAIN, draft
from tests.kiosk.visit import people

GOLDEN = Path(__file__).parents[2] / "contract" / "golden" / "v1"
ROW, LINE = people.CONTRIBUTIONS.rows[0], people.SUMMARY.insurances[0]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_every_golden_answer_makes_sense(call: Any) -> None:
    assert makes_sense(msgspec.json.decode((GOLDEN / f"{call.name}.reply.json").read_bytes(), type=call.reply))


@pytest.mark.parametrize("reply", [
    pytest.param(VisitOpened("v", "not hex at all!!", 60), id="challenge-no-hex"),
    pytest.param(VisitOpened("v", "0102", 60), id="challenge-too-short"),
    pytest.param(VisitOpened("", "0102030405060708", 60), id="visit-empty"),
    pytest.param(VisitOpened("../slips", "0102030405060708", 60), id="visit-another-path"),
    pytest.param(VisitGranted("", people.HOLDER, 60), id="token-empty"),
    pytest.param(VisitGranted("牌", people.HOLDER, 60), id="token-no-header"),
    pytest.param(replace(people.SUMMARY, data_as_of=20261332), id="summary-day"),
    pytest.param(replace(people.SUMMARY, not_posted=(0,)), id="summary-no-month"),
    pytest.param(replace(people.SUMMARY, insurances=(replace(LINE, last_month=99999912),)), id="summary-far-month"),
    pytest.param(replace(people.CONTRIBUTIONS, rows=(replace(ROW, month=202613),)), id="month-thirteen"),
    pytest.param(replace(people.CONTRIBUTIONS, rows=(replace(ROW, base_fen=10**30),)), id="sum-beyond-any-wire"),
    pytest.param(SlipDraft(replace(PLAIN, rows=(ProofRow(0),))), id="draft-month-nought"),
    pytest.param(SlipDraft(replace(PLAIN, totals=(Total(PENSION, 2**70),))), id="draft-endless-total"),
    pytest.param(SlipReserved("s", draft(PLAIN), "0" * 64, 1), id="reserved-without-a-code"),
    pytest.param(SlipReserved("s", replace(PLAIN, verify_url="https://x/" + "y" * 5000), "0" * 64, 1),
                 id="reserved-address-no-code-holds"),
    pytest.param(SlipReserved("s", replace(PLAIN, issued_at=10**20), "0" * 64, 1), id="reserved-time-of-no-clock"),
    pytest.param(SlipReserved("编号", PLAIN, "0" * 64, 1), id="reserved-id-no-journal-takes"),
])
def test_an_answer_that_no_centre_means_is_not_taken(reply: Any) -> None:
    assert not makes_sense(reply)
