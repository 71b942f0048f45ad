"""The pages' sentences in one language, and how that language writes sums, months and days."""

from __future__ import annotations

from functools import cache

from assets import catalogue
from contract.civil_time import local
from contract.insurance import Insurance, short_name
from contract.words import Language, Plain

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")
DOMAINS = ("kiosk", "central")
"""``kiosk`` holds the contract's own ids, the insurances among them."""


class Words:
    """One language. ``words("slip.tier", tier="1")`` draws a sentence."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._sentences = {key: sentence for domain in DOMAINS
                           for key, sentence in catalogue(domain, language).items()}

    def __call__(self, message_id: str, /, **params: str) -> str:
        """:raises KeyError: no such sentence, or it names a parameter that is not given"""
        return self._sentences[message_id].format(**params)

    def sentence(self, message_id: str) -> str:
        """As it stands in the catalogue, its values still named. :raises KeyError: no such sentence"""
        return self._sentences[message_id]

    def insurance(self, insurance: Insurance) -> str:
        """养老, or 险种(code) for a kind that this version does not know."""
        message = short_name(insurance)
        return self(message.id, **{key: value.text for key, value in message.params.items()
                                   if isinstance(value, Plain)})

    def month(self, month: int) -> str:
        """``2026年10月`` / ``October 2026``."""
        if self.language == "en":
            return f"{MONTHS[month % 100 - 1]} {month // 100}"
        return f"{month // 100}年{month % 100}月"

    def day(self, day: int) -> str:
        """``2026年10月31日`` / ``31 October 2026``."""
        if self.language == "en":
            return f"{day % 100} {self.month(day // 100)}"
        return f"{self.month(day // 100)}{day % 100}日"

    def moment(self, epoch: int) -> str:
        """Day and time at the bureau."""
        at = local(epoch)
        return f"{self.day(at.year * 10000 + at.month * 100 + at.day)} {at:%H:%M}"

    @staticmethod
    def money(fen: int) -> str:
        """``12,000.00``; the unit stands in the heading."""
        return f"{fen // 100:,}.{fen % 100:02d}"


@cache
def words(language: Language) -> Words:
    """Read once."""
    return Words(language)


def chosen(asked: str, accepted: str) -> Language:
    """The language asked for, else the first that the browser accepts, else Chinese."""
    first = (asked or accepted.split(",")[0]).strip().lower()
    return "en" if first.startswith("en") else "zh-Hans"
