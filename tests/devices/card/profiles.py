"""Invented cards, and a card's answers without pcscd between."""

from __future__ import annotations

import msgspec

from devices.card.codec import AID
from devices.card.dialogue import Dialogue
from devices.card.simulator import CardProfile, VirtualCard

HISTORICAL = bytes.fromhex("00814E43238697159900BF7C7A")
PROFILE = CardProfile(
    name="rig", atr="3B6D0000" + HISTORICAL.hex(), card_id="440300D156000005" + "0102030405060708",
    region="440300", version="2.00", algorithm="3des", issued="20180506", expires="20380506", card_number="A12345678",
    number="44030019900307803X", holder="欧阳样张", sex="1", nation="01", birthplace="440300", birth="19900307",
    pin="135790", irk="00112233445566778899AABBCCDDEEFF")
LONG_NAME = "阿卜杜热合曼·买买提吐尔逊江库尔班艾力"
SELECT = bytes.fromhex("00A404000F") + AID


def changed(**changes: object) -> CardProfile:
    return msgspec.structs.replace(PROFILE, **changes)


def selected(card: VirtualCard, file: int | None = None) -> VirtualCard:
    """The card with its application, and perhaps a file, selected."""
    card.transmit(SELECT)
    if file is not None:
        assert card.transmit(bytes.fromhex("00A4020002") + file.to_bytes(2, "big")) == b"\x90\x00"
    return card


class Wire:
    """A card's line with every command on it kept."""

    def __init__(self, card: VirtualCard) -> None:
        self.card = card
        self.sent: list[bytes] = []

    def exchange(self, apdu: bytes, step: str) -> bytes:
        self.sent.append(apdu)
        return self.card.transmit(apdu)

    @property
    def dialogue(self) -> Dialogue:
        return Dialogue(self.exchange, self.card.manners.t1)
