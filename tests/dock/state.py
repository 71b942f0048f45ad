"""What the page and scripts see and set: plain data, described where it is declared."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from tests.wire.relay import Cable

Paper = Literal["full", "near_end", "empty"]


class Person(msgspec.Struct, frozen=True):
    """A sample card: ``name`` for the API, what is special about it, and the PIN (invented people only)."""

    name: str
    note: str
    holder: str
    pin: str


class CardState(msgspec.Struct, frozen=True):
    """What lies in the slot; None: nothing."""

    inserted: str | None


class PrinterState(msgspec.Struct, frozen=True):
    """The machine as a technician would find it. ``slips``: how many lie on the floor."""

    power: bool
    plugged: bool
    cover_open: bool
    paper: Paper
    cutter_jammed: bool
    head_hot: bool
    silent: bool
    slips: int


class CentreState(msgspec.Struct, frozen=True):
    """The cable between the kiosk and the centre; ``delay`` in seconds before each piece of data."""

    cable: Cable
    delay: float


class State(msgspec.Struct, frozen=True):
    """Everything beside the screen. ``clock`` is how many seconds the kiosk's clock is ahead of the true one."""

    card: CardState
    printer: PrinterState
    centre: CentreState
    clock: int
    programs: dict[str, int]
    """Process ids of the kiosk's own programs."""


class Insert(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which card: a name of ``GET /api/people``, or ``bank`` (no social card), or ``mute`` (chip side down)."""

    name: str


class PrinterChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    power: bool | msgspec.UnsetType = msgspec.UNSET
    plugged: bool | msgspec.UnsetType = msgspec.UNSET
    cover_open: bool | msgspec.UnsetType = msgspec.UNSET
    paper: Paper | msgspec.UnsetType = msgspec.UNSET
    cutter_jammed: bool | msgspec.UnsetType = msgspec.UNSET
    head_hot: bool | msgspec.UnsetType = msgspec.UNSET
    silent: bool | msgspec.UnsetType = msgspec.UNSET


class CentreChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays as it is."""

    cable: Cable | msgspec.UnsetType = msgspec.UNSET
    delay: Annotated[float, Meta(ge=0, le=60)] | msgspec.UnsetType = msgspec.UNSET


class ClockChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds ahead of the true time; negative is behind."""

    clock: Annotated[int, Meta(ge=-10**9, le=10**9)]


class Kill(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the kiosk's own programs: it ends as by a crash, and is started again."""

    program: Literal["card", "printer", "core", "screen"]


class SlipOnFloor(msgspec.Struct, frozen=True):
    """A slip that was cut: ``picture`` and ``data`` are addresses; ``lines`` what stands on it as text."""

    number: int
    picture: str
    data: str
    lines: tuple[str, ...]
    qr: tuple[str, ...]


class Live(msgspec.Struct, frozen=True):
    """The live screen: VNC over WebSocket on ``port`` of the same host, ``size`` as ``1080x1920``."""

    port: int
    size: str
