"""Fonts are built once; nothing is done when they are there."""

from __future__ import annotations

import pytest

from assets import built
from assets.build_fonts import build


@pytest.fixture(scope="session", autouse=True)
def fonts() -> None:
    build(built("fonts"))
