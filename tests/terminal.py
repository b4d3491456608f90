"""The output of a command on a terminal of a given size."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = str(Path(sys.executable).with_name("dvgraph"))


def screen(*args: str, lines: int = 24, columns: int = 80, code: int = 0) -> list[str]:
    """Return the lines that a command prints on a terminal of this size, warnings included."""
    import fcntl  # POSIX, as are terminals
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    env = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    printed = b""
    with subprocess.Popen(
        [PROGRAM, *args], env=env, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs
    ) as running:
        os.close(theirs)
        while part := _read(ours):
            printed += part
    os.close(ours)
    text = printed.decode("utf-8").replace("\r\n", "\n")
    assert running.returncode == code, text
    return [line for line in text.splitlines() if not line.startswith("… ")]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # so Linux says that the other end is closed
        return b""
