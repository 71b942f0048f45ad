"""What the centre must hear of a slip: written in the same transaction as the outcome, delivered later (outbox)."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from contract.messages import SlipConfirm, SlipUncertain, SlipVoid, VoidReason
from kiosk.journal.slips import Outcome


class CommandKind(StrEnum):
    """Names of the contract's calls without ``_slip``."""

    CONFIRM = "confirm"
    VOID = "void"
    UNCERTAIN = "uncertain"


CommandBody = SlipConfirm | SlipVoid | SlipUncertain
BODIES: dict[CommandKind, type[CommandBody]] = {
    CommandKind.CONFIRM: SlipConfirm,
    CommandKind.VOID: SlipVoid,
    CommandKind.UNCERTAIN: SlipUncertain,
}


class Command(msgspec.Struct, frozen=True):
    """``row`` of the outbox, ``written_at`` epoch seconds. ``slip`` is the centre's id, empty where its answer to the
    reservation never came.
    """

    row: int
    op_id: str
    slip: str
    kind: CommandKind
    body: CommandBody
    written_at: int

    @property
    def address(self) -> str:
        """What the centre knows the slip by: its id, or the op id under which it may have been reserved."""
        return self.slip or self.op_id


def command_for(outcome: Outcome, content_hash: str, at: int, code: str) -> tuple[CommandKind, CommandBody]:
    """:param at: epoch seconds of the outcome, :param code: trouble code, needed for :attr:`Outcome.UNCERTAIN`

    :raises ValueError: uncertain without a code
    """
    match outcome:
        case Outcome.PRINTED:
            return CommandKind.CONFIRM, SlipConfirm(at, content_hash)
        case Outcome.RETRACTED:
            return CommandKind.VOID, SlipVoid(VoidReason.RETRACTED)
        case Outcome.NOT_PRINTED:
            return CommandKind.VOID, SlipVoid(VoidReason.NOT_PRINTED)
        case Outcome.UNCERTAIN:
            if not code:
                raise ValueError("an uncertain slip needs the code that the citizen was given")
            return CommandKind.UNCERTAIN, SlipUncertain(code)


def decoded(row: int, op_id: str, slip: str, kind: str, body: str, written_at: int) -> Command:
    """A command as the outbox keeps it."""
    known = CommandKind(kind)
    return Command(row, op_id, slip, known, msgspec.json.decode(body, type=BODIES[known]), written_at)
