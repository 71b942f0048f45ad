"""Every trouble a citizen can meet, on real wires: a sentence on the screen, a code in the journal, nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from contract.frames import Topic, connect
from contract.intents import INTENT
from contract.views import Attract, Confirm, Keypad, Overview, Result, View
from devices.card.simulator import Manners, VirtualCard, bank_card, mute_card
from tests.kiosk.journal.reading import phases_in
from tests.stories.walk import codes, inserted, journal, proof_chosen, refused, signed_in, told
from tests.wire.glass import LIMIT, Glass, glass
from tests.wire.lobby import Lobby
from tests.wire.relay import Cable


@pytest.mark.parametrize(("card", "code"), [
    ("lost", "CRD-110"), ("expired", "CRD-111"), ("expired-by-date", "CRD-111"), ("blocked", "CRD-112"),
    ("unknown", "CRD-113"), ("elsewhere", "CRD-114"), ("pin-locked", "PIN-121")])
async def test_a_card_that_may_not_is_refused_before_any_name_is_shown(hall: Lobby, screen: Glass, card: str,
                                                                       code: str) -> None:
    await inserted(hall, screen, card)
    await refused(hall, screen, code)
    assert "overview" not in screen.history
    assert "keypad" not in screen.history


@pytest.mark.parametrize("card", ["name-mismatch", "wrong-key"])
async def test_a_card_that_does_not_prove_itself_gets_one_generic_refusal(hall: Lobby, screen: Glass,
                                                                          card: str) -> None:
    await inserted(hall, screen, card)
    await screen.page(Keypad)
    await screen.type_pin(hall.card(card).pin)
    await refused(hall, screen, "CRD-115")
    assert "overview" not in screen.history


@pytest.mark.parametrize(("make", "code"), [
    (lambda profile: bank_card(profile), "CRD-104"),
    (lambda profile: mute_card(profile), "CRD-101"),
    (lambda profile: VirtualCard(profile, Manners(records={(0xEF06, 0x09): b"\x09\x02\xff\x81"})), "CRD-102"),
    (lambda profile: VirtualCard(profile, Manners(silent=frozenset({0xB2}))), "CRD-103"),
], ids=["bank-card", "turned-round", "broken-record", "silent"])
async def test_a_card_that_can_not_be_read_is_explained(hall: Lobby, screen: Glass, make: Callable[..., VirtualCard],
                                                        code: str) -> None:
    await inserted(hall, screen, make(hall.card("plain")))
    await refused(hall, screen, code)


async def test_five_digits_are_not_sent(hall: Lobby, screen: Glass) -> None:
    card = await inserted(hall, screen, "plain")
    await screen.page(Keypad)
    for place in range(5):
        await screen.press("digit:1")
        await screen.until(lambda shown, place=place: isinstance(shown.view, Keypad)  # type: ignore[misc]
                           and shown.view.filled == place + 1)
    await screen.press("accept")
    await screen.press("erase")
    await screen.until(lambda shown: isinstance(shown.view, Keypad) and shown.view.filled == 4)
    assert card.tries == hall.card("plain").tries


async def test_a_wrong_pin_shows_the_cards_own_figure_and_the_right_one_goes_on(hall: Lobby, screen: Glass) -> None:
    card = await inserted(hall, screen, "plain")
    await screen.page(Keypad)
    await screen.type_pin("000000" if hall.card("plain").pin != "000000" else "111111")
    shown = await screen.until(lambda shown: isinstance(shown.view, Keypad) and shown.view.filled == 0
                               and shown.view.notice is not None and shown.view.notice.lead is not None)
    assert isinstance(shown.view, Keypad)
    assert str(card.tries) in repr(shown.view.notice)
    await screen.type_pin(hall.card("plain").pin)
    await screen.page(Overview)


async def test_the_last_try_is_spent_only_after_asking(hall: Lobby, screen: Glass) -> None:
    card = await inserted(hall, screen, "one-try")
    await screen.page(Keypad)
    await screen.type_pin("000000")
    asked = await screen.until(lambda shown: isinstance(shown.view, Confirm))
    assert asked.shield_ms > 0, "the second strike of a trembling hand on OK must not answer the question"
    assert card.tries == 1
    await screen.press("last:no")
    await screen.page(Keypad)
    assert card.tries == 1
    await screen.type_pin("000000")
    await screen.page(Confirm)
    await screen.press("last:yes")
    await refused(hall, screen, "PIN-121")
    assert card.tries == 0


async def test_a_record_that_needs_correction_is_shown_and_no_proof_is_issued(hall: Lobby, screen: Glass) -> None:
    await signed_in(hall, screen, "number-empty")
    await screen.press("errand:proof_of_insurance")
    await screen.trouble("REC-401")
    await screen.press("back")
    await screen.page(Overview)


async def test_pcscd_killed_ends_the_visit_with_a_code_and_its_return_begins_the_next(hall: Lobby,
                                                                                     screen: Glass) -> None:
    await signed_in(hall, screen)
    await hall.pcscd.kill()
    await screen.trouble("CRD-105")
    assert codes(hall)[-1] == "CRD-105"
    await hall.remove()
    await hall.pcscd.start()
    await screen.press("dismiss")
    await screen.page(Attract)
    await signed_in(hall, screen)
    await hall.remove()
    await screen.page(Attract)


@pytest.mark.parametrize(("state", "code"), [(Cable.CUT, "NET-301"), (Cable.FROZEN, "NET-302")],
                         ids=["away", "slow"])
async def test_a_centre_that_is_not_there_is_told_and_comes_back(hall: Lobby, screen: Glass, state: Cable,
                                                                 code: str) -> None:
    await signed_in(hall, screen)
    await hall.remove()
    await screen.page(Attract)
    await hall.cable.set(state)
    try:
        await inserted(hall, screen, "plain")
        await refused(hall, screen, code)
    finally:
        await hall.cable.set(Cable.CUT)
        await hall.cable.set(Cable.WHOLE)
    await signed_in(hall, screen)
    await hall.remove()
    await screen.page(Attract)


BREAK: dict[str, tuple[str, object, object, str]] = {
    "out-of-paper": ("roll", 0, None, "PRN-201"), "cover-open": ("cover_open", True, False, "PRN-202"),
    "switched-off": ("power", False, True, "PRN-204"),
    "never-answering": ("silent", True, False, "PRN-204"), "head-hot": ("head_hot", True, False, "PRN-205"),
}


def mend(hall: Lobby, name: str, whole: object) -> None:
    hall.printer.new_roll() if name == "roll" else setattr(hall.printer, name, whole)


@pytest.mark.parametrize("fault", BREAK)
async def test_a_printer_that_is_not_ready_is_told_before_a_number_is_given(hall: Lobby, screen: Glass,
                                                                            fault: str) -> None:
    name, broken, whole, code = BREAK[fault]
    await proof_chosen(hall, screen)
    slips, numbers = len(hall.printer.slips), len(phases_in(journal(hall)))
    try:
        setattr(hall.printer, name, broken)
        await screen.press("print")
        page = await screen.trouble(code)
        assert page.actions[0].id == "back"
    finally:
        mend(hall, name, whole)
    assert len(hall.printer.slips) == slips
    assert len(phases_in(journal(hall))) == numbers
    await screen.press("back")
    await screen.until(lambda shown: isinstance(shown.view, Overview) and shown.view.primary.state == "ready")


@pytest.mark.parametrize("fault", ["out-of-paper", "cover-open", "switched-off"])
async def test_a_printer_that_stops_half_way_leaves_an_uncertain_slip_and_no_success(hall: Lobby, screen: Glass,
                                                                                     fault: str) -> None:
    name, broken, whole, _ = BREAK[fault]
    await proof_chosen(hall, screen)
    screen.history.clear()
    try:
        hall.printer.when_burnt(300, lambda: setattr(hall.printer, name, broken))
        await screen.press("print")
        await screen.trouble("PRN-210")
    finally:
        mend(hall, name, whole)
    assert codes(hall)[-1] == "PRN-210"
    assert list(phases_in(journal(hall)).values())[-1] == "uncertain"
    await told(hall, "uncertain")
    assert "result" not in screen.history
    await screen.press("back")
    await screen.until(lambda shown: isinstance(shown.view, Overview) and shown.view.primary.state == "ready")


async def test_a_printer_unplugged_and_plugged_in_prints_again(hall: Lobby, screen: Glass) -> None:
    hall.printer.unplug()
    await screen.until(lambda shown: isinstance(shown.view, Attract) and bool(shown.view.alerts))
    hall.printer.plug()
    await screen.until(lambda shown: isinstance(shown.view, Attract) and not shown.view.alerts)
    await proof_chosen(hall, screen)
    await screen.press("print")
    await screen.until(lambda shown: isinstance(shown.view, Result) and shown.view.picture == "take-slip")
    await told(hall, "confirm")


async def test_the_language_changes_on_any_page_and_goes_back_with_the_visitor(hall: Lobby, screen: Glass) -> None:
    kinds: list[type[View]] = [Attract, Overview]
    for kind in kinds:
        if kind is Overview:
            await signed_in(hall, screen)
        await screen.speak("en")
        await screen.until(lambda shown: shown.language == "en")
        await screen.speak("zh-Hans")
        await screen.until(lambda shown: shown.language == "zh-Hans")
    await screen.speak("en")
    await hall.remove()
    await screen.until(lambda shown: isinstance(shown.view, Attract) and shown.language == "zh-Hans")


async def test_a_screen_that_crashed_finds_the_visit_where_it_was(hall: Lobby, screen: Glass) -> None:
    await signed_in(hall, screen)
    await screen.close()
    async with glass(hall.settings.screen_socket) as again:
        await again.page(Overview)
        await again.press("end")
        await again.page(Result)


async def test_a_screen_that_talks_nonsense_is_left_and_the_next_one_is_met(hall: Lobby, screen: Glass) -> None:
    core = hall.pids()["core"]
    mad = await connect(hall.settings.screen_socket)
    await mad.tell(Topic(INTENT.name, int), 7)
    async with asyncio.timeout(LIMIT):
        await mad.wait_closed()
    await mad.close()
    async with glass(hall.settings.screen_socket) as again:
        await again.page(Attract)
    assert hall.pids()["core"] == core
