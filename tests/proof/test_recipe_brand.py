"""docs/recipes/add-a-printer-brand.md, followed word by word in a copy of the checkout."""

from __future__ import annotations

import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest

from tests.house.test_files import ROOT, tracked

RECIPE = ROOT / "docs" / "recipes" / "add-a-printer-brand.md"


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^   ```{language}\n(.*?)^   ```", RECIPE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for block in found]


@pytest.mark.proof
@pytest.mark.timeout(300)
def test_the_recipe_makes_a_brand_that_prints(tmp_path: Path) -> None:
    for file in tracked("*"):
        target = tmp_path / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    (tmp_path / "build").symlink_to(ROOT / "build")
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    (source,) = blocks("python")
    (tmp_path / "devices/printer/brands/citizen.py").write_text(source, "utf-8")
    for commands in blocks("bash"):
        ended = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=tmp_path, capture_output=True,
                               text=True, check=False)
        assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    assert "### citizen" in (tmp_path / "docs/printing.md").read_text("utf-8")
    checked = subprocess.run(
        [".venv/bin/python", "-m", "pytest", "-q", "tests/devices/printer/test_matrix.py", "-k", "citizen",
         "tests/kiosk/test_configuration.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout[-3000:]
