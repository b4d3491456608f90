"""The header of a query file: YAML in its ``#+`` lines, as grlc has it (DESIGN §5)."""

import hashlib
import json
from typing import Any

from dvgraph import cache
from dvgraph.errors import InputError, OutputError
from dvgraph.writing import replace_file


def read_header(text: str) -> dict[str, Any]:
    """Return the mapping in the ``#+`` lines of a query; empty without such lines.

    Raises InputError for YAML that is broken or no mapping, with the line in the query. What was
    read once is kept in the user's cache, as reading YAML takes longer than asking a question.
    """
    # Other lines count as empty ones, so that YAML's line numbers are those of the query.
    lines = [line[2:] if line.startswith("#+") else "" for line in text.splitlines()]
    source = "\n".join(lines).rstrip()
    folder = cache.folder()
    kept = folder and folder / "headers" / f"{hashlib.sha256(source.encode()).hexdigest()}.json"
    if kept:
        try:
            found = json.loads(kept.read_bytes())
            if isinstance(found, dict):
                return found
        except (OSError, ValueError):
            pass  # not yet, or no longer, in the cache
    header = _parse(source)
    try:
        data = json.dumps(header)
    except TypeError:
        return header  # JSON has no dates
    if kept and json.loads(data) == header:
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            replace_file(kept, data.encode())
        except (OSError, OutputError):
            pass  # a cache that cannot be written is no cache
    return header


def _parse(source: str) -> dict[str, Any]:
    import yaml  # slow to import, and seldom needed

    try:
        header = yaml.safe_load(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"query:{mark.line + 1}" if mark else "query"
        problem = getattr(error, "problem", None) or error
        raise InputError(f"the #+ header is no YAML ({problem})", where=where) from error
    if header is None:
        return {}
    if not isinstance(header, dict):
        raise InputError("the #+ header holds no names with values", where="query")
    return header
