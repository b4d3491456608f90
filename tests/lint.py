"""The rules for query files, each as a function of the text: rows that some engine
loses, wrongly adds or never finishes came from breaking one of them.

``problems(text)`` applies all rules for questions; ``problems(text, RULES_FOR_ALL)`` those that
rules and checks keep too. A problem is a line of text.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql.algebra import translatePath, traverse
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

from dvgraph.questions import parameters
from dvgraph.store import binding
from dvgraph.store.header import read_header

PATTERNS = {"TriplesBlock", "GroupOrUnionGraphPattern", "SubSelect", "GraphGraphPattern"}
NEGATIONS = {"Builtin_NOTEXISTS", "MinusGraphPattern"}
TYPES = {*parameters.KINDS, *parameters.SCALARS}
KEYS = {"type", "edge", "required", "list", "choices", "label", "default"}


class Query:
    """A query text, its header, its parameters and its parse tree."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.header = read_header(text)
        self.params: dict[str, Any] = self.header.get("params") or {}
        lines = list(binding.LINE.finditer(text))
        self.bound = {line["scalar"] for line in lines} - {None}
        self.listed = {line["list"] for line in lines} - {None}
        # Term lines that are commented out take part when a value is given: lint them bound.
        whole = binding.LINE.sub(
            lambda m: f"VALUES ?{m['list']} {{ <urn:x:any> }}" if m["list"] else m[0], text
        )
        self.bare = re.sub(
            r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>",
            '""',
            re.sub(r"(?m)^\s*#.*$|\s#.*$", "", whole),
        )
        self.tree = parseQuery(whole)[1]
        traverse(self.tree, visitPost=translatePath)

    def groups(self) -> list[CompValue]:
        """Every group, those of EXISTS and MINUS included."""
        return [node for node in nodes(self.tree) if node.name == "GroupGraphPatternSub"]


def nodes(tree: Any, *, inside_groups: bool = True, first: bool = True) -> Iterator[CompValue]:
    """Yield the nodes of a parse tree, without those in groups below it unless asked for."""
    if isinstance(tree, CompValue):
        yield tree
        if tree.name in ("GroupGraphPatternSub", "SubSelect") and not (inside_groups or first):
            return
        children: Iterable[Any] = tree.values()
    elif isinstance(tree, str | PropertyPath):
        return
    else:
        children = tree if isinstance(tree, Iterable) else ()
    for child in children:
        yield from nodes(child, inside_groups=inside_groups, first=False)


def variables(tree: Any) -> set[str]:
    """The variables used in an expression or triple, not those of groups inside it."""
    if isinstance(tree, Variable):
        return {str(tree)}
    if isinstance(tree, CompValue):
        if tree.name in ("GroupGraphPatternSub", "SubSelect"):
            return set()
        tree = list(tree.values())
    if isinstance(tree, str | PropertyPath) or not isinstance(tree, Iterable):
        return set()
    return set().union(*map(variables, tree))


def parts(group: CompValue, *names: str) -> list[CompValue]:
    return [part for part in group.part or () if part.name in names]


def triples(group: CompValue) -> list[tuple[Any, Any, Any]]:
    flat = [run for block in parts(group, "TriplesBlock") for run in block.triples]
    return [tuple(run[i : i + 3]) for run in flat for i in range(0, len(run), 3)]


def negations(group: CompValue) -> list[CompValue]:
    found = parts(group, "MinusGraphPattern")
    for part in parts(group, "Filter", "Bind"):
        found += [node for node in nodes(part, inside_groups=False) if node.name in NEGATIONS]
    return found


def undef(query: Query) -> Iterator[str]:
    if re.search(r"\bUNDEF\b", query.bare, re.IGNORECASE):
        yield "UNDEF"


def empty_braces(query: Query) -> Iterator[str]:
    if re.search(r"\{\s*\}", query.bare):
        yield "{ } is empty"


def scalar_in_values(query: Query) -> Iterator[str]:
    for name, entry in query.params.items():
        wrong = query.listed if entry.get("type") in parameters.SCALARS else query.bound
        if name in wrong:
            yield f"?{name}: VALUES is for terms, BIND for scalars"


def unbound_parameter(query: Query) -> Iterator[str]:
    for group in query.groups():
        bound = {str(bind.var) for bind in parts(group, "Bind")}
        used = variables([p for p in group.part or () if p.name in ("TriplesBlock", "Filter")])
        used |= variables([bind.expr for bind in parts(group, "Bind")])
        for name in sorted(query.bound & used - bound):
            yield f"?{name} is used in a group without its parameter line"


def parameter_in_optional_filter(query: Query) -> Iterator[str]:
    for node in nodes(query.tree):
        if node.name == "OptionalGraphPattern":
            for name in sorted(query.bound & variables(parts(node.graph, "Filter"))):
                yield f"?{name} in a FILTER of an OPTIONAL"


def negation_beside_optional(query: Query) -> Iterator[str]:
    for group in query.groups():
        if parts(group, "OptionalGraphPattern") and negations(group):
            yield "NOT EXISTS or MINUS in the same group as an OPTIONAL"


def _large(negation: CompValue) -> bool:
    group = negation.graph
    found = triples(group)
    others = parts(group, "GroupOrUnionGraphPattern", "SubSelect", "OptionalGraphPattern")
    path = any(isinstance(predicate, PropertyPath) for _, predicate, _ in found)
    return len(found) + len(others) > 1 or path or group.name == "SubSelect"


def large_not_exists(query: Query) -> Iterator[str]:
    for node in nodes(query.tree):
        if node.name == "Builtin_NOTEXISTS" and _large(node):
            yield "NOT EXISTS with more than one pattern"


def large_minus(query: Query) -> Iterator[str]:
    for node in nodes(query.tree):
        if node.name == "MinusGraphPattern" and _large(node):
            yield "MINUS with more than one pattern"


def path_from_values(query: Query) -> Iterator[str]:
    for group in query.groups():
        listed = set().union(*(map(str, data.var) for data in parts(group, "InlineData")))
        anchored = set()
        for subject, predicate, value in triples(group):
            if not isinstance(predicate, PropertyPath):
                anchored |= variables([subject, value])
        for subject, predicate, value in triples(group):
            if isinstance(predicate, PropertyPath):
                for name in sorted(variables([subject, value]) & listed - anchored):
                    yield f"a path from ?{name}, which VALUES alone binds"


def pattern_after_optional(query: Query) -> Iterator[str]:
    for group in query.groups():
        names = [part.name for part in group.part or ()]
        if "OptionalGraphPattern" in names:
            after = names[names.index("OptionalGraphPattern") :]
            if {*PATTERNS, "InlineData"} & set(after):
                yield "a required pattern after OPTIONAL"


def date_arithmetic(query: Query) -> Iterator[str]:
    if re.search(r"\w*[dD]uration\b|\bNOW\s*\(", query.bare):
        yield "date arithmetic"
    dates = {name for name, entry in query.params.items() if entry.get("type") == "date"}
    for node in nodes(query.tree):
        if node.name == "AdditiveExpression" and "op" in node:
            for name in sorted(variables([node.expr, node.other])):
                if name in dates or re.match(r"(van|tot|gezien|since|until)", name):
                    yield f"date arithmetic on ?{name}"


def select_star(query: Query) -> Iterator[str]:
    for node in nodes(query.tree):
        if node.name in ("SelectQuery", "SubSelect") and "projection" not in node:
            yield "SELECT *"


def partial_order(query: Query) -> Iterator[str]:
    if query.tree.name != "SelectQuery" or "projection" not in query.tree:
        return
    plain = [str(item.var) for item in query.tree.projection if "var" in item]
    ordered = variables(query.tree.orderby) if "orderby" in query.tree else set()
    key = ["uitspraak"] if "uitspraak" in plain else plain
    missing = [name for name in key if name not in ordered and not name.endswith("Label")]
    if missing or not ordered:
        yield "ORDER BY is not total: it lacks " + ", ".join(f"?{name}" for name in missing)


def header(query: Query) -> Iterator[str]:
    title = query.header.get("title") or {}
    if not (title.get("nl") and title.get("en")):
        yield "the header has no title in nl and en"
    if "example" not in query.header:
        yield "the header has no example"
    for name in query.header.get("example") or {}:
        if name not in query.params:
            yield f"the example gives {name}, which is no parameter"
    for name, entry in query.params.items():
        label = entry.get("label") or {}
        if entry.get("type") not in TYPES or set(entry) - KEYS:
            yield f"{name} has an unknown type or key"
        if not (label.get("nl") and label.get("en")):
            yield f"{name} has no label in nl and en"
    lines = query.bound | query.listed
    for name in sorted(set(query.params) ^ (lines - {"lang"})):
        yield f"{name} is not both declared and on a parameter line"
    marks = len(re.findall(r"#\s*parameter\s*$", query.text, re.MULTILINE))
    if marks != len(binding.LINE.findall(query.text)):
        yield "a parameter line that cannot be read"


Rule = Callable[[Query], Iterator[str]]
RULES_FOR_ALL: tuple[Rule, ...] = (undef, empty_braces, large_not_exists, select_star)
RULES: tuple[Rule, ...] = (
    *RULES_FOR_ALL,
    scalar_in_values,
    unbound_parameter,
    parameter_in_optional_filter,
    negation_beside_optional,
    large_minus,
    path_from_values,
    pattern_after_optional,
    date_arithmetic,
    partial_order,
    header,
)


def problems(text: str, rules: tuple[Rule, ...] = RULES) -> list[str]:
    query = Query(text)
    return [problem for rule in rules for problem in rule(query)]
