"""A whole visit as a person makes it, with everything it leaves behind: bytes, paper, pictures, and a stranger's check.

The visit is good when the centre says ``confirmed`` and the months that stand on the paper, decoded from its very
bytes, are those of the public verification page.
"""

from __future__ import annotations

import asyncio
import html.parser
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec

from contract.semantics import Tree
from tests.wire.hand import LIMIT, Hand
from tests.wire.lobby import Lobby
from tests.wire.paper import months_on_paper


class StepTaken(msgspec.Struct, frozen=True):
    """``ms`` since the visit began."""

    name: str
    ms: int


class Record(msgspec.Struct):
    """visit.json."""

    card: str
    language: str
    steps: list[StepTaken]
    code: str = ""
    verify_url: str = ""
    state: str = ""
    months_on_paper: list[int] = []
    months_verified: list[int] = []

    @property
    def good(self) -> bool:
        return (self.state == "confirmed" and bool(self.months_on_paper)
                and self.months_on_paper == self.months_verified)


@dataclass
class Visitor:
    """Makes the visit and keeps what it sees in ``out``."""

    hall: Lobby
    out: Path
    card: str = "plain"
    language: str = "zh-Hans"
    steps: list[StepTaken] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._hand = Hand(self.hall)
        self._began = asyncio.get_running_loop().time()
        (self.out / "screens").mkdir(parents=True, exist_ok=True)

    async def visit(self) -> Record:
        """From the attract page to goodbye."""
        await self._seen("attract", await self.hall.drawn("attract"))
        if self.language == "en":
            await self._seen("attract", await self._hand.press("local:english"))
        await self._identify()
        await self._look()
        await self._print()
        await self._leave()
        return await self._record()

    async def _identify(self) -> None:
        await self.hall.insert(self.card)
        await self._seen("pin", await self.hall.drawn("keypad"))
        await self._hand.type_pin(self.hall.card(self.card).pin)
        await self._seen("home", await self.hall.drawn("overview"))

    async def _look(self) -> None:
        tree = await self._hand.press_until("errand:contributions", "timeline")
        await self._seen("life", tree)
        month = max(node.action for node in tree.nodes if node.action.startswith("month:"))
        await self._seen("month", await self._hand.press(month))
        kind = next(node.action for node in tree.nodes if node.action.startswith("filter:rs:"))
        await self._seen("one-insurance", await self._hand.press(kind))
        await self._seen("year-before", await self._hand.press("year:previous"))
        await self._hand.press_until("back", "overview")
        await self._seen("listing", await self._hand.press_until("errand:listing", "table"))
        await self._hand.press_until("back", "overview")

    async def _print(self) -> None:
        await self._hand.press_until("errand:proof_of_insurance", "document")
        tree = await self._offered("print")
        await self._seen("proof", tree)
        printed = len(self.hall.printer.slips)
        tree = await self._hand.press("print", tree)
        while tree.template != "result":
            if tree.template == "progress":
                await self._seen("printing", tree)
            assert tree.template in ("progress", "document"), tree.template
            async with asyncio.timeout(LIMIT):
                tree = await self.hall.tree(tree.sequence + 1)
        await self._seen("take-slip", tree)
        assert len(self.hall.printer.slips) == printed + 1

    async def _leave(self) -> None:
        tree = await self._hand.press("end")
        await self._seen("take-card", tree)
        await self.hall.remove()
        tree = await self.hall.drawn("result", after=tree.sequence)
        await self._seen("goodbye", tree)
        await self.hall.drawn("attract", after=tree.sequence)

    async def _offered(self, action: str) -> Tree:
        async with asyncio.timeout(LIMIT):
            tree = await self.hall.tree()
            while not any(node.action == action and node.enabled for node in tree.nodes):
                tree = await self.hall.tree(tree.sequence + 1)
            return tree

    async def _seen(self, name: str, tree: Tree) -> None:
        assert self.hall.display is not None
        elapsed = asyncio.get_running_loop().time() - self._began
        self.steps.append(StepTaken(name, round(elapsed * 1000)))
        picture = await self.hall.display.picture()
        picture.save(self.out / "screens" / f"{len(self.steps):02d}-{name}.png")

    async def _record(self) -> Record:
        slip = self.hall.printer.slips[-1]
        (self.out / "slip.escpos").write_bytes(slip.data)
        slip.picture().save(self.out / "slip.png")
        (url,) = slip.qr
        code = urlsplit(url).query.removeprefix("c=")
        record = Record(self.card, self.language, self.steps, code, url)
        record.months_on_paper = sorted({row.month for row in months_on_paper(slip.data)})
        page = await stranger_checks(self.hall, code, self.hall.card(self.card).number[-4:])
        record.state, record.months_verified = page.state, sorted(page.months)
        (self.out / "visit.json").write_bytes(msgspec.json.format(msgspec.json.encode(record)))
        return record


class VerificationPage(html.parser.HTMLParser):
    """What the public page says to a machine: ``data-state``, ``data-month``."""

    def __init__(self) -> None:
        super().__init__()
        self.state = ""
        self.months: set[int] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "data-state" and value:
                self.state = value
            if name == "data-month" and value:
                self.months.add(int(value))


async def stranger_checks(hall: Lobby, code: str, last_four: str) -> VerificationPage:
    """Ask the public page until it says that the slip is settled (the kiosk's word arrives by its outbox)."""
    tls = ssl.create_default_context(cafile=str(hall.prepared.authority))
    async with (httpx.AsyncClient(base_url=hall.ports.public_address, verify=tls, trust_env=False) as http,
                asyncio.timeout(LIMIT)):
        while True:
            answer = await http.post("/v", data={"c": code, "last_four": last_four})
            page = VerificationPage()
            page.feed(answer.text)
            if page.state and page.state != "reserved":
                return page
            await asyncio.sleep(0.1)
