"""What the centre must hear of a slip: written in the same transaction as the outcome, delivered later (outbox)."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from contract.messages import SettledAs, SlipConfirm, SlipSettlement, SlipUncertain, SlipVoid, VoidReason
from contract.signed_words import SlipStatement, Word
from kiosk.journal.slips import Number, Outcome


class CommandKind(StrEnum):
    """Names of the contract's calls without ``_slip``."""

    CONFIRM = "confirm"
    VOID = "void"
    UNCERTAIN = "uncertain"
    SETTLE = "settle"


CommandBody = SlipConfirm | SlipVoid | SlipUncertain | SlipSettlement
BODIES: dict[CommandKind, type[CommandBody]] = {
    CommandKind.CONFIRM: SlipConfirm,
    CommandKind.VOID: SlipVoid,
    CommandKind.UNCERTAIN: SlipUncertain,
    CommandKind.SETTLE: SlipSettlement,
}


class Command(msgspec.Struct, frozen=True):
    """``row`` of the outbox, ``written_at`` epoch seconds. ``number``: all empty where the answer to the reservation
    never came.
    """

    row: int
    op_id: str
    number: Number
    kind: CommandKind
    body: CommandBody
    written_at: int

    @property
    def address(self) -> str:
        """What the centre knows the slip by: its id, or the op id under which it may have been reserved."""
        return self.number.slip or self.op_id

    def statement(self, machine: str) -> SlipStatement:
        """The same word in full, to be signed."""
        number = self.number
        return SlipStatement(machine, self.op_id, Word(self.kind.value), self.written_at, number.slip, number.serial,
                             number.content_hash, number.issued_at, number.valid_until)


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


def settlement(outcome: SettledAs, by: str, instead: str) -> tuple[CommandKind, CommandBody]:
    """A person's word."""
    return CommandKind.SETTLE, SlipSettlement(outcome, by, instead)


def decoded(row: int, op_id: str, kind: str, body: str, written_at: int, number: Number) -> Command:
    """A command as the outbox keeps it."""
    known = CommandKind(kind)
    return Command(row, op_id, number, known, msgspec.json.decode(body, type=BODIES[known]), written_at)
