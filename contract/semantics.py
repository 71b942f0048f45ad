"""The semantic tree as the screen program exports it: read-only, without values (design.md §4).

Wire: the screen program listens on ``semantics.sock`` and answers ``TREE``. It takes no command.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from contract.frames import Method

Role = Literal["page", "heading", "text", "button", "figure", "image", "notice", "cell", "progress"]


class Node(msgspec.Struct, frozen=True):
    """One thing on the screen. ``rect`` is x, y, width, height in pixels from the top left of the window.

    ``message`` is the catalogue id, empty where only a value stands. ``action`` is what a press would send.
    """

    role: Role
    message: str
    rect: tuple[int, int, int, int]
    action: str = ""
    enabled: bool = True
    chosen: bool = False
    focused: bool = False


class Tree(msgspec.Struct, frozen=True):
    """``sequence`` and ``template`` of the picture that has really been drawn.

    ``deaf_until``: seconds of CLOCK_MONOTONIC until which touches on what has changed are swallowed.
    """

    sequence: int
    template: str
    language: str
    nodes: tuple[Node, ...]
    deaf_until: float = 0.0


class TreeWanted(msgspec.Struct, frozen=True):
    """Answered as soon as a picture with at least ``sequence`` has been drawn."""

    sequence: int = 0


TREE: Method[TreeWanted, Tree] = Method("tree", TreeWanted, Tree)
