"""Binding of values in query files, at their ``# parameter`` lines."""

import re
from functools import cache
from typing import TYPE_CHECKING

from dvgraph import resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from dvgraph.rdf.oxigraph import Term
    from dvgraph.store.protocol import Store

BATCH = 200  # terms per query: well below the limit of 64 kB in ``guard``

# A line of values. With a literal it is a scalar; commented out, or with IRIs, a list of terms.
LINE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<off>\#[ \t]*)?VALUES[ \t]+\?(?P<name>\w+)[ \t]*"
    r"\{[ \t]*(?P<terms>(?:\"(?:[^\"\\\n]|\\.)*\"|[^}\"\n])*?)[ \t]*\}"
    r"(?P<mark>[ \t]*\#[ \t]*parameter[ \t]*)(?:\n|\Z)",
    re.MULTILINE,
)
_LEXICAL = re.compile(r'"((?:[^"\\]|\\.)*)"|[+-]?\d+')
# Strings, IRIs and comments (which contain no variables), and variables.
_VARIABLE = re.compile(r'"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>|#[^\n]*|[?$](?P<name>\w+)')


def is_scalar(line: re.Match[str]) -> bool:
    """Return whether a parameter line is a scalar: a single literal, not commented out."""
    return line["off"] is None and _LEXICAL.match(line["terms"]) is not None


def bind(text: str, values: "Mapping[str, Sequence[Term]]") -> str:
    """Return the query with values for its ``# parameter`` lines.

    A scalar replaces its variable everywhere, and its line is removed; by default it is the value
    in the line. A list of terms fills its line, which is uncommented; if the list is empty, the
    line stays as it is. The RDF library serialises the terms, so that no value can inject SPARQL.
    """
    scalars: dict[str, str] = {}

    def line(match: re.Match[str]) -> str:
        name = match["name"]
        terms = values.get(name)
        if is_scalar(match):
            scalars[name] = str(terms[0]) if terms else match["terms"]
            return ""
        if not terms:
            return match[0]
        listed = " ".join(map(str, terms))
        return f"{match['indent']}VALUES ?{name} {{ {listed} }}{match['mark']}\n"

    bound = LINE.sub(line, text)
    if not scalars:
        return bound
    return _VARIABLE.sub(lambda match: scalars.get(match["name"], match[0]), bound)


def headless(text: str) -> str:
    """Return a query without the lines of its header."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+"))


def spread(
    text: str, values: "Mapping[str, Sequence[Term]]", columns: "Sequence[str]", prefix: str
) -> str:
    """Return a query for many values of its parameters at once.

    ``values`` has the terms for each parameter; a scalar without terms has its default. The
    variables in ``columns`` are also selected, each under a name with the prefix, so that each row
    has its parameters.
    """

    def line(match: re.Match[str]) -> str:
        terms = values.get(match["name"])
        if not terms:
            return match[0]
        listed = " ".join(map(str, terms))
        return f"{match['indent']}VALUES ?{match['name']} {{ {listed} }}\n"

    added = " ".join(f"(?{name} AS ?{prefix}{name})" for name in columns)
    asked = bind(LINE.sub(line, text), {})
    return re.sub(r"^SELECT ", f"SELECT {added} ", asked, count=1, flags=re.MULTILINE)


def written_default(text: str, name: str) -> str | None:
    """Return the default of a scalar parameter, as the lexical form in its line, or None."""
    for match in LINE.finditer(text):
        if match["name"] == name and is_scalar(match):
            found = _LEXICAL.match(match["terms"])
            return found and (found[0] if found[1] is None else found[1])
    return None


def support(name: str) -> str:
    """Return the text of a query in queries/support."""
    return _text(resources.queries_dir() / "support" / f"{name}.rq")


@cache
def _text(path: "Path") -> str:
    return path.read_text(encoding="utf-8")


def rows(
    store: "Store",
    name: str,
    variable: str,
    terms: "Sequence[Term]",
    others: "Mapping[str, Sequence[Term]] | None" = None,
) -> "Iterator[tuple[Term | None, ...]]":
    """Yield the rows of a support query for many terms, in batches within the limits of ``guard``.

    ``others`` are values for its other variables.
    """
    text = bind(support(name), others or {})
    for start in range(0, len(terms), BATCH):
        yield from store.select(bind(text, {variable: terms[start : start + BATCH]})).rows
