"""What commissioning has found out about one printer: a file in which something can only be switched off.

The brand says what such a printer can do at most; ``kiosk device printer commission`` tries each of it with a person
and writes what this one really told. A capability that is off is never relied on (docs/printing.md).
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from devices.printer.api import Capabilities
from devices.printer.brand import Brand


class NoProfile(Exception):
    """The file can't be used: names it, the place in it and the reason."""


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``brand`` it was found with. Each other word: true where the printer has shown it, or nobody has tried."""

    brand: str
    process_id: bool = True
    """Tells which job is done, and forgets what it has when told to."""
    paper_answer: bool = True
    """Without process IDs: answers behind the cut."""
    cover: bool = True
    paper_end: bool = True
    near_end: bool = True
    cutter: bool = True
    outlet_sensor: bool = True
    paper_length: bool = True
    cut_counter: bool = True


def able(brand: Brand, width: int = 576, profile: Profile | None = None) -> Capabilities:
    """What may be relied on: the brand's most, less what the profile has switched off."""
    found = profile or Profile(brand.name)
    process_id = brand.process_id and found.process_id
    stops = found.cover and found.paper_end and found.cutter
    word = process_id or (brand.paper_answer and found.paper_answer)
    return Capabilities(width, process_id, brand.outlet_sensor and found.outlet_sensor,
                        proves=stops and word, near_end=found.near_end,
                        paper_length=brand.paper_length and found.paper_length,
                        cut_counter=brand.cut_counter and found.cut_counter)


def read(file: Path, brand: Brand) -> Profile:
    """:raises NoProfile: not readable, not such a profile, or one of another brand"""
    try:
        profile = msgspec.toml.decode(file.read_bytes(), type=Profile)
    except OSError as error:
        raise NoProfile(f"{file}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise NoProfile(f"{file}: {error}") from error
    if profile.brand != brand.name:
        raise NoProfile(f"{file}: found with a printer of brand {profile.brand}, not {brand.name}")
    return profile


def write(file: Path, profile: Profile) -> None:
    """Whole or not at all."""
    words = msgspec.to_builtins(profile)
    lines = [f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {str(value).lower()}"
             for name, value in words.items()]
    fresh = file.with_suffix(".new")
    fresh.write_text("# Written by `kiosk device printer commission`. A capability can only be switched off here.\n"
                     + "\n".join(lines) + "\n", "utf-8")
    fresh.replace(file)
