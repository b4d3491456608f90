"""A measurement in a separate process, which is stopped at its limit of time or memory."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_PAUSE = 0.1


def apart(
    command: Sequence[str | Path],
    seconds: float,
    memory: int,
    environment: dict[str, str] | None = None,
) -> dict[str, Any] | str:
    """Return the JSON object on the last line that a command prints, or why there is none.

    ``memory`` is in MiB of resident memory; the command's children are stopped with it.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=environment,
    )
    deadline, reason = time.monotonic() + seconds, ""
    while not reason:
        try:
            out, err = process.communicate(timeout=_PAUSE)
            break
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                reason = f"not done in {seconds:.0f} s"
            elif resident(process.pid) > memory:
                reason = f"more than {memory} MiB"
    if reason:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return reason
    if process.returncode:
        lines = err.strip().splitlines() or [f"exit {process.returncode}"]
        return "fails: " + lines[-1].replace("|", "/")[:80]
    try:
        answer: dict[str, Any] = json.loads(out.splitlines()[-1])
    except (IndexError, ValueError):
        return "fails: no answer"
    return answer


def resident(process: int) -> int:
    """Return the present memory of a process in MiB; 0 if the system does not report it."""
    return _status(process, "VmRSS")


def peak() -> int:
    """Return the greatest memory of this process so far, in MiB.

    Read from the kernel, since getrusage includes the memory of the parent process.
    """
    return _status(os.getpid(), "VmHWM")


def _status(process: int, name: str) -> int:
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    lines = dict(line.split(":", 1) for line in text.splitlines())
    return int(lines.get(name, "0").split()[0]) // 1024
