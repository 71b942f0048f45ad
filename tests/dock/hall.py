"""The dock's hands: each method does one thing that a person in the hall can do to the machine."""

from __future__ import annotations

import asyncio
import os
import signal
from io import BytesIO

import msgspec

from devices.card.simulator import bank_card, mute_card
from devices.printer.simulator import Slip
from tests.dock.state import (
    CardState,
    CentreChange,
    CentreState,
    Paper,
    Person,
    PrinterChange,
    PrinterState,
    SlipOnFloor,
    State,
)
from tests.wire.lobby import Lobby
from tests.wire.wall_clock import WallClock

ODD = {"bank": bank_card, "mute": mute_card}
"""Cards that are nobody's sample card."""
SHORT_ROLL = 400
"""Dots of paper that a nearly empty roll still gives; near its end by the sensor, and it ends within a slip."""


class Hall:
    """One lobby and what the dock keeps about it."""

    def __init__(self, lobby: Lobby, clock: WallClock) -> None:
        self.lobby = lobby
        self.cards = frozenset({*lobby.cards(), *ODD})
        self._clock = clock
        self._inserted: str | None = None
        self._picked_up: set[int] = set()
        self._one_at_a_time = asyncio.Lock()

    def people(self) -> list[Person]:
        cards = self.lobby.cards()
        odd = [Person("bank", "a bank card: no social security on it", "银行卡", ""),
               Person("mute", "chip side down: the reader sees a card that does not answer", "反插的卡", "")]
        return [Person(name, card.note, card.holder, card.pin) for name, card in cards.items()] + odd

    def state(self) -> State:
        printer, cable = self.lobby.printer, self.lobby.cable
        return State(
            CardState(self._inserted),
            PrinterState(
                printer.power, printer.plugged, printer.cover_open, self._paper(), printer.cutter_jammed,
                printer.head_hot, printer.silent, len(self.floor()),
            ),
            CentreState(cable.state, cable.delay),
            self._clock.offset,
            self.lobby.pids(),
        )

    async def insert(self, name: str) -> None:
        """Put a card in; one that is there comes out first."""
        async with self._one_at_a_time:
            await self._take_out()
            made = ODD.get(name)
            await self.lobby.insert(made(self.lobby.card("plain")) if made else name)
            self._inserted = name

    async def remove(self) -> None:
        async with self._one_at_a_time:
            await self._take_out()

    async def _take_out(self) -> None:
        if self._inserted is not None:
            await self.lobby.remove()
            self._inserted = None

    def change_printer(self, change: PrinterChange) -> None:
        printer = self.lobby.printer
        if change.paper is not msgspec.UNSET:
            self._load(change.paper)
        for name in ("power", "cover_open", "cutter_jammed", "head_hot", "silent"):
            value = getattr(change, name)
            if value is not msgspec.UNSET:
                setattr(printer, name, value)
        if change.plugged is True:
            printer.plug()
        elif change.plugged is False:
            printer.unplug()

    async def change_centre(self, change: CentreChange) -> None:
        if change.delay is not msgspec.UNSET:
            self.lobby.cable.delay = change.delay
        if change.cable is not msgspec.UNSET:
            await self.lobby.cable.set(change.cable)

    def change_clock(self, offset: int) -> None:
        self._clock.set(offset)

    def kill(self, program: str) -> bool:
        """SIGKILL; False when it is not running at this moment."""
        pid = self.lobby.pids().get(program)
        if pid is None:
            return False
        os.kill(pid, signal.SIGKILL)
        return True

    def floor(self) -> list[SlipOnFloor]:
        """Slips that were cut and not picked up, the newest first."""
        return [self._told(number) for number in self._lying()][::-1]

    def slip(self, number: int) -> Slip | None:
        return self.lobby.printer.slips[number - 1] if number in self._lying() else None

    def pick_up(self, number: int) -> bool:
        """Take a slip (from the outlet, if it still hangs there) and keep it; False when none has this number."""
        if number not in self._lying():
            return False
        if number == len(self.lobby.printer.slips):
            self.lobby.printer.take()
        self._picked_up.add(number)
        return True

    def _lying(self) -> list[int]:
        return [number for number in range(1, len(self.lobby.printer.slips) + 1) if number not in self._picked_up]

    def _told(self, number: int) -> SlipOnFloor:
        slip = self.lobby.printer.slips[number - 1]
        address = f"/api/slips/{number}"
        return SlipOnFloor(number, f"{address}/picture", f"{address}/data", tuple(slip.text_lines()), tuple(slip.qr))

    def _paper(self) -> Paper:
        printer = self.lobby.printer
        if printer.roll == 0:
            return "empty"
        return "near_end" if printer.near_end else "full"

    def _load(self, paper: Paper) -> None:
        printer = self.lobby.printer
        printer.near_end = False
        match paper:
            case "full":
                printer.new_roll()
            case "near_end":
                printer.roll = SHORT_ROLL
                printer.near_end = True
            case "empty":
                printer.roll = 0


def png(slip: Slip) -> bytes:
    """The paper as a picture."""
    stream = BytesIO()
    slip.picture().save(stream, "PNG")
    return stream.getvalue()
