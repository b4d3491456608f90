"""The terms of borrowed vocabularies, and the detection of misspelt terms in data.

The list, ``ontology/borrowed-terms.txt``, has a line for each namespace, and below it the local
names of its terms, indented; ``tests/borrow.py`` writes it. A term is wrong if its namespace is
listed (in its own scheme or the other of http and https) and the term is not. Only data of
dvgraph's model is checked: data without any statement may use terms of its own.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from dvgraph import resources
from dvgraph.derive.periods import STATEMENT_KINDS
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, CHECKS, RDF
from dvgraph.rdf.oxigraph import NamedNode, Term
from dvgraph.rdf.terms import short
from dvgraph.store import binding
from dvgraph.validation.findings import Finding

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

RULE = "unknown-term"  # the rule for misspelt terms of our own
_SPLIT = re.compile(r"(https?)(://.*[#/])([^#/]*)$")


@cache
def known_terms() -> dict[str, frozenset[str]]:
    """Return the local names of all terms, by the IRI of their namespace."""
    found: dict[str, frozenset[str]] = {}
    space = ""
    path = resources.ontology_dir() / "borrowed-terms.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            found[space] |= frozenset(line.split())
        else:
            space = line
            found[space] = frozenset()
    return found


@cache
def nearest(iri: str) -> str | None:
    """Return the known term nearest to a wrong term; None for a right or unlisted term.

    The empty text if no known term is near.
    """
    parts = _SPLIT.match(iri)
    if parts is None:
        return None
    scheme, rest, local = parts.groups()
    space = scheme + rest
    other = ("https" if scheme == "http" else "http") + rest
    vocabulary = known_terms()
    if space not in vocabulary:
        if other not in vocabulary:
            return None
        space = other
    elif local in vocabulary[space] or (space == RDF and re.fullmatch(r"_\d+", local)):
        return None
    import difflib  # imported here since most data have no wrong term

    names = {name.casefold(): name for name in sorted(vocabulary[space])}
    close = difflib.get_close_matches(local.casefold(), names, 1, 0.7)
    return space + names[close[0]] if close else ""


def findings(store: "Store", lang: str) -> list[Finding]:
    """Return a finding, without file:line, for each node and wrong term in a store."""
    used = [
        term.value
        for (term,) in store.select(binding.support("borrowed-uses")).rows
        if isinstance(term, NamedNode)
    ]
    wrong = [NamedNode(iri) for iri in used if nearest(iri) is not None]
    if not wrong:
        return []
    ours = not STATEMENT_KINDS.isdisjoint(used)
    return [
        _finding(focus, path, value, lang)
        for value, path, focus in binding.rows(store, "borrowed-nodes", "value", wrong)
        if ours or (isinstance(focus, NamedNode) and focus.value.startswith(BASE))
    ]


def _finding(focus: Term | None, path: Term | None, value: Term | None, lang: str) -> Finding:
    phrases = words("validation.borrowed", lang)
    iri = value.value if isinstance(value, NamedNode) else ""
    near = nearest(iri)
    return Finding(
        severity="Violation",
        message=phrases["problem"].format(short(value)),
        focus=focus,
        path=path,
        value=value,
        shape=NamedNode(f"{CHECKS}{RULE}"),
        component=RULE,
        where=None,
        remedy=phrases["near" if near else "remedy"].format(near),
    )
