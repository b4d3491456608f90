"""The user's cache: results that can be made again at will, kept to start quickly.

Nothing here fails: a folder that cannot be read or written only means that nothing is kept.
"""

import os
from pathlib import Path


def folder() -> Path | None:
    """Return $DVGRAPH_CACHE, $XDG_CACHE_HOME/dvgraph or ~/.cache/dvgraph; None without a home."""
    if named := os.environ.get("DVGRAPH_CACHE"):
        return Path(named)
    if (base := os.environ.get("XDG_CACHE_HOME")) and Path(base).is_absolute():
        return Path(base) / "dvgraph"
    try:
        return Path.home() / ".cache" / "dvgraph"
    except RuntimeError:
        return None
