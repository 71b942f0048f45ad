"""Every unit is understood by systemd without a word, keeps the common sandbox, and starts a program that exists."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNITS = sorted([ROOT / "kiosk.service", *(ROOT / "deploy").glob("*.service")])
OURS = [unit for unit in UNITS if unit.name != "kiosk-display.service"]
VENV = "/opt/kiosk/venv/bin/"
EVERYWHERE = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "ProtectKernelLogs": "yes", "ProtectKernelModules": "yes", "ProtectKernelTunables": "yes",
    "RestrictNamespaces": "yes", "LockPersonality": "yes", "CapabilityBoundingSet": "",
    "SystemCallArchitectures": "native",
}
EXPOSURE = {"kiosk.service": 20, "kiosk-core.service": 20, "kiosk-card.service": 20, "kiosk-printer.service": 30,
            "kiosk-screen.service": 20, "kiosk-out-of-service@.service": 20, "central.service": 20,
            "kiosk-display.service": 70}
"""systemd's own figure × 10 that a unit may at most have; systemd-analyze(1), security."""


def settings(unit: Path) -> dict[str, dict[str, list[str]]]:
    """Section to key to every value in order (systemd allows a key many times)."""
    found: dict[str, dict[str, list[str]]] = {}
    section = ""
    for line in unit.read_text("utf-8").splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line):
            section = header[1]
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found.setdefault(section, {}).setdefault(key, []).append(value)
    return found


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with systemd's own units, ours, and something executable wherever a unit starts something."""
    root = tmp_path_factory.mktemp("image")
    shutil.copytree("/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True)
    ours = root / "etc/systemd/system"
    ours.mkdir(parents=True)
    for unit in UNITS:
        shutil.copy(unit, ours)
        for key, values in settings(unit)["Service"].items():
            for value in values if key.startswith("Exec") else []:
                program = root / shlex.split(value)[0].lstrip("-/")
                program.parent.mkdir(parents=True, exist_ok=True)
                program.write_text("#!/bin/sh\n")
                program.chmod(0o755)
    return root


def verified(image: Path, *names: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"--root={image}", *names],
        capture_output=True, text=True, check=False,
    )


def instance(unit: Path) -> str:
    return unit.name.replace("@.", "@kiosk-core.")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_the_unit_without_a_word(unit: Path, image: Path) -> None:
    said = verified(image, instance(unit))
    assert (said.stderr, said.stdout, said.returncode) == ("", "", 0)


def test_a_misspelt_key_is_said_so_the_check_can_fail(image: Path) -> None:
    """systemd only warns and exits with 0."""
    wrong = image / "etc/systemd/system/wrong.service"
    wrong.write_text((ROOT / "deploy/kiosk-core.service").read_text().replace("NoNewPrivileges", "NoNewPrivilege"))
    try:
        assert "NoNewPrivilege" in verified(image, "wrong.service").stderr
    finally:
        wrong.unlink()


@pytest.mark.parametrize("unit", OURS, ids=lambda unit: unit.name)
def test_the_unit_has_the_common_sandbox_and_a_user_of_its_own(unit: Path) -> None:
    service = settings(unit)["Service"]
    assert {key: service.get(key, ["missing"])[-1] for key in EVERYWHERE} == EVERYWHERE
    users = (ROOT / "deploy/sysusers.conf").read_text("utf-8")
    assert re.search(rf"^u {re.escape(service['User'][0])} ", users, re.MULTILINE)
    groups = [service["Group"][0], *" ".join(service.get("SupplementaryGroups", [])).split()]
    of_debian = {"dialout", "lp"}
    assert not [
        group for group in groups
        if group not in of_debian and not re.search(rf"^[gu] {re.escape(group)} ", users, re.MULTILINE)
    ]
    assert ("MemoryDenyWriteExecute" in service) == (unit.name != "kiosk-screen.service")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_unit_is_no_more_exposed_than_it_must_be(unit: Path, image: Path) -> None:
    asked = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", f"--root={image}", f"--threshold={EXPOSURE[unit.name]}",
         instance(unit)],
        capture_output=True, text=True, check=False,
    )
    assert asked.returncode == 0, asked.stdout.splitlines()[-1]


@pytest.mark.parametrize("unit", OURS, ids=lambda unit: unit.name)
def test_the_unit_starts_a_program_that_the_project_installs(unit: Path) -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    (start,) = settings(unit)["Service"]["ExecStart"]
    program = shlex.split(start)[0]
    assert program.startswith(VENV)
    assert program.removeprefix(VENV) in scripts


@pytest.mark.parametrize("unit", [unit for unit in OURS if unit.name.startswith("kiosk-")], ids=lambda unit: unit.name)
def test_three_crashes_in_five_minutes_bring_the_page(unit: Path) -> None:
    named = settings(unit)["Unit"]
    if unit.name.startswith("kiosk-out-of-service@"):
        assert named["Conflicts"] == ["kiosk-core.service kiosk-screen.service"]
        return
    assert (named["StartLimitIntervalSec"], named["StartLimitBurst"]) == (["300"], ["3"])
    assert named["OnFailure"] == ["kiosk-out-of-service@%p.service"]
    assert settings(unit)["Service"]["Restart"] == ["always"]


def test_the_umbrella_wants_every_program_and_each_is_part_of_it() -> None:
    wanted = " ".join(settings(ROOT / "kiosk.service")["Unit"]["Wants"]).split()
    members = {unit.name for unit in UNITS if settings(unit)["Unit"].get("PartOf") == ["kiosk.service"]}
    assert {name for name in wanted if name.startswith("kiosk-")} == members


def test_the_screen_can_reach_no_device() -> None:
    screen = settings(ROOT / "deploy/kiosk-screen.service")["Service"]
    groups = {screen["Group"][0], *" ".join(screen["SupplementaryGroups"]).split()}
    for device in ("card", "printer"):
        assert settings(ROOT / f"deploy/kiosk-{device}.service")["Service"]["Group"][0] not in groups
