"""One command and its whole answer: 61xx and 6Cxx followed (ISO/IEC 7816-3 §12.2, ISO/IEC 7816-4 §5.1). Blocking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devices.card.api import Fault
from devices.card.codec import Response, get_response, with_le

Exchange = Callable[[bytes, str], bytes]
"""``(apdu, step)`` to the card's raw answer. :raises Failed: card or reader gave none"""
ROUNDS = 8
"""More GET RESPONSE than any answer of 256 bytes needs: a card that never comes to an end."""


@dataclass
class Failed(Exception):
    """Ends one card call; the driver makes a :class:`devices.card.api.CardTrouble` of it."""

    fault: Fault
    step: str
    status_word: int = 0


@dataclass(frozen=True)
class Dialogue:
    """With one card, through ``exchange``. ``t1``: a command that brings data and wants some says so by an Le."""

    exchange: Exchange
    t1: bool = False

    def command(self, apdu: bytes, step: str) -> Response:
        """Data and status word of the end of the chain. :raises Failed:"""
        whole = with_le(apdu, 0) if self.t1 and len(apdu) > 5 else apdu
        response = self._sent(whole, step)
        if response.status >> 8 == 0x6C:
            response = self._sent(with_le(apdu, response.status & 0xFF), step)
        data = response.data
        for _ in range(ROUNDS):
            if response.status >> 8 != 0x61:
                return Response(data, response.status)
            response = self._waiting(response.status & 0xFF, step)
            data += response.data
        raise Failed(Fault.UNREADABLE, step, response.status)

    def without_data(self, apdu: bytes, step: str) -> int:
        """The status word alone; what waits behind a 61xx is left there."""
        return self._sent(apdu, step).status

    def _waiting(self, length: int, step: str) -> Response:
        response = self._sent(get_response(length), step)
        if response.status >> 8 == 0x6C:
            response = self._sent(get_response(response.status & 0xFF), step)
        return response

    def _sent(self, apdu: bytes, step: str) -> Response:
        return Response.of(self.exchange(apdu, step))
