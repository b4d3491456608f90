"""The program: ``dvgraph``, or ``python -m dvgraph``."""

import gc
import os


def main() -> None:
    """Run the command line of the process and exit with its code; on Ctrl-C with 130, silently."""
    try:
        # Short-lived objects need no garbage collection after every 700 allocations. Set before any
        # import, because imports allocate most of them.
        gc.set_threshold(100_000)
        from dvgraph.cli import main as run

        run()
    except KeyboardInterrupt:
        # During imports, or after the command: there is nothing to clean up.
        os._exit(130)


if __name__ == "__main__":
    main()
