"""The kiosk's memory across crashes and power cuts: what happened, where each slip stands, what the centre must hear.

No citizen data: codes and random ids only (``events.toml``). SQLite in WAL mode with ``synchronous=FULL``: what a
call has returned from is on the disk.

::

    JournalError
    ├── UnknownEvent   a name or field that events.toml does not know, or a value that may not stand there
    ├── UnknownSlip    no intent was journalled under this op id
    └── OutOfOrder     the slip is not where this step could follow
"""

from kiosk.journal.commands import Command, CommandKind
from kiosk.journal.errors import JournalError, OutOfOrder, UnknownEvent, UnknownSlip
from kiosk.journal.journal import Journal
from kiosk.journal.outbox import Backoff, Delivered, OutboxSender, Poison, Retry, Sent
from kiosk.journal.reading import UNREAD, Reading, Used, between
from kiosk.journal.slips import STANDING, Entry, Number, Outcome, Phase, Unsettled

__all__ = [
    "STANDING", "UNREAD", "Backoff", "Command", "CommandKind", "Delivered", "Entry", "Journal", "JournalError",
    "Number", "OutOfOrder", "OutboxSender", "Outcome", "Phase", "Poison", "Reading", "Retry", "Sent", "UnknownEvent",
    "UnknownSlip", "Unsettled", "Used", "between",
]
