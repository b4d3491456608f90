"""The generated part of docs/import.md: the table of mappings of each source."""

import re
from importlib import import_module

from dvgraph.exchange.imports import IMPORTERS

_PART = re.compile(r"^<!-- mappings -->\n.*?^<!-- end -->$", re.MULTILINE | re.DOTALL)


def filled(page: str) -> str:
    """Return the page with new tables of mappings."""
    made = "\n\n".join(map(_table, IMPORTERS))
    return _PART.sub(lambda _: f"<!-- mappings -->\n\n{made}\n\n<!-- end -->", page)


def _table(name: str) -> str:
    module = import_module(f"dvgraph.exchange.importers.{IMPORTERS[name].module}")
    about = " ".join(module.__doc__.split("\n\n")[0].split())
    lines = [f"### `{name}`", "", about, "", "| field | becomes | note |", "|---|---|---|"]
    for each in module.MAPPINGS:
        becomes = each.terms or "not imported"
        lines.append(f"| {each.field} | {becomes} | {each.note} |")
    return "\n".join(lines)
