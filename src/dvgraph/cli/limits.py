"""Limits on time and memory: the work is done in a child process, which is killed beyond them.

Nothing else stops a query, a parser or a regular expression, and each may crash its process. The
child uses the terminal, the input and the output of this process directly.
"""

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from dvgraph.cli.commands import option
from dvgraph.cli.common import tell_error
from dvgraph.errors import LimitError, StoreError, UseError
from dvgraph.locale.reader import explained

QUERY_MEMORY = 2.0  # GB that a query may use beside the opened graph
_PACE = 100_000  # bytes of files for which reading and checking get one second more
_POLL = 0.02  # seconds between two looks at the memory of the child
_LOOK = 0.2  # seconds between two looks at the memory of this process
# What is told of a passed limit, and whether the command has an option for it.
_PASSED = {
    ("timeout", True): "more than --timeout",
    ("timeout", False): "more time",
    ("memory", True): "more than --memory",
    ("memory", False): "more memory",
}
_GRACE = 2.0  # seconds that the child has to end after Ctrl-C
# Whether this process is the program; in a test or a notebook, the work is not given to a child.
is_program = False

timeout_option = option("--timeout", metavar="SECONDS", type=float)
memory_option = option("--memory", metavar="GB", type=float)


def limited(seconds: float | None = None, memory: float | None = None) -> Callable[[], None]:
    """Continue in a child process, and return the function that begins its time.

    The parent waits here, and exits as the child does. ``seconds`` limits the time after that
    call, and ``memory`` (GB) what is used more than at that call; None means no limit. Beyond a
    limit the child is killed. Raises UseError for a limit that is not a positive number, and in the
    parent LimitError for a limit, StoreError for a crash of the child.
    """
    for name, value in (("--timeout", seconds), ("--memory", memory)):
        if value is not None and not 0 < value < 1e9:
            problem = explained("errors.cli", "no limit", value=f"{value:g}")
            raise UseError(*problem, where=name)
    if not is_program or not hasattr(os, "fork"):
        return lambda: None
    sys.stdout.flush()
    begun, begin = os.pipe()
    child = os.fork()
    if child:
        os.close(begin)
        _wait(child, begun, seconds, memory)
    os.close(begun)
    _end_with_parent()
    return lambda: os.close(begin)


def checking_time(paths: Iterable[str | Path]) -> float:
    """Return the seconds in which files, folders or stores must be checked, by default.

    These are a minute, or DVGRAPH_TIMEOUT, and a second for each 100 kB: far more than any data
    needs, and soon over for a small file of which a pattern, path or query never ends.
    """
    from dvgraph.store.patience import patience

    size = 0
    for path in map(Path, paths):
        with suppress(OSError, ValueError):
            inside = path.rglob("*") if path.is_dir() else [path]
            size += sum(file.stat().st_size for file in inside if file.is_file())
    return patience() + size / _PACE


def watch() -> None:
    """Watch this process, which is the program, from a thread: beyond ``machine_memory`` it ends.

    Its exit code is then 4. The system would end it without a word, or another program instead.
    """
    from _thread import start_new_thread  # threading takes longer to import

    most = machine_memory()

    def look() -> None:
        while _used(os.getpid()) < most:
            time.sleep(_LOOK)
        tell_error(str(LimitError(*passed("memory", most))))
        os._exit(LimitError.exit_code)

    start_new_thread(look, ())


def machine_memory() -> float:
    """Return three quarters of the memory of this machine, or of this container, in GB."""
    most = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        most = min(most, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return most * 0.75 / 1e9


def passed(limit: str, value: float) -> tuple[str, str | None]:
    """Return problem and remedy of a passed limit; an option is named if the command has it."""
    context = click.get_current_context(silent=True)
    key = _PASSED[limit, context is not None and limit in context.params]
    return explained("errors.cli", key, value=f"{value:.4g}")


def _wait(child: int, begun: int, seconds: float | None, memory: float | None) -> NoReturn:
    """Wait for the child, kill it beyond a limit, and exit as it does."""
    interrupted: list[float] = []
    signal.signal(signal.SIGINT, lambda *_: interrupted.append(time.monotonic()))
    start: float | None = None
    before = 0.0
    # A file that becomes readable when the child ends, where the system has such files.
    over_file = [os.pidfd_open(child)] if hasattr(os, "pidfd_open") else []
    while True:
        waiting = [*over_file, *([begun] if start is None else [])]
        ready = select.select(waiting, [], [], _POLL)[0]
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        if begun in ready:
            start, before = time.monotonic(), _used(child)
        over = None
        if start is not None and seconds is not None and time.monotonic() - start > seconds:
            over = passed("timeout", seconds)
        elif start is not None and memory is not None and _used(child) - before > memory:
            over = passed("memory", memory)
        if over or (interrupted and time.monotonic() - interrupted[0] > _GRACE):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            if over:
                raise LimitError(*over)
            raise KeyboardInterrupt
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        raise StoreError(*explained("errors.cli", "crashed", signal=name))
    raise click.exceptions.Exit(os.WEXITSTATUS(status))


def _used(process: int) -> float:
    """Return the memory that a process uses, in GB; 0 if the system does not say."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e9


def _end_with_parent() -> None:
    """End this process if its parent is killed, also in the middle of a query."""
    import threading

    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(130)

    threading.Thread(target=watch, daemon=True).start()
