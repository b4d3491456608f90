"""The scale of the measurements: full, or a quick round as a test that everything runs."""

import os
from typing import NamedTuple


class Scale(NamedTuple):
    """Sizes in generated triples; in our own model, about as many derived triples are added."""

    small: int
    middle: int
    large: int
    register: int  # with what is derived from them, 200,000
    huge: int  # with what is derived from them, ten million
    rounds: int  # of each cold command
    seconds: int  # an engine may take for one file
    query: int  # seconds for one query
    memory: int  # MiB that one process may have
    organisations: int  # of a register


FULL = Scale(10_000, 100_000, 1_000_000, 70_000, 5_000_000, 15, 150, 60, 8192, 10_000)
QUICK = Scale(1_000, 2_000, 3_000, 2_000, 4_000, 1, 60, 20, 8192, 60)


def scale() -> Scale:
    """Return the quick scale if DVGRAPH_BENCH is "quick", else the full one."""
    return QUICK if os.environ.get("DVGRAPH_BENCH") == "quick" else FULL
