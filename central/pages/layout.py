"""What all public pages share."""

from __future__ import annotations

from central.pages.html import Html, tag
from central.pages.words import Words, words
from contract.words import Language

OTHER: dict[Language, Language] = {"zh-Hans": "en", "en": "zh-Hans"}


def page(say: Words, title: str, bureau: str, switch: Html, *content: str) -> str:
    """A whole document. ``switch`` leads to the same page in the other language."""
    head = tag("head", tag("meta", charset="utf-8"),
               tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
               tag("meta", name="robots", content="noindex"), tag("title", title),
               tag("link", rel="stylesheet", href="/style.css"))
    header = tag("header", tag("a", say("page.service"), href=f"/?lang={say.language}", class_="service"), switch)
    footer = tag("footer", tag("p", bureau, lang="zh-Hans"), tag("p", say("page.phone")))
    document = tag("html", head, tag("body", header, tag("main", *content), footer), lang=say.language)
    return f"<!DOCTYPE html>{document}"


def switch_link(say: Words, address: str) -> Html:
    """To the same page, asked for by GET."""
    other = OTHER[say.language]
    joint = "&" if "?" in address else "?"
    return tag("a", words(other)("page.language"), href=f"{address}{joint}lang={other}", lang=other, class_="switch")


def switch_form(say: Words, **hidden: str) -> Html:
    """To the same answer, asked for by POST: what was typed goes along."""
    other = OTHER[say.language]
    kept = [tag("input", type="hidden", name=name, value=value) for name, value in hidden.items()]
    return tag("form", *kept, tag("input", type="hidden", name="lang", value=other),
               tag("button", words(other)("page.language"), type="submit", class_="switch", lang=other),
               method="post", action="/v")
