"""The card in our hand: connected, powered and locked between a good read and its end. Only in the worker's thread."""

from __future__ import annotations

from devices.card import application
from devices.card.api import CardRecords, Cryptogram, Fault, PinResult
from devices.card.dialogue import Dialogue, Failed
from devices.card.pcsc import Connection, Pulse, Session
from devices.card.watch import Sight


class HeldCard:
    """At most one. ``ask_tries``: an empty VERIFY asks the card for its counter when it is read."""

    def __init__(self, pulse: Pulse, *, ask_tries: bool) -> None:
        self._pulse = pulse
        self._ask_tries = ask_tries
        self._session = Session()
        self._connection: Connection | None = None
        self._insertion = 0

    def read(self, insertion: int, sight: Sight) -> CardRecords:
        """Connect anew and read; held from here on, unless :raises Failed:"""
        self.end()
        try:
            connection = self._connect(sight)
            self._insertion = insertion
            dialogue = Dialogue(connection.exchange, connection.t1)
            return application.read(dialogue, insertion, connection.atr, ask_tries=self._ask_tries)
        except Failed:
            self.end()
            raise

    def verify(self, insertion: int, pin: str) -> PinResult:
        """:raises Failed:"""
        return application.verify(self._dialogue(insertion, "verify"), pin)

    def authenticate(self, insertion: int, challenge: bytes) -> Cryptogram:
        """:raises Failed:"""
        return application.authenticate(self._dialogue(insertion, "challenge"), challenge)

    def end(self) -> None:
        """Without power: PIN state gone, free for others."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.end()

    def close(self) -> None:
        """Also our context with pcscd, which a new pcscd would not know."""
        self.end()
        self._session.end()

    def _connect(self, sight: Sight) -> Connection:
        connection = Connection(self._session.context(), sight.reader, self._pulse)
        self._connection = connection
        if connection.counter != sight.counter:  # swapped since it was seen: the watch is about to say so
            raise Failed(Fault.REMOVED, "connect")
        return connection

    def _dialogue(self, insertion: int, step: str) -> Dialogue:
        """:raises Failed: this insertion was never read, or is released"""
        if self._connection is None or self._insertion != insertion:
            raise Failed(Fault.REMOVED, step)
        return Dialogue(self._connection.exchange, self._connection.t1)
