"""Lines of text: what may begin and end one, and that nothing is lost."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from screens.setting import NOT_FIRST, NOT_LAST, Paragraph, Span
from tests.screens.type_metrics import typesetter

SETTER = typesetter()
TEXT = st.text(alphabet="社会保险金额已到账，。、：（）《》“”abc de 0123456789.-/￥%", min_size=1, max_size=60)


def lines(text: Paragraph) -> list[str]:
    return ["".join(run.text for run in line.runs) for line in text.lines]


def test_a_closing_mark_stays_with_its_character_and_an_opening_one_too() -> None:
    text = SETTER.set([Span("查缴费，打证明（免费）。")], 10, 40)
    assert lines(text) == ["查缴费，", "打证明", "（免", "费）。"]


def test_a_figure_stays_with_its_unit() -> None:
    assert lines(SETTER.set([Span("养老已到账 238 个月")], 10, 72)) == ["养老已到账", "238 个月"]


def test_english_breaks_at_spaces_only() -> None:
    assert lines(SETTER.set([Span("Social insurance record")], 10, 60)) == ["Social", "insurance", "record"]


def test_a_short_last_line_is_avoided() -> None:
    assert len(lines(SETTER.set([Span("连续输错会锁卡须到柜台重置")], 10, 120))[-1]) >= 4


def test_a_hard_break_is_kept() -> None:
    assert lines(SETTER.set([Span("请插入\n社会保障卡")], 10, 500)) == ["请插入", "社会保障卡"]


def test_emphasis_changes_the_face_and_keeps_the_line() -> None:
    (line,) = SETTER.set([Span("还可以试 "), Span("5", True), Span(" 次")], 10).lines
    assert [run.face for run in line.runs] == ["regular", "bold", "regular"]


@example("、《 00", 30)
@example("、《    00", 30)
@given(TEXT, st.integers(30, 300))
def test_nothing_is_lost_and_the_rules_hold(text: str, width: int) -> None:
    whole = SETTER.set([Span(text)], 10)
    broken = SETTER.set([Span(text)], 10, width)
    assert "".join(lines(broken)).replace(" ", "") == "".join(lines(whole)).replace(" ", "") == text.replace(" ", "")
    for line in lines(broken)[1:]:
        assert not line or line[0] not in NOT_FIRST
    for line in lines(broken)[:-1]:
        assert not line or line[-1] not in NOT_LAST
