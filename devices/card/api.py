"""The social security card as the kiosk knows it: five calls, one stream of status, and every trouble a value.

Wire: ``kiosk-device card`` listens on ``card.sock``; it sends ``STATUS`` events on connection and on change, and
serves ``METHODS``. Secrets (PIN, cryptograms) live for one call.

Sources: LD/T 32-2015 and LD/T 33-2015 by name; bytes in docs/hardware/card.md.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

import msgspec

from contract.frames import Method, Topic


class Disconnected(msgspec.Struct, frozen=True, tag="disconnected"):
    """No pcscd, or no reader with the configured name. The driver goes on looking."""


class Empty(msgspec.Struct, frozen=True, tag="empty"):
    """The reader is there, no card in it."""


class Present(msgspec.Struct, frozen=True, tag="present"):
    """A card answered to reset. ``insertion`` grows with each insertion and names this one in every call."""

    insertion: int


class Mute(msgspec.Struct, frozen=True, tag="mute"):
    """Something is in the reader and does not answer to reset: turned round, no chip, dirty."""

    insertion: int


CardStatus = Disconnected | Empty | Present | Mute


class Fault(StrEnum):
    """Why a card call gave nothing."""

    REMOVED = "removed"
    """Pulled, or another insertion by now."""
    NOT_SOCIAL_CARD = "not_social_card"
    """The application 社会保障 is not on it (6A82): a bank card, another card."""
    UNREADABLE = "unreadable"
    """Records missing, of wrong tag or length, or in no known text encoding."""
    SILENT = "silent"
    """No answer to a command within its limit."""
    REFUSED = "refused"
    """A status word that ends this try; ``status_word`` says which."""
    READER_GONE = "reader_gone"
    BUSY = "busy"
    """Another program holds the card."""


class CardTrouble(msgspec.Struct, frozen=True, tag="trouble"):
    """An expected failure. ``step`` names what was being done (``select``, ``EF05/03``, ``verify``…), never data."""

    fault: Fault
    step: str
    status_word: int = 0


class CardRecords(msgspec.Struct, frozen=True, tag="records"):
    """EF05 and EF06 of the card application. Personal: never logged; ``repr`` shows nothing.

    ``card_id`` 卡识别码 16 bytes; ``region`` its first 3 bytes as 6 digits; ``issued``/``expires`` yyyymmdd or 0;
    ``number`` and ``name`` empty where the card does not give them freely (v3);
    ``historical`` ATR historical bytes; ``algorithm`` ``3des``/``ssf33``/``sm4``;
    ``tries_left`` None where the card does not tell before the first try.
    """

    insertion: int
    card_id: bytes
    region: str
    version: str
    algorithm: str
    historical: bytes
    issued: int
    expires: int
    card_number: str
    number: str
    name: str
    sex: str
    tries_left: int | None

    def __repr__(self) -> str:
        return f"CardRecords(insertion={self.insertion}, version={self.version!r}, …)"


class PinAccepted(msgspec.Struct, frozen=True, tag="accepted"):
    """9000."""


class PinWrong(msgspec.Struct, frozen=True, tag="wrong"):
    """63Cx: the card's own figure; None for 6300."""

    tries_left: int | None


class PinBlocked(msgspec.Struct, frozen=True, tag="blocked"):
    """6983."""


class Cryptogram(msgspec.Struct, frozen=True, tag="cryptogram"):
    """``card_random`` 8 bytes from GET CHALLENGE, ``value`` 8 bytes from INTERNAL AUTHENTICATE."""

    card_random: bytes
    value: bytes


class Released(msgspec.Struct, frozen=True, tag="released"):
    """The card is unpowered (PIN state gone) and may be taken."""


class Read(msgspec.Struct, frozen=True):
    """Read the card of this insertion."""

    insertion: int


class Verify(msgspec.Struct, frozen=True):
    """One VERIFY with the six digits a person has just typed; never repeated by the driver."""

    insertion: int
    pin: str

    def __repr__(self) -> str:
        return f"Verify(insertion={self.insertion}, pin=…)"


class Authenticate(msgspec.Struct, frozen=True):
    """INTERNAL AUTHENTICATE over the card's random and ``challenge`` (8 bytes)."""

    insertion: int
    challenge: bytes


class Release(msgspec.Struct, frozen=True):
    """Unpower and forget."""


class StatusWanted(msgspec.Struct, frozen=True):
    """Ask for the present status."""


ReadResult = CardRecords | CardTrouble
PinResult = PinAccepted | PinWrong | PinBlocked | CardTrouble
CryptogramResult = Cryptogram | CardTrouble


class CardReader(Protocol):
    """One reader. The card stays powered and locked for us from a good ``read`` until ``release`` or removal.

    :raises devices.errors.Closed: not connected
    :raises devices.errors.Busy: another call is running
    """

    async def status(self) -> CardStatus:
        """Present status, at once."""
        ...

    async def read(self, insertion: int) -> ReadResult: ...

    async def verify(self, insertion: int, pin: str) -> PinResult: ...

    async def authenticate(self, insertion: int, challenge: bytes) -> CryptogramResult: ...

    async def release(self) -> Released: ...


STATUS: Topic[CardStatus] = Topic("card-status", CardStatus)
ASK_STATUS: Method[StatusWanted, CardStatus] = Method("status", StatusWanted, CardStatus)
READ: Method[Read, ReadResult] = Method("read", Read, ReadResult)
VERIFY: Method[Verify, PinResult] = Method("verify", Verify, PinResult)
AUTHENTICATE: Method[Authenticate, CryptogramResult] = Method("authenticate", Authenticate, CryptogramResult)
RELEASE: Method[Release, Released] = Method("release", Release, Released)
