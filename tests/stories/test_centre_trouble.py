"""A centre that fails at any of a visit's calls: a sentence with its code, a row in the journal, nothing lost."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from contract.messages import (
    CONTRIBUTIONS,
    DRAFT_SLIP,
    OPEN_VISIT,
    PROVE_CARD,
    RESERVE_SLIP,
    SUMMARY,
    Call,
)
from contract.views import Document, Keypad, Overview, Trouble
from tests.kiosk.journal.reading import phases_in, rows_in
from tests.stories.walk import codes, inserted, journal, proof_chosen, proof_offered, refused, signed_in, told
from tests.wire.glass import Glass
from tests.wire.lobby import Lobby
from tests.wire.meddler import Meddler, Spoiling, meddler_up
from tests.wire.relay import Cable
from tests.wire.wall_clock import WallClock

CUT = {"NET-301", "NET-303"}
CODES = {Spoiling.AWAY: CUT, Spoiling.LOST: CUT, Spoiling.SLOW: {"NET-302"}}
"""A connection that is cut in the middle looks like nobody there or like half an answer; both are true."""
NONSENSE = {"NET-303"}
BEHIND_PIN = {PROVE_CARD: (Spoiling.AWAY, Spoiling.SLOW, Spoiling.SCHEMA), SUMMARY: (Spoiling.HALF, Spoiling.LOST),
              CONTRIBUTIONS: (Spoiling.HTML, Spoiling.ERROR)}
"""What each call is tried with in every run; the whole table is for a long proof (``make proof``)."""
TABLE = [pytest.param(call, how, id=f"{call.name}-{how}", marks=() if how in quick else pytest.mark.proof)
         for call, quick in BEHIND_PIN.items() for how in Spoiling]


@pytest.fixture
async def meddler(hall: Lobby) -> AsyncIterator[Meddler]:
    """All calls of the kiosk go through it for the length of a story."""
    real = hall.cable.target
    async with meddler_up(hall.prepared, hall.ports) as between:
        await hall.cable.set(Cable.CUT)
        hall.cable.target = ("127.0.0.1", between.port)
        await hall.cable.set(Cable.WHOLE)
        yield between
        await hall.cable.set(Cable.CUT)
        hall.cable.target = real
        await hall.cable.set(Cable.WHOLE)


async def told_in_words(hall: Lobby, screen: Glass, how: Spoiling) -> str:
    """The trouble page stands and the journal has its code; the code."""
    shown = await screen.page(Trouble)
    assert shown.code in CODES.get(how, NONSENSE), how
    assert codes(hall)[-1] == shown.code, how
    return shown.code


@pytest.mark.parametrize("how", Spoiling)
async def test_a_centre_that_fails_when_the_visit_is_opened_shows_nothing_of_anybody(
        hall: Lobby, screen: Glass, meddler: Meddler, how: Spoiling) -> None:
    meddler.spoil(OPEN_VISIT, how)
    await inserted(hall, screen, "plain")
    await refused(hall, screen, await told_in_words(hall, screen, how))
    assert "keypad" not in screen.history
    assert meddler.spoilt == 1


@pytest.mark.parametrize(("call", "how"), TABLE)
async def test_a_centre_that_fails_behind_the_pin_ends_the_visit_before_any_record_is_shown(
        hall: Lobby, screen: Glass, meddler: Meddler, call: Call, how: Spoiling) -> None:
    meddler.spoil(call, how)
    card = await inserted(hall, screen, "plain")
    await screen.page(Keypad)
    await screen.type_pin(hall.card("plain").pin)
    await refused(hall, screen, await told_in_words(hall, screen, how))
    assert "overview" not in screen.history
    assert meddler.spoilt == 1
    assert card.tries == hall.card("plain").tries, "a right PIN costs no try, whatever the centre says"


async def test_a_preview_that_does_not_come_is_told_and_the_visit_goes_on(hall: Lobby, screen: Glass,
                                                                          meddler: Meddler) -> None:
    await signed_in(hall, screen)
    numbers = len(phases_in(journal(hall)))
    for how in Spoiling:
        meddler.spoil(DRAFT_SLIP, how)
        await proof_offered(screen)
        await screen.press("errand:proof_of_insurance")
        await told_in_words(hall, screen, how)
        await screen.press("back")
        await screen.page(Overview)
    assert meddler.spoilt == len(Spoiling)
    assert len(phases_in(journal(hall))) == numbers, "a preview asks for no number"


async def test_a_number_whose_answer_does_not_come_is_void_at_both_ends(hall: Lobby, screen: Glass,
                                                                        meddler: Meddler) -> None:
    await proof_chosen(hall, screen)
    slips = len(hall.printer.slips)
    for how in Spoiling:
        meddler.spoil(RESERVE_SLIP, how)
        await screen.press("print")
        await told_in_words(hall, screen, how)
        assert list(phases_in(journal(hall)).values())[-1] == "not_printed"
        await told(hall, "void")
        await screen.press("back")
        await screen.page(Overview)
        await screen.press("errand:proof_of_insurance")
        await screen.until(lambda shown: isinstance(shown.view, Document) and shown.view.primary.state == "ready")
    assert meddler.spoilt == len(Spoiling)
    assert len(hall.printer.slips) == slips
    states = rows_in(hall.prepared.centre / "central.db", "SELECT DISTINCT state FROM slip WHERE settled_at > 0")
    assert ("voided",) in states, "the one that the centre had reserved before its answer was lost"
    assert rows_in(hall.prepared.centre / "central.db", "SELECT id FROM slip WHERE state = 'reserved'") == []


@pytest.mark.parametrize("offset", [75, -75], ids=["ahead", "behind"])
async def test_with_a_clock_more_than_a_minute_off_nothing_is_reserved(hall: Lobby, screen: Glass, clock: WallClock,
                                                                       offset: int) -> None:
    numbers, slips = len(phases_in(journal(hall))), len(hall.printer.slips)
    clock.set(offset)
    try:
        await proof_chosen(hall, screen)
        await screen.press("print")
        await screen.trouble("NET-305")
    finally:
        clock.set(0)
    assert codes(hall)[-1] == "NET-305"
    assert (len(phases_in(journal(hall))), len(hall.printer.slips)) == (numbers, slips)
    await screen.press("back")
    await screen.page(Overview)
