"""The card application: which commands, in which order, and what each answer means. Blocking, no thread, no loop.

As few commands as the card's manners allow: each costs some 25 ms at 9600 baud. Records are read by tag; a card that
answers 6A83 or 6A86 to the first such command in a file is read by number from there on: in EF05 tags and numbers are
the same, so that only EF06 shows a card that takes every P1 for a number. The tag of each answer is checked.

Sources: LD/T 32.3-2015 (files), LD/T 32.5-2015 (commands); grades in docs/hardware/card.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

from devices.card import codec
from devices.card.api import CardRecords, Cryptogram, Fault, PinAccepted, PinBlocked, PinResult, PinWrong
from devices.card.codec import EF05, EF06
from devices.card.dialogue import Dialogue, Failed

RANDOM = 8
"""Bytes of a challenge and of a cryptogram."""
T = TypeVar("T")


@dataclass(frozen=True)
class Field:
    """One record: ``numbers`` its places in v1 and in v2/v3; ``length`` of the value (cn: exactly, an: at most)."""

    tag: int
    numbers: tuple[int, int]
    length: int
    kind: Literal["cn", "an"] = "an"


CARD_ID = Field(0x01, (1, 1), 16, "cn")
VERSION = Field(0x03, (3, 3), 4)
ISSUED = Field(0x05, (5, 5), 4, "cn")
EXPIRES = Field(0x06, (6, 6), 4, "cn")
CARD_NUMBER = Field(0x07, (7, 7), 9)
NUMBER = Field(0x08, (1, 1), 18)
NAME = Field(0x09, (2, 2), 30)
EXTENSION = Field(0x4E, (3, 3), 20)
LONGEST_CHARACTER = 4
"""Bytes in GB18030: a writer that does not cut one in two leaves up to three bytes of a full 姓名 unused."""
SEX = Field(0x0A, (3, 4), 1)


def read(dialogue: Dialogue, insertion: int, atr: bytes, *, ask_tries: bool = True) -> CardRecords:
    """SELECT, EF05, EF06, and the tries where an empty VERIFY tells them. :raises Failed:"""
    fci = _select_application(dialogue)
    return _Reading(dialogue).records(insertion, fci, codec.historical_bytes(atr), ask_tries)


def verify(dialogue: Dialogue, pin: str) -> PinResult:
    """One try, never repeated. :raises Failed:"""
    status = dialogue.without_data(codec.verify(pin), "verify")
    if status == codec.OK:
        return PinAccepted()
    if status == codec.BLOCKED:
        return PinBlocked()
    if status == 0x6300 or codec.tries_left(status) is not None:
        return PinWrong(codec.tries_left(status))
    raise Failed(Fault.REFUSED, "verify", status)


def authenticate(dialogue: Dialogue, challenge: bytes) -> Cryptogram:
    """GET CHALLENGE, then INTERNAL AUTHENTICATE over both randoms. :raises Failed:"""
    card_random = _eight(dialogue, codec.GET_CHALLENGE, "challenge")
    value = _eight(dialogue, codec.internal_authenticate(card_random, challenge), "authenticate")
    return Cryptogram(card_random, value)


def _eight(dialogue: Dialogue, apdu: bytes, step: str) -> bytes:
    response = dialogue.command(apdu, step)
    if response.status != codec.OK:
        raise Failed(Fault.REFUSED, step, response.status)
    if len(response.data) != RANDOM:
        raise Failed(Fault.UNREADABLE, step)
    return response.data


def _select_application(dialogue: Dialogue) -> bytes:
    """FCI. Some cards answer oddly here and work: only an error word is one."""
    response = dialogue.command(codec.select_application(), "select")
    if response.status == codec.APPLICATION_ABSENT:
        raise Failed(Fault.NOT_SOCIAL_CARD, "select", response.status)
    if codec.is_error(response.status):
        raise Failed(Fault.REFUSED, "select", response.status)
    return response.data


class _Reading:
    """One reading of both files; remembers whether this card knows reading by tag (None: not tried in this file)."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue
        self._by_tag: bool | None = None
        self._second_layout = True

    def records(self, insertion: int, fci: bytes, historical: bytes, ask_tries: bool) -> CardRecords:
        self._select(EF05)
        card_id = self._needed(EF05, CARD_ID)
        region = _whole(codec.region(card_id), EF05, CARD_ID)
        version = _whole(codec.ascii_text(self._needed(EF05, VERSION)), EF05, VERSION)
        self._second_layout = version[:1] != "1"
        issued = _whole(codec.day(self._free(EF05, ISSUED)), EF05, ISSUED)
        expires = _whole(codec.day(self._free(EF05, EXPIRES)), EF05, EXPIRES)
        card_number = _whole(codec.ascii_text(self._free(EF05, CARD_NUMBER)), EF05, CARD_NUMBER)
        number, name, sex = self._holder()
        tries = _tries(self._dialogue) if ask_tries else None
        return CardRecords(insertion, card_id, region, version, codec.algorithm(fci, card_id), historical, issued,
                           expires, card_number, number, name, sex, tries)

    def _holder(self) -> tuple[str, str, str]:
        """社会保障号码, 姓名, 性别; all empty where a v3 card keeps them for a terminal that authenticates itself."""
        self._select(EF06)
        coded = self._free(EF06, NUMBER)
        if not coded:
            return "", "", ""
        number = _whole(codec.ascii_text(coded), EF06, NUMBER)
        name = self._free(EF06, NAME)
        if self._second_layout and len(codec.unpadded(name)) > NAME.length - LONGEST_CHARACTER:
            name = codec.unpadded(name) + self._extension()
        decoded = _whole(codec.chinese_text(name), EF06, NAME)
        return number, decoded, _whole(codec.ascii_text(self._free(EF06, SEX)), EF06, SEX)

    def _extension(self) -> bytes:
        """姓名扩展; a name may end inside one of its characters, so bytes are joined, not texts."""
        data, status = self._record(EF06, EXTENSION)
        return b"" if status in codec.RECORD_ABSENT else _value(data, status, EF06, EXTENSION)

    def _needed(self, file: int, field: Field) -> bytes:
        data, status = self._record(file, field)
        return _value(data, status, file, field)

    def _free(self, file: int, field: Field) -> bytes:
        """Empty where the card does not give it freely."""
        data, status = self._record(file, field)
        return b"" if status in codec.NOT_ALLOWED else _value(data, status, file, field)

    def _record(self, file: int, field: Field) -> tuple[bytes, int]:
        step = _step(file, field)
        if self._by_tag is not False:
            response = self._dialogue.command(codec.read_by_tag(field.tag, field.length), step)
            absent = response.status in codec.RECORD_ABSENT
            if self._by_tag or not absent:
                self._by_tag = True
                return response.data, response.status
        number = field.numbers[self._second_layout]
        response = self._dialogue.command(codec.read_by_number(number, field.length), step)
        self._by_tag = False
        return response.data, response.status

    def _select(self, file: int) -> None:
        if self._by_tag:
            self._by_tag = None
        step = f"EF{file & 0xFF:02X}"
        status = self._dialogue.without_data(codec.select_file(file), step)
        if status == codec.APPLICATION_ABSENT:
            raise Failed(Fault.UNREADABLE, step, status)
        if codec.is_error(status):
            raise Failed(Fault.REFUSED, step, status)


def _value(data: bytes, status: int, file: int, field: Field) -> bytes:
    if status in codec.RECORD_ABSENT:
        raise Failed(Fault.UNREADABLE, _step(file, field), status)
    if status not in (codec.OK, codec.END_OF_RECORD):
        raise Failed(Fault.REFUSED, _step(file, field), status)
    value = _whole(codec.record_value(data, field.tag), file, field)
    if len(value) > field.length or (field.kind == "cn" and len(value) != field.length):
        raise Failed(Fault.UNREADABLE, _step(file, field))
    return value


def _whole(decoded: T | None, file: int, field: Field) -> T:
    """What the codec made of it. :raises Failed: unreadable"""
    if decoded is None:
        raise Failed(Fault.UNREADABLE, _step(file, field))
    return decoded


def _step(file: int, field: Field) -> str:
    return f"EF{file & 0xFF:02X}/{field.tag:02X}"


def _tries(dialogue: Dialogue) -> int | None:
    status = dialogue.without_data(codec.ASK_TRIES, "tries")
    return 0 if status == codec.BLOCKED else codec.tries_left(status)
