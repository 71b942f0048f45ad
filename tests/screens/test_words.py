"""Words become text in the language of the picture."""

from __future__ import annotations

import re

import pytest

import assets
from contract.words import Count, Day, Language, Moment, Money, Month, Plain, Word, Year, say
from screens.setting import Span
from screens.words import Words, money
from tests.screens.sample_views import NOON


def words(language: Language, **sentences: str) -> Words:
    return Words(language, lambda: float(NOON), {**assets.catalogue("screens", language), **sentences})


@pytest.mark.parametrize(("word", "zh", "en"), [
    (Count(12000), "12000", "12000"),
    (Money(1200000), "￥12,000.00", "￥12,000.00"),
    (Money(-5), "-￥0.05", "-￥0.05"),
    (Month(202610), "2026年10月", "Oct 2026"),
    (Year(2026), "2026年", "2026"),
    (Day(20261031), "2026年10月31日", "31 October 2026"),
    (Plain("*小明", True), "*小明", "*小明"),
])
def test_values_are_written_as_the_language_writes_them(word: Word, zh: str, en: str) -> None:
    assert words("zh-Hans").text(word) == zh
    assert words("en").text(word) == en


def test_a_moment_of_today_is_named_today() -> None:
    assert re.fullmatch(r"今天 \d\d:\d\d", words("zh-Hans").text(Moment(NOON)))
    assert re.fullmatch(r"2026年10月\d\d日 \d\d:\d\d", words("zh-Hans").text(Moment(NOON - 3 * 86400)))


def test_figures_in_a_sentence_are_emphasised_and_values_are_no_templates() -> None:
    spoken = words("zh-Hans", tries="还可以试 {n} 次，{who}")
    assert spoken.spans(say("tries", n=Count(5), who=Plain("{n}"))) == (
        Span("还可以试 "), Span("5", True), Span(" 次，"), Span("{n}", True))


def test_a_missing_sentence_shows_its_id_and_is_counted() -> None:
    spoken = words("en", half="with {what}")
    assert spoken.text(say("no.such")) == "no.such"
    assert spoken.text(say("half")) == "with {what}"
    assert dict(spoken.missing) == {"no.such": 1, "half:what": 1}


@pytest.mark.parametrize("fen", [0, 1, 99, 100, 123456789])
def test_money_reads_back(fen: int) -> None:
    assert round(float(money(fen).replace("￥", "").replace(",", "")) * 100) == fen


def test_both_catalogues_are_whole_and_every_sentence_has_a_note_for_translators() -> None:
    zh, en = assets.catalogue("screens", "zh-Hans"), assets.catalogue("screens", "en")
    assert set(zh) == set(en)
    for sentences in (zh, en):
        assert all(sentences.values())
    for name in zh:
        assert set(re.findall(r"\{(\w+)\}", zh[name])) == set(re.findall(r"\{(\w+)\}", en[name])), name
    for language in ("zh_Hans", "en"):
        source = assets.path("locale", language, "screens.po").read_text()
        for entry in source.split("\n\n")[1:]:
            assert not entry.strip() or entry.startswith("#. "), entry
