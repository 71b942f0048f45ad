"""Performs the visit machine's effects and feeds results back. One queue, one state, one loop.

Every effect runs as a task of one task group: a surprise in any of them ends kiosk-core (crash only); the journal
settles a begun slip at the next start. What a visit started is cancelled when it is wiped, except a begun slip and the
card's release.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from contract.intents import Intent, LanguageChosen, Pressed, Touched
from contract.views import Shown, View
from contract.words import Language
from devices.card import api as card
from devices.printer import api as printer
from kiosk.clock import Clock
from kiosk.delays import Delays
from kiosk.links.screen import ScreenLink
from kiosk.visit import ending, event, machine
from kiosk.visit.effect import Effect, IssueSlip, Note, NoteDevice, ReleaseCard, Wipe
from kiosk.visit.pages import Page, Surroundings, page
from kiosk.visit.performer import Performer, Tell
from kiosk.visit.state import Phase, State

log = structlog.get_logger()
PERSONS_EVENTS = (event.ActionPressed, event.LanguageChosen, event.Touched)
"""Somebody is there: the idle clock starts again."""


class Runner:
    """The visit as a running thing. ``tell`` may be called from anywhere in the loop's thread."""

    def __init__(self, performer: Performer, screen: ScreenLink, around: Surroundings, delays: Delays,
                 clock: Clock, *, slip_left: bool = False) -> None:
        """:param slip_left: a slip of before this start may lie at the outlet"""
        self._performer = performer
        self._screen = screen
        self._around = around
        self._delays = delays
        self._clock = clock
        self._state = State(today=clock.today(), slip_left=slip_left)
        self._queue: asyncio.Queue[tuple[int | None, event.Event]] = asyncio.Queue()
        self._visit_work: set[asyncio.Task[None]] = set()
        self._shown: tuple[Page, Language] | None = None
        self._sequence = 0
        self._place: tuple[type[Phase], type[View]] | None = None
        self._page_began_at = 0
        self._shield_until = 0.0
        """Told with each picture: the one that turned the page may be skipped by a slow screen."""
        self._due: float | None = None

    def tell(self, said: event.Event) -> None:
        """Something that concerns any visit: hardware, clock."""
        self._queue.put_nowait((None, said))

    def intended(self, intent: Intent) -> None:
        """A person's act. A press made on a page that is gone means nothing any more."""
        match intent:
            case Pressed(sequence=sequence, action=action):
                if sequence >= self._page_began_at:
                    self.tell(event.ActionPressed(action))
            case LanguageChosen(language=language):
                self.tell(event.LanguageChosen(language))
            case Touched():
                self.tell(event.Touched())

    def card_changed(self, status: card.CardStatus) -> None:
        self.tell(event.CardStatusChanged(status, int(self._clock.now())))

    def printer_changed(self, status: printer.PrinterStatus) -> None:
        self.tell(event.PrinterStatusChanged(status, int(self._clock.now())))

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_midnight(), name="midnight")
            await self._show()
            while True:
                serial, said = await self._next()
                if serial is None or serial == self._state.serial:
                    await self._step(group, said)

    async def _next(self) -> tuple[int | None, event.Event]:
        try:
            async with asyncio.timeout_at(self._due):
                return await self._queue.get()
        except TimeoutError:
            return None, event.SilenceElapsed()

    async def _step(self, group: asyncio.TaskGroup, said: event.Event) -> None:
        before = self._state.phase
        self._state, effects = machine.step(self._state, said)
        for effect in effects:
            await self._perform(group, effect)
        if self._state.phase is not before or isinstance(said, (*PERSONS_EVENTS, event.SilenceElapsed)):
            self._start_idle_clock()
        await self._show()

    async def _perform(self, group: asyncio.TaskGroup, effect: Effect) -> None:
        match effect:
            case Wipe(ending=why):
                for task in self._visit_work:
                    task.cancel()
                await self._performer.wiped(why)
            case Note(trouble=code):
                log.info("trouble", code=code)
                await self._performer.noted(code)
            case NoteDevice(device=device, code=code):
                log.info("device", device=device, code=code)
                await self._performer.device_noted(device, code)
            case IssueSlip():
                group.create_task(self._performer.issue(effect, self._teller()), name="issue-slip")
            case ReleaseCard():
                group.create_task(self._performer.release_card(), name="release-card")
            case _:
                self._start(group, self._performer.perform(effect, self._teller()), type(effect).__name__)

    def _start(self, group: asyncio.TaskGroup, work: Coroutine[Any, Any, None], name: str) -> None:
        task = group.create_task(work, name=name)
        self._visit_work.add(task)
        task.add_done_callback(self._visit_work.discard)

    def _teller(self) -> Tell:
        serial = self._state.serial
        return lambda said: self._queue.put_nowait((serial, said))

    def _start_idle_clock(self) -> None:
        seconds = ending.deadline(self._state, self._delays)
        self._due = None if seconds is None else asyncio.get_running_loop().time() + seconds

    async def _show(self) -> None:
        shown = page(self._state, self._around)
        language = self._state.language
        if (shown, language) == self._shown:
            return
        self._sequence += 1
        place = (type(self._state.phase), type(shown.view))
        turned = place != self._place
        now = asyncio.get_running_loop().time()
        if turned:
            self._place, self._page_began_at = place, self._sequence
            self._shield_until = now + self._delays.shield_ms / 1000
        self._shown = (shown, language)
        await self._screen.show(Shown(self._sequence, language, shown.view, shown.bar, shown.signed_in,
                                      max(0, round((self._shield_until - now) * 1000))))

    async def _watch_midnight(self) -> None:
        while True:
            await asyncio.sleep(self._clock.seconds_to_midnight() + 1)
            self.tell(event.DayChanged(self._clock.today()))
