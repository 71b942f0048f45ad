"""``machine.toml`` of a rig, written as a technician would write it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class MachineFile:
    """The values that differ from rig to rig; the rest are the program's own defaults."""

    machine: str
    run_dir: Path
    state_dir: Path
    authority: Path
    address: str
    enrolment: str
    reader: str = "Virtual PCD 00 00"
    printer: str = "tcp://127.0.0.1:9100"
    brand: str = "epson"
    size: str = "1080x1920"
    delays: dict[str, float] = field(default_factory=dict)

    def text(self) -> str:
        """TOML; a JSON string or number is one of TOML's too."""
        tables: dict[str, dict[str, str | float | bool]] = {
            "centre": {"address": self.address, "authority": str(self.authority), "enrolment": self.enrolment},
            "card": {"reader": self.reader},
            "printer": {"port": self.printer, "brand": self.brand},
            "screen": {"size": self.size},
            "delays": dict(self.delays),
        }
        top = {"machine": self.machine, "run_dir": str(self.run_dir), "state_dir": str(self.state_dir)}
        lines = _lines(top)
        for name, table in tables.items():
            lines += ["", f"[{name}]", *_lines(table)]
        return "\n".join(lines) + "\n"


def _lines(table: dict[str, str] | dict[str, str | float | bool]) -> list[str]:
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items()]
