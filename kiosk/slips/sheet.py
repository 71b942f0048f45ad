"""The paper as a writer sees it: how many cells there are at which size, and in which languages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from contract.words import Message
from kiosk.slips import words
from kiosk.slips.document import CELL_DOTS, TextLine


@dataclass(frozen=True)
class Sheet:
    """``width`` dots of the head. ``scale`` 2 is large print (48 dots); ``english`` stands beside the Chinese."""

    width: int
    scale: Literal[1, 2] = 1
    english: bool = False

    @property
    def columns(self) -> int:
        """Half-width cells of one line at this size."""
        return self.width // (CELL_DOTS * self.scale)

    @property
    def usual(self) -> Sheet:
        """The same paper at the usual size."""
        return replace(self, scale=1)

    def line(self, text: str, bold: bool = False) -> TextLine:
        """One line at this size."""
        return TextLine(text, bold, self.scale)

    def said(self, message: Message) -> tuple[str, ...]:
        """The sentence, and its English behind it where that is wanted."""
        chinese = words.text(message)
        return (chinese, words.english(message)) if self.english else (chinese,)
