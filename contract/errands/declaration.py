"""What an errand declares."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Shape(StrEnum):
    """design.md §3."""

    QUERY = "query"
    FORM = "form"
    PROOF = "proof"
    CARD_STEP = "card_step"


class Identity(StrEnum):
    """What a person has to show."""

    NONE = "none"
    CARD = "card"
    CARD_PIN = "card+pin"
    CARD_PIN_DOCUMENT = "card+pin+document"
    DOCUMENT = "document"


class Errand(msgspec.Struct, frozen=True):
    """``calls`` are names in ``contract.messages``; ``devices`` what it can't do without; titles are marked ids."""

    id: str
    shape: Shape
    identity: Identity
    title: str
    hint: str
    icon: str
    devices: tuple[str, ...]
    calls: tuple[str, ...]
    slip: str = ""
