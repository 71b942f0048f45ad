"""A thermal printer behind the wire: interprets what it gets, draws the paper, and has every trouble of a real one."""

from devices.printer.simulator.paper import Slip
from devices.printer.simulator.printer import PrinterSimulator

__all__ = ["PrinterSimulator", "Slip"]
