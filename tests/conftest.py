"""What holds for every test: asyncio only, no leaked thread, task or child process."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Awaitable, Callable, Iterator

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")

asyncio.set_child_watcher(asyncio.PidfdChildWatcher())
"""A child that outlives a test, in a standing rig, must not look like a thread that it leaked."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def no_leaked_thread() -> Iterator[None]:
    """A thread that was not there before must be gone after (executors are shut down by their owners)."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(5)
    leaked = [thread.name for thread in left if thread.is_alive()]
    assert not leaked, f"threads left running: {leaked}"


def of_a_rig(task: asyncio.Task[object]) -> bool:
    """Simulated hardware may stand longer than one test: its own fixture takes it down, and waits for it."""
    file = getattr(getattr(task.get_coro(), "cr_code", None), "co_filename", "")
    return task.get_name().startswith(("simulator-", "rig-")) or "/tests/wire/" in file or "/simulator/" in file


def watched(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """A task that was not there before must end by itself; what is closing gets a generous moment."""

    @functools.wraps(test)
    async def run(*args: object, **kwargs: object) -> None:
        before = asyncio.all_tasks()
        await test(*args, **kwargs)
        left = {task for task in asyncio.all_tasks() - before if not of_a_rig(task)}
        running = (await asyncio.wait(left, timeout=5))[1] if left else set()
        assert not running, f"tasks left running: {sorted(task.get_name() for task in running)}"

    return run


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every asynchronous test is watched for leaked tasks."""
    for item in items:
        if isinstance(item, pytest.Function) and asyncio.iscoroutinefunction(item.function):
            item.obj = watched(item.obj)
