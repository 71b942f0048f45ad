"""Every page as a sheet, in both orientations, languages and all palettes; no display is needed.

The pages of the visit as kiosk-core sends them, and sample pages with what no errand of today needs yet.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import get_args

import msgspec
import pytest

from contract.views import Action, Confirm, Document, Shown, View
from contract.words import LANGUAGES, Language, Plain, say
from screens.drawings import icons
from screens.sheet import Box, Drawing, Glyphs, Hatch, Local, Print, Sheet
from screens.templates.page import WRITERS, compose
from screens.theme import PALETTES, Mode, Theme
from screens.words import Words
from tests.screens.sample_views import NOON, Samples
from tests.screens.type_metrics import typesetter
from tests.screens.visit_pages import visit_pages

SIZES = [(1080, 1920), (1920, 1080)]
LEAST_TARGET = 2.0
"""Units: the smallest control that anything on a page may be (36 px, 9 mm: a lane among five in landscape)."""
SETTER = typesetter()
SAMPLES = list(Samples("zh-Hans").pages())
VISIT = {f"visit-{name}": page for name, page in visit_pages().items()}
NAMES = [*SAMPLES, *VISIT]


def shown_as(name: str, language: Language) -> Shown:
    """A page by name, as the screen program gets it."""
    if page := VISIT.get(name):
        return Shown(1, language, page.view, page.bar, page.signed_in)
    return Samples(language).shown(name, 1)


def sheet(shown: Shown, size: tuple[int, int], mode: Mode = "normal", local: Local | None = None,
          missing: Counter[str] | None = None) -> Sheet:
    words = Words(shown.language, lambda: float(NOON), missing=missing)
    return compose(shown, Theme(*size, PALETTES[mode]), words, SETTER, local or Local())


def actions(value: object) -> Iterator[Action]:
    """Every action anywhere in a view."""
    if isinstance(value, Action):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from actions(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from actions(each)


@pytest.mark.parametrize("size", SIZES, ids=["portrait", "landscape"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_holds_its_view(name: str, language: Language, size: tuple[int, int]) -> None:
    missing: Counter[str] = Counter()
    shown = shown_as(name, language)
    page = sheet(shown, size, missing=missing)
    assert page.overflows == []
    assert missing == Counter()
    buttons = Counter(node.action for node in page.nodes if node.role == "button")
    offered = Counter(action.id for action in actions((shown.view, shown.bar)))
    assert {action: buttons[action] for action in offered} == offered
    pressable = [target.action for target in page.targets if not target.action.startswith("local:")]
    assert Counter(pressable) >= Counter(action.id for action in actions((shown.view, shown.bar))
                                         if action.state != "off")
    for item in page.items:
        if isinstance(item, Glyphs):
            assert 0 <= item.x < size[0]
            assert 0 <= item.y < size[1]


@pytest.mark.parametrize("size", SIZES, ids=["portrait", "landscape"])
@pytest.mark.parametrize("name", NAMES)
def test_targets_are_large_enough_and_apart(name: str, size: tuple[int, int]) -> None:
    page = sheet(shown_as(name, "en"), size)
    for target in page.targets:
        assert min(target.area.w, target.area.h) >= LEAST_TARGET * 18, target
    for one, other in itertools.combinations(page.targets, 2):
        apart = (one.area.x + one.area.w <= other.area.x or other.area.x + other.area.w <= one.area.x
                 or one.area.y + one.area.h <= other.area.y or other.area.y + other.area.h <= one.area.y)
        assert apart, (one, other)


@pytest.mark.parametrize("mode", ["high-black", "high-white"])
@pytest.mark.parametrize("name", NAMES)
def test_high_contrast_uses_two_colours_only(name: str, mode: Mode) -> None:
    page = sheet(shown_as(name, "zh-Hans"), SIZES[0], mode)
    used: set[str | None] = set()
    for item in page.items:
        if isinstance(item, Box):
            used |= {item.fill, item.edge}
        elif isinstance(item, Glyphs | Drawing | Hatch):
            used.add(item.colour)
    assert used - {None} <= {"#000000", "#FFFFFF"}


def test_every_template_of_the_contract_has_a_writer_and_a_sample() -> None:
    assert set(get_args(View)) == set(WRITERS)
    assert {type(view) for view, _ in Samples("en").pages().values()} == set(WRITERS)


@pytest.mark.parametrize("size", SIZES, ids=["portrait", "landscape"])
@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in ("keypad", "keypad-wrong")])
def test_a_view_whose_lists_are_empty_is_a_page_all_the_same(name: str, size: tuple[int, int]) -> None:
    shown = Samples("zh-Hans").shown(name, 1)
    emptied = {field: () for field in shown.view.__struct_fields__ if isinstance(getattr(shown.view, field), tuple)}
    bare = msgspec.structs.replace(shown, view=msgspec.structs.replace(shown.view, **emptied), bar=())
    assert sheet(bare, size).items


def test_an_answer_without_room_is_noted_and_never_cut_silently() -> None:
    shown = Samples("zh-Hans").shown("confirm", 1)
    assert isinstance(shown.view, Confirm)
    long = msgspec.structs.replace(shown.view, lead=Plain("这一段话写得太长了。" * 200))
    assert sheet(msgspec.structs.replace(shown, view=long), SIZES[0]).overflows


def test_an_unknown_icon_is_noted() -> None:
    shown = msgspec.structs.replace(Samples("en").shown("help", 1),
                                    bar=(Action("x", Plain("x"), icon="no-such-icon"),))
    assert "icon no-such-icon" in sheet(shown, SIZES[0]).overflows
    assert "no-such-icon" not in icons()


def test_all_parts_of_a_long_paper_together_are_the_paper() -> None:
    shown = Samples("zh-Hans").shown("document-long", 1)
    assert isinstance(shown.view, Document)
    parts = sheet(shown, SIZES[0]).parts
    prints = [item for part in range(parts) for item in sheet(shown, SIZES[0], local=Local(part=part)).items
              if isinstance(item, Print)]
    assert shown.view.paper is not None
    rows = [(item.first, item.last) for item in prints]
    assert rows[0][0] == 0
    assert rows[-1][1] == shown.view.paper.height
    assert all(one[1] == other[0] for one, other in itertools.pairwise(rows))


def test_a_message_is_known_by_its_id_in_the_tree_and_a_value_by_nothing() -> None:
    shown = Samples("en").shown("confirm", 1)
    assert isinstance(shown.view, Confirm)
    view = msgspec.structs.replace(shown.view, title=say("waiting.title"))
    nodes = sheet(msgspec.structs.replace(shown, view=view), SIZES[0]).nodes
    assert "waiting.title" in {node.message for node in nodes}
    assert "I am here" not in msgspec.json.encode(nodes).decode()
