"""The one place where kiosk-core reads the wall clock; everything else gets it handed in."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

from contract.civil_time import day_of, local


@dataclass(frozen=True)
class Clock:
    """Seconds since the epoch, as the operating system has them."""

    def now(self) -> float:
        return time.time()

    def today(self) -> int:
        """yyyymmdd at the machine."""
        return day_of(self.now())

    def seconds_to_midnight(self) -> float:
        """Until the local day changes."""
        now = local(self.now())
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight - now).total_seconds()
