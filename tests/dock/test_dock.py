"""Each call of the dock does its one thing to the hardware, and the kiosk notices it on its own wire."""

from __future__ import annotations

import asyncio
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from contract.frames import Channel, Topic, connect
from devices.card import api as card
from devices.printer import api as printer
from tests.dock.hall import Hall

LIMIT = 20.0
PAGE = Path(__file__).parent / "page"


async def heard(channel: Channel, topic: Topic[Any], wanted: object) -> None:
    """Wait until the device program tells a status equal to ``wanted``, or of that type."""
    async with asyncio.timeout(LIMIT):
        async for event in channel.events():
            status = topic.decode(event) if event.topic == topic.name else None
            if status == wanted or type(status) is wanted:
                return


async def told(dock: httpx.AsyncClient, method: str, path: str, body: object = None) -> dict[str, Any]:
    answer = await dock.request(method, path, json=body)
    assert answer.status_code == 200, answer.text
    state: dict[str, Any] = answer.json()
    return state


async def test_a_card_inserted_at_the_dock_is_seen_by_the_card_program(hall: Hall, dock: httpx.AsyncClient) -> None:
    channel = await connect(hall.lobby.settings.card_socket)
    assert (await told(dock, "POST", "/api/card", {"name": "plain"}))["card"] == {"inserted": "plain"}
    await heard(channel, card.STATUS, card.Present(1))
    assert (await told(dock, "DELETE", "/api/card"))["card"] == {"inserted": None}
    await heard(channel, card.STATUS, card.Empty())
    await told(dock, "POST", "/api/card", {"name": "mute"})
    await heard(channel, card.STATUS, card.Mute)
    assert (await dock.post("/api/card", json={"name": "nobody"})).status_code == 404
    await told(dock, "DELETE", "/api/card")
    await channel.close()


async def test_every_trouble_of_the_printer_is_heard_by_its_program(hall: Hall, dock: httpx.AsyncClient) -> None:
    channel = await connect(hall.lobby.settings.printer_socket)
    await heard(channel, printer.STATUS, printer.Ready())
    troubles: list[tuple[dict[str, Any], dict[str, Any], printer.PrinterStatus]] = [
        ({"cover_open": True}, {"cover_open": False}, printer.NotReady(printer.Cause.COVER_OPEN)),
        ({"paper": "empty"}, {"paper": "full"}, printer.NotReady(printer.Cause.PAPER_END)),
        ({"paper": "near_end"}, {"paper": "full"}, printer.Ready(near_end=True)),
    ]
    for spoilt, mended, status in troubles:
        state = (await told(dock, "PATCH", "/api/printer", spoilt))["printer"]
        assert spoilt.items() <= state.items()
        await heard(channel, printer.STATUS, status)
        await told(dock, "PATCH", "/api/printer", mended)
        await heard(channel, printer.STATUS, printer.Ready())
    await told(dock, "PATCH", "/api/printer", {"plugged": False})
    await heard(channel, printer.STATUS, printer.Disconnected())
    await told(dock, "PATCH", "/api/printer", {"plugged": True})
    await heard(channel, printer.STATUS, printer.Ready())
    assert (await dock.patch("/api/printer", json={"colour": "red"})).status_code == 400
    await channel.close()


async def test_a_slip_lies_on_the_floor_until_it_is_picked_up(hall: Hall, dock: httpx.AsyncClient) -> None:
    channel = await connect(hall.lobby.settings.printer_socket)
    job = printer.PrintJob("job", (printer.Text("样张"), printer.Feed(24), printer.QrCode("https://example/v")))
    result = await channel.call(printer.PRINT, job, LIMIT)
    assert result.outcome is printer.Outcome.PRINTED
    await channel.close()
    (slip,) = (await dock.get("/api/slips")).json()
    assert slip["qr"] == ["https://example/v"]
    assert any("样张" in line for line in slip["lines"])
    picture = Image.open(BytesIO((await dock.get(slip["picture"])).content))
    assert picture.width == hall.lobby.settings.printer.width
    assert "样张".encode("gb2312") in (await dock.get(slip["data"])).content
    assert (await told(dock, "DELETE", "/api/slips/1"))["printer"]["slips"] == 0
    assert (await dock.get("/api/slips")).json() == []
    assert (await dock.get("/api/slips/1/picture")).status_code == 404


async def test_cable_clock_and_programs_answer_to_the_dock(hall: Hall, dock: httpx.AsyncClient) -> None:
    state = await told(dock, "PATCH", "/api/centre", {"cable": "cut", "delay": 0.5})
    assert state["centre"] == {"cable": "cut", "delay": 0.5}
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", hall.lobby.cable.port)
    assert (await told(dock, "PATCH", "/api/clock", {"clock": 300}))["clock"] == 300
    before = (await told(dock, "GET", "/api/state"))["programs"]
    assert set(before) == {"card", "printer", "core"}
    await told(dock, "POST", "/api/kill", {"program": "card"})

    def again() -> bool:
        return bool(hall.lobby.pids().get("card", before["card"]) != before["card"])

    await hall.lobby.kiosk.until(again, LIMIT, "new card program")
    assert hall.lobby.pids()["core"] == before["core"]


async def test_every_call_is_described_and_the_page_loads_nothing_from_elsewhere(dock: httpx.AsyncClient) -> None:
    document = (await dock.get("/schema/openapi.json")).json()
    calls = {
        f"{verb.upper()} {path}": call for path, verbs in document["paths"].items() for verb, call in verbs.items()
    }
    assert "POST /api/card" in calls
    assert not [name for name, call in calls.items() if not call.get("summary")]
    page = await dock.get("/")
    assert page.headers["content-type"].startswith("text/html")
    for name in ("/page/api.html", "/novnc/core/rfb.js", *re.findall(r'(?:src|href)="(/page/[^"]+)"', page.text)):
        assert (await dock.get(name)).status_code == 200, name
    for file in PAGE.iterdir():
        assert not re.search(r"https?://(?!127)", file.read_text("utf-8")), file.name


def test_the_page_speaks_both_languages_in_every_label() -> None:
    page = (PAGE / "index.html").read_text("utf-8")
    assert page.count('lang="zh"') == page.count('lang="en"') > 20
