"""What a machine signs: a word about one slip, and the report of one day. Both are taken from its journal.

The signature is over the very bytes of :attr:`Signed.payload` (UTF-8). The tag ``kind`` inside the payload keeps a
signature over one kind of statement from standing for another. No statement holds anything of a citizen.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from contract.open_enum import OpenEnum


class Signed(msgspec.Struct, frozen=True):
    """``alg`` in JOSE terms (ES256: r || s), ``key`` the first 16 hex digits of SHA-256 over the key's
    SubjectPublicKeyInfo (DER), ``signature`` in hex.
    """

    payload: str
    alg: str
    key: str
    signature: str


class Word(OpenEnum):
    """What the kiosk says of a slip: the names of its calls without ``_slip``."""

    CONFIRM = "confirm"
    VOID = "void"
    UNCERTAIN = "uncertain"
    SETTLE = "settle"


class SlipStatement(msgspec.Struct, frozen=True, tag_field="kind", tag="slip"):
    """All that a centre needs to book a slip that it has forgotten or not yet seen.

    ``slip`` and ``serial`` are empty where the answer to the reservation never came. Moments are epoch seconds:
    ``issued_at`` by the centre's clock, ``at`` (of the outcome) by the kiosk's. ``valid_until`` yyyymmdd.
    """

    machine: str
    op: str
    word: Word
    at: int
    slip: str = ""
    serial: str = ""
    content_hash: str = ""
    issued_at: int = 0
    valid_until: int = 0


class Standing(StrEnum):
    """Where a slip stands in a day's report."""

    CONFIRMED = "c"
    VOIDED = "v"
    UNCERTAIN = "u"
    REPLACED = "r"
    OPEN = "o"


class SlipLine(msgspec.Struct, frozen=True, array_like=True):
    """One slip that was asked for on that day. ``serial`` empty: no number came."""

    op: str
    serial: str
    standing: Standing


class OpenItem(msgspec.Struct, frozen=True):
    """What waits for somebody: ``owner`` is ``staff`` (an uncertain slip), ``kiosk`` (not settled yet) or ``bureau``
    (a word that the centre refuses); ``since`` epoch seconds.
    """

    op: str
    serial: str
    what: str
    owner: str
    since: int


class DayReport(msgspec.Struct, frozen=True, tag_field="kind", tag="day", omit_defaults=True):
    """One machine's day (yyyymmdd of asking). ``reserved = confirmed + voided + uncertain + replaced + open`` counts
    slips with a number; ``unanswered`` had none, ``refused`` got a no.

    ``paper_dots``: paper of the slips that were printed, by their layout. ``printer_slips``: cuts of that day by the
    printer's counter, ``printer_strips`` of them the rests of torn slips; ``paper_mm`` by its roll count; None where a
    reading is missing or went backwards. ``retracted`` of the voided were printed and drawn back; ``doubtful_mm``:
    paper of the slips that ever were uncertain, or still print. All this is compared in ``contract.printer_count``.
    """

    machine: str
    day: int
    made_at: int
    reserved: int
    confirmed: int
    voided: int
    uncertain: int
    replaced: int
    open: int
    unanswered: int
    refused: int
    paper_dots: int
    lines: tuple[SlipLine, ...]
    items: tuple[OpenItem, ...]
    printer_slips: int | None = None
    paper_mm: int | None = None
    printer_strips: int = 0
    retracted: int = 0
    doubtful_mm: int = 0

    @property
    def balanced(self) -> bool:
        """Every number that was given stands somewhere, and the figures are those of the lines."""
        numbered = [line.standing for line in self.lines if line.serial]
        counted = {Standing.CONFIRMED: self.confirmed, Standing.VOIDED: self.voided, Standing.OPEN: self.open,
                   Standing.UNCERTAIN: self.uncertain, Standing.REPLACED: self.replaced}
        return (self.reserved == sum(counted.values()) == len(numbered)
                and all(numbered.count(standing) == count for standing, count in counted.items()))


def encoded(statement: SlipStatement | DayReport) -> bytes:
    """The bytes to be signed."""
    return msgspec.json.encode(statement, order="deterministic")
