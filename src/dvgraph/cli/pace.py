"""How far a long work is, for who waits at a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import click

from dvgraph.cli.common import tell


@contextmanager
def pace(noun: str, total: float) -> Iterator[Callable[[float], None]]:
    """Give a function that adds to what is done; a terminal shows rate and time left."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    done, start, shown = 0.0, monotonic(), 0.0

    def add(number: float) -> None:
        nonlocal done, shown
        done += number
        now = monotonic()
        if done and now - shown > 0.5 and now - start > 1:
            shown = now
            left = max(total - done, 0) * (now - start) / done
            rate = done / (now - start)
            line = f"… {done:.0f} of {total:.0f} {noun}, {rate:.0f} a second, {left:.0f} s left"
            click.echo(f"\r{line:<78}", err=True, nl=False)

    try:
        yield add
    finally:
        if shown:
            tell("")
