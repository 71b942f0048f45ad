"""What the centre says of itself: one JSON line an event on stderr, events and fields from this list alone.

No name, no number, no code, no token and no function of them: fields are an allow-list.
"""

from __future__ import annotations

import sys
from enum import StrEnum

import structlog

FIELDS = frozenset({"call", "path", "machine", "status", "ms", "error", "revision"})


PROCESSORS = (structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.format_exc_info,
              structlog.processors.JSONRenderer(ensure_ascii=False))


class Event(StrEnum):
    """Every event there is."""

    READY = "ready"
    STOPPED = "stopped"
    MIGRATED = "migrated"
    ANSWERED = "answered"
    """A call was answered, or refused: ``status``."""
    FAILED = "failed"
    """A surprise: ``error`` with its traceback, without values."""


def log(event: Event, *, error: BaseException | None = None, **fields: object) -> None:
    """:raises ValueError: a field that is not on the list"""
    if unknown := fields.keys() - FIELDS:
        raise ValueError(f"not to be logged: {sorted(unknown)}")
    logger = structlog.wrap_logger(structlog.WriteLogger(sys.stderr), processors=PROCESSORS)
    logger.msg(event.value, **fields, **({"exc_info": error} if error else {}))
