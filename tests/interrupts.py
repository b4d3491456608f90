"""Children that hear Ctrl-C, also where the tests themselves run in the background."""

import signal


def hear_interrupts() -> None:
    """Undo, in a child before it starts, that a job in the background is made deaf to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
