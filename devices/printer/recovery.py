"""Getting a printer back into a known state: greeting a new line, clearing what an unproven job has left.

::

    new line, silence ──> GREET ──(clear answered, GS a sent)──> KNOWN
    unproven job ───────> CLEAR and paper torn ──(clear)──> torn ──(ready: cut off, proven)──> KNOWN
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from devices.errors import Timeout
from devices.printer.api import Capabilities, Cause, NotReady, PrinterStatus, Ready
from devices.printer.brand import Brand, Wanted
from devices.printer.codec import FRAGMENT_ROWS, LONGEST_CODE
from devices.printer.dialogue import Dialogue, Limits

STRIP_ID = b"    "
"""Process ID of a strip cut off; jobs use digits."""


class Recovery:
    """``look`` asks for the status and does what is due; the printer counts as ready only when nothing is due.

    :param strip_cut: called when what was left of a job has been cut off
    """

    def __init__(self, brand: Brand, capabilities: Capabilities, limits: Limits, unfinished: Path | None,
                 strip_cut: Callable[[], None]) -> None:
        self._brand = brand
        self._process_id = capabilities.process_id
        self._proves = capabilities.proves
        self._longest = self._filling = capabilities.width // 8 * FRAGMENT_ROWS + LONGEST_CODE
        self._limits = limits
        self._unfinished = unfinished
        self._strip_cut = strip_cut
        self._torn = unfinished is not None and unfinished.exists()
        self._dirty = True
        self._greeted = False
        self._last_try = float("-inf")

    def new_line(self) -> None:
        """Nothing is known of a printer on a new line, or after a silence."""
        self._greeted = False
        self._dirty = True

    def begin(self, filling: int) -> None:
        """Before the first byte of a job. ``filling``: bytes after which none of its commands waits for more."""
        self._filling = min(filling, self._longest)
        if self._unfinished is not None:
            self._unfinished.touch()

    def proven(self) -> None:
        """The job is on paper and cut, or none of it is."""
        self._torn = False
        if self._unfinished is not None:
            self._unfinished.unlink(missing_ok=True)

    async def torn(self, dialogue: Dialogue) -> None:
        """A job is neither proven nor untouched: what is left of it must not come out.

        :raises devices.errors.Broken, devices.errors.Timeout: it may still do so; ``look`` goes on trying
        """
        self._torn = self._dirty = True
        dialogue.line.drop_unsent()
        if self._process_id:
            await dialogue.clear()
            self._dirty = False

    async def look(self, dialogue: Dialogue) -> PrinterStatus:
        """:raises devices.errors.Broken, devices.errors.Timeout:"""
        try:
            status = await dialogue.ask_all()
        except Timeout:
            self.new_line()
            raise
        if status == NotReady(Cause.OFFLINE):
            status = await dialogue.ask_all()  # the cause may have come or gone between two answers
        if status == NotReady(Cause.CUTTER) and self._due():
            await dialogue.line.write_real_time(self._brand.leave_cutter_error, self._limits.stalled)
            status = await dialogue.ask_all()
        if self._dirty or not self._greeted:
            status = await self._greet(dialogue, status)
        if self._torn and isinstance(status, Ready):
            status = await self._cut_off(dialogue)
        return status

    def _due(self) -> bool:
        now = asyncio.get_running_loop().time()
        if now - self._last_try < self._limits.recover:
            return False
        self._last_try = now
        return True

    async def _greet(self, dialogue: Dialogue, status: PrinterStatus) -> PrinterStatus:
        """Clear the buffers, turn automatic status on."""
        if self._dirty and not await self._cleared(dialogue, status):
            return _not_ready(status)
        self._dirty = False
        if not self._greeted:
            await dialogue.line.write(self._brand.greeting, self._limits.stalled)
            self._greeted = True
        return await dialogue.ask_all()

    async def _cleared(self, dialogue: Dialogue, status: PrinterStatus) -> bool:
        """A clone can't be told to forget a picture it has got half of: white it out. NUL is nothing elsewhere."""
        if self._process_id:
            try:
                await dialogue.clear()
            except Timeout:
                return False
        elif self._torn:
            if not isinstance(status, Ready):
                return False
            await dialogue.line.write(bytes(self._filling), self._limits.stalled)
        return True

    async def _cut_off(self, dialogue: Dialogue) -> PrinterStatus:
        identifier = STRIP_ID if self._process_id else None
        with dialogue.expecting(self._proof(dialogue, identifier)) as done:
            await dialogue.line.write(self._brand.strip_off(identifier), self._limits.stalled)
            try:
                if self._proves:
                    await dialogue.answer(done, self._limits.beyond_paper)
            except Timeout:
                self._dirty = True
                return _not_ready(await dialogue.ask_all())
        self._strip_cut()
        status = await dialogue.ask_all()
        if isinstance(status, Ready):
            self.proven()
        return status

    def _proof(self, dialogue: Dialogue, identifier: bytes | None) -> Wanted:
        if identifier is None:
            return self._brand.is_paper_answer
        return self._brand.strip_proof(identifier, dialogue.answers)


def _not_ready(status: PrinterStatus) -> PrinterStatus:
    return NotReady(Cause.OFFLINE) if isinstance(status, Ready) else status
