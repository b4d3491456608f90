"""Answers as tests compare them: by the variables of the table, in any language."""

from dvgraph.results.rows import Rows, Value, value


def by_variable(rows: Rows) -> list[dict[str, Value]]:
    """Return the rows as dictionaries, by variable."""
    names = rows.table.variables
    return [dict(zip(names, map(value, row), strict=True)) for row in rows.table.rows]
