"""kiosk-screen as a black box: pictures come, presses go, and nothing else gets in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import msgspec
import pytest
from PIL import Image

from contract.intents import LanguageChosen, Pressed, Touched
from contract.semantics import Node
from contract.views import Document, Keypad
from tests.screens.rig import Rig, centre, running
from tests.screens.sample_views import Samples

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
ZH, EN = Samples("zh-Hans"), Samples("en")


@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
async def test_every_page_is_drawn_whole_and_is_what_the_tree_says(size: tuple[int, int]) -> None:
    """Nothing is reported as too long, no id lacks its sentence, each control is painted in its rectangle."""
    async with running(size) as rig:
        sequence = 0
        for samples in (ZH, EN):
            for name in samples.pages():
                sequence += 1
                await rig.core.show(samples.shown(name, sequence))
                tree = await rig.tree(sequence)
                picture = rig.photograph()
                assert (tree.sequence, tree.language) == (sequence, samples.language)
                assert picture.size == size
                for node in tree.nodes:
                    assert_inside(node, size)
                    if node.role == "button":
                        assert len(picture.crop(box(node)).getcolors(1 << 20) or ()) > 1, f"{name}: {node} is blank"
        complaints = [line for line in rig.said().splitlines() if line.startswith(("ERROR", "WARNING", "CRITICAL"))]
        assert complaints == []


async def test_a_press_sends_its_action_with_the_sequence_of_its_picture() -> None:
    async with running(PORTRAIT) as rig:
        await rig.core.show(ZH.shown("overview", 7))
        await rig.press("contributions")
        assert await rig.core.intent() == Pressed(7, "contributions")
        await rig.core.show(ZH.shown("keypad", 8))
        await rig.press("digit:5")
        assert await rig.core.intent() == Pressed(8, "digit:5")
        english = next(node for node in (await rig.tree()).nodes if node.message == "header.english")
        await click(rig, *centre(english))
        assert await rig.core.intent() == LanguageChosen("en")


async def test_an_action_that_is_off_cannot_be_pressed_but_says_that_somebody_is_there() -> None:
    async with running(PORTRAIT) as rig:
        await rig.core.show(ZH.shown("overview-five", 1))
        node = await rig.node("proofs")
        assert not node.enabled
        await rig.press("proofs")
        assert await rig.core.intent() == Touched()


async def test_a_release_outside_its_control_presses_nothing() -> None:
    async with running(PORTRAIT) as rig:
        await rig.core.show(ZH.shown("overview", 1))
        (x, y), (away_x, away_y) = centre(await rig.node("contributions")), centre(await rig.node("errands"))
        await rig.hand(f"mousemove {x} {y}", "mousedown 1", f"mousemove {away_x} {away_y}", "mouseup 1")
        assert await rig.core.intent() == Touched()
        await rig.press("card")
        assert await rig.core.intent() == Pressed(1, "card")


async def test_touches_within_the_shield_are_swallowed_and_keys_that_stood_there_are_not() -> None:
    async with running(PORTRAIT) as rig:
        await rig.core.show(ZH.shown("overview", 1))
        x, y = centre(await rig.node("errands"))
        await rig.hand(f"mousemove {x} {y}")
        await rig.core.show(ZH.shown("keypad", 2, shield_ms=60_000))
        await rig.press("digit:9")
        assert await rig.core.intent() == Touched()
        keypad, bar = ZH.pages()["keypad"]
        assert isinstance(keypad, Keypad)
        shown = ZH.shown("keypad", 3, shield_ms=60_000)
        await rig.core.show(msgspec.structs.replace(shown, view=msgspec.structs.replace(keypad, filled=1), bar=bar))
        await rig.press("digit:9")
        assert await rig.core.intent() == Pressed(3, "digit:9")


async def test_keyboard_and_other_buttons_do_nothing() -> None:
    async with running(PORTRAIT) as rig:
        await rig.core.show(ZH.shown("overview", 1))
        before = rig.photograph()
        x, y = centre(await rig.node("contributions"))
        await rig.hand(f"mousemove {x} {y}", "key Escape", "key F1", "key ctrl+e", "key F11", "key F12", "key alt+F4",
                       "click 3", "click 2", "click 4", "click 5", "keydown ctrl", "click 3", "keyup ctrl")
        await rig.press("errands")
        assert await rig.core.intent() == Pressed(1, "errands")
        await rig.core.show(ZH.shown("overview", 2))
        assert same(before, rig.photograph(), below=130)
        assert rig.screen.returncode is None


async def test_without_its_core_the_screen_waits_with_nothing_of_anybody_and_comes_back() -> None:
    async with running(PORTRAIT) as rig:
        await rig.core.show(ZH.shown("overview", 1))
        await rig.core.stop()
        tree = await rig.until_template("waiting")
        assert {node.message for node in tree.nodes} == {"", "waiting.title"}
        assert not any(node.action for node in tree.nodes)
        await rig.core.start()
        await rig.core.met()
        drawn = await rig.core.show(ZH.shown("attract", 2))
        assert drawn.sequence == 2
        assert (await rig.tree(2)).template == "attract"


async def test_a_core_that_sends_nonsense_is_left_and_met_again() -> None:
    async with running(PORTRAIT) as rig:
        await rig.core.show(ZH.shown("overview", 1))
        await rig.core.send_raw(b"\x00\x00\x00\x05nonse")
        await rig.core.gone()
        await rig.core.met()
        await rig.core.show(ZH.shown("attract", 2))


async def test_a_long_paper_is_turned_on_the_screen_and_stays_turned_while_choices_change() -> None:
    async with running(PORTRAIT) as rig:
        await rig.core.show(EN.shown("document-long", 1))
        first = rig.photograph()
        await rig.press("local:paper-more")
        assert await rig.core.intent() == Touched()
        await until_enabled(rig, "local:paper-back")
        view, bar = EN.pages()["document-long"]
        assert isinstance(view, Document)
        await rig.core.show(msgspec.structs.replace(EN.shown("document-long", 2), bar=bar[:2]))
        second = rig.photograph()
        paper = next(node for node in (await rig.tree(2)).nodes if node.message == "picture.paper")
        assert first.crop(box(paper)).tobytes() != second.crop(box(paper)).tobytes()
        assert (await rig.node("local:paper-back")).enabled


async def test_the_program_ends_in_an_ordinary_way_when_it_is_told_to() -> None:
    async with running(PORTRAIT) as rig:
        await rig.core.show(ZH.shown("attract", 1))
        rig.screen.terminate()
        async with asyncio.timeout(10):
            assert await rig.screen.wait() == 0, rig.said()
        assert "Traceback" not in rig.said()


async def test_values_never_leave_by_the_tree() -> None:
    async with running(PORTRAIT) as rig:
        await rig.core.show(ZH.shown("overview", 1))
        told = msgspec.json.encode(await rig.tree(1)).decode()
        for value in ("小明", "440*", "123X", "查缴费"):
            assert value not in told


async def test_the_tree_is_answered_only_when_the_picture_is_drawn() -> None:
    async with running(PORTRAIT) as rig:
        await rig.core.show(ZH.shown("attract", 1))
        asked = asyncio.create_task(rig.tree(5))
        await rig.core.show(ZH.shown("overview", 4))
        assert not asked.done()
        await rig.core.show(ZH.shown("help", 5))
        tree = await asked
        assert (tree.sequence, tree.template) == (5, "trouble")


async def test_a_quiet_page_costs_nothing_and_three_hundred_pages_leave_nothing() -> None:
    """Five quiet seconds take under a twentieth of a second of CPU; memory stands still once all was shown."""
    async with running(PORTRAIT) as rig:
        memory = Memory()
        pages = [(samples, name) for samples in (ZH, EN) for name in samples.pages()]
        for number in range(300):
            samples, name = pages[number % len(pages)]
            await rig.core.show(samples.shown(name, number + 1))
            memory.note(number, rig.memory())
        assert memory.last - memory.settled < 12 * 1024 * 1024, memory
        assert memory.last < 320 * 1024 * 1024, memory
        await rig.core.show(ZH.shown("overview", 301))
        await rig.tree(301)
        before = rig.processor_seconds()
        await asyncio.sleep(5)
        assert rig.processor_seconds() - before < 0.05
        assert rig.core.drawn.empty()


@dataclass
class Memory:
    """Resident bytes after every page was shown twice, and at the end."""

    settled: int = 0
    last: int = 0

    def note(self, number: int, now: int) -> None:
        if number == 103:
            self.settled = now
        self.last = now


def assert_inside(node: Node, size: tuple[int, int]) -> None:
    x, y, width, height = node.rect
    assert 0 <= x <= x + width <= size[0], node
    assert 0 <= y <= y + height <= size[1], node


def box(node: Node) -> tuple[int, int, int, int]:
    x, y, width, height = node.rect
    return x, y, x + width, y + height


def same(one: Image.Image, other: Image.Image, below: int) -> bool:
    """Equal pictures except for the header, whose clock goes on."""
    place = (0, below, *one.size)
    return one.crop(place).tobytes() == other.crop(place).tobytes()


async def click(rig: Rig, x: int, y: int) -> None:
    await rig.hand(f"mousemove {x} {y}", "click 1")


async def until_enabled(rig: Rig, action: str) -> None:
    async with asyncio.timeout(20):
        while not (await rig.node(action)).enabled:
            pass
