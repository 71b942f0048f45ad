"""Bytes of the card: apdu, status words, TLV records, the types cn and an, ATR. Pure; malformed input gives None.

Sources: ISO/IEC 7816-3 (ATR), ISO/IEC 7816-4 (apdu, status words), LD/T 32.5-2015 (commands), LD/T 32.3-2015 (files
and records), GB 18030-2022 (the vertical marks and components that moved).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

AID = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
"""``sx1.sh.`` and 社会保障 in GB2312."""
EF05, EF06 = 0xEF05, 0xEF06
"""发卡机构数据文件, 持卡人基本信息文件."""
OK = 0x9000
END_OF_RECORD = 0x6282
APPLICATION_ABSENT = 0x6A82
RECORD_ABSENT = frozenset({0x6A83, 0x6A86})
NOT_ALLOWED = frozenset({0x6982, 0x6985})
BLOCKED = 0x6983
ALGORITHMS = {0x01: "3des", 0x02: "ssf33", 0x03: "sm4"}
MOVED = str.maketrans(
    "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796"
    "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864\ue7c7",
    "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
    "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb\u1e3f")
"""Python's ``gb18030`` is the mapping of 2000; what it puts into the private area has had its own place since 2022."""
_NAMED_ALGORITHM = re.compile(rb"\x9f\x0c.?\x86(.)", re.DOTALL)


@dataclass(frozen=True, repr=False)
class Response:
    """``data`` without the status word; ``status`` 0 where the answer was too short to hold one."""

    data: bytes
    status: int

    @classmethod
    def of(cls, answer: bytes) -> Response:
        return cls(answer[:-2], int.from_bytes(answer[-2:], "big")) if len(answer) >= 2 else cls(b"", 0)


def select_application(aid: bytes = AID) -> bytes:
    """SELECT by DF name."""
    return bytes((0x00, 0xA4, 0x04, 0x00, len(aid))) + aid


def select_file(identifier: int) -> bytes:
    """SELECT an EF under the current DF."""
    return bytes((0x00, 0xA4, 0x02, 0x00, 0x02)) + identifier.to_bytes(2, "big")


def read_by_tag(tag: int, length: int) -> bytes:
    """READ RECORD of the current EF, P1 = tag. ``length`` of the value; Le counts tag and length bytes too."""
    return bytes((0x00, 0xB2, tag, 0x00, length + 2))


def read_by_number(number: int, length: int) -> bytes:
    """READ RECORD of the current EF, P1 = record number."""
    return bytes((0x00, 0xB2, number, 0x04, length + 2))


def get_response(length: int) -> bytes:
    """``length`` as the 61xx said; 0 means 256."""
    return bytes((0x00, 0xC0, 0x00, 0x00, length))


def verify(pin: str) -> bytes:
    """Digits as BCD without padding; an odd count is filled with nibble F (C1). :raises ValueError: no digits"""
    if not pin.isascii() or not pin.isdigit():
        raise ValueError("a PIN is digits")
    coded = bytes.fromhex(pin if len(pin) % 2 == 0 else pin + "F")
    return bytes((0x00, 0x20, 0x00, 0x00, len(coded))) + coded


ASK_TRIES = bytes.fromhex("00200000")
"""VERIFY without data: tells 63Cx on cards that know it, costs no try (ISO/IEC 7816-4 §7.5.6)."""
GET_CHALLENGE = bytes.fromhex("0084000008")


def internal_authenticate(card_random: bytes, terminal_random: bytes) -> bytes:
    """INTERNAL AUTHENTICATE over both randoms, 8 bytes each."""
    return bytes.fromhex("0088000010") + card_random + terminal_random


def with_le(apdu: bytes, length: int) -> bytes:
    """The same short command with the Le that a 6Cxx asked for."""
    if len(apdu) <= 5:
        return apdu[:4] + bytes((length,))
    return apdu[:5 + apdu[4]] + bytes((length,))


def tries_left(status: int) -> int | None:
    """x of 63Cx; None for anything else."""
    return status & 0x0F if status & 0xFFF0 == 0x63C0 else None


def is_error(status: int) -> bool:
    """64xx…6Fxx but 6Cxx (ISO/IEC 7816-4 §5.6), and no status word at all."""
    return status == 0 or (0x64 <= status >> 8 <= 0x6F and status >> 8 != 0x6C)


def record_value(data: bytes, tag: int) -> bytes | None:
    """The value of a record on the wire, ``tag length value``; None if it is not exactly that record."""
    if len(data) < 2 or data[0] != tag or data[1] != len(data) - 2:
        return None
    return data[2:]


def unpadded(value: bytes) -> bytes:
    """Real writers fill with 00 and with FF, some after spaces."""
    return value.rstrip(b"\x00\xff")


def ascii_text(value: bytes) -> str | None:
    """``an`` as ASCII; empty for padding alone; None if it is none."""
    text = unpadded(value).decode("ascii", "replace").strip(" ")
    return text if text.isascii() and text.isprintable() else None


def chinese_text(value: bytes) -> str | None:
    """``an`` as GB18030-2022; None if it can't be decoded or holds control or private characters."""
    try:
        text = unpadded(value).decode("gb18030")
    except UnicodeDecodeError:
        return None
    text = text.translate(MOVED).strip(" \u3000\x00")
    return text if all(char.isprintable() or char == "\u3000" for char in text) else None


def digits(value: bytes) -> str | None:
    """``cn``: BCD, right-filled with nibble F or byte 00 alone (empty); None with any other nibble in between."""
    text = value.hex().rstrip("f")
    if not text.strip("0"):
        return ""
    return text if text.isdigit() else None


def day(value: bytes) -> int | None:
    """``cn`` YYYYMMDD as an integer; 0 for padding alone; None where it is no date."""
    text = digits(value)
    if not text:
        return None if text is None else 0
    if len(text) != 8 or not 1 <= int(text[4:6]) <= 12 or not 1 <= int(text[6:]) <= 31:
        return None
    return int(text)


def region(card_id: bytes) -> str | None:
    """发卡地区: six digits in the first 3 bytes of the 卡识别码."""
    text = card_id[:3].hex()
    return text if len(text) == 6 and text.isdigit() else None


def historical_bytes(atr: bytes) -> bytes:
    """The K bytes after the interface bytes (ISO/IEC 7816-3 §8.2); fewer, or none, of an ATR cut short."""
    if len(atr) < 2:
        return b""
    count, indicator, place = atr[1] & 0x0F, atr[1] >> 4, 2
    while indicator:
        place += indicator.bit_count()
        chained = indicator & 0x8 and place <= len(atr)
        indicator = atr[place - 1] >> 4 if chained else 0
    return atr[place:place + count]


def algorithm(fci: bytes, card_id: bytes) -> str:
    """``9F0C 86 nn`` of the FCI; absent: a 卡识别码 that begins with 11 means SSF33, anything else 3DES (C1)."""
    named = _NAMED_ALGORITHM.search(fci)
    if named is not None and named[1][0] in ALGORITHMS:
        return ALGORITHMS[named[1][0]]
    return "ssf33" if card_id[:1] == b"\x11" else "3des"
