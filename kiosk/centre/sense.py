"""What the schema can't say of an answer: ids that may stand in a path or journal, months that exist, sums that fit.

The centre is pinned and trusted, and still a release, a proxy or a restored backup may say what would end this
program where it is drawn, journalled or printed. Such an answer is nonsense like half a JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from contract import messages
from contract.slip import SlipContent

IDENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
"""As a field of the journal takes it (``kiosk.journal.catalogue``), safe in a path."""
TOKEN = re.compile(r"[!-~]{1,4096}")
"""Visible ASCII: what a header carries (RFC 9110 §5.5)."""
CHALLENGE = re.compile(r"(?:[0-9a-f]{2}){8}")
LARGEST_SUM = 2**53
"""Fen, and any other count: what every JSON reader holds exactly (RFC 8259 §6)."""
LONGEST_ADDRESS = 1000
"""Characters of an address that a QR code of a legible size holds."""


def makes_sense(reply: Any) -> bool:
    """False for a reply of the right schema that no centre of this contract means."""
    match reply:
        case messages.VisitOpened(visit=visit, challenge=challenge):
            return bool(IDENTITY.fullmatch(visit) and CHALLENGE.fullmatch(challenge))
        case messages.VisitGranted(token=token):
            return TOKEN.fullmatch(token) is not None
        case messages.Summary():
            return _summary(reply)
        case messages.Contributions():
            return _contributions(reply)
        case messages.SlipDraft(content=content):
            return _content(content)
        case messages.SlipReserved(slip=slip, content=content):
            return IDENTITY.fullmatch(slip) is not None and _content(content) and _issued(content)
    return True


def _summary(summary: messages.Summary) -> bool:
    lines = summary.insurances
    return (_months((month for line in lines for month in (line.first_month, line.last_month)), none=True)
            and _months(summary.not_posted) and _counts(line.months for line in lines)
            and _day(summary.data_as_of, none=True))


def _contributions(answer: messages.Contributions) -> bool:
    return (_months(month for row in answer.rows for month in (row.month, row.booked))
            and _counts(fen for row in answer.rows for fen in (row.base_fen, row.employer_fen, row.personal_fen))
            and _counts(count for total in answer.totals
                        for count in (total.months, total.employer_fen, total.personal_fen))
            and _day(answer.data_as_of, none=True))


def _content(content: SlipContent) -> bool:
    return (_months((content.first_month, content.last_month), none=True)
            and _months(row.month for row in content.rows)
            and _counts(base.base_fen for row in content.rows for base in row.bases)
            and _counts(total.months for total in content.totals)
            and _day(content.data_as_of, none=True))


def _issued(content: SlipContent) -> bool:
    """Without number, code and validity it is a draft, and nobody could check it."""
    return bool(content.serial and content.code and content.machine
                and content.verify_url.isascii() and 0 < len(content.verify_url) <= LONGEST_ADDRESS
                and 0 < content.issued_at < LARGEST_SUM and _day(content.valid_until))


def _months(months: Iterable[int], *, none: bool = False) -> bool:
    return all((190001 <= month <= 299912 and 1 <= month % 100 <= 12) or (none and month == 0) for month in months)


def _counts(counts: Iterable[int]) -> bool:
    return all(-LARGEST_SUM < count < LARGEST_SUM for count in counts)


def _day(day: int, *, none: bool = False) -> bool:
    if day == 0:
        return none
    try:
        datetime.strptime(f"{day:08d}", "%Y%m%d")
    except ValueError:
        return False
    return True
