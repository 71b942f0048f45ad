"""Fault × moment × brand: what is claimed lies on the floor, and docs/printing.md says what is measured."""

from __future__ import annotations

from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from devices.printer.brands import BRANDS
from kiosk.configuration import PrinterDevice
from tests.devices.printer.matrix import BEGIN, END, FAULTS, MOMENTS, table

DOCUMENT = Path(__file__).parents[3] / "docs" / "printing.md"


def documented(brand: str) -> dict[tuple[str, str], str]:
    """The brand's table, by fault and moment."""
    inside = DOCUMENT.read_text("utf-8").split(BEGIN)[1].split(END)[0]
    (part,) = (part for part in inside.split("### ") if part.startswith(f"{brand}\n"))
    rows = [[word.strip() for word in line.strip("|").split("|")] for line in part.splitlines() if line[:4] == "| **"]
    return {(row[0].strip("*"), moment): cell for row in rows for moment, cell in zip(MOMENTS, row[1:], strict=True)}


@pytest.mark.parametrize("brand", BRANDS)
def test_what_is_claimed_lies_on_the_floor_and_the_document_says_so(brand: str) -> None:
    assert {place: str(cell) for place, cell in table(brand).items()} == documented(brand)


def test_every_brand_can_be_configured() -> None:
    assert set(get_args(get_type_hints(PrinterDevice)["brand"])) == set(BRANDS)


@pytest.mark.parametrize("brand", BRANDS)
def test_the_document_has_each_fault_at_each_moment(brand: str) -> None:
    assert list(documented(brand)) == [(fault, moment) for fault in FAULTS for moment in MOMENTS]
