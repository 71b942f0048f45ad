"""The life of a slip at the kiosk, pure (the other half lives at the centre: ``reserved`` → ``confirmed`` …).

::

    intended ──reserved──> reserved ──print_started──> printing ──┬─> printed      centre: confirm
       │  │                   │                                   ├─> retracted    centre: void
       │  └─not_printed──┐    └─not_printed─> not_printed <───────┤                centre: void
       │                 └──────────────────> not_printed         └─> uncertain    centre: uncertain
       └──refused──> refused                                                       centre: nothing, it gave no number

A crash leaves ``intended`` or ``reserved`` (no ink: void it) or ``printing`` (nobody knows: uncertain, never again).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
}
"""What may follow; a phase that is missing is final."""

AFTER_CRASH = {
    Phase.INTENDED: Outcome.NOT_PRINTED,
    Phase.RESERVED: Outcome.NOT_PRINTED,
    Phase.PRINTING: Outcome.UNCERTAIN,
}


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
