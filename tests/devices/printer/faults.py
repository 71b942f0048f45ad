"""What a hand can do to a printer, by name."""

from __future__ import annotations

from devices.printer.simulator import PrinterSimulator

NOISE = bytes.fromhex("12 00 37 22 30 80 ff 0c 10 00 00 0f 37 25 00 16 18 1a 72 11")
"""Pieces of every kind of answer, none of them whole or asked for."""


def cover(printer: PrinterSimulator) -> None:
    printer.cover_open = True


def no_paper(printer: PrinterSimulator) -> None:
    printer.roll = 0


def hot(printer: PrinterSimulator) -> None:
    printer.head_hot = True


def broken(printer: PrinterSimulator) -> None:
    printer.broken = True


def feeding(printer: PrinterSimulator) -> None:
    printer.feed_pressed = True


def off(printer: PrinterSimulator) -> None:
    printer.power = False


def mute(printer: PrinterSimulator) -> None:
    printer.silent = True


def unplugged(printer: PrinterSimulator) -> None:
    printer.unplug()


def mended(printer: PrinterSimulator) -> None:
    printer.cover_open = printer.broken = printer.head_hot = False
    printer.new_roll()
