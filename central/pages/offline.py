"""The page that checks a slip's signed statement without a network: one file, keys pinned at publication.

Opened from a phone's memory or from the centre (``/offline-verify``). Its policy names its own script and style by
their hashes and allows nothing else, no connection either; words of both languages and keys are data in it.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import msgspec

from central.pages.html import Html, tag
from central.pages.words import MONTHS, Words, words
from central.verifier.judge import Verdict
from contract.civil_time import day_of
from contract.insurance import SHORT_NAMES, Insurance, short_name
from contract.statement import VerificationKeys, key_of
from contract.words import LANGUAGES

HERE = Path(__file__).parent
TONES = {Verdict.GOOD: "good", Verdict.BAD: "refused", Verdict.REVOKED_KEY: "refused"}
"""Every other verdict asks for attention."""
FACTS = ("slip.name", "slip.number", "slip.serial", "slip.code", "slip.bureau", "slip.issued_at", "slip.valid_until",
         "slip.machine", "offline.period")
SAID = ("page.service", "page.language", "page.phone", "offline.title", "offline.intro", "offline.text",
        "offline.text.hint", "offline.check", "offline.compare", "offline.months", "offline.no_crypto",
        "offline.no_script", "slip.sample")


def offline_page(keys: VerificationKeys) -> str:
    """The whole document."""
    script, style = _file("offline", "js"), _file("style", "css")
    say = words("zh-Hans")
    head = tag("head", tag("meta", charset="utf-8"),
               tag("meta", http_equiv="Content-Security-Policy", content=_policy(script, style)),
               tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
               tag("meta", name="robots", content="noindex"), tag("meta", name="referrer", content="no-referrer"),
               tag("title", say("offline.title")), tag("style", Html(style)))
    header = tag("header", tag("span", say("page.service"), class_="service", data_say="page.service"),
                 tag("button", words("en")("page.language"), type="button", id="switch", class_="switch", lang="en"))
    form = tag("form", tag("label", tag("span", say("offline.text"), data_say="offline.text"),
                           tag("small", say("offline.text.hint"), data_say="offline.text.hint"),
                           tag("textarea", id="text", rows="5", autocomplete="off", spellcheck="false",
                               class_="code plain")),
               tag("button", say("offline.check"), type="submit", class_="filled", data_say="offline.check"), id="form")
    main = tag("main", tag("h1", say("offline.title"), data_say="offline.title"),
               tag("p", say("offline.intro"), class_="lead", data_say="offline.intro"),
               tag("noscript", tag("p", say("offline.no_script"), class_="notice attention"),
                   tag("p", words("en")("offline.no_script"), class_="notice attention", lang="en")),
               tag("div", id="result", tabindex="-1", role="status"), form)
    footer = tag("footer", tag("p", keys.bureau, lang="zh-Hans"), tag("p", id="keys"),
                 tag("p", say("page.phone"), data_say="page.phone"))
    data = tag("script", Html(_data(keys)), type="application/json", id="data")
    body = tag("body", header, main, footer, data, tag("script", Html(script)))
    return f"<!DOCTYPE html>{tag('html', head, body, lang='zh-Hans')}"


def policy() -> str:
    """The header that goes with it from the centre; in the file itself the same stands without the last rule."""
    return f"{_policy(_file('offline', 'js'), _file('style', 'css'))}; frame-ancestors 'none'"


def _policy(script: str, style: str) -> str:
    return (f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'; "
            "form-action 'none'")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _file(name: str, kind: str) -> str:
    return (HERE / f"{name}.{kind}").read_text(encoding="utf-8")


def _data(keys: VerificationKeys) -> str:
    """JSON that can't end its element."""
    data = {"keys": keys, "words": {language: _words(words(language), keys) for language in LANGUAGES},
            "tones": {verdict.value: TONES.get(verdict, "attention") for verdict in Verdict},
            "facts": FACTS, "months": MONTHS}
    return msgspec.json.encode(data).decode().replace("<", "\\u003c")


def _words(say: Words, keys: VerificationKeys) -> dict[str, Any]:
    verdicts = [f"offline.{verdict.value}{more}" for verdict in Verdict for more in ("", ".lead")]
    said = {key: say.sentence(key) for key in (*SAID, *FACTS, *verdicts)}
    said["offline.keys_of"] = say("offline.keys_of", day=say.day(day_of(keys.published_at)), bureau=keys.bureau)
    unknown = short_name(Insurance("", "")).id
    return said | {unknown: say.sentence(unknown)} | {
        f"insurance:{key_of(insurance)}": say.sentence(name) for insurance, name in SHORT_NAMES.items()}


