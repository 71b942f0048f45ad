"""The pages' words: complete in both languages, all used, and drawn as each language writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import central
from assets import catalogue
from central.app import public_pages
from central.pages.verification import LEGEND, SENTENCES
from central.pages.words import chosen, words
from central.verifier.judge import Verdict
from contract.insurance import MEDICAL, Insurance

MARKED = re.compile(r'"([a-z]+(?:\.[a-z_]+)+)"')
PARAMETER = re.compile(r"\{(\w+)\}")


def test_both_languages_hold_the_same_ids_with_the_same_parameters() -> None:
    chinese, english = catalogue("central", "zh-Hans"), catalogue("central", "en")
    assert chinese.keys() == english.keys()
    for key in chinese:
        assert chinese[key], key
        assert english[key], key
        assert set(PARAMETER.findall(chinese[key])) == set(PARAMETER.findall(english[key])), key


def test_every_id_is_used_and_every_used_id_has_a_sentence() -> None:
    rooms = [Path(central.__file__).parent / room for room in ("pages", "verifier")]
    texts = [file.read_text(encoding="utf-8") for room in rooms for file in room.glob("*.py")]
    used = {key for text in texts for key in MARKED.findall(text)}
    states = {f"state.{name}{more}" for name in (*SENTENCES.values(), "unconfirmed") for more in ("", ".lead")}
    states |= {f"offline.{verdict.value}{more}" for verdict in Verdict for more in ("", ".lead")}
    used |= states | set(LEGEND.values()) | {*public_pages.TROUBLES.values(), public_pages.CODE_CLOSED}
    assert used == set(catalogue("central", "zh-Hans"))


def test_sentences_are_short() -> None:
    for sentence in catalogue("central", "zh-Hans").values():
        for part in re.split(r"[。？]", sentence):
            assert len(re.findall(r"[\u4e00-\u9fff]", part)) <= 20, part


@pytest.mark.parametrize(("language", "month", "day", "moment"), [
    ("zh-Hans", "2026年10月", "2026年10月31日", "2026年11月24日 00:00"),
    ("en", "October 2026", "31 October 2026", "24 November 2026 00:00")])
def test_dates_are_written_as_the_language_does(language: str, month: str, day: str, moment: str) -> None:
    say = words(chosen(language, ""))
    assert (say.month(202610), say.day(20261031), say.moment(1795449600)) == (month, day, moment)


def test_a_kind_of_insurance_that_is_not_known_is_named_by_its_code() -> None:
    assert words("zh-Hans").insurance(MEDICAL) == "医疗"
    assert words("zh-Hans").insurance(Insurance("yb", "999")) == "险种(yb:999)"


@pytest.mark.parametrize(("fen", "written"), [(0, "0.00"), (5, "0.05"), (123456789, "1,234,567.89")])
def test_sums_are_exact(fen: int, written: str) -> None:
    assert words("en").money(fen) == written
