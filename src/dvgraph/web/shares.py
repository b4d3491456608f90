"""Work shared among processes: copies of this process, each of which takes the next piece."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from typing import TypeVar

from dvgraph.errors import StoreError
from dvgraph.locale.reader import explained

T = TypeVar("T")


def cores() -> int:
    """Return how many processes may work at once; 1 if a process cannot be copied safely."""
    if sys.platform == "darwin" or "fork" not in get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0))


# Long since both sides of a fork share its names.
def shared_out(
    pieces: int,
    do: Callable[[int], None],
    result: Callable[[], T],
    *,
    processes: int,
    told: Callable[[int], None] = lambda _: None,
) -> list[T]:
    """Do the pieces of some work, and return the result of each other process.

    ``do``: does the piece with a number, from 0, in this process or in a copy of it.
    ``result``: returns the result of a copy at its end.
    ``told``: called in this process with the number of pieces that all processes have taken.
    An error in a copy is raised in this process and ends the work; for a copy that died, it is a
    StoreError.
    """
    if processes == 1:
        for n in range(pieces):
            do(n)
            told(n + 1)
        return []
    context = get_context("fork")
    taken = context.Value("q", 0)

    def take() -> int | None:
        with taken.get_lock():
            taken.value += 1
            return taken.value - 1 if taken.value <= pieces else None

    def copy(out: Connection) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process stops the others
        try:
            while (n := take()) is not None:
                do(n)
            out.send((result(), None))
        except BaseException as error:
            taken.value = pieces
            out.send((None, error))

    copies = []
    for _ in range(processes - 1):
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=copy, args=(there,), daemon=True)
        process.start()
        there.close()
        copies.append((process, here))
    try:
        while (piece := take()) is not None:
            do(piece)
            told(min(taken.value, pieces))
        return [_heard(here) for _, here in copies]
    finally:
        for process, here in copies:
            here.close()
            with suppress(OSError):
                process.terminate()
            process.join()


def _heard(here: Connection) -> T:  # type: ignore[type-var]  # what the copy sent
    try:
        found, error = here.recv()
    except EOFError:
        raise StoreError(*explained("errors.web", "process died")) from None
    if error is not None:
        raise error
    return found  # type: ignore[no-any-return]
