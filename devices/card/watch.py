"""What lies in the reader: one thread on SCardGetStatusChange, for ever, through restarts of pcscd and of the reader.

``insertion`` grows whenever pcsc-lite's event counter shows that a card came, so that two cards swapped between two
looks, even of one ATR, are two insertions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from smartcard import scard

from devices.card.api import CardStatus, Disconnected, Empty, Mute, Present
from devices.card.pcsc import TIMED_OUT, event_counter, unsigned

LOOK_MS = 500
"""Longest time until a vanished reader and ``close`` are noticed; a card is noticed at once."""
RETRY = 0.2
"""Seconds between two looks for a pcscd that is away, or for a reader that it does not have."""
READERS_CHANGED = "\\\\?PnP?\\Notification"
GONE = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE


@dataclass(frozen=True)
class Sight:
    """``reader``: its full name; ``counter``: pcscd's event counter, which tells this insertion from any other."""

    status: CardStatus
    reader: str = ""
    counter: int = -1


def next_sight(last: Sight, insertions: int, reader: str, state: int) -> Sight:
    """What ``dwEventState`` says after ``last``; ``insertions`` so far. Pure."""
    counter = event_counter(state)
    if not state & scard.SCARD_STATE_PRESENT:
        return Sight(Empty(), reader, counter)
    known = last.status
    same = isinstance(known, Present | Mute) and (last.reader, last.counter) == (reader, counter)
    insertion = known.insertion if isinstance(known, Present | Mute) and same else insertions + 1
    return Sight(Mute(insertion) if state & scard.SCARD_STATE_MUTE else Present(insertion), reader, counter)


class Watch:
    """``seen`` is called in the watch's thread with each new sight; ``failed`` with what ends the thread too early."""

    def __init__(self, reader: str, seen: Callable[[Sight], None], failed: Callable[[BaseException], None]) -> None:
        self._wanted = reader
        self._seen = seen
        self._failed = failed
        self._last: Sight | None = None
        self._insertions = 0
        self._closing = threading.Event()
        self._context: int | None = None
        self._thread = threading.Thread(target=self._run, name="card-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Blocks until the thread has ended."""
        self._closing.set()
        if (context := self._context) is not None:
            scard.SCardCancel(context)
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                self._with_pcscd()
        except BaseException as error:  # a thread has no caller: what nobody expected is raised in the loop's thread
            self._failed(error)

    def _with_pcscd(self) -> None:
        result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        if unsigned(result):
            self._say(Sight(Disconnected()))
            self._closing.wait(RETRY)
            return
        self._context = context
        try:
            self._readers(context)
        finally:
            self._context = None
            scard.SCardReleaseContext(context)

    def _readers(self, context: int) -> None:
        """Until pcscd is gone."""
        while not self._closing.is_set():
            result, names = scard.SCardListReaders(context, [])
            reader = None if unsigned(result) else chosen(names, self._wanted)
            alive = self._cards(context, reader) if reader is not None else True
            if self._closing.is_set():
                return
            self._say(Sight(Disconnected()))
            if not alive:
                return
            result, _ = scard.SCardGetStatusChange(context, LOOK_MS, [(READERS_CHANGED, scard.SCARD_STATE_UNAWARE)])
            if unsigned(result) not in (0, TIMED_OUT):
                return
            self._closing.wait(RETRY)

    def _cards(self, context: int, reader: str) -> bool:
        """Until this reader is gone (True: look for readers again) or pcscd is (False)."""
        state = scard.SCARD_STATE_UNAWARE
        while not self._closing.is_set():
            result, states = scard.SCardGetStatusChange(
                context, LOOK_MS, [(reader, state), (READERS_CHANGED, scard.SCARD_STATE_UNAWARE)])
            code = unsigned(result)
            if code == TIMED_OUT:
                continue
            if code:
                return code == unsigned(scard.SCARD_E_UNKNOWN_READER)
            state = states[0][1]
            if state & GONE:
                return True
            last = self._last or Sight(Disconnected())
            self._say(next_sight(last, self._insertions, reader, state))
        return True

    def _say(self, sight: Sight) -> None:
        if sight == self._last:
            return
        self._last = sight
        if isinstance(sight.status, Present | Mute):
            self._insertions = sight.status.insertion
        self._seen(sight)


def chosen(names: Sequence[str], wanted: str) -> str | None:
    """The reader of exactly that name, else the first that contains it."""
    if wanted in names:
        return wanted
    return next((name for name in names if wanted in name), None)
