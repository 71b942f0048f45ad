"""Custom KPM and VKP kiosk printers with a presenter: ESC/POS without process IDs, and a status of their own.

``10 04 14`` six bytes ``10 0F`` paper (b0 none, b2 near end, b5 ticket at the outlet), user (b1 cover), recoverable
(b0 head too hot), unrecoverable (b0 cutter) · ``1D E0 n`` the same by itself on every change · ``1D E1`` what is left
on the roll, ``510cm`` · ``1D 65 02`` retract. Sources: KPM210 p. 36 and 76, KPM150H p. 66, KPM300 p. 66.
"""

from __future__ import annotations

from devices.printer.api import Cause
from devices.printer.brand import Brand, Listener, Outlet
from devices.printer.classifier import Classifier, FullStatus, PaperLength, Signal


class Custom(Brand):
    name = "custom"
    process_id = False
    outlet_sensor = True
    paper_length = True
    greeting = b"\x1d\xe0\x0f"

    def listener(self) -> Listener:
        return Classifier(full_status=True)

    def is_change(self, signal: Signal) -> bool:
        return isinstance(signal, FullStatus)

    def stopping(self, signal: Signal) -> Cause | None:
        if not isinstance(signal, FullStatus):
            return None
        causes = ((signal.user & 0x02, Cause.COVER_OPEN), (signal.paper & 0x01, Cause.PAPER_END),
                  (signal.unrecoverable & 0x01, Cause.CUTTER), (signal.unrecoverable & 0x0C, Cause.UNRECOVERABLE))
        return next((cause for bit, cause in causes if bit), None)

    def outlet(self, signal: Signal) -> Outlet | None:
        """The sensor can't tell a hand from the retract motor: who caused the edge is the driver's to know."""
        return Outlet(bool(signal.paper & 0x20)) if isinstance(signal, FullStatus) else None

    def paper_left(self, signal: Signal) -> int | None:
        return signal.millimetres if isinstance(signal, PaperLength) else None
