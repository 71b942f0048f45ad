"""Records wrong, missing or padded, over the real pcscd: a trouble that names its place, or what can be read."""

from __future__ import annotations

import asyncio
from pathlib import Path

from devices.card import api
from devices.card.codec import EF05, EF06
from devices.card.simulator import Manners, VirtualCard
from tests.devices.card.profiles import LONG_NAME, PROFILE, changed
from tests.devices.card.rig import rig
from tests.devices.card.test_wire import inserted

RIGS = 4
BROKEN: dict[str, tuple[int, int, bytes | None]] = {
    "tag of another record": (EF05, 0x01, bytes((0x0F, 16)) + bytes(16)),
    "length beyond the data": (EF05, 0x03, b"\x03\x092.00"),
    "length short of the data": (EF05, 0x03, b"\x03\x032.00"),
    "value longer than its item": (EF05, 0x03, b"\x03\x062.0000"),
    "id shorter than its item": (EF05, 0x01, bytes((0x01, 4)) + bytes(4)),
    "id of FF alone": (EF05, 0x01, bytes((0x01, 16)) + b"\xff" * 16),
    "day that is none": (EF05, 0x05, bytes.fromhex("050420181340")),
    "number not there": (EF06, 0x08, None),
    "number with a control character": (EF06, 0x08, b"\x08\x1244030019900307\x07803"),
    "name of broken GB18030": (EF06, 0x09, bytes((0x09, 30)) + b"\xcd\xf5\xff\x81".ljust(30, b"\0")),
    "name of half a character": (EF06, 0x09, b"\x09\x03\xcd\xf5\x81"),
    "name of no bytes at all": (EF06, 0x09, b""),
}


async def troubles(folder: Path, names: list[str]) -> dict[str, api.ReadResult]:
    """One rig, card after card; at the end a good one."""
    results: dict[str, api.ReadResult] = {}
    async with rig(folder) as hall:
        insertion = 0
        for name in names:
            file, tag, wire = BROKEN[name]
            insertion = await inserted(hall, VirtualCard(PROFILE, Manners(records={(file, tag): wire})), insertion)
            results[name] = await hall.seat.read(insertion)
        insertion = await inserted(hall, VirtualCard(PROFILE), insertion)
        assert isinstance(await hall.seat.read(insertion), api.CardRecords)
        assert PROFILE.number not in hall.device.log
    return results


async def test_each_broken_record_is_unreadable_at_its_place_and_the_next_card_is_read(tmp_path: Path) -> None:
    names = list(BROKEN)
    told = await asyncio.gather(*(troubles(tmp_path / str(first), names[first::RIGS]) for first in range(RIGS)))
    results = {name: result for part in told for name, result in part.items()}
    assert sorted(results) == sorted(names)
    for name, (file, tag, wire) in BROKEN.items():
        word = 0x6A83 if wire is None else 0
        step = f"EF{file & 0xFF:02X}/{tag:02X}"
        assert results[name] == api.CardTrouble(api.Fault.UNREADABLE, step, word), name


def padded(fill: bytes) -> VirtualCard:
    """Every record filled with ``fill``: those of ``cn`` and the card's number have nothing else."""
    records: dict[tuple[int, int], bytes | None] = {
        (EF05, 0x05): b"\x05\x04" + fill * 4, (EF05, 0x06): b"\x06\x04" + fill * 4,
        (EF05, 0x07): b"\x07\x09" + fill * 9,
        (EF06, 0x08): b"\x08\x12" + b"440300900307803".ljust(18, fill),
        (EF06, 0x09): b"\x09\x1e" + "王小明".encode("gb18030").ljust(30, fill), (EF06, 0x0A): b"\x0a\x01" + fill}
    return VirtualCard(PROFILE, Manners(records=records))


async def test_padding_of_00_and_of_ff_is_stripped_alike(tmp_path: Path) -> None:
    async with rig(tmp_path) as hall:
        insertion = 0
        for fill in (b"\x00", b"\xff"):
            insertion = await inserted(hall, padded(fill), insertion)
            records = await hall.seat.read(insertion)
            assert isinstance(records, api.CardRecords), records
            assert (records.number, records.name, records.sex) == ("440300900307803", "王小明", "")
            assert (records.issued, records.expires, records.card_number) == (0, 0, "")


async def test_cards_of_rarer_manners_are_read_too(tmp_path: Path) -> None:
    cards = {
        "every tag is a number": (VirtualCard(PROFILE, Manners(numbers_only=True)), PROFILE.holder),
        "T=1 by number": (VirtualCard(changed(holder=LONG_NAME), Manners(t1=True, by_tag=False)), LONG_NAME),
        "a character that moved": (VirtualCard(changed(holder="王\u9fb4")), "王\u9fb4"),
        "version 3 keeps its holder": (VirtualCard(changed(version="3.00"), Manners(guarded=True)), ""),
    }
    async with rig(tmp_path) as hall:
        insertion = 0
        for how, (card, name) in cards.items():
            insertion = await inserted(hall, card, insertion)
            records = await hall.seat.read(insertion)
            assert isinstance(records, api.CardRecords), (how, records)
            assert records.name == name, how
