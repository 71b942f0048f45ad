"""What a bystander may not read on the screen, hidden before layout: a mask takes the very cells of what it hides.

A hidden hanzi becomes one unit of two marks, so that a line breaks at the same place (contract.citizen says which
characters of a number stay; of a name the last one does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contract.citizen import MASK
from contract.slip import Holder
from kiosk.slips import cells


@dataclass(frozen=True, repr=False)
class HolderUnits:
    """The holder's three texts, each character a unit that no line break splits."""

    name: Sequence[str]
    number: Sequence[str]
    computer_number: Sequence[str]


@dataclass(frozen=True)
class Veil:
    """Whether the holder is hidden."""

    hides: bool

    def over(self, holder: Holder) -> HolderUnits:
        if not self.hides:
            return HolderUnits(holder.name, holder.number, holder.computer_number)
        return HolderUnits(
            masked_units(holder.name, 0, 1),
            masked_units(holder.number, 3, 4),
            masked_units(holder.computer_number, 0, 4),
        )


OPEN = Veil(hides=False)
HIDDEN = Veil(hides=True)


def masked_units(text: str, keep_first: int, keep_last: int) -> tuple[str, ...]:
    """One unit a character; a text with nothing between what would stay is hidden whole."""
    if len(text) <= keep_first + keep_last:
        keep_first = keep_last = 0
    kept = {*range(keep_first), *range(len(text) - keep_last, len(text))}
    return tuple(char if index in kept else MASK * cells.width(char) for index, char in enumerate(text))
