"""The commands for whoever verifies, on a folder that nobody serves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from central.cli import main
from central.folder import Folder
from contract.statement import VerificationKeys

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(template: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Exit status and what was printed."""
    folder = Folder(tmp_path / "centre")
    folder.prepare()
    shutil.copy(template.database, folder.database)

    def run(*arguments: str) -> tuple[int, str]:
        status = main([*arguments, "--folder", str(folder.root)])
        return status, capsys.readouterr().out

    return run


def test_signing_keys_are_listed_rotated_and_revoked(command: Command) -> None:
    first = command("signing-key", "list")[1].split()[0]
    _, fresh = command("signing-key", "rotate")
    assert command("signing-key", "list") == (0, f"{first}  ES256  retired\n{fresh.strip()}  ES256  signs\n")
    assert command("signing-key", "revoke", first) == (0, "")
    assert command("signing-key", "revoke", "nobody") == (1, "")
    assert command("signing-key", "list")[1].splitlines()[0] == f"{first}  ES256  revoked"


def test_the_key_set_and_the_page_are_written_with_the_same_keys(command: Command, tmp_path: Path) -> None:
    command("signing-key", "rotate")
    written, page = tmp_path / "keys.json", tmp_path / "page.html"
    assert command("key-set", "--out", str(written)) == (0, "")
    assert command("verify-page", "--out", str(page)) == (0, "")
    keys = msgspec.json.decode(written.read_bytes(), type=VerificationKeys)
    assert msgspec.json.decode(command("key-set")[1], type=VerificationKeys).keys == keys.keys
    assert len(keys.keys) == 2
    assert all(key.kid in page.read_text("utf-8") and key.x in page.read_text("utf-8") for key in keys.keys)


def test_a_verifiers_key_is_printed_once_and_revoked_by_its_name(command: Command) -> None:
    status, key = command("verifier-key", "add", "某学校")
    assert (status, len(key.strip())) == (0, 32)
    assert command("verifier-key", "add", "某学校") == (1, "")
    assert command("verifier-key", "list") == (0, "某学校\n")
    assert command("verifier-key", "revoke", "某学校") == (0, "")
    assert command("verifier-key", "revoke", "某学校") == (1, "")
    assert command("verifier-key", "list") == (0, "某学校  revoked\n")
    status, again = command("verifier-key", "add", "某学校")
    assert (status, again != key) == (0, True)


@pytest.mark.parametrize("name", ["", "x" * 65, "a\nb"])
def test_a_name_that_is_none_gets_no_key(command: Command, name: str) -> None:
    assert command("verifier-key", "add", name) == (1, "")
