"""Words become text here, at draw time, in the language of the picture.

Our own sentences (domain ``screens``) and those of the views (domain ``kiosk``) come from the same kind of
catalogue; how a date or a sum is written is itself a sentence of ours (``date.day`` …).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Protocol

import assets
from contract.civil_time import local
from contract.words import Count, Day, Language, Message, Moment, Money, Month, Plain, Word, Year, say
from screens.setting import Span

DOMAINS = ("screens", "kiosk")
log = logging.getLogger(__name__)


class WallClock(Protocol):
    """Seconds since the epoch."""

    def __call__(self) -> float: ...


@lru_cache(maxsize=8)
def sentences(language: Language, domains: tuple[str, ...] = DOMAINS) -> Mapping[str, str]:
    """All sentences of ``domains``; a domain whose file is not there yet is empty."""
    found: dict[str, str] = {}
    for domain in domains:
        if assets.path("locale", language.replace("-", "_"), f"{domain}.po").exists():
            found |= assets.catalogue(domain, language)
    return found


def message_id(word: Word | None) -> str:
    """The catalogue id, empty for a value: this is what may leave the program."""
    return word.id if isinstance(word, Message) else ""


class Words:
    """Text of words in one language. ``missing`` counts ids without a sentence; they are shown as ids."""

    def __init__(self, language: Language, now: WallClock, catalogue: Mapping[str, str] | None = None,
                 missing: Counter[str] | None = None) -> None:
        self.language = language
        self.missing: Counter[str] = Counter() if missing is None else missing
        self._now = now
        self._catalogue = sentences(language) if catalogue is None else catalogue

    def text(self, word: Word) -> str:
        """One string without emphasis."""
        return "".join(span.text for span in self.spans(word))

    def own(self, message: str, /, **values: Word) -> str:
        """A sentence of the screen program itself."""
        return self.text(say(message, **values))

    def clock(self) -> str:
        """``09:41``"""
        return local(self._now()).strftime("%H:%M")

    def spans(self, word: Word, bold: bool = False) -> tuple[Span, ...]:
        """Text with emphasis: figures and data inside a sentence are bold, since they are what a person looks for."""
        if not isinstance(word, Message):
            return (Span(self._value(word), bold),)
        sentence = self._sentence(word.id)
        spans: list[Span] = []
        for literal, name in _fields(sentence):
            if literal:
                spans.append(Span(literal, bold))
            if name in word.params:
                value = word.params[name]
                spans += self.spans(value, bold or isinstance(value, Count | Plain | Money))
            elif name:
                self._miss(f"{word.id}:{name}")
                spans.append(Span("{" + name + "}", bold))
        return tuple(spans)

    def _sentence(self, message: str) -> str:
        if sentence := self._catalogue.get(message):
            return sentence
        self._miss(message)
        return message

    def _miss(self, message: str) -> None:
        if not self.missing[message]:
            log.warning("no sentence for %s in %s", message, self.language)
        self.missing[message] += 1

    def _value(self, word: Plain | Count | Money | Month | Year | Day | Moment) -> str:
        match word:
            case Plain(text=text):
                return text
            case Count(n=n):
                return str(n)
            case Money(fen=fen):
                return money(fen)
            case Year(year=year):
                return self._date("date.year", year=Plain(str(year)))
            case Month(yyyymm=yyyymm):
                return self._date("date.month", yyyymm // 100, yyyymm % 100)
            case Day(yyyymmdd=day):
                return self._date("date.day", day // 10000, day // 100 % 100, day=Plain(str(day % 100)))
            case Moment(epoch=epoch):
                return self._moment(local(epoch))

    def _date(self, form: str, year_number: int | None = None, month: int | None = None, **values: Word) -> str:
        if year_number is not None and month is not None:
            name = "date.name_of_month" if form == "date.day" else "date.short_month"
            values |= {"year": Plain(str(year_number)), "month": Plain(self.own(f"{name}.{month}"))}
        return self.own(form, **values)

    def _moment(self, at: datetime) -> str:
        time = Plain(at.strftime("%H:%M"))
        if at.date() == local(self._now()).date():
            return self.own("date.today_at", time=time)
        return self.own("date.day_at", day=Day(at.year * 10000 + at.month * 100 + at.day), time=time)


def money(fen: int) -> str:
    """``￥12,000.00``; a sum that is taken back has the sign before the currency."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}￥{yuan:,}.{rest:02}"


@lru_cache(maxsize=4096)
def _fields(sentence: str) -> tuple[tuple[str, str], ...]:
    """``("literal", "name")`` pairs; a sentence names its values as ``{name}`` and nothing else is special."""
    pairs: list[tuple[str, str]] = []
    rest = sentence
    while "{" in rest:
        literal, _, after = rest.partition("{")
        name, closed, rest_after = after.partition("}")
        if not closed or not name.isidentifier():
            break
        pairs.append((literal, name))
        rest = rest_after
    pairs.append((rest, ""))
    return tuple(pairs)


