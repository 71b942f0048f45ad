"""Every marked id has a sentence in both languages, with the very values the code gives; no sentence is stale."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LANGUAGES = ("zh_Hans", "en")
DOMAINS = {
    "contract": "kiosk",
    "kiosk": "kiosk",
    "kiosk/slips": "slips",
    "kiosk/out_of_service": "supervisor",
    "screens": "screens",
    "central": "central",
}
"""Which catalogue holds the ids marked below a folder; the longest fitting folder counts."""
LOCALE = ROOT / "assets" / "locale"


def domain_of(file: Path) -> str | None:
    folder = file.relative_to(ROOT).parent
    for parent in (folder, *folder.parents):
        if str(parent) in DOMAINS:
            return DOMAINS[str(parent)]
    return None


def placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", sentence))


@dataclass
class Used:
    """What the code of one domain says: ``said`` id to the values given at each place (None: only marked);
    ``constants`` every string in it (tables of ids); ``families`` ids built around a value (``date.short_month.{n}``).
    """

    said: dict[str, list[set[str] | None]] = field(default_factory=lambda: defaultdict(list))
    constants: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)

    def knows(self, message_id: str) -> bool:
        return (
            message_id in self.constants
            or message_id.rpartition(".")[0] in self.constants
            or any(re.fullmatch(family, message_id) for family in self.families)
        )

    def read(self, node: ast.AST) -> None:
        match node:
            case ast.Constant(value=str(text)):
                self.constants.add(text)
            case ast.Call(func=ast.Name(id="mark" | "say" as name), args=[ast.Constant(value=str(text)), *_]):
                given = {keyword.arg for keyword in node.keywords}
                told = None if name == "mark" or None in given else {str(key) for key in given}
                self.said[text].append(told)
            case ast.Call(func=ast.Name(id="mark" | "say"), args=[ast.JoinedStr(values=parts), *_]):
                self.families.add("".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z0-9_]+" for part in parts
                ))


def used() -> dict[str, Used]:
    found: dict[str, Used] = defaultdict(Used)
    for room in ("contract", "kiosk", "screens", "central"):
        for file in (ROOT / room).rglob("*.py"):
            domain = domain_of(file)
            for node in ast.walk(ast.parse(file.read_text("utf-8"))) if domain else ():
                found[str(domain)].read(node)
    return found


def sentences(language: str, domain: str) -> dict[str, str]:
    file = LOCALE / language / f"{domain}.po"
    if not file.exists():
        return {}
    with file.open("rb") as stream:
        return {str(entry.id): str(entry.string) for entry in read_po(stream, abort_invalid=True) if entry.id}


USED = used()
DOMAIN_NAMES = sorted({file.stem for file in LOCALE.glob("*/*.po")} | {name for name in USED if USED[name].said})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", DOMAIN_NAMES)
def test_every_marked_id_has_a_sentence(domain: str, language: str) -> None:
    spoken = {message_id for message_id, sentence in sentences(language, domain).items() if sentence.strip()}
    assert not set(USED[domain].said) - spoken
    unspoken = [family for family in USED[domain].families if not any(re.fullmatch(family, one) for one in spoken)]
    assert not unspoken


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", DOMAIN_NAMES)
def test_no_sentence_is_stale(domain: str, language: str) -> None:
    assert not [message_id for message_id in sentences(language, domain) if not USED[domain].knows(message_id)]


@pytest.mark.parametrize("domain", DOMAIN_NAMES)
def test_both_languages_hold_the_same_ids(domain: str) -> None:
    chinese, english = (set(sentences(language, domain)) for language in LANGUAGES)
    assert chinese == english


@pytest.mark.parametrize("domain", DOMAIN_NAMES)
def test_both_languages_name_the_same_values(domain: str) -> None:
    chinese, english = (sentences(language, domain) for language in LANGUAGES)
    differing = {
        message_id: (placeholders(chinese[message_id]), placeholders(english[message_id]))
        for message_id in chinese.keys() & english.keys()
        if placeholders(chinese[message_id]) != placeholders(english[message_id])
    }
    assert not differing


@pytest.mark.parametrize("domain", DOMAIN_NAMES)
def test_the_code_gives_every_value_that_a_sentence_names(domain: str) -> None:
    chinese = sentences("zh_Hans", domain)
    short = {
        message_id: placeholders(chinese[message_id]) - values
        for message_id, places in USED[domain].said.items()
        for values in places
        if values is not None and message_id in chinese and placeholders(chinese[message_id]) - values
    }
    assert not short


def test_an_id_without_a_sentence_and_a_sentence_without_an_id_are_both_found() -> None:
    code = Used()
    for node in ast.walk(ast.parse('say("pin.left", n=3)\nsay(f"month.{n}")\nTABLE = {"a": mark("pin.title")}')):
        code.read(node)
    assert dict(code.said) == {"pin.left": [{"n"}], "pin.title": [None]}
    assert code.knows("month.12")
    assert not code.knows("month.12.long")
    assert not code.knows("pin.right")
