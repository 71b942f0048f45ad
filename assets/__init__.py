"""Fonts, words, icons: data for every room, and the two functions that find it.

Words: ``locale/<zh_Hans|en>/<domain>.po``, one domain a room (``kiosk`` also holds the contract's ids), read as
they are, so that no compiled catalogue can be stale (docs/decisions/0003-words.md).
"""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parent


def path(*parts: str) -> Path:
    """The file ``parts`` below ``assets/``."""
    return ROOT.joinpath(*parts)


def built(*parts: str) -> Path:
    """A file that the build makes (fonts): below ``$KIOSK_BUILT`` or ``build/assets`` beside the checkout."""
    return Path(os.environ.get("KIOSK_BUILT", ROOT.parent / "build" / "assets")).joinpath(*parts)


def catalogue(domain: str, language: str) -> dict[str, str]:
    """Message id to sentence; ``language`` is ``zh-Hans`` or ``en``.

    :raises FileNotFoundError: no such domain or language
    """
    file = path("locale", language.replace("-", "_"), f"{domain}.po")
    with file.open("rb") as stream:
        return {str(entry.id): str(entry.string) for entry in read_po(stream) if entry.id}
