"""A machine's own key for a test, in the file in which kiosk-core would find it."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from kiosk.signing import MachineKey
from tests.central.bureau import pem_of


def machine_key(folder: Path) -> MachineKey:
    """A fresh one below ``folder``."""
    file = folder / "machine.key"
    file.write_bytes(pem_of(ec.generate_private_key(ec.SECP256R1())))
    return MachineKey(file)
