"""The card itself: bytes in, bytes out. Commands and status words of LD/T 32.5-2015 as far as a kiosk may meet them."""

from __future__ import annotations

import functools
import operator
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from devices.card.codec import AID, EF05, EF06, historical_bytes
from devices.card.simulator.profile import CardProfile, files

SILENCE = b""
"""What ``transmit`` gives where a real card would not answer at all."""
LIMIT_OF_TRIES = 6
"""What a right PIN sets the counter back to, where the profile started with fewer."""
DDF = 0xDDF1
BANK_AID = bytes.fromhex("A000000333010101")
"""PBOC debit application: all that a bank card has."""
ALGORITHM_BYTES = {"3des": 0x01, "ssf33": 0x02, "sm4": 0x03}
SHORT_FILES = {5: EF05, 6: EF06}
KEY_VERSION = 1
"""A trailing byte that some terminals send with the two randoms."""


@dataclass
class Manners:
    """How a card differs from a good T=0 one.

    ``silent``: instruction bytes that get no answer; ``numbers_only``: every P1 is a record number, whatever P2 says;
    ``records``: what READ RECORD gives instead, by ``(EF, tag)``,
    None: not there; ``guarded``: a v3 card that keeps EF06 and its own number for a terminal with a key.
    """

    social: bool = True
    mute: bool = False
    t1: bool = False
    exact_le: bool = True
    by_tag: bool = True
    numbers_only: bool = False
    guarded: bool = False
    silent: frozenset[int] = frozenset()
    records: dict[tuple[int, int], bytes | None] = field(default_factory=dict)


class Command(NamedTuple):
    """A short apdu taken apart; ``le`` 256 for 00, None where there is none."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes
    le: int | None


def parsed(apdu: bytes) -> Command | None:
    """ISO/IEC 7816-4 §5.1, cases 1 to 4; None if the length fits none of them."""
    if len(apdu) < 4:
        return None
    cla, ins, p1, p2 = apdu[:4]
    body = apdu[4:]
    if len(body) <= 1:
        return Command(cla, ins, p1, p2, b"", (body[0] or 256) if body else None)
    data, rest = body[1:1 + body[0]], body[1 + body[0]:]
    if not body[0] or len(data) != body[0] or len(rest) > 1:
        return None
    return Command(cla, ins, p1, p2, data, (rest[0] or 256) if rest else None)


class VirtualCard:
    """Its try counter outlives the power; all else is forgotten with it. ``log``: each command's header, no data."""

    def __init__(self, profile: CardProfile, manners: Manners | None = None,
                 random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self.profile = profile
        self.manners = manners or Manners()
        self.atr = bytes.fromhex(profile.atr)
        if self.manners.t1:
            self.atr = t1_atr(historical_bytes(self.atr))
        self.tries = profile.tries
        self.log: list[bytes] = []
        self._limit = max(profile.tries, LIMIT_OF_TRIES)
        self._files = files(profile)
        self._random = random_bytes
        self._commands = {0xA4: self._select, 0xB2: self._read_record, 0x20: self._verify, 0x84: self._get_challenge,
                          0x88: self._internal_authenticate}
        self.power_off()

    def power_on(self) -> None:
        """As after any reset."""
        self.reset()

    def power_off(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Selection, PIN state and randoms are gone."""
        self._application = False
        self._file: int | None = None
        self._challenge = b""
        self._waiting = b""
        self.verified = False

    def transmit(self, apdu: bytes) -> bytes:
        """Data and status word, or :data:`SILENCE`."""
        self.log.append(apdu[:4])
        command = parsed(apdu)
        if command is None:
            return _status(0x6700)
        if command.ins in self.manners.silent:
            return SILENCE
        if command.cla != 0x00:
            return _status(0x6E00)
        waiting, self._waiting = self._waiting, b""
        if command.ins == 0xC0:
            return self._get_response(command, waiting)
        known = self._commands.get(command.ins)
        return known(command) if known is not None else _status(0x6D00)

    def _get_response(self, command: Command, waiting: bytes) -> bytes:
        if not waiting:
            return _status(0x6985)
        if command.le != len(waiting):
            self._waiting = waiting
            return _status(0x6C00 | len(waiting))
        return waiting + _status(0x9000)

    def _select(self, command: Command) -> bytes:
        if command.p1 == 0x04:
            return self._select_application(command)
        if command.p1 not in (0x00, 0x02):
            return _status(0x6A86)
        identifier = int.from_bytes(command.data, "big")
        if command.p1 == 0x00 and identifier == DDF and self.manners.social:
            return self._selected(command)
        if not self._application or identifier not in self._files:
            return _status(0x6A82)
        self._file = identifier
        return _status(0x9000)

    def _select_application(self, command: Command) -> bytes:
        self.reset()
        if not self.manners.social and command.data == BANK_AID:
            return self._with_data(command, b"\x6f\x0a\x84\x08" + BANK_AID)
        if command.data != AID or not self.manners.social:
            return _status(0x6A82)
        return self._selected(command)

    def _selected(self, command: Command) -> bytes:
        self.reset()
        self._application = True
        named = bytes((0x9F, 0x0C, 0x86, ALGORITHM_BYTES.get(self.profile.algorithm, 0x01)))
        return self._with_data(command, b"\x6f\x1c\x84\x0f" + AID + b"\xa5\x09" + named.ljust(9, b"\x00"))

    def _with_data(self, command: Command, data: bytes) -> bytes:
        """The answer to a command that brought data: behind a GET RESPONSE in T=0, only with Le in T=1."""
        if self.manners.t1:
            return (data if command.le is not None else b"") + _status(0x9000)
        self._waiting = data
        return _status(0x6100 | len(data))

    def _read_record(self, command: Command) -> bytes:
        short, mode = command.p2 >> 3, command.p2 & 0x07
        file = SHORT_FILES.get(short) if short else self._file
        if mode not in (0x00, 0x04) or (mode == 0x00 and not self.manners.by_tag):
            return _status(0x6A86)
        if not self._application or (short and file is None):
            return _status(0x6A82)
        if file is None:
            return _status(0x6986)
        numbered = mode == 0x04 or self.manners.numbers_only
        tag = self._tag(file, command.p1) if numbered else command.p1
        if self.manners.guarded and (file == EF06 or tag == 0x07):
            return _status(0x6982)
        record = self._record(file, tag)
        return _status(0x6A83) if record is None else self._of_length(record, command.le)

    def _tag(self, file: int, number: int) -> int | None:
        records = self._files[file]
        return records[number - 1].tag if 1 <= number <= len(records) else None

    def _record(self, file: int, tag: int | None) -> bytes | None:
        record = next((record for record in self._files[file] if record.tag == tag), None)
        return None if record is None else self.manners.records.get((file, record.tag), record.wire)

    def _of_length(self, record: bytes, le: int | None) -> bytes:
        if le in (256, len(record)):
            return record + _status(0x9000)
        if self.manners.t1 or not self.manners.exact_le:
            shorter = le is not None and le > len(record)
            return record[:le or 0] + _status(0x6282 if shorter and self.manners.t1 else 0x9000)
        return _status(0x6C00 | len(record))

    def _verify(self, command: Command) -> bytes:
        if not self._application:
            return _status(0x6985)
        if command.p1 or command.p2:
            return _status(0x6A88 if not command.p1 else 0x6A86)
        if not command.data and not self.profile.tells_tries:
            return _status(0x6700)
        if not self.tries:
            return _status(0x6983)
        if not command.data:
            return _status(0x9000 if self.verified else 0x63C0 | self.tries)
        self.verified = command.data == bytes.fromhex(self.profile.pin)
        self.tries = self._limit if self.verified else self.tries - 1
        return _status(0x9000 if self.verified else 0x63C0 | self.tries)

    def _get_challenge(self, command: Command) -> bytes:
        if command.data or command.le is None:
            return _status(0x6700)
        if command.le not in (8, 256):
            return _status(0x6C08)
        self._challenge = self._random(8)
        return self._challenge + _status(0x9000)

    def _internal_authenticate(self, command: Command) -> bytes:
        challenge, self._challenge = self._challenge, b""
        if not self._application:
            return _status(0x6985)
        if not self.profile.irk:
            return _status(0x6A88)
        if len(command.data) not in (16, 16 + KEY_VERSION):
            return _status(0x6700)
        if not challenge or command.data[:8] != challenge:
            return _status(0x6984)
        session = ecb(bytes.fromhex(self.profile.irk), challenge)
        return self._with_data(command, ecb(session, command.data[8:16]))


def ecb(key: bytes, block: bytes) -> bytes:
    """One block: DES with 8 bytes of key, 3DES with 16."""
    full = key * 3 if len(key) == 8 else key + key[:8]
    encryptor = Cipher(TripleDES(full), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()


def t1_atr(historical: bytes) -> bytes:
    """Direct convention, TD1 = T=1, the same historical bytes, and the TCK that T=1 asks for (ISO/IEC 7816-3 §8.2)."""
    after_ts = bytes((0x80 | len(historical), 0x01)) + historical
    return b"\x3b" + after_ts + bytes((functools.reduce(operator.xor, after_ts),))


def bank_card(profile: CardProfile) -> VirtualCard:
    """A card without the application 社会保障; of ``profile`` it has the ATR alone."""
    return VirtualCard(profile, Manners(social=False))


def mute_card(profile: CardProfile) -> VirtualCard:
    """Put in the wrong way round: something is there and does not answer to reset."""
    return VirtualCard(profile, Manners(mute=True))


def _status(word: int) -> bytes:
    return word.to_bytes(2, "big")
