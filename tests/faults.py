"""Faults at the n-th step of a program that writes: it dies there, or the disk is full from there.

A step is a call of Python that changes files or syncs them. The work runs in a fork of the tests,
which ends without a word, as a killed program does: nothing is flushed or cleaned.
"""

import errno
import io
import os
from collections.abc import Callable
from typing import Any

STEPS = {
    os: ("fsync", "replace", "rename", "unlink", "remove", "mkdir", "rmdir", "open", "fchmod"),
    io: ("open",),
}
_NEEDING_SPACE = ("fsync", "mkdir", "open", "replace", "rename")
_KILLED, _FAILED = 99, 98


def killed(work: Callable[[], object], step: int) -> bool:
    """Return whether the work was killed before its n-th step, which it may not reach."""

    def die(_name: str) -> None:
        os._exit(_KILLED)

    return _in_child(work, step, die, once=True) == _KILLED


def starved(work: Callable[[], object], step: int) -> bool:
    """Return whether the work failed since the disk was full from its n-th step on."""

    def refuse(name: str) -> None:
        if name in _NEEDING_SPACE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return _in_child(work, step, refuse, once=False) == _FAILED


def steps(work: Callable[[], object]) -> int:
    """Return the number of steps that the work takes when nothing stops it; it is done then."""
    count = 0

    def counted(_name: str) -> None:
        nonlocal count
        count += 1

    reading, writing = os.pipe()

    def whole() -> None:
        work()
        os.write(writing, str(count).encode())

    if _in_child(whole, 1, counted, once=False):
        raise AssertionError
    os.close(writing)
    with os.fdopen(reading) as told:
        return int(told.read())


def _in_child(
    work: Callable[[], object], step: int, fault: Callable[[str], None], *, once: bool
) -> int:
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    try:
        _arm(step, fault, once=once)
        work()
    except BaseException:
        os._exit(_FAILED)
    os._exit(0)


def _arm(step: int, fault: Callable[[str], None], *, once: bool) -> None:
    count = 0

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            nonlocal count
            # Reading changes nothing, and needs no space.
            reads = name == "open" and (not options or options.get("mode") in ("r", "rb"))
            if name == "open" and len(args) > 1 and args[1] not in ("r", "rb", os.O_RDONLY):
                reads = False
            if not reads:
                count += 1
                if count == step or (count > step and not once):
                    fault(name)
            return real(*args, **options)

        return call

    for module, names in STEPS.items():
        for name in names:
            setattr(module, name, watched(name, getattr(module, name)))
