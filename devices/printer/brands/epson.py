"""Epson TM and those that answer like it (T20, T82, T88IV and later, T90, m30, m50): the base as it stands."""

from __future__ import annotations

from devices.printer.brand import Brand


class Epson(Brand):
    name = "epson"
