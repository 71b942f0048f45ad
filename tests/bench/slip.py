"""A real slip's bytes against one raster of the same paper, and the line's time against the paper's."""

from __future__ import annotations

from pathlib import Path

from contract.views import Attract, Document, Keypad, Overview, Result
from devices.printer.pace import pace
from kiosk.slips import cells
from tests.bench.figures import Row, row
from tests.stories.walk import inserted
from tests.wire.glass import Glass, glass
from tests.wire.lobby import Lobby, Plan, lobby

BAUD = 115_200
RASTER_HEADER = 8


async def measure(folder: Path) -> tuple[Row, ...]:
    async with lobby(Plan(folder / "slip", screen=None)) as hall, glass(hall.settings.screen_socket) as screen:
        await screen.page(Attract)
        await one_visit(hall, screen)
        slip = hall.printer.slips[-1]
    paper = slip.picture()
    raster = RASTER_HEADER + paper.width // 8 * paper.height
    times = pace(len(slip.data), paper.height, BAUD)
    assert cells.in_rom(hall.card("plain").holder), "this slip holds no character that the printer lacks"
    return (row("slip bytes / the same slip as one raster", len(slip.data), raster, "bytes", 0.1, 1),
            row("slip whose every character is in the ROM / one raster", len(slip.data), raster, "bytes", 0.03, 1),
            row("line at 115,200 baud / paper at 250 mm/s", times.line, times.paper, "s", 1.0, 1))


async def one_visit(hall: Lobby, screen: Glass, card: str = "plain") -> None:
    """Insert, PIN, home, proof, print, end, take the card: until the attract page stands again."""
    await inserted(hall, screen, card)
    await screen.page(Keypad)
    await screen.type_pin(hall.card(card).pin)
    await screen.page(Overview)
    await screen.press("errand:proof_of_insurance")
    await screen.until(lambda shown: isinstance(shown.view, Document) and shown.view.primary.state == "ready")
    await screen.press("print")
    await screen.until(lambda shown: isinstance(shown.view, Result) and shown.view.picture == "take-slip")
    await screen.press("end")
    await screen.until(lambda shown: isinstance(shown.view, Result) and shown.view.picture == "take-card")
    await hall.remove()
    await screen.page(Attract)
