"""SPARQL-based constraints (SHACL §5) for all focus nodes at once.

SHACL binds $this before the query runs, everywhere in it. Here $this ranges over the targets
instead. That is equivalent if the targets stand in each group that names $this and nothing
separates a group from the rest. Otherwise the constraint is NotCompilable.
"""

from itertools import pairwise
from typing import NamedTuple

from dvgraph.locale.reader import worded
from dvgraph.namespaces import OWL, RDF, RDFS
from dvgraph.rdf.oxigraph import Literal, Term
from dvgraph.store.tokens import TOKENS
from dvgraph.validation.shapes import NotCompilable, Path, Shapes

# Constructs that separate a part from $this, or need the rows of one focus node apart.
_APART = {"MINUS", "VALUES", "SERVICE", "GRAPH", "LIMIT", "OFFSET", "FROM", "REDUCED", "LATERAL"}
_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING"}
_BOUND = {"shapesGraph", "currentShape"}


class _Token(NamedTuple):
    kind: str
    text: str
    space: str  # the white space before the token, without comments

    @property
    def word(self) -> str:
        return self.text.upper() if self.kind == "word" else ""

    @property
    def variable(self) -> str:
        return self.text[1:] if self.kind == "variable" else ""


def candidates(shapes: Shapes, constraint: Term, target: str, path: Path | None) -> str:
    """Return the SELECT of the targets for which a constraint has a solution.

    ``target`` is the pattern that binds ?this. Raises NotCompilable when binding $this before
    the query runs could differ from joining it.
    """
    text = shapes.one(constraint, "select")
    if not isinstance(text, Literal):
        raise NotCompilable(worded("validation.unclear", "select"))
    tokens = _tokens(text.value)
    body = next((n for n, token in enumerate(tokens) if token.text == "{"), None)
    head = tokens[:body]
    words = [token.word for token in tokens if token.word]
    if body is None or words.count("SELECT") != 1 or "SELECT" not in (t.word for t in head):
        raise NotCompilable(worded("validation.unclear", "subquery"))
    if found := _APART.intersection(words):
        raise NotCompilable(worded("validation.unclear", "in query", name=min(found)))
    grouped = _grouped_by_this(tokens)
    if _AGGREGATES.intersection(words) and not grouped:
        raise NotCompilable(worded("validation.unclear", "aggregate"))
    variables = {token.variable for token in tokens}
    if found := _BOUND & variables:
        raise NotCompilable(worded("validation.unclear", "in query", name=f"${min(found)}"))
    if "PATH" in variables and path is None:
        raise NotCompilable(worded("validation.unclear", "path in node shape"))
    for before, token in pairwise(tokens):
        if before.word == "AS" and token.variable == "this":
            raise NotCompilable(worded("validation.unclear", "this"))
    rest = _joined(tokens, body, target, path)
    return f"{prefixes(shapes, constraint)}SELECT DISTINCT ?this WHERE {rest}"


def _tokens(text: str) -> list[_Token]:
    tokens, space = [], ""
    for found in TOKENS.finditer(text):
        if found.lastgroup == "skip":
            space = " "
        else:
            tokens.append(_Token(found.lastgroup or "", found[0], space))
            space = ""
    return tokens


def _grouped_by_this(tokens: list[_Token]) -> bool:
    words = [token.word for token in tokens]
    if "GROUP" not in words:
        return False
    return any(token.variable == "this" for token in tokens[words.index("GROUP") :])


def _joined(tokens: list[_Token], body: int, target: str, path: Path | None) -> str:
    """Return the body with the targets in each group that names $this, EXISTS separately."""
    written: list[str] = []
    for number, token in enumerate(tokens[body:], body):
        text = token.text
        if token.variable == "this":
            text = "?this"
        elif token.variable == "PATH" and path:
            text = path.text
        elif text == "{" and token.kind == "open":
            exists = number > body and tokens[number - 1].word == "EXISTS"
            if number == body or (not exists and _names_this(tokens, number)):
                text = f"{{ {target} "
        written.append(token.space + text)
    return "".join(written)


def _names_this(tokens: list[_Token], start: int) -> bool:
    depth = 0
    for token in tokens[start:]:
        depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind in ("open", "close") else 0
        if token.variable == "this":
            return True
        if not depth:
            return False
    return False


def prefixes(shapes: Shapes, constraint: Term) -> str:
    """Return the declared prefixes, and those that pySHACL adds itself (SHACL §5.2.1)."""
    found = {"rdf": RDF, "rdfs": RDFS, "owl": OWL}
    owners = shapes.values(constraint, "prefixes")
    if owners:
        owners += shapes.ontologies()
    for owner in owners:
        for declared in shapes.values(owner, "declare"):
            prefix, namespace = (shapes.one(declared, name) for name in ("prefix", "namespace"))
            if not isinstance(prefix, Literal) or not isinstance(namespace, Literal):
                raise NotCompilable(worded("validation.unclear", "declare"))
            known = found.setdefault(prefix.value, namespace.value)
            if known != namespace.value:
                raise NotCompilable(
                    worded("validation.unclear", "two namespaces", prefix=prefix.value)
                )
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in found.items())
