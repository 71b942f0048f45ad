"""A slip checked by a stranger: over the API and on the page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from sqlalchemy import event, func, select, update

from central.app.limit import DAY
from central.app.verification import WRONG_KEYS_A_DAY
from central.database.models import Access, Slip
from contract.messages import (
    CONFIRM_SLIP,
    RESERVE_SLIP,
    VERIFY,
    SlipConfirm,
    SlipReserved,
    VerificationRequest,
    Verified,
)
from contract.problems import Code
from contract.slip import ProofRow, SlipState
from contract.verification import grouped, new_code
from tests.central.bureau import NAME, NOON, NUMBER, PROOF, refuses
from tests.central.conftest import House

LAST_FOUR = NUMBER[-4:]


async def issued(house: House) -> SlipReserved:
    await house.kiosk.sign_in()
    reserved: SlipReserved = await house.kiosk.get(RESERVE_SLIP, PROOF, key="op-1")
    await house.kiosk.get(CONFIRM_SLIP, SlipConfirm(NOON, reserved.content_hash), slip=reserved.slip)
    return reserved


@pytest.mark.parametrize("last_four", [LAST_FOUR, LAST_FOUR.lower(), f" {LAST_FOUR} ", "００２Ｘ"])
async def test_code_and_second_key_show_the_content_as_issued(house: House, last_four: str) -> None:
    reserved = await issued(house)
    house.clock.now += 3600
    for code in (reserved.content.code, grouped(reserved.content.code).lower()):
        verified: Verified = await house.public.get(VERIFY, VerificationRequest(code, last_four))
        assert verified == Verified(SlipState.CONFIRMED, reserved.content, NOON, NOON)


async def test_every_way_of_being_wrong_gets_the_same_bytes_and_runs_the_same_statements(house: House) -> None:
    reserved = await issued(house)
    answers, statements = [], []
    for code, last_four in ((new_code(), LAST_FOUR), (reserved.content.code, "0000"), ("garbage", "----"),
                            ("", ""), (reserved.content.code, NUMBER)):
        ran: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any, ran: list[str] = ran) -> None:
            ran.append(statement)

        event.listen(house.centre.database.engine.sync_engine, "before_cursor_execute", note)
        response = await house.public.ask(VERIFY, VerificationRequest(code, last_four))
        event.remove(house.centre.database.engine.sync_engine, "before_cursor_execute", note)
        answers.append((response.status_code, response.content))
        statements.append(ran)
    assert len(set(answers)) == 1
    assert all(ran == statements[0] for ran in statements)
    refuses(await house.public.refused(VERIFY, VerificationRequest("", "")), Code.VERIFY)


async def test_each_try_leaves_a_row_of_audit(house: House) -> None:
    reserved = await issued(house)
    await house.public.ask(VERIFY, VerificationRequest(reserved.content.code, "0000"))
    await house.public.ask(VERIFY, VerificationRequest(reserved.content.code, LAST_FOUR))
    async with house.centre.database.reading() as session:
        rows = (await session.scalars(select(Access).where(Access.action == "verify").order_by(Access.id))).all()
    assert [(row.who, row.slip_id, row.outcome) for row in rows] == [
        ("public", reserved.slip, "refused"), ("public", reserved.slip, "read")]


async def test_keys_can_not_be_tried_in_bulk(house: House) -> None:
    for _ in range(house.centre.settings.tries_per_minute):
        house.centre.limiter.allow("192.0.2.7", house.centre.settings.tries_per_minute, house.clock())
    refuses(await house.public.refused(VERIFY, VerificationRequest(new_code(), "0000")), Code.TOO_MANY)
    page = await house.http.post("/v", data={"c": new_code(), "last_four": "0000"}, headers=house.public.headers)
    assert (page.status_code, Page(page).troubles) == (429, ["verify.too_many"])
    async with house.centre.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Access)) == 0


@pytest.mark.parametrize("exists", [True, False])
async def test_ten_wrong_keys_close_a_code_for_a_while_whether_a_slip_has_it_or_not(house: House,
                                                                                  exists: bool) -> None:
    reserved = await issued(house)
    code = reserved.content.code if exists else new_code()
    for number in range(WRONG_KEYS_A_DAY):
        house.public.headers["X-Client-Address"] = f"192.0.2.{number}"
        refuses(await house.public.refused(VERIFY, VerificationRequest(code, f"{number:04d}")), Code.VERIFY)
    refuses(await house.public.refused(VERIFY, VerificationRequest(code, LAST_FOUR)), Code.TOO_MANY, of="code")
    response, page = await show(house, code)
    assert (response.status_code, page.troubles, page.months) == (429, ["verify.code_closed"], [])
    refuses(await house.public.refused(VERIFY, VerificationRequest(new_code(), LAST_FOUR)), Code.VERIFY)
    house.clock.now += DAY // WRONG_KEYS_A_DAY
    answer = await house.public.ask(VERIFY, VerificationRequest(code, LAST_FOUR))
    assert answer.status_code == (200 if exists else 404)


async def test_right_keys_and_mistyped_codes_close_nothing(house: House) -> None:
    reserved = await issued(house)
    for _ in range(WRONG_KEYS_A_DAY + 1):
        await house.public.get(VERIFY, VerificationRequest(reserved.content.code, LAST_FOUR))
        refuses(await house.public.refused(VERIFY, VerificationRequest("mistyped", LAST_FOUR)), Code.VERIFY)


class Page(HTMLParser):
    """What a program reads from the page."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        self.states: list[str] = []
        self.troubles: list[str] = []
        self.months: list[tuple[int, str, str, list[tuple[str, int]]]] = []
        self.totals: dict[str, int] = {}
        self.language = ""
        self.fields: dict[str, str] = {}
        self._total = ""
        self.feed(response.text)
        self.text = re.sub(r"<[^>]*>", " ", response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.language = held["lang"] if tag == "html" else self.language
        if tag == "script" or any(name.startswith("on") for name in held):
            raise AssertionError("the page needs no script")
        if tag == "input":
            self.fields[held["name"]] = held.get("value", "")
        if "data-state" in held:
            self.states.append(held["data-state"])
        if "data-trouble" in held:
            self.troubles.append(held["data-trouble"])
        if "data-month" in held:
            self.months.append((int(held["data-month"]), held["data-employer"], held["data-mark"], []))
        if "data-base" in held:
            self.months[-1][3].append((held["data-insurance"], int(held["data-base"])))
        self._total = held.get("data-total", "")

    def handle_data(self, data: str) -> None:
        if self._total:
            self.totals[self._total] = int(data)
            self._total = ""


async def show(house: House, code: str, last_four: str = LAST_FOUR, lang: str = "") -> tuple[httpx.Response, Page]:
    response = await house.http.post("/v", data={"c": code, "last_four": last_four, "lang": lang},
                                     headers=house.public.headers)
    return response, Page(response)


def told(row: ProofRow) -> tuple[int, str, str, list[tuple[str, int]]]:
    return (row.month, row.employer_no, row.mark.value,
            [(f"{base.insurance.table}:{base.insurance.code}", base.base_fen) for base in row.bases])


@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
async def test_the_page_shows_every_month_total_and_employer_as_issued(house: House, lang: str) -> None:
    reserved = await issued(house)
    response, page = await show(house, reserved.content.code, lang=lang)
    assert (response.status_code, page.language, page.states) == (200, lang, ["confirmed"])
    assert page.months == [told(row) for row in reserved.content.rows]
    assert page.totals == {f"{total.insurance.table}:{total.insurance.code}": total.months
                           for total in reserved.content.totals}
    for words in (NAME, NUMBER, reserved.content.serial, "样张精密有限公司", "样张物流有限公司"):
        assert words in page.text
    assert ("样张：" if lang == "zh-Hans" else "Sample:") in page.text


@pytest.mark.parametrize(("state", "words"), [
    (SlipState.CONFIRMED, "有效"), (SlipState.VOIDED, "已作废"), (SlipState.UNCERTAIN, "内容如签发，出件未确认"),
    (SlipState.RESERVED, "内容如签发，出件未确认"), (SlipState.SUSPECT, "内容如签发，出件未确认"),
    (SlipState.REPLACED, "已被新件替代"), (SlipState.EXPIRED, "已过期"), ("burnt", "内容如签发，出件未确认")])
async def test_the_page_names_each_state_in_words(house: House, state: str, words: str) -> None:
    reserved = await issued(house)
    async with house.centre.database.writing() as session, session.begin():
        await session.execute(update(Slip).values(state=str(state)))
    _, page = await show(house, reserved.content.code)
    assert page.states == [str(state)]
    assert words in page.text


async def test_the_page_can_be_used_by_ear_and_by_keyboard(house: House) -> None:
    """Title first says what came of it; what scrolls sideways takes the focus and has a name; marks have words."""
    reserved = await issued(house)
    response, _ = await show(house, reserved.content.code, lang="en")
    assert "<title>Valid – 深圳市社会保险参保证明</title>" in response.text
    scrolling = re.findall(r'<div class="wide"([^>]*)>', response.text)
    assert len(scrolling) == 3
    assert all('tabindex="0"' in each and 'role="region"' in each and "aria-label=" in each for each in scrolling)
    for name, meaning in (("*", "Paid later than its month"), ("#", "Difference paid"),
                          ("&amp;", "Deferred, counted as paid")):
        assert f'<b aria-hidden="true"> {name}</b><span class="unseen"> {meaning}</span>' in response.text
    assert f'<dd data-fact="name" lang="zh-Hans">{NAME}</dd>' in response.text
    wrong, _ = await show(house, reserved.content.code, "0000", "en")
    assert "<title>Nothing found." in wrong.text
    assert 'role="alert"' in wrong.text


async def test_a_wrong_second_key_asks_again_without_a_word_of_the_slip(house: House) -> None:
    reserved = await issued(house)
    wrong, page = await show(house, reserved.content.code, "0000")
    unknown, other = await show(house, new_code(), "0000")
    assert (wrong.status_code, unknown.status_code) == (404, 404)
    assert page.troubles == other.troubles == ["verify.failed"]
    assert (page.months, page.states) == ([], [])
    assert NAME not in page.text


async def test_the_address_in_the_qr_asks_for_the_last_four_and_nothing_more(house: House) -> None:
    reserved = await issued(house)
    address = reserved.content.verify_url.removeprefix("https://verify.example:8444")
    page = Page(await house.http.get(address, headers=house.public.headers))
    assert page.fields["c"] == grouped(reserved.content.code)
    assert page.fields["last_four"] == ""
    assert page.months == []


async def test_what_a_stranger_types_is_never_markup(house: House) -> None:
    typed = '"><script>alert(1)</script>'
    for response in (await house.http.get("/v", params={"c": typed}, headers=house.public.headers),
                     (await show(house, typed))[0]):
        assert "<script" not in response.text
        Page(response)


@pytest.mark.parametrize(("accepted", "language"), [
    ("", "zh-Hans"), ("en-GB,en;q=0.9,zh", "en"), ("zh-CN,en", "zh-Hans"), ("fr", "zh-Hans")])
async def test_the_front_page_speaks_the_browsers_language(house: House, accepted: str, language: str) -> None:
    response = await house.http.get("/", headers=house.public.headers | {"Accept-Language": accepted})
    assert Page(response).language == language


async def test_pages_carry_the_headers_that_keep_them_private(house: House) -> None:
    for path in ("/", "/v", "/style.css", "/offline-verify", "/nowhere"):
        headers = (await house.http.get(path, headers=house.public.headers)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "max-age" in headers["strict-transport-security"]
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
