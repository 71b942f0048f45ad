"""Epson TM and those that answer like it (T20, T82, T88IV and later, T90, m30, m50): the base as it stands.

``1D 67 32 00 B2 00`` tells the cumulative count of its knife: ``5F``, one to ten digits, ``00``. Sources: Epson TM-T81
specification p. 107, ESC/POS reference GS g 2; the same at Citizen CT-S2000 p. 97. Unconfirmed on a real printer.
"""

from __future__ import annotations

from devices.printer.brand import Brand


class Epson(Brand):
    name = "epson"
    cut_counter = True
