"""The program: ``dvgraph``, or ``python -m dvgraph``."""

import gc


def main() -> None:
    """Run the command line of the process and exit with its code."""
    # What lives shortly need not be looked through for garbage each time 700 objects were made;
    # said before anything is imported, since importing makes most of them.
    gc.set_threshold(100_000)
    from dvgraph.cli import main as run

    run()


if __name__ == "__main__":
    main()
