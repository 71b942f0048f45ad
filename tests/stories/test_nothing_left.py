"""After a visit nothing of the citizen is on the machine: not in its state, its sockets' folder, nor in any log."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

from contract.views import Attract, Keypad, Result
from tests.kiosk.journal.reading import events_in, outbox_in, phases_in
from tests.stories.walk import inserted, journal, proof_chosen, signed_in, told
from tests.wire.eventually import eventually
from tests.wire.glass import Glass, glass
from tests.wire.lobby import Lobby


def secrets_of(hall: Lobby, name: str) -> list[bytes]:
    """Name, number and card number in every spelling that one of our programs holds them in; the PIN by itself."""
    card = hall.card(name)
    texts = [card.holder, card.number, card.number[6:14], card.card_number]
    spelt = [text.encode(codec) for text in texts for codec in ("utf-8", "gb18030", "utf-16-le")]
    escaped = [ascii(card.holder)[1:-1].encode(), card.number.encode().hex().encode(), card.card_id.encode()]
    return [secret for secret in (*spelt, *escaped) if secret]


def files_of(hall: Lobby) -> list[Path]:
    """All that the machine's own programs and the centre's log have written."""
    places = (hall.settings.state_dir, hall.settings.run_dir, hall.logs)
    return [file for place in places for file in sorted(place.rglob("*")) if file.is_file()]


def found_in(file: Path, secrets: list[bytes], pin: str) -> list[bytes]:
    content = file.read_bytes()
    alone = re.search(rb"(?<![0-9A-Za-z])" + pin.encode() + rb"(?![0-9A-Za-z])", content)
    return [secret for secret in secrets if secret in content] + ([b"PIN"] if alone else [])


async def test_a_whole_visit_leaves_nothing_of_the_citizen_on_the_machine(hall: Lobby, screen: Glass) -> None:
    await inserted(hall, screen, "plain")
    await screen.page(Keypad)
    await screen.type_pin("000000")
    await screen.until(lambda shown: isinstance(shown.view, Keypad) and shown.view.filled == 0)
    await hall.remove()
    await screen.page(Attract)
    await proof_chosen(hall, screen)
    await screen.press("print")
    await screen.until(lambda shown: isinstance(shown.view, Result) and shown.view.picture == "take-slip")
    await told(hall, "confirm")
    await hall.remove()
    await screen.page(Attract)
    secrets, files = secrets_of(hall, "plain"), files_of(hall)
    assert {"journal.sqlite", "core.log", "card.log", "printer.log", "centre.log"} <= {file.name for file in files}
    left = {file.name: found for file in files if (found := found_in(file, secrets, hall.card("plain").pin))}
    assert left == {}


async def test_the_search_finds_what_it_looks_for(hall: Lobby, tmp_path: Path) -> None:
    """A search that can't find would prove nothing."""
    card = hall.card("plain")
    for text in (card.holder, card.number, f'"pin": "{card.pin}"', ascii(card.holder)):
        (tmp_path / "leak.log").write_text(f"… {text} …", "utf-8")
        assert found_in(tmp_path / "leak.log", secrets_of(hall, "plain"), card.pin)


async def test_kiosk_core_killed_in_the_middle_of_a_print_settles_the_slip_as_uncertain_and_begins_anew(
        hall: Lobby, screen: Glass) -> None:
    await proof_chosen(hall, screen)
    before = len(phases_in(journal(hall)))
    core = hall.pids()["core"]
    hall.printer.when_burnt(200, lambda: os.kill(core, signal.SIGKILL))
    await screen.press("print")
    await eventually(lambda: list(phases_in(journal(hall)).values())[before:] == ["uncertain"])
    await told(hall, "uncertain")
    rows = [fields for name, fields in events_in(journal(hall)) if name == "slip_uncertain"]
    assert rows[-1]["code"] == "PRN-210"
    assert len(outbox_in(journal(hall))) == len({op for op, *_ in outbox_in(journal(hall))}), "one word a slip"
    assert hall.pids()["core"] != core
    await hall.remove()
    async with glass(hall.settings.screen_socket) as again:
        await again.page(Attract)
        await hall.insert("plain")
        shown = await again.until(lambda shown: isinstance(shown.view, Result) and bool(shown.view.actions))
        assert isinstance(shown.view, Result)
        assert [action.id for action in shown.view.actions] == ["slip:gone"], "it may lie at the outlet"
        await again.press("slip:gone")
        await again.page(Keypad)


async def test_after_a_crash_the_card_in_the_reader_needs_its_pin_again(hall: Lobby, screen: Glass) -> None:
    await signed_in(hall, screen)
    core = hall.pids()["core"]
    hall.settings.screen_socket.unlink()
    os.kill(core, signal.SIGKILL)
    await eventually(hall.settings.screen_socket.exists)
    async with glass(hall.settings.screen_socket) as again:
        await again.page(Keypad)
        assert "overview" not in again.history
        await hall.remove()
        await again.page(Attract)
