"""docs/troubles.md names every code, with the very sentences that the citizen reads."""

from __future__ import annotations

from pathlib import Path

import assets
from kiosk.trouble import CATALOGUE

DOCUMENT = Path(__file__).parents[2] / "docs" / "troubles.md"


def test_every_code_is_looked_up_by_its_own_sentences() -> None:
    text = DOCUMENT.read_text()
    chinese, english = assets.catalogue("kiosk", "zh-Hans"), assets.catalogue("kiosk", "en")
    for told in CATALOGUE.values():
        assert f"### {told.code}  {chinese[told.title]}  ·  {english[told.title]}" in text
        assert chinese[told.lead] in text
        assert chinese[told.next] in text


def test_no_code_is_explained_that_does_not_exist() -> None:
    headings = [line.split()[1] for line in DOCUMENT.read_text().splitlines() if line.startswith("### ")]
    assert headings == list(CATALOGUE)
