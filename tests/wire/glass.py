"""A screen without a window: takes the kiosk's pictures off the wire and presses what they offer.

For stories about what is said and done rather than how it looks; whatever it shows was on the real socket.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

from contract.frames import Channel, connect
from contract.intents import DRAWN, INTENT, SHOWN, Drawn, LanguageChosen, Pressed
from contract.views import Action, Document, Keypad, Overview, Result, Shown, Table, Timeline, Trouble, View
from contract.words import Language

LIMIT = 30.0
V = TypeVar("V", bound=View)


class Glass:
    """What stands on the glass now, and a finger."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._changed = asyncio.Condition()
        self.shown: Shown | None = None
        self.history: list[str] = []
        self._reading = asyncio.create_task(self._read(), name="glass")

    async def close(self) -> None:
        await self._channel.close()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        async for event in self._channel.events():
            shown = SHOWN.decode(event)
            async with self._changed:
                self.shown = shown
                self.history.append(type(shown.view).__name__.lower())
                self._changed.notify_all()
            await self._channel.tell(DRAWN, Drawn(shown.sequence, 0))

    async def until(self, wanted: Callable[[Shown], bool], limit: float = LIMIT) -> Shown:
        """The first picture from now on that is ``wanted``. :raises TimeoutError:"""
        async with asyncio.timeout(limit), self._changed:
            await self._changed.wait_for(lambda: self.shown is not None and wanted(self.shown))
            assert self.shown is not None
            return self.shown

    async def page(self, kind: type[V], limit: float = LIMIT, after: int = 0) -> V:
        """The first view of ``kind``, on a picture later than ``after``."""
        shown = await self.until(lambda shown: isinstance(shown.view, kind) and shown.sequence > after, limit)
        assert isinstance(shown.view, kind)
        return shown.view

    async def trouble(self, code: str, limit: float = LIMIT) -> Trouble:
        """The trouble page with ``code``."""
        shown = await self.until(lambda shown: isinstance(shown.view, Trouble) and shown.view.code == code, limit)
        assert isinstance(shown.view, Trouble)
        return shown.view

    async def press(self, action: str) -> None:
        """Press what the picture offers. :raises AssertionError: it does not"""
        assert self.shown is not None
        offered = {offer.id for offer in actions(self.shown)}
        assert action in offered, f"{action!r} is not among {sorted(offered)}"
        await self._channel.tell(INTENT, Pressed(self.shown.sequence, action))

    async def speak(self, language: Language) -> None:
        await self._channel.tell(INTENT, LanguageChosen(language))

    async def type_pin(self, pin: str) -> None:
        """Six digits, each seen, then OK."""
        for place, digit in enumerate(pin, 1):
            await self.press(f"digit:{digit}")
            await self.until(lambda shown, place=place: isinstance(shown.view, Keypad)  # type: ignore[misc]
                             and shown.view.filled == place)
        await self.press("accept")


def actions(shown: Shown) -> list[Action]:
    """Everything that may be pressed on a picture."""
    found = list(shown.bar)
    match shown.view:
        case Keypad(accept=accept):
            found += [Action(f"digit:{digit}", accept.label) for digit in range(10)]
            found += [Action("erase", accept.label), Action("clear", accept.label), accept]
        case Overview(primary=primary, tiles=tiles):
            found += [primary, *tiles]
        case Timeline() as life:
            found += [life.previous, life.next, *(lane.action for lane in life.lanes if lane.action)]
            found += [cell.action for cell in life.months if cell.action]
        case Table() as table:
            found += [table.previous, table.next, *table.filters]
        case Document(groups=groups, primary=primary):
            found += [primary, *(choice for group in groups for choice in group.choices)]
        case Result(actions=offered) | Trouble(actions=offered):
            found += offered
        case view:
            found += getattr(view, "actions", ())
    return found


@contextlib.asynccontextmanager
async def glass(socket: Path) -> AsyncIterator[Glass]:
    """Connect as the screen program does."""
    screen = Glass(await connect(socket))
    try:
        yield screen
    finally:
        await screen.close()
