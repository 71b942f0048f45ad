"""Text is marked where it is declared and translated where it is drawn (design.md §8).

A :class:`Message` carries an id and typed values, never a sentence. Ids are short and dotted
(``pin.title``); both catalogues, zh-Hans and en, hold a sentence for each. Values keep their type
(fen, yyyymm, …) until they are drawn, because how a date or a sum is written belongs to the language.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Language = Literal["zh-Hans", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-Hans", "en")


class Plain(msgspec.Struct, frozen=True, tag="plain"):
    """Data shown as it is: a masked name, an employer, a code. ``personal`` values leave no exported tree."""

    text: str
    personal: bool = False


class Count(msgspec.Struct, frozen=True, tag="count"):
    """A whole number, drawn with tabular figures."""

    n: int


class Money(msgspec.Struct, frozen=True, tag="money"):
    """A sum in fen (1/100 yuan); drawn ``￥12,000.00``."""

    fen: int


class Month(msgspec.Struct, frozen=True, tag="month"):
    """A month as the integer yyyymm; drawn ``2026年10月`` / ``Oct 2026``."""

    yyyymm: int


class Year(msgspec.Struct, frozen=True, tag="year"):
    """A calendar year; drawn ``2026年`` / ``2026``."""

    year: int


class Day(msgspec.Struct, frozen=True, tag="day"):
    """A day as the integer yyyymmdd; drawn ``2026年10月31日`` / ``31 October 2026``."""

    yyyymmdd: int


class Moment(msgspec.Struct, frozen=True, tag="moment"):
    """Seconds since the epoch; drawn as local date and time, or ``今天 09:38`` when it is today."""

    epoch: int


class Message(msgspec.Struct, frozen=True, tag="message"):
    """A marked message: catalogue id and the values its sentence names as ``{key}``."""

    id: str
    params: dict[str, Word] = {}


Word = Message | Plain | Count | Money | Month | Year | Day | Moment


def mark(message_id: str) -> str:
    """Mark an id for extraction without building a message (tables, constants)."""
    return message_id


def say(message_id: str, /, **params: Word) -> Message:
    """Build a marked message; extraction knows this name."""
    return Message(message_id, params)
