"""A slip longer than the rest of a low roll gets no number: nothing is asked of the centre, nothing stands anywhere."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

from contract.civil_time import day_of
from contract.insurance import PENSION
from contract.messages import SlipRequest
from devices.printer import api as printer
from devices.printer.brands import BRANDS
from devices.printer.profile import able
from devices.printer.service import PrinterService
from devices.printer.simulator import PrinterSimulator
from devices.printer.transport import parse_port
from kiosk.centre.client import CentreClient
from kiosk.counting import PrinterCounts
from kiosk.delays import Delays
from kiosk.issuing import SlipDesk
from kiosk.journal import Journal, Reading
from kiosk.links.device import DeviceLink
from kiosk.visit import event
from tests.devices.printer.bench import QUICK
from tests.kiosk.journal.reading import events_in, outbox_in
from tests.kiosk.machine_key import machine_key

REQUEST = SlipRequest("proof_of_insurance", 202411, 202610, (PENSION,))
LOW = printer.Ready(near_end=True)


async def test_a_slip_longer_than_the_rest_of_a_low_roll_gets_no_number(tmp_path: Path) -> None:
    simulator = PrinterSimulator(instant=True)
    port = parse_port(f"serial://{await simulator.start()}")
    simulator.near_end = True
    service = PrinterService(tmp_path / "printer.sock", port, able(BRANDS["epson"]), limits=QUICK)
    await service.start()
    low = asyncio.Event()
    link = DeviceLink(tmp_path / "printer.sock", (printer.STATUS,),
                      lambda topic, body: low.set() if body == LOW else None, lambda: None)
    running = asyncio.create_task(link.run())
    journal = await Journal.open(tmp_path / "journal.sqlite", lambda: 1_000_000.0)
    centre = CentreClient("http://127.0.0.1:9", ssl.create_default_context(), Delays(), lambda: 1_000_000.0)
    said: list[event.Event] = []
    try:
        desk = SlipDesk(journal, centre, link, Delays(), 576, "lobby-1", machine_key(tmp_path),
                        PrinterCounts(journal, link, lambda: 1_000_000.0))
        async with asyncio.timeout(30):
            await low.wait()
            await desk.issue("token", REQUEST, said.append, "", length_mm=1_990)
            assert said == [event.SlipFailed("PRN-207")]
            assert events_in(tmp_path / "journal.sqlite") == []
            assert outbox_in(tmp_path / "journal.sqlite") == []
            assert not await journal.has_reading(day_of(1_000_000))
            await desk.issue("token", REQUEST, said.append, "", length_mm=300)
        assert said[1:] == [event.SlipFailed("NET-301")], "with paper enough the centre is asked"
        before, _ = await journal.readings(day_of(1_000_000))
        assert before == Reading(0, 0, 0, True), "the printer's totals stand in the journal before the number"
    finally:
        running.cancel()
        await asyncio.wait({running})
        await journal.close()
        await centre.close()
        await service.stop()
        await simulator.stop()
