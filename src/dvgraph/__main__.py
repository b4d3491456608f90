"""The program: ``dvgraph``, or ``python -m dvgraph``."""

import gc
import os


def main() -> None:
    """Run the command line of the process and exit with its code; on Ctrl-C with 130, silently."""
    try:
        # What lives shortly need not be looked through for garbage each time 700 objects were made;
        # said before anything is imported, since importing makes most of them.
        gc.set_threshold(100_000)
        from dvgraph.cli import main as run

        run()
    except KeyboardInterrupt:
        # While modules are imported, or after a command is done: nothing is left to put right.
        os._exit(130)


if __name__ == "__main__":
    main()
