"""Result codes of PC/SC, each told as what a person can do about it."""

from __future__ import annotations

import pytest

from devices.card.api import Fault
from devices.card.dialogue import Failed
from devices.card.pcsc import BAD_CONTEXT, NO_SERVICE, check, unsigned

CODES = {
    0x80100003: Fault.READER_GONE, 0x80100013: Fault.READER_GONE, 0x8010001D: Fault.READER_GONE,
    0x8010001E: Fault.READER_GONE, 0x80100009: Fault.READER_GONE, 0x80100017: Fault.READER_GONE,
    0x8010002E: Fault.READER_GONE, 0x8010000B: Fault.BUSY, 0x80100068: Fault.BUSY, 0x8010000C: Fault.REMOVED,
    0x80100069: Fault.REMOVED, 0x80100066: Fault.SILENT, 0x80100067: Fault.SILENT, 0x80100065: Fault.UNREADABLE,
    0x8010000F: Fault.UNREADABLE, 0x80100014: Fault.SILENT,
}


@pytest.mark.parametrize("code", CODES, ids=hex)
def test_each_code_is_a_fault_as_pyscard_gives_it_and_as_the_standard_writes_it(code: int) -> None:
    for given in (code, code - (1 << 32)):
        with pytest.raises(Failed) as failed:
            check(given, "verify")
        assert failed.value == Failed(CODES[code], "verify")


def test_success_is_none() -> None:
    check(0, "verify")
    assert unsigned(-2146435063) == 0x80100009


def test_a_context_of_a_pcscd_that_is_gone_is_made_anew() -> None:
    assert NO_SERVICE < BAD_CONTEXT
