"""The program: ``dvgraph``, or ``python -m dvgraph``."""

import gc
import os


def main() -> None:
    """Run the command line and exit with its code; on Ctrl-C with 130 and without a message."""
    try:
        # Short-lived objects need no garbage collection after every 700 allocations. Set before all
        # imports, because they allocate most objects.
        gc.set_threshold(100_000)
        from dvgraph.cli import main as run

        run()
    except KeyboardInterrupt:
        # During imports, or after the command: there is nothing to clean up.
        os._exit(130)


if __name__ == "__main__":
    main()
