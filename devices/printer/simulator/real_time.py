"""Real-time commands, heard in every byte that comes in, inside data too: serial models do exactly that.

Sources: TM-T88III, TM-L90 and TM-U295 manuals ("even if it appears as part of another command").
"""

from __future__ import annotations

from devices.printer.simulator.tokens import DLE, REAL_TIME

CLEAR = bytes((DLE, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08))


class RealTimeEar:
    """``hear`` one byte at a time; returns the whole command when this byte completes one."""

    def __init__(self) -> None:
        self._begun = b""

    def hear(self, byte: int) -> bytes | None:
        if not self._begun and byte != DLE:
            return None
        self._begun += bytes((byte,))
        while self._begun and not _may_become(self._begun):
            self._begun = self._begun[1:]
        begun = self._begun
        if len(begun) >= 3 and len(begun) == REAL_TIME[begun[:3]]:
            self._begun = b""
            return begun
        return None


def _may_become(begun: bytes) -> bool:
    if begun[:3] == CLEAR[:3]:
        return CLEAR.startswith(begun)
    return any(command.startswith(begun[:3]) for command in REAL_TIME)
