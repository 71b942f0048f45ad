"""Sizes, locks and lists that a person would forget to look at."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 400
LISTS = sorted((ROOT / "deploy" / "packages").glob("*.list"))


def tracked(pattern: str) -> list[Path]:
    """Files that git knows or would add; a checkout without git gives what lies in the rooms."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    names = listed.stdout.splitlines() if listed.returncode == 0 else [
        str(file.relative_to(ROOT)) for file in ROOT.rglob(pattern) if ".venv" not in file.parts
    ]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_no_source_file_is_longer_than_a_person_reads_in_one_go() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for pattern in ("*.py", "*.kv", "*.js", "*.css")
        for file in tracked(pattern)
        if (lines := len(file.read_text("utf-8").splitlines())) >= LONGEST
    }
    assert not long


def test_every_locked_package_has_hashes_and_none_names_a_host() -> None:
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    assert "://" not in lock
    assert not re.search(r"^\s*--(extra-)?(index-url|find-links|trusted-host)", lock, re.MULTILINE)
    blocks = re.split(r"\n(?=[a-z0-9])", lock)[1:]
    assert len(blocks) > 50
    assert not [block.split("\n")[0] for block in blocks if "--hash=sha256:" not in block]


def test_the_npm_lock_has_hashes_and_names_no_host() -> None:
    lock = json.loads((ROOT / "tests" / "browser" / "package-lock.json").read_text("utf-8"))
    assert "://" not in json.dumps(lock)
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages.values())


def test_what_the_project_asks_for_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=]", line)[0].strip().lower() for line in asked}
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE))
    assert names <= locked


def test_pytest_is_told_of_every_folder_that_holds_tests() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]["testpaths"]
    holding = {file.relative_to(ROOT).parts[1] for file in tracked("*.py") if file.name.startswith("test_")}
    assert {f"tests/{name}" for name in holding} <= set(told)


@pytest.mark.parametrize("name", [file.stem for file in LISTS])
def test_every_package_list_is_sorted_explained_and_without_doubles(name: str) -> None:
    lines = (ROOT / "deploy" / "packages" / f"{name}.list").read_text("utf-8").splitlines()
    assert lines[0].startswith("# ")
    packages = lines[1:]
    assert packages == sorted(set(packages))


def test_the_installer_names_exactly_what_is_missing(tmp_path: Path) -> None:
    """A dpkg that knows only gcc: everything else of the list is missing, and nothing is installed."""
    dpkg = tmp_path / "dpkg-query"
    dpkg.write_text('#!/bin/sh\n[ "$4" = gcc ] && printf installed || exit 1\n')
    dpkg.chmod(0o755)
    asked = subprocess.run(
        [ROOT / "deploy" / "debian-packages", "--missing", "python"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"}, capture_output=True, text=True, check=True,
    )
    listed = (ROOT / "deploy" / "packages" / "python.list").read_text("utf-8").splitlines()[1:]
    assert asked.stdout.split() == [package for package in listed if package != "gcc"]


def test_continuous_integration_is_make_test() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert script[-1].split() == ["exec", "make", "test"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
