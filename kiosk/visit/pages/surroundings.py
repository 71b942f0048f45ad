"""What stands on pages besides the visit: where the machine is and who answers the telephone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Surroundings:
    """``machine`` its number, ``phone`` the service number, ``warning_seconds`` of the silence warning."""

    machine: str
    phone: str = "12333"
    warning_seconds: int = 30
