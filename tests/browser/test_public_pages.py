"""The public pages for everybody: no script, both languages, by keyboard alone, nothing for axe to find."""

from __future__ import annotations

from tests.browser.chromium import Chromium, Page
from tests.browser.conftest import Slip, violations
from tests.central.conftest import Live

LANGUAGES = ("zh-Hans", "en")


def shown(page: Page, live: Live, slip: Slip, lang: str, last_four: str, code: str = "") -> None:
    """Code and second key typed and sent by the keyboard alone, from the address in the QR."""
    page.open(f"{live.public}/v?c={code or slip.code}&lang={lang}")
    page.say("document.querySelector('input[name=last_four]').focus()")
    page.write(last_four)
    page.loads(lambda: page.press("Enter"))


def test_axe_finds_nothing_on_any_public_page_in_any_language(live: Live, slip: Slip, browser: Chromium,
                                                                    axe: str) -> None:
    with browser.page() as page:
        for lang in LANGUAGES:
            for path in ("/", "/v", f"/v?c={slip.code}"):
                page.open(f"{live.public}{path}{'&' if '?' in path else '?'}lang={lang}")
                assert (lang, path, violations(page, axe)) == (lang, path, [])
            shown(page, live, slip, lang, "0000")
            assert page.say("document.querySelector('[data-trouble]').dataset.trouble") == "verify.failed"
            assert (lang, violations(page, axe)) == (lang, [])
            shown(page, live, slip, lang, slip.last_four)
            assert page.say("document.querySelector('[data-state]').dataset.state") == "confirmed"
            assert (lang, violations(page, axe)) == (lang, [])
        for state, code in slip.others.items():
            shown(page, live, slip, "zh-Hans", slip.last_four, code)
            assert page.say("document.querySelector('[data-state]').dataset.state") == state
            assert (state, violations(page, axe)) == (state, [])


def test_a_stranger_checks_a_slip_by_keyboard_alone_without_any_script(live: Live, slip: Slip,
                                                                             browser: Chromium) -> None:
    with browser.page() as page:
        page.ask("Emulation.setScriptExecutionDisabled", value=True)
        page.open(f"{live.public}/?lang=en")
        for stop in ("a Social Insurance Self-Service", "a 中文", "a Check a slip"):
            page.press("Tab")
            assert page.focused() == stop
        page.loads(lambda: page.press("Enter"))
        for stop in ("a Social Insurance Self-Service", "a 中文", "input c"):
            page.press("Tab")
            assert page.focused() == stop
        page.write(slip.code)
        page.press("Tab")
        assert page.focused() == "input last_four"
        page.write(slip.last_four)
        page.press("Tab")
        assert page.focused() == "button Show the slip"
        page.loads(lambda: page.press(" "))
        assert (page.say("document.title")).startswith("Valid – ")
        stops = []
        for _ in range(6):
            page.press("Tab")
            stops.append(page.focused())
        assert stops == ["a Social Insurance Self-Service", "button 中文", "div Months insured over the years",
                         "div Contributions by month", "div Employers", "a Check another slip"]
        assert page.say("document.scripts.length") == 0
        assert page.complaints == []


def test_the_other_language_is_one_press_away_and_keeps_what_was_typed(live: Live, slip: Slip,
                                                                            browser: Chromium) -> None:
    with browser.page() as page:
        shown(page, live, slip, "zh-Hans", slip.last_four)
        page.press("Tab")
        page.press("Tab")
        assert page.focused() == "button English"
        page.loads(lambda: page.press("Enter"))
        assert page.say("[document.documentElement.lang, document.querySelector('[data-state] strong').innerText]"
                              ) == ["en", "Valid"]


def test_the_fragment_stays_in_the_browser(live: Live, slip: Slip, browser: Chromium) -> None:
    """The address in the QR opened as it is: what is sent has no statement, and what is shown has none either."""
    with browser.page() as page:
        page.open(slip.address)
        assert "#ey" in slip.address
        assert all("#" not in asked for asked in page.requests)
        assert slip.address.partition("#")[2] not in page.say("document.documentElement.outerHTML")
        assert page.say("document.querySelector('input[name=c]').value.replaceAll('-', '')") == slip.code


def test_a_page_fits_a_phone(live: Live, slip: Slip, browser: Chromium) -> None:
    with browser.page() as page:
        page.ask("Emulation.setDeviceMetricsOverride", width=320, height=640, deviceScaleFactor=2, mobile=True)
        for address in (f"{live.public}/v?c={slip.code}", f"{live.public}/offline-verify"):
            page.open(address)
            assert page.say("document.documentElement.scrollWidth") <= 320
        shown(page, live, slip, "en", slip.last_four)
        assert page.say("document.documentElement.scrollWidth") <= 320
