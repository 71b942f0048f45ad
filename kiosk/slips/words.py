"""The words of the forms: Chinese, because that is what the receiving office reads; English beside it on demand."""

from __future__ import annotations

from functools import cache

import assets
from contract.civil_time import day_of, local
from contract.words import Language, Message, Plain, say

LANGUAGE: Language = "zh-Hans"
BESIDE: Language = "en"


def text(message: Message, language: Language = LANGUAGE) -> str:
    """The sentence of a marked message whose values are plain.

    :raises KeyError: no such id, or a value that the sentence names is missing
    """
    values = {key: value.text for key, value in message.params.items() if isinstance(value, Plain)}
    return _catalogue(language)[message.id].format(**values)


def english(message: Message) -> str:
    """The same in English. :raises KeyError: as :func:`text`"""
    return text(message, BESIDE)


def lines(message: Message, language: Language = LANGUAGE) -> tuple[str, ...]:
    """A head of several words above each other."""
    return tuple(text(message, language).split("\n"))


def month(yyyymm: int, language: Language = LANGUAGE) -> str:
    """2026年10月, 2026-10"""
    return text(say("slip.month", year=Plain(f"{yyyymm // 100:04d}"), month=Plain(f"{yyyymm % 100:02d}")), language)


def period(first: int, last: int, language: Language = LANGUAGE) -> str:
    """2024年11月～2026年10月; one month alone."""
    if first == last:
        return month(first, language)
    return text(say("slip.months.period", first=Plain(month(first, language)), last=Plain(month(last, language))),
                language)


def day(yyyymmdd: int) -> str:
    """2026年10月31日"""
    return text(say("slip.day", year=Plain(f"{yyyymmdd // 10000:04d}"), month=Plain(f"{yyyymmdd // 100 % 100:02d}"),
                    day=Plain(f"{yyyymmdd % 100:02d}")))


def moment(epoch: int) -> str:
    """2026年10月31日 09:38:05, in China's time"""
    return f"{day(day_of(epoch))} {local(epoch):%H:%M:%S}"


@cache
def _catalogue(language: Language) -> dict[str, str]:
    return assets.catalogue("slips", language)
