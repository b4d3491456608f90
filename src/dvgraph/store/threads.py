"""Threads with a large stack for long calls: created when first needed, then reused.

A native call in another thread does not block Ctrl-C. The engine recurses over a query; with this
stack every query of 64 kB returns (address space is reserved, memory is used only as needed).
"""

import math
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_STACK = 256 * 1024 * 1024  # bytes


def in_thread(work: Callable[[], T], deadline: float = math.inf) -> T:
    """Return the result of ``work``, run in a thread of the pool; raises the errors of ``work``.

    Each calling thread runs one call at a time. Raises TimeoutError at the deadline, a time on the
    monotonic clock. A native call cannot be stopped: after Ctrl-C or the deadline its thread
    continues until the call or the process ends. In a thread of the pool itself, work without a
    deadline runs in that same thread.
    """
    if deadline == math.inf and getattr(_here, "pooled", False):
        return work()
    job = _Job(work)
    try:
        worker = _idle.pop()
    except IndexError:
        worker = _Worker()
    worker.jobs.put(job)
    # In steps: on Windows an endless wait blocks Ctrl-C.
    while not job.done.wait(min(1, max(0, deadline - time.monotonic()))):
        if time.monotonic() >= deadline:
            raise TimeoutError
    try:
        if job.error is not None:
            raise job.error
        return job.results[0]
    finally:
        # Breaks a reference cycle: the error's traceback refers to this frame, which refers to the
        # error.
        del job


@contextmanager
def unthreaded() -> Iterator[None]:
    """Make ``in_thread`` work in this thread, for short calls that need little stack."""
    before = getattr(_here, "pooled", False)
    _here.pooled = True
    try:
        yield
    finally:
        _here.pooled = before


class _Job(Generic[T]):
    """A call; it has its result once ``done`` is set."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work: Callable[[], T] | None = work
        self.results: list[T] = []
        self.error: BaseException | None = None
        self.done = threading.Event()

    def run(self) -> None:
        """Run the call.

        The engine's results must be freed in the thread that created them, or they leak with a
        warning. So the call and its local variables, which refer to them, end here; its return
        value (terms, bytes) may be freed in any thread.
        """
        assert self._work is not None
        try:
            self.results.append(self._work())
        except BaseException as error:  # the engine's panics are not subclasses of Exception
            self.error = error.with_traceback(None)  # its frames refer to such results too
        self._work = None


class _Worker:
    """A thread that runs one job after another; between jobs it is in the list of idle threads."""

    def __init__(self) -> None:
        self.jobs: SimpleQueue[_Job[Any]] = SimpleQueue()
        # Daemon: the interpreter exits without waiting for a query still running after Ctrl-C.
        thread = threading.Thread(target=self._run, daemon=True, name="dvgraph-call")
        with _starting:
            usual = threading.stack_size(_STACK)
            try:
                thread.start()
            finally:
                threading.stack_size(usual)

    def _run(self) -> None:
        _here.pooled = True
        while True:
            job = self.jobs.get()
            job.run()
            done = job.done
            del job  # an idle thread must not keep a result, or a store with its lock, alive
            _idle.append(self)
            done.set()


def _begin() -> None:
    """Start with no threads: on import, and in a forked process, which inherits no threads."""
    global _idle, _starting
    _idle = deque()  # append and pop of a deque need no lock
    _starting = threading.Lock()  # the stack size of new threads is a setting of the whole process


_here = threading.local()
_idle: deque[_Worker]
_starting: threading.Lock
_begin()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin)
