"""The life of a slip at the kiosk, pure (the other half lives at the centre: ``reserved`` → ``confirmed`` …).

::

    intended ──reserved──> reserved ──print_started──> printing ──┬─> printed      centre: confirm
       │  │                   │                                   ├─> retracted    centre: void
       │  └─not_printed──┐    └─not_printed─> not_printed <───────┤                centre: void
       │                 └──────────────────> not_printed         └─> uncertain    centre: uncertain
       └──refused──> refused                                            │          centre: nothing, it gave no number
                                             a person, once: found_printed │ found_unprinted │ replaced   centre: settle

A crash leaves ``intended`` or ``reserved`` (no ink: void it) or ``printing`` (nobody knows: uncertain, never again).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contract.messages import SettledAs
from contract.signed_words import Standing
from kiosk.journal.errors import OutOfOrder


class Phase(StrEnum):
    """Where a slip stands."""

    INTENDED = "intended"
    RESERVED = "reserved"
    PRINTING = "printing"
    PRINTED = "printed"
    RETRACTED = "retracted"
    NOT_PRINTED = "not_printed"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    FOUND_PRINTED = "found_printed"
    FOUND_UNPRINTED = "found_unprinted"
    REPLACED = "replaced"


class Outcome(StrEnum):
    """What became of the paper."""

    PRINTED = "printed"
    """Cut and presented or taken, with all proofs."""
    RETRACTED = "retracted"
    """Printed and drawn back in: nobody has it."""
    NOT_PRINTED = "not_printed"
    UNCERTAIN = "uncertain"


FOLLOWS = {
    Phase.INTENDED: {Phase.RESERVED, Phase.REFUSED, Phase.NOT_PRINTED},
    Phase.RESERVED: {Phase.PRINTING, Phase.NOT_PRINTED},
    Phase.PRINTING: {Phase.PRINTED, Phase.RETRACTED, Phase.NOT_PRINTED, Phase.UNCERTAIN},
    Phase.UNCERTAIN: {Phase.FOUND_PRINTED, Phase.FOUND_UNPRINTED, Phase.REPLACED},
}
"""What may follow; a phase that is missing is final."""

AFTER_CRASH = {
    Phase.INTENDED: Outcome.NOT_PRINTED,
    Phase.RESERVED: Outcome.NOT_PRINTED,
    Phase.PRINTING: Outcome.UNCERTAIN,
}

BY_A_PERSON = {
    SettledAs.PRINTED: Phase.FOUND_PRINTED,
    SettledAs.NOT_PRINTED: Phase.FOUND_UNPRINTED,
    SettledAs.REPLACED: Phase.REPLACED,
}
STANDING = {
    Phase.INTENDED: Standing.OPEN, Phase.RESERVED: Standing.OPEN, Phase.PRINTING: Standing.OPEN,
    Phase.PRINTED: Standing.CONFIRMED, Phase.FOUND_PRINTED: Standing.CONFIRMED,
    Phase.NOT_PRINTED: Standing.VOIDED, Phase.RETRACTED: Standing.VOIDED, Phase.FOUND_UNPRINTED: Standing.VOIDED,
    Phase.UNCERTAIN: Standing.UNCERTAIN, Phase.REPLACED: Standing.REPLACED,
}
"""Where a slip stands in the books; one that the centre refused stands nowhere."""


@dataclass(frozen=True)
class Number:
    """What the centre's answer says of a slip and the journal keeps. Moments in epoch seconds, ``valid_until``
    yyyymmdd.
    """

    slip: str
    content_hash: str
    lease_until: int
    serial: str = ""
    issued_at: int = 0
    valid_until: int = 0


@dataclass(frozen=True)
class Entry:
    """One slip as the day's books need it. ``dots`` of paper by its layout, 0 before ink was ordered; ``parked``: a
    word that the centre refuses.
    """

    op_id: str
    serial: str
    phase: Phase
    changed_at: int
    dots: int
    parked: bool


@dataclass(frozen=True)
class Unsettled:
    """A slip that a crash left open. ``slip`` is empty where the centre's answer never came; ``outcome`` is due."""

    op_id: str
    slip: str
    phase: Phase
    outcome: Outcome


def step(now: Phase, wanted: Phase) -> Phase:
    """:raises OutOfOrder: ``wanted`` can't follow ``now``"""
    if wanted not in FOLLOWS.get(now, ()):
        raise OutOfOrder(f"{wanted} after {now}")
    return wanted
