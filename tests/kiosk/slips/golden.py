"""A document as a text file that a person can read and compare: ``python -m tests.kiosk.slips.golden`` writes them.

``|`` are the paper's edges; behind them ``B`` bold, ``2`` double size, ``P`` as a picture.
"""

from __future__ import annotations

from pathlib import Path

from kiosk.slips import cells
from kiosk.slips.document import Box, Document, Qr, Rule, Space, TextLine
from kiosk.slips.layout import lay_out
from tests.kiosk.slips.contents import ALL, NARROW

FOLDER = Path(__file__).with_name("golden")
CASES = {name: (content, 576) for name, content in ALL.items()} | {
    f"{name}-384": (content, 384) for name, content in NARROW.items()}
"""Name of the file → content and dots of the head."""


def as_text(document: Document) -> str:
    lines = []
    for item in document.items:
        match item:
            case TextLine(text=text, bold=bold, scale=scale):
                style = ("B" if bold else "") + ("2" if scale == 2 else "") + ("" if item.in_rom else "P")
                lines.append(f"|{cells.left(text, document.cells // scale)}|{style}")
            case Rule(dots=dots):
                lines.append(("=" if dots > 2 else "-") * (document.cells + 2))
            case Space(dots=dots):
                lines.append(f"({dots})")
            case Qr(data=data, module=module):
                lines.append(f"[QR {module}: {data}]")
            case Box(dots=dots, words=words):
                lines.append(f"[box {dots}: {' '.join(words)}]")
    return "\n".join(lines) + "\n"


def looked_at(name: str) -> str:
    """The file as a person has approved it."""
    return (FOLDER / f"{name}.txt").read_text("utf-8")


if __name__ == "__main__":
    for name, (content, width) in CASES.items():
        laid = lay_out(content, width)
        assert isinstance(laid, Document)
        (FOLDER / f"{name}.txt").write_text(as_text(laid), "utf-8")
