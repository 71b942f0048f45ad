"""The page that checks signatures without a network: from a file and from the centre, held to the verifier's table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from central.keys import SoftwareKeys
from central.pages.offline import offline_page
from contract.slip import Holder
from contract.statement import VerificationKeys
from tests.browser.chromium import Chromium, Page
from tests.browser.conftest import Slip, violations
from tests.central.conftest import Live
from tests.central.statements import NOON, Case, content, published, signed, table

VERDICT = "document.querySelector('[data-verdict]')?.dataset.verdict"


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> tuple[VerificationKeys, list[Case]]:
    return table(tmp_path_factory.mktemp("statements"))


@pytest.fixture
def file(cases: tuple[VerificationKeys, list[Case]], tmp_path: Path) -> Path:
    """As it lies on a phone."""
    page = tmp_path / "kiosk-verify.html"
    page.write_text(offline_page(cases[0]), "utf-8")
    return page


def at(page: Page, moment: int) -> None:
    """The phone's clock, for every document from now on."""
    page.ask("Page.addScriptToEvaluateOnNewDocument", source=f"Date.now = () => {moment} * 1000")


def off_line(page: Page) -> None:
    page.ask("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=-1,
                   uploadThroughput=-1)


def facts(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.say(
        "Object.fromEntries([...document.querySelectorAll('[data-fact]')].map(e => [e.dataset.fact, e.innerText]))")
    return found


def test_every_case_of_the_table_gets_the_verifiers_verdict(
        cases: tuple[VerificationKeys, list[Case]], file: Path, browser: Chromium) -> None:
    with browser.page() as page:
        at(page, NOON)
        page.open(file.as_uri())
        found = {case.name: page.say(f"judge({msg(case.text)}, {NOON}).then(({{verdict}}) => verdict)")
                 for case in cases[1]}
        assert found == {case.name: case.verdict for case in cases[1]}
        assert page.requests == [file.as_uri()]
        assert page.complaints == []


def msg(text: str) -> str:
    """As JavaScript writes it."""
    return json.dumps(text)


def test_from_a_phones_memory_without_a_network_by_keyboard_alone(
        cases: tuple[VerificationKeys, list[Case]], file: Path, browser: Chromium, axe: str) -> None:
    text = cases[1][0].text
    with browser.page() as page:
        off_line(page)
        at(page, NOON)
        page.open(file.as_uri())
        assert violations(page, axe) == []
        for stop in ("button switch", "textarea text"):
            page.press("Tab")
            assert page.focused() == stop
        page.write(text)
        page.press("Tab")
        page.press("Enter")
        page.until(f"{VERDICT} === 'good'")
        assert page.focused() == "div result"
        assert facts(page) == {
            "name": "王小明", "number": "11010519491231****", "serial": "440300-00000001", "code": "7K4M-P2XR-9TQW",
            "bureau": "深圳市社会保险基金管理局", "issued_at": "2026年11月24日 12:00", "valid_until": "2027年2月24日",
            "machine": "SZ-FT-0017", "period": "2026年1月 – 2026年10月"}
        told = page.say("document.querySelector('[data-verdict] p').innerText")
        assert told == "是否已作废，只有联网核验才知道。"
        assert violations(page, axe) == []
        page.say("document.getElementById('switch').focus()")
        page.press("Enter")
        assert page.say("[document.documentElement.lang, document.querySelector('[data-verdict]').innerText]") \
            == ["en", "Signature good\n\nWhether it was voided is known only on line."]
        assert (facts(page))["valid_until"] == "24 February 2027"
        assert page.say("[...document.querySelectorAll('[data-total]')].map(e => "
                              "[e.dataset.total, e.previousSibling.innerText, e.innerText])") == [
            ["110", "Pension", "Months: 6"], ["310", "Medical", "Months: 2"],
            ["yb:999", "Insurance (yb:999)", "Months: 1"]]
        assert page.requests == [file.as_uri()]


def test_what_is_not_good_is_said_plainly_in_both_languages(
        cases: tuple[VerificationKeys, list[Case]], file: Path, browser: Chromium, axe: str) -> None:
    with browser.page() as page:
        at(page, NOON)
        page.open(file.as_uri())
        for verdict in ("bad", "expired", "unknown_key", "revoked_key", "unreadable"):
            case = next(case for case in cases[1] if case.verdict == verdict and case.text.startswith("#"))
            page.say(f"location.hash = {msg(case.text)}")
            page.until(f"{VERDICT} === {msg(verdict)}")
            assert (facts(page) != {}) == (verdict == "expired")
            for _ in range(2):
                assert (verdict, violations(page, axe)) == (verdict, [])
                page.say("document.getElementById('switch').click()")


def test_the_centre_publishes_the_page_and_a_real_slip_is_good_on_it(live: Live, slip: Slip, browser: Chromium,
                                                                          tmp_path: Path) -> None:
    fragment = slip.address.partition("#")[2]
    written = tmp_path / "page.html"
    assert live.command("verify-page", "--out", str(written)).returncode == 0
    with browser.page() as page:
        for address in (f"{live.public}/offline-verify#{fragment}", f"{written.as_uri()}#{fragment}"):
            page.open(address)
            page.until(f"{VERDICT} === 'good'")
            assert (facts(page))["serial"] == slip.reserved.content.serial
        assert [asked.partition("#")[0] for asked in page.requests] == [
            f"{live.public}/offline-verify", written.as_uri()]
        assert page.complaints == []


def test_the_policy_lets_the_page_load_run_and_send_nothing_else(
        cases: tuple[VerificationKeys, list[Case]], file: Path, browser: Chromium) -> None:
    with browser.page() as page:
        page.open(file.as_uri())
        assert page.say("fetch('https://example.com').then(() => 'sent', () => 'refused')") == "refused"
        page.say("document.body.append(Object.assign(document.createElement('script'), "
                       "{textContent: 'globalThis.ran = true'}))")
        page.say("new Promise(onerror => document.body.append(Object.assign(document.createElement('img'), "
                       "{onerror, src: 'https://example.com/x.png'}))).then(() => 0)")
        assert page.say("globalThis.ran") is None
        assert page.requests == [file.as_uri()]


def test_a_name_is_never_markup(tmp_path: Path, browser: Chromium) -> None:
    keys = SoftwareKeys(tmp_path / "keys")
    text = signed(keys, content(holder=Holder("<img src=x>", "11010519491231002X", "1")))
    file = tmp_path / "page.html"
    file.write_text(offline_page(published(keys)), "utf-8")
    with browser.page() as page:
        at(page, NOON)
        page.open(f"{file.as_uri()}#{text}")
        page.until(f"{VERDICT} === 'good'")
        assert (facts(page))["name"] == "<img src=x>"
        assert page.say("document.images.length") == 0
