"""缴费基数 as it stands on paper."""

from __future__ import annotations

from collections.abc import Sequence

from contract.insurance import Insurance
from contract.slip import ProofBase, ProofRow
from contract.words import say
from kiosk.slips import words


def figure(base: ProofBase, with_amounts: bool) -> str:
    """In yuan (with fen only where there are some) and 档次; without amounts a tick."""
    if not with_amounts:
        return words.text(say("slip.months.tick"))
    yuan, fen = divmod(base.base_fen, 100)
    amount = f"{yuan}.{fen:02d}" if fen else str(yuan)
    return f"{amount}/{base.tier}" if base.tier else amount


def figures_of(row: ProofRow, kinds: Sequence[Insurance], with_amounts: bool) -> list[str]:
    """One text a column; two bases of one insurance in one row stand beside each other, never summed."""
    return ["+".join(figure(base, with_amounts) for base in row.bases if base.insurance == kind) for kind in kinds]
