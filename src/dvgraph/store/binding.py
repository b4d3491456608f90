"""Binding of values to query files: rewrites ``# parameter`` lines with typed terms."""

import re
from typing import TYPE_CHECKING

from dvgraph import resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dvgraph.rdf.oxigraph import Term
    from dvgraph.store.protocol import Store

BATCH = 200  # terms per query: well below the guard's 64 kB

LINE = re.compile(
    r"^(?P<indent>[ \t]*)"
    r"(?:BIND[ \t]*\((?P<term>.*)[ \t]+AS[ \t]+\?(?P<scalar>\w+)[ \t]*\)"
    r"|(?P<off>\#[ \t]*)?VALUES[ \t]+\?(?P<list>\w+)[ \t]*\{(?P<terms>[^}]*)\})"
    r"(?P<mark>[ \t]*\#[ \t]*parameter[ \t]*)$",
    re.MULTILINE,
)


def bind(text: str, values: "Mapping[str, Sequence[Term]]") -> str:
    """Return the query with the ``# parameter`` lines of the given variables rewritten.

    A scalar line takes exactly one term; a term line takes all of them, and is uncommented. Lines
    of other variables stay as they are. The RDF library writes the terms, so no value can inject
    SPARQL.
    """

    def line(match: re.Match[str]) -> str:
        name = match["scalar"] or match["list"]
        terms = values.get(name)
        if not terms:
            return match[0]
        if match["scalar"]:
            return f"{match['indent']}BIND({terms[0]} AS ?{name}){match['mark']}"
        listed = " ".join(map(str, terms))
        return f"{match['indent']}VALUES ?{name} {{ {listed} }}{match['mark']}"

    return LINE.sub(line, text)


def written_default(text: str, name: str) -> str | None:
    """Return the lexical value that a query's scalar line gives a parameter, or None."""
    for match in LINE.finditer(text):
        if match["scalar"] == name:
            value = re.match(r'\s*"((?:[^"\\]|\\.)*)"', match["term"])
            return value[1] if value else match["term"].strip()
    return None


def support(name: str) -> str:
    """Return the text of a query of queries/support."""
    path = resources.queries_dir() / "support" / f"{name}.rq"
    return path.read_text(encoding="utf-8")


def rows(
    store: "Store",
    name: str,
    variable: str,
    terms: "Sequence[Term]",
    others: "Mapping[str, Sequence[Term]] | None" = None,
) -> "Iterator[tuple[Term | None, ...]]":
    """Yield the rows of a support query for many terms, in batches within the guard's limits.

    ``others`` are values for its other variables.
    """
    text = bind(support(name), others or {})
    for start in range(0, len(terms), BATCH):
        yield from store.select(bind(text, {variable: terms[start : start + BATCH]})).rows
