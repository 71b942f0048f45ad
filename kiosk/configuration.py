"""One machine's settings, read once at the start from ``machine.toml`` (docs/operating.md shows a whole file).

A file that is not exactly understood starts nothing: an unknown key is more often a typing mistake than a wish.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from kiosk.delays import Delays

Size = Annotated[str, msgspec.Meta(pattern=r"^[1-9]\d{2,4}x[1-9]\d{2,4}$")]
MachineId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]
Address = Annotated[str, msgspec.Meta(pattern=r"^https://[^/\s]+(:\d+)?$")]
PrinterPort = Annotated[str, msgspec.Meta(pattern=r"^(serial|usb)://(/[^\s?]+)(\?baud=\d+)?$|^tcp://[^/\s:]+:\d+$")]
Millimetres = Annotated[int, msgspec.Meta(ge=100, le=1_000_000)]
Dots = Annotated[int, msgspec.Meta(ge=8, le=1024, multiple_of=8)]


class Misconfigured(Exception):
    """The file can't be used: the message names the file, the place in it (``$.card.reader``) and the reason."""


class CentreLink(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``address``: the machine port, ``https://host:port``. ``authority``: PEM file of the CA that signed it.

    ``enrolment``: the public port, needed only to enrol; empty when this machine was enrolled elsewhere.
    """

    address: Address
    authority: Path
    enrolment: Address | None = None


class CardDevice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``reader``: the name that pcscd gives the reader, or a part of it.

    ``ask_tries``: false where this city's cards count an empty VERIFY as a try (docs/hardware/card.md).
    """

    reader: str
    ask_tries: bool = True


class PrinterDevice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``port``: ``serial:///dev/ttyS0?baud=115200``, ``tcp://host:port`` or ``usb:///dev/usb/lp0``.

    ``brand`` as its make speaks (devices/printer/brands/); ``width`` in dots of the head. ``roll_mm`` a new roll has,
    ``near_end_mm`` are left when the sensor first says low. ``state``: the printer program's own folder, with what
    commissioning found and the count of paper used; none: the machine's, which in the lobby it may not write.
    """

    port: PrinterPort
    brand: Literal["epson", "clone", "custom", "star"] = "epson"
    width: Dots = 576
    roll_mm: Millimetres = 80_000
    near_end_mm: Millimetres = 2_000
    state: Path | None = None


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``size``: ``1080x1920`` upright or ``1920x1080`` lying, in pixels."""

    size: Size = "1080x1920"


class Configuration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``machine`` is the name on slips and in the fleet. ``run_dir`` holds the sockets, ``state_dir`` what must
    outlive a power cut (journal, key, certificate). ``hotline`` stands on every page that can't help.
    """

    machine: MachineId
    run_dir: Path
    state_dir: Path
    centre: CentreLink
    card: CardDevice
    printer: PrinterDevice
    screen: Screen = Screen()
    hotline: str = "12333"
    delays: Delays = Delays()

    @property
    def card_socket(self) -> Path:
        return self.run_dir / "card.sock"

    @property
    def printer_socket(self) -> Path:
        return self.run_dir / "printer.sock"

    @property
    def printer_state(self) -> Path:
        return self.printer.state or self.state_dir

    @property
    def screen_socket(self) -> Path:
        return self.run_dir / "screen.sock"

    @property
    def semantics_socket(self) -> Path:
        return self.run_dir / "semantics.sock"


def load(file: Path) -> Configuration:
    """:raises Misconfigured: not readable, not TOML, or a value out of its type; says where and why"""
    try:
        return msgspec.toml.decode(file.read_bytes(), type=Configuration, dec_hook=_path)
    except OSError as error:
        raise Misconfigured(f"{file}: {error.strerror}") from error
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at ")
        raise Misconfigured(f"{file}: {place.strip('`') or '$'}: {reason}") from error
    except msgspec.DecodeError as error:
        raise Misconfigured(f"{file}: not TOML: {error}") from error


def _path(kind: type, value: Any) -> Any:
    """Paths are absolute: the programs of one machine are started from different folders.

    :raises NotImplementedError: msgspec's word for "not a type of mine"
    """
    if kind is not Path:
        raise NotImplementedError(kind)
    if not isinstance(value, str) or not re.match(r"^/[^\0]*$", value):
        raise ValueError("Expected an absolute path")
    return Path(value)
