"""The header of a query file: YAML in its ``#+`` lines, as in grlc."""

from typing import Any

from dvgraph.errors import InputError
from dvgraph.locale.reader import explained


def read_header(text: str) -> dict[str, Any]:
    """Return the mapping in the ``#+`` lines of a query; empty without such lines.

    Raises InputError for invalid YAML or YAML that is not a mapping, with the line in the query.
    """
    # Other lines become empty, so that YAML's line numbers are those of the query.
    lines = [line[2:] if line.startswith("#+") else "" for line in text.splitlines()]
    source = "\n".join(lines).rstrip()
    import yaml  # imported here since it is slow and seldom needed

    try:
        # The same parser in C, ten times as fast, if PyYAML was built with libyaml.
        header = yaml.load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"query:{mark.line + 1}" if mark else "query"
        problem = getattr(error, "problem", None) or error
        raise InputError(*explained("errors.store", "no YAML", why=problem), where=where) from error
    if header is None:
        return {}
    if not isinstance(header, dict):
        raise InputError(*explained("errors.store", "no mapping"), where="query")
    return header
