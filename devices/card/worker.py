"""One thread for everything that may block in the PC/SC library, its results handed to the loop's thread."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Worker:
    """A daemon thread: a command that never returns from C must not keep the program from ending."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """After the jobs that wait. Blocks until the thread has ended: not for one that is stuck."""
        self._jobs.put(None)
        self._thread.join()

    def call(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """The result of ``work``, or the exception that it raised. In the order of the calls."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def job() -> None:
            try:
                result = work()
            except BaseException as error:  # nothing is kept back: it is raised where the future is awaited
                loop.call_soon_threadsafe(_raised, future, error)
            else:
                loop.call_soon_threadsafe(_returned, future, result)

        self._jobs.put(job)
        return future

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _returned(future: asyncio.Future[T], result: T) -> None:
    if not future.cancelled():
        future.set_result(result)


def _raised(future: asyncio.Future[T], error: BaseException) -> None:
    if not future.cancelled():
        future.set_exception(error)
