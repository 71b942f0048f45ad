"""The words of the forms: Chinese on paper, because that is what the receiving office reads."""

from __future__ import annotations

from functools import lru_cache

import assets
from contract.civil_time import day_of, local
from contract.words import Language, Message, Plain, say

LANGUAGE: Language = "zh-Hans"


def text(message: Message) -> str:
    """The sentence of a marked message whose values are plain.

    :raises KeyError: no such id, or a value that the sentence names is missing
    """
    values = {key: value.text for key, value in message.params.items() if isinstance(value, Plain)}
    return _catalogue()[message.id].format(**values)


def lines(message: Message) -> tuple[str, ...]:
    """A head of several words above each other."""
    return tuple(text(message).split("\n"))


def month(yyyymm: int) -> str:
    """2026年10月"""
    return text(say("slip.month", year=Plain(f"{yyyymm // 100:04d}"), month=Plain(f"{yyyymm % 100:02d}")))


def day(yyyymmdd: int) -> str:
    """2026年10月31日"""
    return text(say("slip.day", year=Plain(f"{yyyymmdd // 10000:04d}"), month=Plain(f"{yyyymmdd // 100 % 100:02d}"),
                    day=Plain(f"{yyyymmdd % 100:02d}")))


def moment(epoch: int) -> str:
    """2026年10月31日 09:38:05, in China's time"""
    return f"{day(day_of(epoch))} {local(epoch):%H:%M:%S}"


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, str]:
    return assets.catalogue("slips", LANGUAGE)
