"""Every delay of a visit, in seconds, each with its reason (design.md §2). Nothing else names a number of seconds."""

from __future__ import annotations

import msgspec


class Delays(msgspec.Struct, frozen=True):
    """Defaults; the machine's configuration may name others."""

    silence: float = 60.0
    """Long enough to read a page of months; WCAG 2.2.1 wants a warning before anything is lost."""
    warning: float = 30.0
    """At least 20 s to answer with one touch (WCAG 2.2.1)."""
    pin: float = 60.0
    """People look for the PIN in a purse; after that the card goes back."""
    goodbye: float = 4.0
    """Long enough to be read, short enough for the next in the queue; a card inserted ends it."""
    take_slip: float = 20.0
    """Then the page reminds once more of the slip."""
    take_card: float = 60.0
    """Then the hall is told: a forgotten card stays powered off in the reader."""
    trouble: float = 45.0
    """A refusal is read, a telephone number noted."""
    help: float = 120.0
    """Help is read slowly."""
    centre_connect: float = 3.0
    centre_total: float = 10.0
    """A page that says *asking* for longer is not believed."""
    card_call: float = 15.0
    """Above the driver's own limit for a silent card, so that its answer comes first."""
    print_total: float = 100.0
    """Above the driver's own limit for the longest slip, taken from the outlet or retracted."""
    clock_offset: float = 60.0
    """With more difference to the centre nothing is reserved (design.md §8)."""
    shield_ms: int = 150
    """Touches swallowed after a change of page: they were meant for the one before."""
