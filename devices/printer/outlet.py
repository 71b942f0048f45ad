"""Was the slip taken? Custom KPM/VKP: bit 5 of the paper byte of the full status says *ticket at the outlet*.

The sensor can't tell a hand from the retract motor, so who caused the edge is kept here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from devices.printer import codec
from devices.printer.api import Outcome
from devices.printer.dialogue import Dialogue, Limits

AT_OUTLET = 0x20
APPEARS = 4
"""Looks before a slip that never shows at the outlet is given up as *printed*."""


async def follow_outlet(dialogue: Dialogue, limits: Limits, presented: Callable[[], None]) -> Outcome:
    """Wait until the slip is taken, or draw it back in after ``limits.taken`` seconds.

    :param presented: called when the sensor has seen it; a hand that was quicker than that is not known as one

    :raises devices.errors.Broken, devices.errors.Timeout: the sensor can't be read
    """
    if not await _becomes(dialogue, limits, there=True, looks=APPEARS):
        return Outcome.PRINTED
    presented()
    if await _becomes(dialogue, limits, there=False, looks=max(1, round(limits.taken / limits.outlet))):
        return Outcome.PRINTED_TAKEN
    await dialogue.line.write(codec.RETRACT, limits.stalled)
    retracted = await _becomes(dialogue, limits, there=False, looks=max(1, round(limits.beyond_paper / limits.outlet)))
    return Outcome.RETRACTED if retracted else Outcome.PRINTED


async def _becomes(dialogue: Dialogue, limits: Limits, *, there: bool, looks: int) -> bool:
    for _ in range(looks):
        if bool((await dialogue.full_status()).paper & AT_OUTLET) == there:
            return True
        await asyncio.sleep(limits.outlet)
    return False
