"""The dock's HTTP API and its page; every call is one thing done by hand.

``/page/api.html`` reads the OpenAPI document (``/schema/openapi.json``) to a person, without anything from elsewhere.
"""

from __future__ import annotations

from pathlib import Path

from litestar import Litestar, MediaType, Response, delete, get, patch, post
from litestar.datastructures import State as AppState
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Server, Tag
from litestar.params import FromPath, JSONBody
from litestar.static_files import create_static_files_router

from devices.printer.simulator import Slip
from tests.dock.hall import Hall, png
from tests.dock.state import (
    CentreChange,
    ClockChange,
    Insert,
    Kill,
    Live,
    Person,
    PrinterChange,
    SlipOnFloor,
    State,
)

PAGE = Path(__file__).parent / "page"
NOVNC = Path("/usr/share/novnc")
InHall = NamedDependency[Hall]
TAGS = [
    Tag("state", "What is where"), Tag("card", "The slot"), Tag("printer", "The printer and what it has cut"),
    Tag("centre", "The cable to the centre"), Tag("machine", "Its clock and its programs"),
]


@get("/api/state", tags=["state"], summary="Everything beside the screen")
async def state(hall: InHall) -> State:
    return hall.state()


@get("/api/people", tags=["state"], summary="The sample cards by name, with what is special about each")
async def people(hall: InHall) -> list[Person]:
    return hall.people()


@post("/api/card", tags=["card"], status_code=200, summary="Insert a card; one that is there comes out first",
      raises=[NotFoundException])
async def insert(hall: InHall, data: JSONBody[Insert]) -> State:
    if data.name not in hall.cards:
        raise NotFoundException(f"no sample card {data.name!r}")
    await hall.insert(data.name)
    return hall.state()


@delete("/api/card", tags=["card"], status_code=200, summary="Pull the card")
async def remove(hall: InHall) -> State:
    await hall.remove()
    return hall.state()


@patch("/api/printer", tags=["printer"], summary="Cover, paper, cutter, head, power, cable, silence")
async def printer(hall: InHall, data: JSONBody[PrinterChange]) -> State:
    hall.change_printer(data)
    return hall.state()


@get("/api/slips", tags=["printer"], summary="The slips on the floor, the newest first")
async def slips(hall: InHall) -> list[SlipOnFloor]:
    return hall.floor()


@get("/api/slips/{number:int}/picture", tags=["printer"], media_type="image/png", raises=[NotFoundException],
     summary="The paper as a picture, one pixel a dot")
async def picture(hall: InHall, number: FromPath[int]) -> Response[bytes]:
    return Response(png(_slip(hall, number)), media_type="image/png")


@get("/api/slips/{number:int}/data", tags=["printer"], media_type="application/octet-stream",
     raises=[NotFoundException], summary="The very bytes that the printer received for it")
async def data_of(hall: InHall, number: FromPath[int]) -> Response[bytes]:
    return Response(_slip(hall, number).data, media_type="application/octet-stream")


@delete("/api/slips/{number:int}", tags=["printer"], status_code=200, raises=[NotFoundException],
        summary="Pick a slip up")
async def pick_up(hall: InHall, number: FromPath[int]) -> State:
    if not hall.pick_up(number):
        raise NotFoundException(f"no slip {number} on the floor")
    return hall.state()


@patch("/api/centre", tags=["centre"], summary="Cut, freeze, slow or mend the cable")
async def centre(hall: InHall, data: JSONBody[CentreChange]) -> State:
    await hall.change_centre(data)
    return hall.state()


@patch("/api/clock", tags=["machine"], summary="Move the kiosk's wall clock")
async def clock(hall: InHall, data: JSONBody[ClockChange]) -> State:
    hall.change_clock(data.clock)
    return hall.state()


@post("/api/kill", tags=["machine"], status_code=200, raises=[ClientException],
      summary="Kill one of the kiosk's programs; it is started again")
async def kill(hall: InHall, data: JSONBody[Kill]) -> State:
    if not hall.kill(data.program):
        raise ClientException(f"{data.program} is not running at this moment", status_code=409)
    return hall.state()


@get("/", include_in_schema=False, media_type=MediaType.HTML)
async def page() -> str:
    return (PAGE / "index.html").read_text("utf-8")


@get("/live", include_in_schema=False)
async def live(state: AppState) -> Live:
    """Where the page finds the live screen, and its shape."""
    return Live(state.live_port, state.size)


def _slip(hall: Hall, number: int) -> Slip:
    slip = hall.slip(number)
    if slip is None:
        raise NotFoundException(f"no slip {number} on the floor")
    return slip


def application(hall: Hall, live_port: int, size: str) -> Litestar:
    """The dock for ``hall``; the live screen is served elsewhere, on ``live_port`` of the same host."""

    async def the_hall() -> Hall:
        return hall

    return Litestar(
        [state, people, insert, remove, printer, slips, picture, data_of, pick_up, centre, clock, kill, page, live,
         create_static_files_router("/page", [PAGE], include_in_schema=False),
         create_static_files_router("/novnc", [NOVNC], include_in_schema=False)],
        dependencies={"hall": the_hall},
        logging_config=None,
        state=AppState({"live_port": live_port, "size": size}),
        openapi_config=OpenAPIConfig(
            title="The dock", version="1", description=__doc__, tags=TAGS, servers=[Server("/")], path="/schema",
            render_plugins=[JsonRenderPlugin()],
        ),
    )
