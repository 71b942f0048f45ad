"""One row a figure: ours against a peer measured in the same run, or against a limit with its unit."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import msgspec


class Row(msgspec.Struct, frozen=True):
    """``ratio`` is ours ÷ peer; ``met`` when it is not above ``goal``. ``runs``: how many measurements."""

    name: str
    ours: float
    peer: float
    unit: str
    ratio: float
    goal: float
    met: bool
    runs: int


class Figures(msgspec.Struct, frozen=True):
    """bench.json."""

    rows: tuple[Row, ...]


def row(name: str, ours: float, peer: float, unit: str, goal: float, runs: int) -> Row:
    ratio = ours / peer
    return Row(name, round(ours, 4), round(peer, 4), unit, round(ratio, 4), goal, ratio <= goal, runs)


def medians(name: str, ours: Sequence[float], peer: Sequence[float], unit: str, goal: float) -> Row:
    """Of paired runs."""
    return row(name, statistics.median(ours), statistics.median(peer), unit, goal, len(ours))


def table(rows: Sequence[Row]) -> str:
    """For people."""
    lines = [f"{'figure':<62}{'ours':>12}{'peer':>12} {'unit':<10}{'ratio':>8}{'goal':>7}  "]
    lines += [f"{each.name:<62}{each.ours:>12.4g}{each.peer:>12.4g} {each.unit:<10}{each.ratio:>8.3f}{each.goal:>7.2g}"
              f"  {'met' if each.met else 'MISSED'} ({each.runs})" for each in rows]
    return "\n".join(lines)
