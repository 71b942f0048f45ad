"""Documents that lead nowhere are worse than none."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from kiosk.configuration import load
from tests.house.test_files import ROOT, tracked

DOCUMENTS = [file for file in tracked("*.md") if "tests" not in file.relative_to(ROOT).parts]
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", document.read_text("utf-8"))
    assert not [link for link in links if "://" not in link and not (document.parent / link).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_make_command_exists(document: Path) -> None:
    named = re.findall(r"(?:`|^    )make ([a-z-]+)", document.read_text("utf-8"), re.MULTILINE)
    assert not set(named) - set(TARGETS)


def test_the_machine_file_of_the_operating_manual_is_taken(tmp_path: Path) -> None:
    manual = (ROOT / "docs" / "operating.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", manual, re.DOTALL)
    file = tmp_path / "machine.toml"
    file.write_text(example, "utf-8")
    assert load(file).machine == "SZ-FT-0017"


def test_decisions_are_numbered_without_a_gap_and_titled_by_their_number() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    assert not [record.name for record in records if not record.read_text("utf-8").startswith(f"# {record.name[:4]}: ")]


def test_every_library_beyond_the_named_ones_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=]", line)[0] for line in asked}
    reasons = (ROOT / "docs" / "decisions" / "0004-libraries.md").read_text("utf-8").lower()
    assert not {name for name in names if name.lower() not in reasons}


def test_every_paper_that_the_code_names_exists() -> None:
    named = {(file.name, name) for pattern in ("*.py", "*.toml", "*.service") for file in tracked(pattern)
             for name in re.findall(r"(?<![\w/.-])docs/[\w/-]+\.md", file.read_text("utf-8"))}
    assert named
    assert not {pair for pair in named if not (ROOT / pair[1]).exists()}
