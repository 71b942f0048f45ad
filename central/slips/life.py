"""The states of a slip (design.md §5), pure. What only time brings is judged when it is looked at, never stored.

::

    reserved ──confirm──> confirmed ──(validity over)──> expired
       │ │ └───void─────> voided
       │ └──uncertain───> uncertain ──(a person)──> confirmed, voided or replaced
       └──(lease over)──> suspect     still takes the kiosk's word: it may have printed and been cut off
"""

from __future__ import annotations

from enum import Enum

from contract.slip import SlipState

LEASE = 600
"""Seconds in which a kiosk should tell what became of the paper."""
VALID_MONTHS = 3
"""验真码有效期三个月."""
OPEN = (SlipState.RESERVED, SlipState.SUSPECT)
UNKNOWABLE = (SlipState.UNCERTAIN, SlipState.SUSPECT)
COMMANDS = (SlipState.CONFIRMED, SlipState.VOIDED, SlipState.UNCERTAIN)


class Outcome(Enum):
    """What a command does to a slip."""

    CHANGE = "change"
    SAME = "same"
    """Told before: nothing happens, the answer is the same."""
    CROSSED = "crossed"
    """It contradicts what was told before: a person has to look."""


def command(stored: SlipState, wanted: SlipState) -> Outcome:
    """:param wanted: one of :data:`COMMANDS`"""
    if stored == wanted:
        return Outcome.SAME
    return Outcome.CHANGE if stored in OPEN and wanted in COMMANDS else Outcome.CROSSED


def settlement(today: SlipState, wanted: SlipState) -> Outcome:
    """A person's word about a slip that nobody else can know about. :param today: as :func:`seen` has it"""
    if today == wanted:
        return Outcome.SAME
    return Outcome.CHANGE if today in UNKNOWABLE else Outcome.CROSSED


def seen(stored: SlipState, lease_until: int, valid_until: int, now: int, today: int) -> SlipState:
    """The state today. ``now`` and ``lease_until`` epoch seconds, ``today`` and ``valid_until`` yyyymmdd, inclusive."""
    if stored == SlipState.RESERVED and now > lease_until:
        return SlipState.SUSPECT
    if stored == SlipState.CONFIRMED and today > valid_until:
        return SlipState.EXPIRED
    return stored
