"""Take each named control away in a copy of the checkout: its tests must fail there, and pass with it."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.test_files import ROOT, tracked

CONTROLS = tomllib.loads(Path(__file__).with_name("mutations.toml").read_text("utf-8"))["control"]
TESTS_FAILED = 1
LIMIT = 600
HANGS = 100
"""Seconds for one test: without its control it may wait for ever, and that is found out too."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout without its history; built fonts and the tree of packages are shared."""
    root = tmp_path_factory.mktemp("checkout")
    for file in tracked("*"):
        target = root / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    (root / "build").symlink_to(ROOT / "build")
    (root / ".venv").symlink_to(ROOT / ".venv")
    (root / "tests/browser/node_modules").symlink_to(ROOT / "tests/browser/node_modules")
    return root


def verdict(root: Path, tests: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--timeout", str(HANGS), *tests],
        cwd=root, capture_output=True, text=True, check=False, timeout=LIMIT,
    )


@functools.cache
def hold(root: Path, tests: tuple[str, ...]) -> bool:
    """With every control in its place; asked once for controls that have their tests in common."""
    return verdict(root, list(tests)).returncode == 0


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control["name"].replace(" ", "-"))
def test_every_control_stands_where_the_list_says(control: dict[str, str]) -> None:
    """In every run of the tests: a control that has moved is found before a long proof is."""
    assert (ROOT / control["file"]).read_text("utf-8").count(control["old"]) == 1


@pytest.mark.proof
@pytest.mark.timeout(2 * LIMIT)
@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control["name"].replace(" ", "-"))
def test_without_the_control_its_tests_fail(copy: Path, control: dict[str, str]) -> None:
    file = copy / control["file"]
    whole = file.read_text("utf-8")
    assert hold(copy, tuple(control["tests"]))
    file.write_text(whole.replace(control["old"], control["new"]), "utf-8")
    try:
        without = verdict(copy, list(control["tests"]))
    finally:
        file.write_text(whole, "utf-8")
    assert without.returncode == TESTS_FAILED, without.stdout[-2000:]
