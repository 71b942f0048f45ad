"""The sender, with a real journal and a real loop: everything is told, in its own time, and nothing blocks the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journal import Backoff, Command, Delivered, Journal, OutboxSender, Outcome, Poison, Retry, Sent
from tests.kiosk.journal.reading import outbox_in

LIMIT = 20.0


class Hall:
    """A journal with its sender; answers to each slip in order, the last one for ever. Time moves by hand."""

    def __init__(self, journal: Journal, answers: dict[str, list[Sent]]) -> None:
        self.journal = journal
        self.answers = answers
        self.time = 0.0
        self.limits: list[float] = []
        self.sent: list[str] = []
        self.tried = asyncio.Condition()
        self.sender = OutboxSender(
            journal, self.send, clock=lambda: self.time, uniform=self.latest, backoff=Backoff(1.0, 8.0))

    def latest(self, low: float, high: float) -> float:
        assert low == 0.0
        self.limits.append(high)
        return high

    async def send(self, command: Command) -> Sent:
        answers = self.answers[command.op_id]
        async with self.tried:
            self.sent.append(command.op_id)
            self.tried.notify_all()
        return answers.pop(0) if len(answers) > 1 else answers[0]

    async def settle(self, op_id: str) -> None:
        await self.journal.intend(op_id, "asked")
        await self.journal.settled(op_id, Outcome.NOT_PRINTED)

    async def until(self, tries: int) -> None:
        async with asyncio.timeout(LIMIT), self.tried:
            await self.tried.wait_for(lambda: len(self.sent) >= tries)

    async def empty(self) -> None:
        async with asyncio.timeout(LIMIT):
            while await self.journal.outbox():
                continue

    def pass_time(self, seconds: float) -> None:
        self.time += seconds
        self.journal.outbox_grew.set()


@asynccontextmanager
async def running(sender: OutboxSender) -> AsyncIterator[None]:
    task = asyncio.create_task(sender.run(), name="outbox")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled(), "it ends by being cancelled and by nothing else"


@pytest.fixture
async def open_hall(tmp_path: Path) -> AsyncIterator[Callable[[dict[str, list[Sent]]], Awaitable[Hall]]]:
    journals: list[Journal] = []

    async def opened(answers: dict[str, list[Sent]]) -> Hall:
        journals.append(await Journal.open(tmp_path / "journal.sqlite", lambda: 1.0))
        return Hall(journals[0], answers)

    yield opened
    for journal in journals:
        await journal.close()


Opening = Callable[[dict[str, list[Sent]]], Awaitable[Hall]]


async def test_what_waited_before_the_start_and_what_comes_later_is_told_in_order(open_hall: Opening) -> None:
    hall = await open_hall({"op1": [Delivered()], "op2": [Delivered()], "op3": [Delivered()]})
    await hall.settle("op1")
    await hall.settle("op2")
    async with running(hall.sender):
        await hall.until(2)
        await hall.settle("op3")
        await hall.until(3)
        await hall.empty()
    assert hall.sent == ["op1", "op2", "op3"]


async def test_a_failed_try_waits_up_to_a_limit_that_doubles_and_stays_at_the_longest(open_hall: Opening) -> None:
    hall = await open_hall({"op1": [*[Retry()] * 6, Delivered()]})
    await hall.settle("op1")
    async with running(hall.sender):
        for tries, wait in enumerate((1.0, 2.0, 4.0, 8.0, 8.0, 8.0), 1):
            await hall.until(tries)
            hall.pass_time(wait)
        await hall.empty()
    assert hall.limits == [1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


async def test_before_its_time_nothing_is_tried_again(open_hall: Opening) -> None:
    hall = await open_hall({"op1": [Retry()], "op2": [Delivered()]})
    await hall.settle("op1")
    async with running(hall.sender):
        await hall.until(1)
        hall.pass_time(0.5)
        await hall.settle("op2")
        await hall.until(2)
        assert hall.sent == ["op1", "op2"]


async def test_one_slip_that_fails_does_not_hold_up_the_others(open_hall: Opening) -> None:
    hall = await open_hall({"op1": [Retry()], "op2": [Delivered()], "op3": [Delivered()]})
    for op_id in ("op1", "op2", "op3"):
        await hall.settle(op_id)
    async with running(hall.sender):
        await hall.until(3)
        async with asyncio.timeout(LIMIT):
            while [each.op_id for each in await hall.journal.outbox()] != ["op1"]:
                continue
    assert hall.sent == ["op1", "op2", "op3"]


async def test_a_poisoned_command_is_parked_with_its_reason_and_never_sent_again(
        open_hall: Opening, tmp_path: Path) -> None:
    hall = await open_hall({"op1": [Poison("slip-state-conflict")], "op2": [Delivered()]})
    await hall.settle("op1")
    await hall.settle("op2")
    async with running(hall.sender):
        await hall.empty()
        hall.sender.wake()
    assert hall.sent == ["op1", "op2"]
    assert outbox_in(tmp_path / "journal.sqlite") == [
        ("op1", "void", "parked", "slip-state-conflict"), ("op2", "void", "delivered", "")]


async def test_when_the_centre_is_heard_of_again_nobody_waits_any_longer(open_hall: Opening) -> None:
    hall = await open_hall({"op1": [Retry(), Retry(), Delivered()]})
    await hall.settle("op1")
    async with running(hall.sender):
        await hall.until(1)
        hall.sender.wake()
        await hall.until(2)
        hall.sender.wake()
        await hall.empty()
    assert hall.time == 0.0
    assert hall.limits == [1.0, 1.0], "tries are counted anew"


async def test_the_wait_ends_by_itself(tmp_path: Path) -> None:
    """With the loop's own clock and a short back-off."""
    journal = await Journal.open(tmp_path / "journal.sqlite", lambda: 1.0)
    tries: list[float] = []
    told = asyncio.Event()
    clock = asyncio.get_running_loop().time

    async def send(_: Command) -> Sent:
        tries.append(clock())
        if len(tries) < 3:
            return Retry()
        told.set()
        return Delivered()

    sender = OutboxSender(journal, send, clock=clock, uniform=lambda low, high: high, backoff=Backoff(0.02, 0.05))
    await journal.intend("op1", "asked")
    await journal.settled("op1", Outcome.NOT_PRINTED)
    try:
        async with running(sender):
            await asyncio.wait_for(told.wait(), LIMIT)
    finally:
        await journal.close()
    assert tries[1] - tries[0] >= 0.02
    assert tries[2] - tries[1] >= 0.04


async def test_a_word_that_another_program_has_written_is_found_by_looking(tmp_path: Path) -> None:
    """``kiosk slip settle`` has its own connection and no way to wake the sender."""
    told = asyncio.Event()

    async def send(_: Command) -> Sent:
        told.set()
        return Delivered()

    journal = await Journal.open(tmp_path / "journal.sqlite", lambda: 1.0)
    other = await Journal.open(tmp_path / "journal.sqlite", lambda: 1.0)
    clock = asyncio.get_running_loop().time
    try:
        async with running(OutboxSender(journal, send, clock=clock, uniform=lambda low, high: high, look=0.02)):
            await other.intend("op1", "asked")
            await other.settled("op1", Outcome.NOT_PRINTED)
            await asyncio.wait_for(told.wait(), LIMIT)
    finally:
        await journal.close()
        await other.close()


async def test_a_try_cut_off_by_the_end_of_the_program_is_made_again(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / "journal.sqlite", lambda: 1.0)
    begun, never = asyncio.Event(), asyncio.Event()

    async def stuck(_: Command) -> Sent:
        begun.set()
        await never.wait()
        return Delivered()

    await journal.intend("op1", "asked")
    await journal.settled("op1", Outcome.NOT_PRINTED)
    async with running(OutboxSender(journal, stuck, clock=lambda: 0.0, uniform=lambda low, high: high)):
        await asyncio.wait_for(begun.wait(), LIMIT)
    assert [command.op_id for command in await journal.outbox()] == ["op1"]
    await journal.close()


async def test_a_surprise_of_the_sender_is_not_swallowed(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / "journal.sqlite", lambda: 1.0)

    async def broken(_: Command) -> Sent:
        raise ZeroDivisionError

    await journal.intend("op1", "asked")
    await journal.settled("op1", Outcome.NOT_PRINTED)
    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(
            OutboxSender(journal, broken, clock=lambda: 0.0, uniform=lambda low, high: high).run(), LIMIT)
    await journal.close()


@given(st.integers(1, 10_000), st.floats(0.001, 10), st.floats(10, 1000))
def test_no_limit_is_ever_over_the_longest(tries: int, first: float, longest: float) -> None:
    assert first <= Backoff(first, longest).limit(tries) <= longest
