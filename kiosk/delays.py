"""Every delay of a visit, in seconds, each with its reason (design.md §2). Nothing else names a number of seconds."""

from __future__ import annotations

from typing import Annotated

import msgspec

Seconds = Annotated[float, msgspec.Meta(gt=0, le=86400)]


class Delays(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Defaults; the machine's configuration may name others (above 0, at most a day)."""

    silence: Seconds = 60.0
    """Long enough to read a page of months; WCAG 2.2.1 wants a warning before anything is lost."""
    warning: Seconds = 30.0
    """At least 20 s to answer with one touch, as often as it comes (WCAG 2.2.1: at least ten times)."""
    pin: Seconds = 60.0
    """People look for the PIN in a purse; after that the card goes back."""
    goodbye: Seconds = 4.0
    """Long enough to be read, short enough for the next in the queue; a card inserted ends it."""
    take_slip: Seconds = 20.0
    """Then the page reminds once more of the slip."""
    retract: Seconds = 60.0
    """Then a printer with a presenter draws a slip back in that nobody took: the next in the queue must not get it."""
    take_card: Seconds = 60.0
    """Then the hall is told: a forgotten card stays powered off in the reader."""
    trouble: Seconds = 45.0
    """A refusal is read, a telephone number noted."""
    help: Seconds = 120.0
    """Help is read slowly."""
    centre_connect: Seconds = 3.0
    """A line that is up connects within a second; a person sees sooner that it is not."""
    centre_total: Seconds = 10.0
    """A page that says *asking* for longer is not believed."""
    card_call: Seconds = 15.0
    """Above the driver's own limit for a silent card, so that its answer comes first."""
    print_total: Seconds = 40.0
    """Above the driver's own limit for the longest slip; ``retract`` comes on top."""
    clock_offset: Seconds = 60.0
    """With more difference to the centre nothing is reserved (design.md §8)."""
    shield_ms: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 150
    """Touches swallowed after a change of page: they were meant for the one before."""

    @property
    def whole_print(self) -> float:
        """From the order to the last word of the printer program, a slip left at the outlet included."""
        return self.print_total + self.retract
