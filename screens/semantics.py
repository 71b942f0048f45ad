"""The semantic tree on its socket: what has really been drawn, without values; it takes no command."""

from __future__ import annotations

import asyncio
from pathlib import Path

from contract import frames
from contract.semantics import TREE, Tree, TreeWanted


class Semantics:
    """Holds the tree of the last picture handed to the display."""

    def __init__(self) -> None:
        self._tree: Tree | None = None
        self._drawn = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    def drawn(self, tree: Tree) -> None:
        """Called after the flip."""
        self._tree = tree
        task = asyncio.get_running_loop().create_task(self._notify(), name="semantics-notify")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _notify(self) -> None:
        async with self._drawn:
            self._drawn.notify_all()

    async def tree(self, wanted: TreeWanted) -> Tree:
        """Waits for a picture with at least that sequence; the caller's deadline ends the wait."""
        async with self._drawn:
            while self._tree is None or self._tree.sequence < wanted.sequence:
                await self._drawn.wait()
            return self._tree

    async def listen(self, path: Path) -> asyncio.Server:
        """Answers from now on; the caller closes the server."""

        async def welcome(channel: frames.Channel) -> None:
            await channel.wait_closed()

        return await frames.serve(path, welcome, {TREE: self.tree})
