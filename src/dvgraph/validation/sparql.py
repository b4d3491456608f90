"""SPARQL-based constraints (SHACL §5) and custom components (§6): their queries and solutions.

SHACL binds $this before the query runs, in all its parts. If that is equivalent to a join with the
focus nodes, one query handles all focus nodes: they are listed in each group that names $this,
provided no construct separates the group from the rest. Other queries run once for each focus node,
with $this bound by the engine. A query that breaks the rules of pre-binding (§5.2.1) is malformed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise, product, takewhile
from typing import NamedTuple

from dvgraph.dataset.files import Dataset
from dvgraph.namespaces import OWL, RDF, RDFS, SH, XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode, OxigraphStore, Quad, Term
from dvgraph.rdf.terms import as_quad, plain
from dvgraph.rdf.terms import value as text_of
from dvgraph.store.embedded import EmbeddedStore, syntax_fault
from dvgraph.store.portions import portions
from dvgraph.store.protocol import Graphs, Store
from dvgraph.store.tokens import TOKENS
from dvgraph.validation.constraints import QueryConstraint
from dvgraph.validation.plain import StoreColumns
from dvgraph.validation.shapes import Path, Shapes, malformed

# Keywords that SHACL §5.2.1 and §5.3 forbid, since $this cannot be bound in them.
_FORBIDDEN = ("MINUS", "VALUES", "SERVICE")
# Constructs that separate a part from $this, or need each focus node's rows on their own.
_APART = {"LIMIT", "OFFSET", "GRAPH", "FROM", "REDUCED", "LATERAL"}
_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING"}
_GRAPHS = {"GRAPH", "FROM"}
_OPTIONAL = {"shapesGraph", "currentShape"}
_NAME_AT_END = re.compile(r"[^\W\d][\w.-]*$")
_NESTS = {"(": 1, "{": 1, ")": -1, "}": -1}
_AT_ONCE = 300  # focus nodes in one query
_DATA, _SHAPES = NamedNode("urn:dvgraph:data"), NamedNode("urn:dvgraph:shapes")
_TRUE = Literal("true", datatype=NamedNode(XSD + "boolean"))


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


def constraint(source: Shapes, node: Term, shape: Term, path: Path | None) -> QueryConstraint:
    """Return the constraint of an sh:sparql; raises MalformedShape."""
    text = source.one(node, "select")
    if not isinstance(text, Literal) or "SELECT" not in (t.word for t in _tokens(text.value)):
        raise malformed("select")
    return _query(
        source, f"{SH}SPARQLConstraintComponent", node, text.value, shape, path, form="SELECT"
    )


def validator(source: Shapes, component: Term, path: Path | None) -> Term | None:
    """Return the validator of a component for shapes with or without a path (§6.3), or None."""
    own = source.values(component, "nodeValidator" if path is None else "propertyValidator")
    return next(iter(own or source.values(component, "validator")), None)


def applied(
    source: Shapes, component: Term, node: Term, shape: Term, path: Path | None
) -> Iterator[QueryConstraint]:
    """Yield the constraints that a component's validator makes from the parameters of a shape."""
    names: dict[str, list[Term]] = {}
    for parameter in source.values(component, "parameter"):
        for each in source.values(parameter, "path"):
            if isinstance(each, NamedNode) and (given := source.values(shape, each.value, "")):
                names[_local(each.value)] = given
    texts = [(form, source.one(node, form.lower())) for form in ("SELECT", "ASK")]
    for values in product(*names.values()):
        bound = dict(zip(names, values, strict=True))
        for form, text in texts:
            if isinstance(text, Literal):
                yield _query(
                    source, str(component)[1:-1], node, text.value, shape, path, form, bound
                )


def _query(
    source: Shapes,
    component: str,
    node: Term,
    text: str,
    shape: Term,
    path: Path | None,
    form: str,
    bound: Mapping[str, Term] | None = None,
) -> QueryConstraint:
    tokens = _spelled_out(_tokens(text))
    used = {token.variable for token in tokens}
    given = {"currentShape": shape, **(bound or {})}
    before = {"this", *given, *(["value"] if form == "ASK" else [])}
    if "PATH" in used and path is None:
        raise malformed("path in node shape")
    _check(tokens, before | {"shapesGraph"})
    written = "".join(
        token.space + (path.text if path and token.variable == "PATH" else token.text)
        for token in tokens
    )
    declared = prefixes(source, node)
    whole = declared + written
    try:
        OxigraphStore().query(whole)  # an empty store: the query is only parsed
    except RuntimeError as error:  # the query has a function that the engine lacks
        raise malformed("no SPARQL", why=error) from error
    except SyntaxError as error:
        line, column, problem = syntax_fault(str(error))
        place = f"{line - declared.count(chr(10))}:{column}: " if line else ""
        raise malformed("no SPARQL", why=f"{place}{problem}") from error
    return QueryConstraint(
        component=component,
        node=node,
        text=whole,
        form=form,
        bound={**(bound or {}), **({"currentShape": shape} if "currentShape" in used else {})},
        messages=tuple(source.values(node, "message")),
    )


def _check(tokens: list[_Token], before: set[str]) -> None:
    """Raise MalformedShape for a query in which a variable cannot be bound before it runs."""
    words = [token.word for token in tokens]
    for name in _FORBIDDEN:
        if name in words:
            raise malformed("in query", name=name)
    for one, two in pairwise(tokens):
        if one.word == "AS" and two.variable in before:
            raise malformed("bound anew", name=two.text)
    starts = [place for place, word in enumerate(words) if word in ("SELECT", "ASK")]
    for start in starts[1:]:
        shown = _projected(tokens[start + 1 :])
        missing = before - _OPTIONAL - shown
        if missing:
            raise malformed("subquery", name=f"${min(missing)}")


def _projected(tokens: Iterable[_Token]) -> set[str]:
    """Return the variables of a SELECT clause, from the tokens after SELECT."""
    found = set()
    for token in tokens:
        if token.text == "{" or token.word == "WHERE":
            break
        if token.variable:
            found.add(token.variable)
    return found


def _spelled_out(tokens: list[_Token]) -> list[_Token]:
    """Return the query with each SELECT * replaced by the variables of its pattern.

    A variable that only a filter names is not selected by *. $this may be such a variable: it is
    bound in the query itself, but not in a SELECT inside it (W3C test pre-binding-006).
    """
    found: list[_Token] = []
    open_ = 0
    for at, token in enumerate(tokens):
        open_ += {"{": 1, "}": -1}.get(token.text, 0)
        before = [each.word for each in tokens[max(at - 2, 0) : at]]
        if token.text != "*" or (
            before[-1:] != ["SELECT"]
            and before not in (["SELECT", "DISTINCT"], ["SELECT", "REDUCED"])
        ):
            found.append(token)
            continue
        names, depth, filter_ = ["this"], 0, -1
        for inside in tokens[at + 1 :]:
            depth += {"{": 1, "}": -1}.get(inside.text, 0)
            if inside.text == "}" and not depth:
                break
            if open_ and inside.word == "FILTER":
                filter_ = 0
            elif filter_ >= 0:  # up to the end of its brackets or group
                filter_ += _NESTS.get(inside.text, 0)
                filter_ = -1 if inside.text in (")", "}") and not filter_ else filter_
            elif inside.variable:
                names.append(inside.variable)
        inner = dict.fromkeys(names[1:] or (["nothing"] if open_ else names))
        found += [_Token("variable", f"?{name}", " ") for name in inner]
    return found


class Solver:
    """A solver of the queries of constraints on a store, for sets of focus nodes.

    ``store``: a function that makes the store, called for the first query.
    ``data``: the data as written, if available, because the store changes literals.
    ``shapes``: the shapes graph.
    ``endpoint``: the columns of an endpoint, if the data is there. What a query reads is then
    fetched, and the query runs on it here.
    """

    def __init__(
        self,
        store: Callable[[], Store],
        data: Dataset | None,
        shapes: Sequence[Quad],
        endpoint: StoreColumns | None = None,
    ) -> None:
        """Store the parts."""
        self._make = store
        self._data = data
        self._shapes = shapes
        self._endpoint = endpoint
        self._fetched: tuple[frozenset[str], Solver] | None = None
        self._written: dict[Term, list[Term]] | None = None

    def solutions(
        self, query: QueryConstraint, foci: Sequence[Term], target: str | None
    ) -> Iterator[tuple[Term, dict[str, Term]]]:
        """Yield each distinct solution of a SELECT, with its focus node.

        ``target`` is a pattern that binds ?this to the focus nodes, if there is one.
        """
        if here := self._here(query):
            yield from here.solutions(query, foci, None)
            return
        tokens = _tokens(query.text)
        bound = query.bound.keys() & {token.variable for token in tokens}
        together = not bound and _joinable(tokens)
        named = [node for node in foci if isinstance(node, NamedNode)] if together else []
        if together and target is not None:
            yield from self._distinct(self._ask(_joined(tokens, target), {}), None)
            return
        for start in range(0, len(named), _AT_ONCE):
            listed = " ".join(map(str, named[start : start + _AT_ONCE]))
            text = _joined(tokens, f"VALUES ?this {{ {listed} }}")
            yield from self._distinct(self._ask(text, {}), None)
        done = set(named)
        for node in foci:
            if node not in done:
                rows = self._ask(query.text, {"this": node, **query.bound})
                yield from self._distinct(rows, node)

    def holds(self, query: QueryConstraint, focus: Term, value: Term) -> bool:
        """Return the answer to an ASK about a value of a focus node."""
        if here := self._here(query):
            return here.holds(query, focus, value)
        return bool(self._ask(query.text, {"this": focus, "value": value, **query.bound}))

    def _here(self, query: QueryConstraint) -> "Solver | None":
        """Return a solver on what a query reads at an endpoint; None if the data is here.

        That is all the data if the query may read triples of any property. Raises MalformedShape if
        it reads named graphs, and StoreError if it meets a blank node, which has another name in
        each answer of an endpoint.
        """
        if self._endpoint is None:
            return None
        tokens = _tokens(query.text)
        graphs = _GRAPHS & {token.word for token in tokens}
        if graphs and "shapesGraph" not in {token.variable for token in tokens}:
            raise malformed("not at an endpoint")
        read = portions(_showing(tokens, ["this"]))
        names = frozenset(
            self._endpoint.predicates() if read is None else (part.property for part in read)
        )
        if self._fetched is None or self._fetched[0] != names:
            quads = [
                as_quad(subject, NamedNode(name), value)
                for name in sorted(names)
                for subject, value in self._endpoint.fetched(name)
            ]
            self._fetched = names, _solver(quads, self._shapes)
        return self._fetched[1]

    def _ask(self, text: str, bound: Mapping[str, Term]) -> list[dict[str, Term]]:
        """Return the solutions of a SELECT or ASK, with variables bound before it runs."""
        tokens = _tokens(text)
        variables = {token.variable for token in tokens}
        graphs = None
        if "shapesGraph" in variables:
            store: Store = self._with_shapes
            graphs = Graphs((_DATA.value,), (_SHAPES.value,))
            bound = {**bound, "shapesGraph": _SHAPES}
        elif _AGGREGATES & {token.word for token in tokens} and self._repeats:
            store, graphs = self._with_shapes, Graphs((_DATA.value,))
        else:
            store = self._make()
        if bound or graphs:
            given = {name: bound[name] for name in bound if name in variables}
            assert isinstance(store, EmbeddedStore), "what an endpoint has was fetched"
            table = store.select(_showing(_told_bound(tokens, given), given), given, graphs)
        else:
            table = store.select(text)
        return [
            {name: term for name, term in zip(table.variables, row, strict=True) if term}
            for row in table.rows
        ]

    @cached_property
    def _repeats(self) -> bool:
        """Whether any triple is in several graphs: the engine counts each, SHACL only one."""
        return self._data is not None and self._data.repeats

    @cached_property
    def _with_shapes(self) -> EmbeddedStore:
        """A store with the data in one graph and the shapes in another, for $shapesGraph."""
        assert self._data is not None, "what an endpoint has was fetched"
        store = EmbeddedStore()
        store.load(
            as_quad(quad.subject, quad.predicate, quad.object, _DATA) for quad in self._data.quads
        )
        store.load(
            as_quad(quad.subject, quad.predicate, quad.object, _SHAPES) for quad in self._shapes
        )
        return store

    def _distinct(
        self, rows: Iterable[dict[str, Term]], focus: Term | None
    ) -> Iterator[tuple[Term, dict[str, Term]]]:
        """Yield the distinct solutions, with literals as the data has them."""
        seen = set()
        for row in rows:
            if row.get("failure") == _TRUE:
                raise malformed("failure")
            node = focus or self._respelled(row["this"], None)
            if (value := row.get("value")) is not None:
                row["value"] = self._respelled(value, node)
            key = (node, *sorted((name, str(term)) for name, term in row.items()))
            if key not in seen:
                seen.add(key)
                yield node, row

    def _respelled(self, term: Term, focus: Term | None) -> Term:
        """Return a term as written in the data; of several spellings, one at the focus node."""
        if not isinstance(term, Literal) or self._data is None or plain_text(term):
            return term
        if self._written is None:
            self._written = spellings(self._data.literals())
        written = self._written.get(term, [term])
        if len(written) > 1 and focus is not None:
            own = [quad.object for quad in self._data.about([focus]) if quad.object in written]
            written = own or written
        return written[0]


def _solver(quads: list[Quad], shapes: Sequence[Quad]) -> Solver:
    """Return a solver on quads in memory."""
    store = EmbeddedStore()
    store.load(quads)
    return Solver(lambda: store, Dataset(quads, ()), shapes)


def plain_text(literal: Literal) -> bool:
    """Return whether the store keeps the lexical form of a literal, whatever it is."""
    datatype = literal.datatype.value
    return not datatype.startswith(XSD) or datatype == f"{XSD}string"


def spellings(literals: Iterable[Literal]) -> dict[Term, list[Term]]:
    """Return the literals of the data, by the literal that the store keeps for them."""
    engine = OxigraphStore()
    name = NamedNode("urn:x:value")
    written = [literal for literal in dict.fromkeys(literals) if not plain_text(literal)]
    engine.extend(
        Quad(NamedNode(f"urn:x:{number}"), name, literal) for number, literal in enumerate(written)
    )
    found: dict[Term, list[Term]] = {}
    for quad in engine:
        number = int(plain(quad.subject).rpartition(":")[2])
        found.setdefault(quad.object, []).append(written[number])
    return {kept: sorted(several, key=str) for kept, several in found.items()}


def _tokens(text: str) -> list[_Token]:
    tokens, space = [], ""
    for found in TOKENS.finditer(text):
        if found.lastgroup == "skip":
            space = " "
        else:
            tokens.append(_Token(found.lastgroup or "", found[0], space))
            space = ""
    return tokens


def _joinable(tokens: list[_Token]) -> bool:
    """Return whether joining the focus nodes equals binding $this before the query runs."""
    words = {token.word for token in tokens}
    selects = sum(token.word == "SELECT" for token in tokens)
    if selects != 1 or _APART & words or _OPTIONAL & {token.variable for token in tokens}:
        return False
    return not _AGGREGATES & words or _grouped_by_this(tokens)


def _grouped_by_this(tokens: list[_Token]) -> bool:
    words = [token.word for token in tokens]
    if "GROUP" not in words:
        return False
    return any(token.variable == "this" for token in tokens[words.index("GROUP") :])


def _joined(tokens: list[_Token], target: str) -> str:
    """Return the query with the focus nodes in each group that names $this.

    The groups within EXISTS get them separately.
    """
    body = _body(tokens)
    written: list[str] = []
    for number, token in enumerate(tokens):
        text = "?this" if token.variable == "this" else token.text
        if number >= body and text == "{" and token.kind == "open":
            exists = number > body and tokens[number - 1].word == "EXISTS"
            if number == body or (not exists and _names_this(tokens, number)):
                text = f"{{ {target} "
        written.append(token.space + text)
    return _showing(_tokens("".join(written)), ["this"])


def _body(tokens: list[_Token]) -> int:
    """Return the index of the first brace after SELECT or ASK."""
    start = next(n for n, token in enumerate(tokens) if token.word in ("SELECT", "ASK"))
    return next(n for n, token in enumerate(tokens) if n > start and token.text == "{")


def _showing(tokens: list[_Token], names: Iterable[str]) -> str:
    """Return the query as a SELECT of additional variables, since the engine binds no others."""
    start = next(n for n, token in enumerate(tokens) if token.word in ("SELECT", "ASK"))
    body = _body(tokens)
    head = tokens[start + 1 : body]
    more = [f"?{name}" for name in names if name not in _projected(head)]
    distinct = bool(head) and head[0].word in ("DISTINCT", "REDUCED")
    parts = [token.space + token.text for token in tokens]
    parts[start] = parts[start].replace(tokens[start].text, "SELECT")
    parts[start + distinct] += "".join(f" {name}" for name in more)
    # Each selected variable must be a grouping variable.
    if (by := _grouping(tokens, body)) is not None:
        ends = {"HAVING", "ORDER", "LIMIT", "OFFSET"}
        grouped = {t.variable for t in takewhile(lambda t: t.word not in ends, tokens[by:])}
        parts[by] += "".join(f" {name}" for name in more if name[1:] not in grouped)
    return "".join(parts)


def _grouping(tokens: list[_Token], body: int) -> int | None:
    """Return the index of BY in the query's own GROUP BY; ``body`` is that of its first brace."""
    depth = 0
    for at, token in enumerate(tokens[body:], body):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if not depth and token.word == "GROUP":
            return at + 1
    return None


def _told_bound(tokens: list[_Token], names: Iterable[str]) -> list[_Token]:
    """Return the query with true for BOUND of some variables, for which the engine says false."""
    found = list(tokens)
    for at, token in enumerate(tokens[:-3]):
        if token.word == "BOUND" and tokens[at + 2].variable in names:
            found[at + 2] = _Token("word", "true", "")
            found[at] = _Token("skip", "", token.space)
    return found


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
    """Return the declared prefixes, with those that pySHACL adds itself (SHACL §5.2.1)."""
    found = {"rdf": RDF, "rdfs": RDFS, "owl": OWL}
    own: dict[str, str] = {}
    owners = shapes.values(constraint, "prefixes")
    for owner in owners:
        owners += [one for one in shapes.values(owner, "imports", OWL) if one not in owners]
        for declared in shapes.values(owner, "declare"):
            prefix, namespace = (shapes.one(declared, name) for name in ("prefix", "namespace"))
            if not isinstance(prefix, Literal) or not isinstance(namespace, Literal):
                raise malformed("declare")
            if own.setdefault(prefix.value, namespace.value) != namespace.value:
                raise malformed("two namespaces", prefix=prefix.value)
    for owner in shapes.ontologies() if owners else ():
        for declared in shapes.values(owner, "declare"):
            for prefix in shapes.values(declared, "prefix"):
                for namespace in shapes.values(declared, "namespace"):
                    own.setdefault(text_of(prefix), text_of(namespace))
    return "".join(f"PREFIX {name}: <{space}>\n" for name, space in {**found, **own}.items())


def _local(iri: str) -> str:
    """Return the local name of an IRI: the longest name without colon at its end (SHACL §6.2.1)."""
    found = _NAME_AT_END.search(iri)
    return found[0] if found else ""
