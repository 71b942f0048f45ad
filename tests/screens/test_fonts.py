"""Faces: which draws what, and that figures stand in columns."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from assets import built
from assets.build_fonts import build, code_point_ranges
from screens.fonts import FILES, GETA, load_coverage
from screens.setting import Span
from tests.screens.type_metrics import typesetter

COVERAGE = load_coverage()


@pytest.mark.parametrize(("character", "bold", "face"), [
    ("骨", False, "regular"), ("骨", True, "bold"), ("㐀", False, "regular"), ("𠮷", False, "regular"),
    ("𠀀", False, "hana-a"), ("𪛖", True, "hana-b"), ("𫝀", False, "hana-b"), ("é", False, "regular")])
def test_rare_characters_fall_back(character: str, bold: bool, face: str) -> None:
    assert COVERAGE.choose(character, bold) == (face, character)


def test_a_character_that_no_face_has_is_a_geta_mark() -> None:
    assert COVERAGE.choose("\U00030000", False) == ("regular", GETA)


@pytest.mark.parametrize("character", ["\ufe0f", "\u200b", "\U000e0100"])
def test_selectors_draw_nothing(character: str) -> None:
    assert COVERAGE.choose(character, False)[1] == ""


def test_a_rare_name_is_set_in_three_runs_of_one_line() -> None:
    (line,) = typesetter().set([Span("王𪛖明")], 10).lines
    assert [(run.text, run.face) for run in line.runs] == [("王", "regular"), ("𪛖", "hana-b"), ("明", "regular")]


@pytest.mark.parametrize("face", ["regular", "bold"])
def test_figures_are_tabular_and_the_face_is_the_chinese_one(face: str) -> None:
    with TTFont(FILES[face], lazy=True) as font:  # type: ignore[index]
        cmap, metrics = font.getBestCmap(), font["hmtx"]
        assert len({metrics[cmap[ord(figure)]][0] for figure in "0123456789"}) == 1
        assert "SC" in font["name"].getDebugName(4)


def test_the_coverage_file_is_what_the_fonts_draw() -> None:
    assert COVERAGE.ranges[FILES["hana-a"].name] == code_point_ranges(FILES["hana-a"])


def test_building_again_writes_nothing() -> None:
    assert build(built("fonts")) == []
