"""The tests that may be skipped in CI: those with a reason in tests/skips.toml."""

import tomllib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Protocol

FILE = Path(__file__).with_suffix(".toml")


class Report(Protocol):
    """The parts of a pytest report that are needed, on a test or on a file of tests."""

    nodeid: str


def reasons() -> dict[str, str]:
    """Return the list: patterns of test names, such as ``test_x.py::test_y*``, with reasons."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def unexplained(skipped: Iterable[Report], reasons: dict[str, str]) -> list[str]:
    """Return the names of the skipped tests that match no pattern, sorted."""
    names = {report.nodeid.rpartition("/")[2] for report in skipped}
    return sorted(
        name for name in names if not any(fnmatchcase(name, pattern) for pattern in reasons)
    )
