"""Enumerations that a newer peer may extend: an unknown member decodes to a member named ``UNKNOWN``.

Its ``value`` keeps the peer's code, so it is shown as ``kind(code)`` instead of crashing (design.md §6).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class OpenEnum(StrEnum):
    """Base of every enumeration on a wire between versions."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = "UNKNOWN"
        member._value_ = value
        return member

    @property
    def known(self) -> bool:
        return self._name_ != "UNKNOWN"
