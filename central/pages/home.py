"""The public front page: what this address is for."""

from __future__ import annotations

from central.pages.html import tag
from central.pages.layout import page, switch_link
from central.pages.words import Words


def home(say: Words, bureau: str) -> str:
    """One sentence, one way on."""
    return page(say, say("home.title"), bureau, switch_link(say, "/"),
                tag("h1", say("home.title")), tag("p", say("home.lead"), class_="lead"),
                tag("p", tag("a", say("home.check"), href=f"/v?lang={say.language}", class_="filled")),
                tag("section", tag("h2", say("home.kiosk.title")), tag("p", say("home.kiosk.lead"))),
                tag("section", tag("h2", say("home.data.title")), tag("p", say("home.data.lead"))))
