"""The time that a query may take."""

import math
import os

from dvgraph.errors import UseError
from dvgraph.locale.reader import explained


def patience() -> float:
    """Return DVGRAPH_TIMEOUT in seconds, or 60; UseError if it is not a positive number."""
    given = os.environ.get("DVGRAPH_TIMEOUT", "60")
    try:
        if 0 < (seconds := float(given)) < math.inf:
            return seconds
    except ValueError:
        pass
    raise UseError(*explained("errors.remote", "no seconds", text=given), where="DVGRAPH_TIMEOUT")
