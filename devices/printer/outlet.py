"""Was the slip taken? The brand says what its sensor means.

Most sensors can't tell a hand from the retract motor, so who caused the edge is kept here; where the printer says it
(Star), its word counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from devices.printer.api import Outcome
from devices.printer.brand import Brand
from devices.printer.dialogue import Dialogue, Limits

STEADY = 2
APPEARS = 4
"""Looks before a slip that never shows at the outlet is given up as *printed*."""


async def follow_outlet(dialogue: Dialogue, brand: Brand, limits: Limits, presented: Callable[[], None]) -> Outcome:
    """Wait until the slip is taken, or draw it back in after ``limits.taken`` seconds.

    :param presented: called when the sensor has seen it; a hand that was quicker than that is not known as one

    :raises devices.errors.Broken, devices.errors.Timeout: the sensor can't be read
    """
    if not await _becomes(dialogue, limits, there=True, looks=APPEARS):
        return Outcome.PRINTED
    presented()
    if await _becomes(dialogue, limits, there=False, looks=max(1, round(limits.taken / limits.outlet))):
        by_itself = (await dialogue.outlet()).drawn_back
        return Outcome.RETRACTED if by_itself else Outcome.PRINTED_TAKEN
    await dialogue.line.write(brand.retract, limits.stalled)
    gone = await _becomes(dialogue, limits, there=False, looks=max(1, round(limits.beyond_paper / limits.outlet)))
    if not gone:
        return Outcome.PRINTED
    by_hand = (await dialogue.outlet()).drawn_back is False
    return Outcome.PRINTED_TAKEN if by_hand else Outcome.RETRACTED


async def _becomes(dialogue: Dialogue, limits: Limits, *, there: bool, looks: int) -> bool:
    """A slip is gone when two looks in a row say so: a hand that only touches it shakes the sensor."""
    steady = 1 if there else STEADY
    agreed = 0
    for _ in range(looks + steady - 1):
        agreed = agreed + 1 if (await dialogue.outlet()).there == there else 0
        if agreed == steady:
            return True
        await asyncio.sleep(limits.outlet)
    return False
