"""Effects → device programs, centre, preview; and what came of it → events. No state of a visit is kept here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from contract import frames, messages
from devices.card import api as card
from kiosk.centre.client import CentreClient, Outage, Refusal
from kiosk.delays import Delays
from kiosk.drafting import draft
from kiosk.issuing import SlipDesk
from kiosk.journal import Journal
from kiosk.links.device import DeviceLink
from kiosk.visit import event
from kiosk.visit.effect import (
    DrawDraft,
    Effect,
    FetchRecords,
    IssueSlip,
    OpenVisit,
    ProveCard,
    ReadCard,
    VerifyPin,
)
from kiosk.visit.pages.identify import NOTICE_VERSION
from kiosk.visit.state import Ending

Tell = Callable[[event.Event], None]


class Performer:
    """``card_link`` and ``centre`` do the work; ``desk`` issues slips; ``journal`` remembers what is not personal."""

    def __init__(self, card_link: DeviceLink, centre: CentreClient, desk: SlipDesk, journal: Journal,
                 delays: Delays, width: int) -> None:
        self._card = card_link
        self._centre = centre
        self._desk = desk
        self._journal = journal
        self._delays = delays
        self._width = width
        self._visit = ""

    async def perform(self, effect: Effect, tell: Tell) -> None:
        """One effect of a visit; cancelled when the visit is wiped."""
        match effect:
            case ReadCard(insertion=insertion):
                tell(event.CardWasRead(await self._call(card.READ, card.Read(insertion), "read")))
            case OpenVisit(records=records):
                await self._open(records, tell)
            case VerifyPin(insertion=insertion, pin=pin):
                tell(event.PinWasChecked(await self._call(card.VERIFY, card.Verify(insertion, pin), "verify")))
            case ProveCard():
                await self._prove(effect, tell)
            case FetchRecords(token=token):
                await self._fetch(token, tell)
            case DrawDraft():
                await self._draw(effect, tell)

    async def issue(self, effect: IssueSlip, tell: Tell) -> None:
        """Never cancelled by the end of a visit."""
        await self._desk.issue(effect.token, effect.request, tell, self._visit, effect.length_mm)

    async def release_card(self) -> None:
        """A reader that is gone has released it already."""
        try:
            await self._card.call(card.RELEASE, card.Release(), self._delays.card_call)
        except frames.FrameError:
            return

    async def wiped(self, why: Ending) -> None:
        """The visit is over."""
        visit, self._visit = self._visit, ""
        if visit:
            await self._journal.record("visit_ended", visit=visit, ending=why)

    async def noted(self, code: str) -> None:
        await self._journal.record("trouble", visit=self._visit, code=code)

    async def device_noted(self, device: str, code: str) -> None:
        await self._journal.record("device", device=device, code=code)

    async def _open(self, records: card.CardRecords, tell: Tell) -> None:
        request = messages.VisitRequest(records.card_id.hex(), records.region, records.version, records.algorithm,
                                        records.historical.hex(), NOTICE_VERSION)
        answer = await self._centre.ask(messages.OPEN_VISIT, request)
        if isinstance(answer, messages.VisitOpened):
            self._visit = answer.visit
            await self._journal.record("visit_opened", visit=answer.visit)
            tell(event.CentreOpenedVisit(answer))
        else:
            tell(_failed(answer))

    async def _prove(self, effect: ProveCard, tell: Tell) -> None:
        proof = await self._call(card.AUTHENTICATE, card.Authenticate(effect.insertion, effect.challenge),
                                 "authenticate")
        if isinstance(proof, card.CardTrouble):
            tell(event.CardFailed(proof))
            return
        body = messages.CardProof(proof.card_random.hex(), proof.value.hex(), messages.PinCheck.VERIFIED)
        answer = await self._centre.ask(messages.PROVE_CARD, body, visit=effect.visit)
        tell(event.CentreGrantedVisit(answer) if isinstance(answer, messages.VisitGranted) else _failed(answer))

    async def _fetch(self, token: str, tell: Tell) -> None:
        summary, contributions = await asyncio.gather(
            self._centre.ask(messages.SUMMARY, token=token),
            self._centre.ask(messages.CONTRIBUTIONS, token=token))
        if not isinstance(summary, messages.Summary):
            tell(_failed(summary))
        elif not isinstance(contributions, messages.Contributions):
            tell(_failed(contributions))
        else:
            tell(event.CentreSentRecords(summary, contributions))

    async def _draw(self, effect: DrawDraft, tell: Tell) -> None:
        answer = await self._centre.ask(messages.DRAFT_SLIP, effect.request, token=effect.token)
        if isinstance(answer, messages.SlipDraft):
            tell(event.DraftWasDrawn(await asyncio.to_thread(draft, effect.request, answer.content, self._width)))
        else:
            tell(_failed(answer, effect.request))

    async def _call(self, method: frames.Method[Any, Any], body: Any, step: str) -> Any:
        """A card program that is gone, stuck or restarting is a card trouble like any other."""
        try:
            return await self._card.call(method, body, self._delays.card_call)
        except frames.Refused as refused:
            fault = card.Fault.BUSY if refused.code == "busy" else card.Fault.SILENT
            return card.CardTrouble(fault, step)
        except frames.DeadlineExceeded:
            return card.CardTrouble(card.Fault.SILENT, step)
        except frames.ChannelClosed:
            return card.CardTrouble(card.Fault.READER_GONE, step)


def _failed(answer: Any, request: messages.SlipRequest | None = None) -> event.Event:
    match answer:
        case Refusal(code=code):
            return event.CentreRefused(code, request)
        case Outage(how=how):
            return event.CentreFailed(how, request)
    raise TypeError(type(answer).__name__)
