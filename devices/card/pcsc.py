"""PC/SC as this driver needs it: result codes, and one connection to one inserted card. Blocking; one thread only.

Sources: PC/SC Workgroup part 5; pcsc-lite's ``pcsclite.h`` for the codes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from smartcard import scard

from devices.card.api import Fault
from devices.card.dialogue import Failed

NO_SERVICE = frozenset({0x80100013, 0x8010001D, 0x8010001E})
"""SCARD_F_COMM_ERROR, SCARD_E_NO_SERVICE, SCARD_E_SERVICE_STOPPED: pcscd is gone; a new context is needed."""
BAD_CONTEXT = frozenset({0x80100003, *NO_SERVICE})
"""SCARD_E_INVALID_HANDLE: the context was made by a pcscd that is gone."""
NO_READER = frozenset({0x80100009, 0x80100017, 0x8010002E})
"""SCARD_E_UNKNOWN_READER, SCARD_E_READER_UNAVAILABLE, SCARD_E_NO_READERS_AVAILABLE."""
TIMED_OUT = 0x8010000A
NOT_TRANSACTED = 0x80100016
"""The exchange broke off: a card just pulled, or one that the reader itself has given up on."""
STATUS_WORD = 2
"""Bytes that every answer has; some reader drivers report success and none of them when the card was just pulled."""
FAULTS = {
    0x8010000B: Fault.BUSY,  # SCARD_E_SHARING_VIOLATION
    0x8010000C: Fault.REMOVED,  # SCARD_E_NO_SMARTCARD
    0x80100069: Fault.REMOVED,  # SCARD_W_REMOVED_CARD
    0x80100068: Fault.BUSY,  # SCARD_W_RESET_CARD: another client reset it, PIN state is gone
    0x80100066: Fault.SILENT,  # SCARD_W_UNRESPONSIVE_CARD
    0x80100067: Fault.SILENT,  # SCARD_W_UNPOWERED_CARD
    0x80100065: Fault.UNREADABLE,  # SCARD_W_UNSUPPORTED_CARD
    0x8010000F: Fault.UNREADABLE,  # SCARD_E_PROTO_MISMATCH: its ATR offers neither T=0 nor T=1
}
SETTLED = 1.0
"""Seconds, more than between two looks of pcscd at a reader (0.4): after a broken exchange, was the card pulled?"""


@dataclass
class Pulse:
    """Where the worker is: written by its thread before each call that may never return, read by the watchdog.

    ``given_up``: written by the watchdog when nobody waits for this card call any more.
    """

    step: str = ""
    since: float = field(default_factory=time.monotonic)
    given_up: bool = False

    def beat(self, step: str) -> None:
        self.step, self.since = step, time.monotonic()


def unsigned(result: int) -> int:
    """pyscard gives result codes as signed numbers."""
    return result & 0xFFFFFFFF


def check(result: int, step: str) -> None:
    """:raises Failed:"""
    code = unsigned(result)
    if code == 0:
        return
    if code in BAD_CONTEXT or code in NO_READER:
        raise Failed(Fault.READER_GONE, step)
    raise Failed(FAULTS.get(code, Fault.SILENT), step)


def reader_names() -> list[str]:
    """All readers that pcscd has, in its order. :raises Failed: no pcscd"""
    session = Session()
    context = session.context()
    result, names = scard.SCardListReaders(context, [])
    session.end()
    if unsigned(result) in NO_READER:
        return []
    check(result, "readers")
    return list(names)


class Session:
    """Our context with pcscd; a new one after pcscd was away."""

    def __init__(self) -> None:
        self._context: int | None = None

    def context(self) -> int:
        """:raises Failed: no pcscd"""
        if self._context is not None and unsigned(scard.SCardIsValidContext(self._context)):
            self.end()
        if self._context is None:
            result, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
            check(result, "connect")
            self._context = context
        return self._context

    def end(self) -> None:
        """A pcscd that is gone has ended it already: its answer says nothing more."""
        if self._context is not None:
            scard.SCardReleaseContext(self._context)
        self._context = None


class Connection:
    """Exclusive from the beginning (no gap between shared and exclusive), in one transaction; ends without power."""

    def __init__(self, context: int, reader: str, pulse: Pulse) -> None:
        pulse.beat("connect")
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        result, handle, protocol = scard.SCardConnect(context, reader, scard.SCARD_SHARE_EXCLUSIVE, protocols)
        check(result, "connect")
        self._context, self._reader, self._pulse, self._handle = context, reader, pulse, handle
        self.t1 = protocol == scard.SCARD_PROTOCOL_T1
        self._header = scard.SCARD_PCI_T1 if self.t1 else scard.SCARD_PCI_T0
        try:
            check(scard.SCardBeginTransaction(handle), "connect")
            self.counter, self.atr = self._seen()
        except Failed:
            self.end()
            raise

    def exchange(self, apdu: bytes, step: str) -> bytes:
        """One apdu, raw. :raises Failed: the card or the reader is gone, or nobody waits any more"""
        if self._pulse.given_up:
            raise Failed(Fault.SILENT, step)
        self._pulse.beat(step)
        result, answer = scard.SCardTransmit(self._handle, self._header, list(apdu))
        cut_off = not unsigned(result) and len(answer) < STATUS_WORD
        if cut_off or unsigned(result) == NOT_TRANSACTED:
            raise Failed(Fault.REMOVED if self._pulled() else Fault.SILENT, step)
        check(result, step)
        return bytes(answer)

    def end(self) -> None:
        """Power off: whatever the card had verified is forgotten. A card that is gone needs none of it."""
        self._pulse.beat("release")
        scard.SCardEndTransaction(self._handle, scard.SCARD_LEAVE_CARD)
        scard.SCardDisconnect(self._handle, scard.SCARD_UNPOWER_CARD)

    def _seen(self) -> tuple[int, bytes]:
        """pcscd's event counter and ATR of the card that we hold."""
        result, states = scard.SCardGetStatusChange(self._context, 0, [(self._reader, scard.SCARD_STATE_UNAWARE)])
        check(result, "connect")
        _, state, atr = states[0]
        return event_counter(state), bytes(atr)

    def _pulled(self) -> bool:
        """Waits for pcscd's next look at the reader; a card that is still there then was silent."""
        self._pulse.beat("removal")
        state, end = scard.SCARD_STATE_UNAWARE, time.monotonic() + SETTLED
        while (left := end - time.monotonic()) > 0:
            wait = int(left * 1000) + 1
            result, states = scard.SCardGetStatusChange(self._context, wait, [(self._reader, state)])
            if unsigned(result):
                return unsigned(result) != TIMED_OUT
            state = states[0][1]
            if not state & scard.SCARD_STATE_PRESENT or event_counter(state) != self.counter:
                return True
        return False


def event_counter(state: int) -> int:
    """pcsc-lite counts insertions and removals of a reader in the upper 16 bits of ``dwEventState``."""
    return state >> 16 & 0xFFFF
