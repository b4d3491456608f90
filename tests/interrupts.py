"""Child processes that react to Ctrl-C, even if the tests themselves run in the background."""

import signal


def hear_interrupts() -> None:
    """Restore, in a child before it starts, the default reaction to Ctrl-C.

    The shell makes background jobs ignore it.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
