"""What is on a card: the sample card file, and the records it becomes (LD/T 32.3-2015, LD/T 32.6-2015)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from devices.card.codec import EF05, EF06, MOVED

TO_TWO_BYTES = {place: private for private, place in MOVED.items()}
"""GB 18030-2022 has these characters where Python's codec, of the mapping of 2000, writes private ones."""
NAME_BYTES, EXTENSION_BYTES = 30, 20


class CardProfile(msgspec.Struct, frozen=True):
    """A sample card as ``central people --cards`` writes it; bytes in hex, days as yyyymmdd text.

    ``tries`` left at the PIN; ``tells_tries``: an empty VERIFY answers with them; ``irk`` 16 bytes, empty: no key.
    """

    name: str
    atr: str
    card_id: str
    region: str
    version: str
    algorithm: str
    issued: str
    expires: str
    card_number: str
    number: str
    holder: str
    sex: str
    nation: str
    birthplace: str
    birth: str
    pin: str
    irk: str = ""
    tries: int = 6
    tells_tries: bool = True
    note: str = ""

    def __repr__(self) -> str:
        return f"CardProfile({self.name!r})"


class Record(msgspec.Struct, frozen=True):
    """``wire``: as READ RECORD gives it, tag and length first."""

    tag: int
    value: bytes

    @property
    def wire(self) -> bytes:
        return bytes((self.tag, len(self.value))) + self.value

    def __repr__(self) -> str:
        return f"Record({self.tag:02X})"


def files(profile: CardProfile) -> dict[int, tuple[Record, ...]]:
    """EF05 and EF06, records in the order of their numbers."""
    return {EF05: tuple(_issuer(profile)), EF06: tuple(_holder(profile))}


def _issuer(profile: CardProfile) -> Iterator[Record]:
    yield Record(0x01, bytes.fromhex(profile.card_id))
    yield Record(0x02, b"1")
    yield Record(0x03, profile.version.encode("ascii"))
    yield Record(0x04, _cn(profile.region, 12))
    yield Record(0x05, _cn(profile.issued, 4))
    yield Record(0x06, _cn(profile.expires, 4))
    yield Record(0x07, _an(profile.card_number.encode("ascii"), 9))


def _holder(profile: CardProfile) -> Iterator[Record]:
    """姓名扩展 (4E) came with version 2 and moved what follows it by one."""
    name = profile.holder.translate(TO_TWO_BYTES).encode("gb18030")
    yield Record(0x08, _an(profile.number.encode("ascii"), 18))
    yield Record(0x09, _an(name[:NAME_BYTES], NAME_BYTES))
    if profile.version[:1] != "1":
        yield Record(0x4E, name[NAME_BYTES:][:EXTENSION_BYTES].ljust(EXTENSION_BYTES, b"\xff"))
    yield Record(0x0A, profile.sex.encode("ascii"))
    yield Record(0x0B, _cn(profile.nation, 1))
    yield Record(0x0C, _cn(profile.birthplace, 3))
    yield Record(0x0D, _cn(profile.birth, 4))


def _cn(digits: str, length: int) -> bytes:
    return bytes.fromhex(digits.ljust(2 * length, "F"))


def _an(text: bytes, length: int) -> bytes:
    return text.ljust(length, b"\x00")
