"""What pcscd's event states mean, one after the other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.api import CardStatus, Disconnected, Empty, Mute, Present
from devices.card.watch import Sight, chosen, next_sight

CARD, MUTE, EMPTY, UNPOWERED, HELD = 0x22, 0x222, 0x12, 0x422, 0x1A2
READER = "A Reader 00 00"


def seen(*states: int) -> list[CardStatus]:
    sight, insertions, statuses = Sight(Disconnected()), 0, []
    for state in states:
        sight = next_sight(sight, insertions, READER, state)
        if isinstance(sight.status, Present | Mute):
            insertions = sight.status.insertion
        statuses.append(sight.status)
    return statuses


@pytest.mark.parametrize(("states", "statuses"), [
    ((EMPTY,), [Empty()]),
    ((EMPTY, 0x10000 | CARD), [Empty(), Present(1)]),
    ((0x10000 | CARD, 0x20000 | EMPTY, 0x30000 | CARD), [Present(1), Empty(), Present(2)]),
    ((0x10000 | CARD, 0x10000 | HELD, 0x10000 | UNPOWERED), [Present(1), Present(1), Present(1)]),
    ((0x10000 | CARD, 0x30000 | CARD), [Present(1), Present(2)]),
    ((0x10000 | MUTE, 0x20000 | EMPTY, 0x30000 | CARD), [Mute(1), Empty(), Present(2)]),
    ((0x10000 | CARD, 0x10000 | MUTE), [Present(1), Mute(1)]),
], ids=["empty", "in", "in-out-in", "held-and-unpowered", "swapped-between-two-looks", "turned-round", "fell-mute"])
def test_each_change_of_the_reader_is_a_status(states: tuple[int, ...], statuses: list[CardStatus]) -> None:
    assert seen(*states) == statuses


def test_a_card_that_is_there_after_pcscd_was_away_is_a_new_insertion() -> None:
    assert next_sight(Sight(Disconnected()), 4, READER, 0x10000 | CARD).status == Present(5)


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from([CARD, MUTE, EMPTY, UNPOWERED]))))
def test_insertions_grow_and_never_repeat(moves: list[tuple[int, int]]) -> None:
    counter, states = 0, []
    for more, state in moves:
        counter += more
        states.append(counter << 16 | state)
    numbers = [status.insertion for status in seen(*states) if isinstance(status, Present | Mute)]
    assert numbers == sorted(numbers)
    statuses = seen(*states)
    for (before, after), (first, second) in zip(pairwise(states), pairwise(statuses), strict=True):
        if isinstance(first, Present | Mute) and isinstance(second, Present | Mute):
            assert (first.insertion == second.insertion) == (before >> 16 == after >> 16)


@pytest.mark.parametrize(("wanted", "reader"), [
    ("Virtual PCD 00 01", "Virtual PCD 00 01"), ("PCD", "Virtual PCD 00 00"), ("", "Virtual PCD 00 00"),
    ("None", None)])
def test_a_reader_is_chosen_by_name_or_a_part_of_it(wanted: str, reader: str | None) -> None:
    assert chosen(["Virtual PCD 00 00", "Virtual PCD 00 01"], wanted) == reader
