"""验真码: what a stranger types to check a slip. Twelve characters in groups of four, ``7K4M-P2XR-9TQW``.

Alphabet without 0/O and 1/I (32 characters); eleven random characters (55 bits) and one check character
(Luhn mod N, N = 32: every single wrong character and nearly every swap of neighbours is found before asking).
"""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 12
SEPARATORS = "- \u2010\u2011\u2012\u2013\u2014\u2212"
"""Dashes and spaces as keyboards write them, after NFKC (which makes full-width ones plain)."""


def new_code() -> str:
    """A fresh code without separators."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Luhn mod 32 over ``body``, doubling from the right."""
    total = 0
    for index, char in enumerate(reversed(body)):
        value = ALPHABET.index(char) * (2 if index % 2 == 0 else 1)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]


def normalised(typed: str) -> str | None:
    """What was typed, without separators and in upper case; None if it can't be a code.

    Chinese keyboards write full-width letters and digits: they are the same characters.
    """
    code = "".join(char for char in plain(typed) if char not in SEPARATORS)
    if len(code) != LENGTH or any(char not in ALPHABET for char in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def plain(typed: str) -> str:
    """Half-width, upper case, trimmed: for the code and for the second key."""
    return unicodedata.normalize("NFKC", typed).upper().strip()


def grouped(code: str) -> str:
    """As it stands on paper."""
    return "-".join(code[start:start + 4] for start in range(0, len(code), 4))
