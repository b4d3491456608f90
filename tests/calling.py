"""The command line called in this process, which saves the time of starting the program."""

import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from dvgraph.cli import main

# Files that the examples in the help read.
FILES = {
    "opgeslagen.html": "<p>Een bewaarde pagina.</p>",
    "wegwijs.csv": (
        "reference;parent;name;validity_start\nref1;OVO002949;Team Voorbeeld;2025-01-01\n"
    ),
}
SOURCES = ("DVGRAPH_DATA", "DVGRAPH_STORE", "DVGRAPH_ENDPOINT")


@dataclass(frozen=True)
class Done:
    """The exit code of a command, and its output."""

    returncode: int
    stdout: str
    stderr: str


def call(
    *args: str, input: str = "", cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Done:
    """Run a command line as in a pipe; ``env`` is added to the environment."""
    out, err = (
        io.TextIOWrapper(io.BytesIO(), "utf-8", errors=errors, newline="\n")
        for errors in ("strict", "backslashreplace")
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(input.encode()), "utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        if cwd:
            patch.chdir(cwd)
        with pytest.raises(SystemExit) as ended:
            main(args)
    out.flush()
    err.flush()
    code = ended.value.code
    assert isinstance(code, int)
    return Done(code, *(one.buffer.getvalue().decode() for one in (out, err)))  # type: ignore[attr-defined]
