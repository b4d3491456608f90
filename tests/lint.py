"""The rules for query files, each as a function of the text.

Queries that broke one of these rules lost rows, added rows or never finished on some engine.
``problems(text)`` applies all rules for questions, ``problems(text, RULES_FOR_SUPPORT)`` those that
checks and support queries must also follow, ``problems(text, RULES_FOR_ALL)`` those for derive
rules too. A problem is a line of text.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rdflib.paths import MulPath
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql.algebra import translatePath, traverse
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

from dvgraph.locale.captions import SUBJECTS, USERS
from dvgraph.questions import parameters
from dvgraph.store import binding
from dvgraph.store.header import read_header

PATTERNS = {"TriplesBlock", "GroupOrUnionGraphPattern", "SubSelect", "GraphGraphPattern"}
NEGATIONS = {"Builtin_NOTEXISTS", "MinusGraphPattern"}
WRITTEN = {"van", "tot", "gezienOp"}  # dates as authors write them: not to be compared
TYPES = {*parameters.KINDS, *parameters.SCALARS}
KEYS = {"type", "edge", "required", "list", "choices", "label", "default", "option"}
WIDTH, LENGTH = 100, 40


class Query:
    """A query text, its header, its parameters and its parse tree."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.header = read_header(text)
        self.params: dict[str, Any] = self.header.get("params") or {}
        self.lines = list(binding.LINE.finditer(text))
        self.scalars = {line["name"] for line in self.lines if binding.is_scalar(line)}
        self.listed = {line["name"] for line in self.lines} - self.scalars
        # Term lines that are commented out take part when a value is given: lint them bound.
        whole = binding.LINE.sub(
            lambda m: (
                m[0] if m["name"] in self.scalars else f"VALUES ?{m['name']} {{ <urn:x:any> }}\n"
            ),
            text,
        )
        self.bare = re.sub(
            r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>",
            '""',
            re.sub(r"(?m)^\s*#.*$|\s#.*$", "", whole),
        )
        self.tree = parseQuery(whole)[1]
        traverse(self.tree, visitPost=translatePath)
        self.projected = [
            str(item.var) for item in self.tree.get("projection") or () if "var" in item
        ]

    @property
    def counts(self) -> bool:
        """Whether rows are counts of statements, not statements."""
        return "groupby" in self.tree and "uitspraak" not in self.projected

    def groups(self) -> list[CompValue]:
        """Every group, including those of EXISTS and MINUS."""
        return [node for node in nodes(self.tree) if node.name == "GroupGraphPatternSub"]


def nodes(tree: Any, *, inside_groups: bool = True, first: bool = True) -> Iterator[CompValue]:
    """Yield the nodes of a parse tree; those in groups below it only on request."""
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
    """The variables used in an expression or triple, except those of groups inside it."""
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


def undef(query: Query) -> Iterator[str]:
    if re.search(r"\bUNDEF\b", query.bare, re.IGNORECASE):
        yield "UNDEF"


def empty_braces(query: Query) -> Iterator[str]:
    if re.search(r"\{\s*\}", query.bare):
        yield "{ } is empty"


def _all_triples(tree: Any, *, optional: bool = True) -> list[tuple[Any, Any, Any]]:
    """The triples of a group and of the groups in it, except those of EXISTS and MINUS."""
    found: list[tuple[Any, Any, Any]] = []
    if not isinstance(tree, CompValue):
        listed = () if isinstance(tree, str | PropertyPath) or tree is None else tree
        inside = listed if isinstance(listed, Iterable) else ()
        return [one for part in inside for one in _all_triples(part, optional=optional)]
    if tree.name == "TriplesBlock":
        return [tuple(run[i : i + 3]) for run in tree.triples for i in range(0, len(run), 3)]
    if tree.name in ("Filter", "MinusGraphPattern"):
        return []
    if tree.name == "OptionalGraphPattern" and not optional:
        return []
    for value in tree.values():
        found += _all_triples(value, optional=optional)
    return found


def _bound(tree: Any, *, optional: bool = True) -> set[str]:
    """The variables that the patterns, VALUES and BINDs of a group bind."""
    names = variables([[s, p, o] for s, p, o in _all_triples(tree, optional=optional)])
    for node in nodes(tree):
        if node.name == "Bind":
            names.add(str(node.var))
        elif node.name == "InlineData":
            names |= set(map(str, node.var))
    return names


def _optionals(query: Query) -> Iterator[CompValue]:
    return (node.graph for node in nodes(query.tree) if node.name == "OptionalGraphPattern")


def distinct(query: Query) -> Iterator[str]:
    if re.search(r"\bDISTINCT\b", query.bare, re.IGNORECASE):
        yield "DISTINCT"


def group_by(query: Query) -> Iterator[str]:
    if re.search(r"\bGROUP\s+BY\b", query.bare, re.IGNORECASE) and not query.counts:
        yield "GROUP BY in a question for statements"


def scalar_in_part(query: Query) -> Iterator[str]:
    """A scalar is bound only in the group of its line, until dvgraph has substituted its value."""
    for node in nodes(query.tree):
        if node.name in ("SubSelect", "GroupOrUnionGraphPattern"):
            used = {str(name) for part in nodes(node) for name in variables(list(part.values()))}
            for name in sorted(query.scalars & used):
                yield f"?{name} is used in a sub-select or UNION without its parameter line"


def scalar_shown(query: Query) -> Iterator[str]:
    sorted_by = variables(query.tree.orderby) if "orderby" in query.tree else set()
    made = {str(item.evar) for item in query.tree.get("projection") or () if "evar" in item}
    for name in sorted(query.scalars & {*query.projected, *sorted_by, *made}):
        yield f"?{name} is a scalar: not to be projected, sorted by or after AS"


def outer_variable_in_optional(query: Query) -> Iterator[str]:
    for group in _optionals(query):
        for name in sorted(variables(parts(group, "Filter")) - _bound(group)):
            yield f"?{name} in a FILTER of an OPTIONAL that does not bind it"


def optional_on_optional(query: Query) -> Iterator[str]:
    for group in query.groups():
        optionals = [part.graph for part in parts(group, "OptionalGraphPattern")]
        rest = [part for part in group.part or () if part.name != "OptionalGraphPattern"]
        known = _bound(rest)
        for one in optionals:
            others = set().union(*(_bound(other) for other in optionals if other is not one))
            own = _bound(one)
            if known and not own & known and own & others:
                yield "an OPTIONAL that only another OPTIONAL ties to the rest"


def current_in_optional(query: Query) -> Iterator[str]:
    for group in _optionals(query):
        for _, _, value in triples(group):
            if isinstance(value, CompValue) and value.get("localname") == "GeldendeUitspraak":
                yield "a dvg:GeldendeUitspraak in an OPTIONAL: say FILTER EXISTS"


def bind_after_optional(query: Query) -> Iterator[str]:
    for group in query.groups():
        names = [part.name for part in group.part or ()]
        after = (
            names[names.index("OptionalGraphPattern") :] if "OptionalGraphPattern" in names else ()
        )
        if "Bind" in after:
            yield "BIND after OPTIONAL"


def optional_path(query: Query) -> Iterator[str]:
    if re.search(r"[\w)]\?(?=[\s/|)])", query.bare):
        yield "a path with ?"


def free_path(query: Query) -> Iterator[str]:
    found = [one for one in _all_triples(query.tree) if isinstance(one[1], MulPath)]
    rest = [one for one in _all_triples(query.tree) if not isinstance(one[1], MulPath)]
    anchored = variables([[s, o] for s, _, o in rest if not isinstance(s, CompValue)])
    typed = {str(s) for s, _, o in rest if isinstance(s, Variable) and not isinstance(o, Variable)}
    for subject, _, value in found:
        ends = variables([subject, value])
        if len(ends) == 2 and not ends & (typed or anchored):
            yield "a path with both ends free"


def variable_property(query: Query) -> Iterator[str]:
    required = {name for name, entry in query.params.items() if entry.get("required")}
    found = _all_triples(query.tree)
    typed = {
        str(s)
        for s, p, o in found
        if not isinstance(p, Variable) and isinstance(o, CompValue) and o.name == "pname"
    }
    for subject, predicate, _ in found:
        known = query.counts or str(subject) in required | typed
        if isinstance(predicate, Variable) and not known:
            yield f"the property ?{predicate} of ?{subject}, neither required nor of a class"


def fixed_values(query: Query) -> Iterator[str]:
    lists = [node for node in nodes(query.tree) if node.name == "InlineData"]
    if len(lists) - len(query.lines) > 1:
        yield "a second fixed list of VALUES: say FILTER IN"


def written_dates_compared(query: Query) -> Iterator[str]:
    written = {
        str(value)
        for _, predicate, value in _all_triples(query.tree)
        if isinstance(value, Variable) and WRITTEN & _names(predicate)
    }
    for node in nodes(query.tree):
        if node.name == "RelationalExpression" and "op" in node:
            for name in sorted(written & variables([node.expr, node.other])):
                yield f"?{name} is compared as it is written: compare bounds"


def _names(predicate: Any) -> set[str]:
    """The local names of the properties in a predicate."""
    if isinstance(predicate, CompValue):
        return {str(predicate.get("localname"))}
    return (
        set(re.findall(r"'localname': rdflib.term.Literal\('(\w+)'", repr(predicate.__dict__)))
        if isinstance(predicate, PropertyPath)
        else set()
    )


def kind_by_text(query: Query) -> Iterator[str]:
    pattern = r"\b(STRSTARTS|CONTAINS|REGEX)\s*\([^\n]*dvgraph/id/(?!graph/)"
    if re.search(pattern, re.sub(r"(?m)^\s*#.*$", "", query.text)):
        yield "a kind of thing told from the text of its IRI: match its class"


def size(query: Query) -> Iterator[str]:
    lines = [line for line in query.text.splitlines() if line.strip()]
    sparql = [line for line in lines if line[0] != "#"]
    if len(sparql) > LENGTH:
        yield f"{len(sparql)} lines of SPARQL, more than {LENGTH}"
    for line in lines:
        if len(line) > WIDTH:
            yield f"a line of {len(line)} columns: {line.strip()[:40]}"


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
        for subject, predicate, _ in triples(group):
            if isinstance(predicate, PropertyPath):
                for name in sorted(variables([subject]) & listed - anchored):
                    yield f"a path from ?{name}, which VALUES alone binds"


def pattern_after_optional(query: Query) -> Iterator[str]:
    for group in query.groups():
        names = [part.name for part in group.part or ()]
        if "OptionalGraphPattern" in names:
            after = names[names.index("OptionalGraphPattern") :]
            if {*PATTERNS, "InlineData"} & set(after):
                yield "a required pattern after OPTIONAL"


def _terms(tree: Any) -> set[str]:
    """The variables that an expression adds up; the year of a date counts, the date does not."""
    if isinstance(tree, CompValue):
        return set() if tree.name.startswith("Builtin_") else _terms(list(tree.values()))
    if isinstance(tree, Variable):
        return {str(tree)}
    listed = () if isinstance(tree, str) or not isinstance(tree, Iterable) else tree
    return set().union(*map(_terms, listed))


def date_arithmetic(query: Query) -> Iterator[str]:
    if re.search(r"\w*[dD]uration\b|\bNOW\s*\(", query.bare):
        yield "date arithmetic"
    dates = {name for name, entry in query.params.items() if entry.get("type") == "date"}
    for node in nodes(query.tree):
        if node.name == "AdditiveExpression" and "op" in node:
            for name in sorted(_terms([node.expr, node.other])):
                if name in dates or re.match(r"(van|tot|gezien|since|until)", name):
                    yield f"date arithmetic on ?{name}"


def figures_computed(query: Query) -> Iterator[str]:
    """Growth, difference, share and sum are derived, so that only one place decides on them."""
    values = {
        str(value)
        for _, predicate, value in _all_triples(query.tree)
        if isinstance(value, Variable) and "waarde" in _names(predicate)
    }
    for node in nodes(query.tree):
        computes = node.name in ("AdditiveExpression", "MultiplicativeExpression") and "op" in node
        if computes or node.name in ("Aggregate_Sum", "Aggregate_Avg"):
            for name in sorted(values & variables(list(node.values()))):
                yield f"?{name} is the value of a figure: show what is derived from it"


def select_star(query: Query) -> Iterator[str]:
    for node in nodes(query.tree):
        if node.name in ("SelectQuery", "SubSelect") and "projection" not in node:
            yield "SELECT *"


def partial_order(query: Query) -> Iterator[str]:
    """The order must determine the sequence of rows, and the sequence of values in a cell.

    Rows that are statements must be sorted by the statement, the columns of ``row`` and variables
    that only an OPTIONAL binds; other rows by all columns.
    """
    if query.tree.name != "SelectQuery" or "projection" not in query.tree:
        return
    ordered = variables(query.tree.orderby) if "orderby" in query.tree else set()
    key = list(query.projected)
    if "uitspraak" in key:
        required = _bound(query.tree.where, optional=False)
        rows = {"uitspraak", *query.header.get("row", ())}
        key = [name for name in key if name in rows or name not in required]
    missing = [name for name in key if name not in ordered]
    if missing or not ordered:
        yield "ORDER BY is not total: it lacks " + ", ".join(f"?{name}" for name in missing)


def header(query: Query) -> Iterator[str]:
    title = query.header.get("title") or {}
    if not (title.get("nl") and title.get("en")):
        yield "the header has no title in nl and en"
    if query.header.get("subject") not in SUBJECTS:
        yield "the header has no known subject"
    if not (users := query.header.get("for")) or set(users) - set(USERS):
        yield "the header names no known user"
    if "example" not in query.header:
        yield "the header has no example"
    options = set()
    for name, entry in query.params.items():
        label = entry.get("label") or {}
        own = entry.get("option", name)
        options |= {own} if isinstance(own, str) else set(own)
        types = entry.get("type")
        if not {types} <= TYPES if isinstance(types, str) else not set(types or [""]) <= TYPES:
            yield f"{name} has an unknown type or key"
        if set(entry) - KEYS:
            yield f"{name} has an unknown type or key"
        if not (label.get("nl") and label.get("en")):
            yield f"{name} has no label in nl and en"
        if (types in parameters.SCALARS) != (name in query.scalars):
            yield f"?{name}: a scalar is one literal, terms are a line commented out"
    for name in query.header.get("example") or {}:
        if name not in options:
            yield f"the example gives {name}, which is no parameter"
    columns = set(re.findall(r"\?(\w+)", query.bare.partition("WHERE")[0]))
    named = {*query.header.get("row", ()), *query.header.get("columns", {})}
    outline = ("new-only", "counts", "label")
    named |= {query.header[key] for key in outline if key in query.header}
    named |= {*query.header.get("groups", ())}
    said = " ".join((query.header.get("sentence") or {}).values())
    named |= {*re.findall(r"\{(\w+)\}", said)} - options - {"count"}
    if query.header.get("state-on") not in (None, *query.scalars):
        yield "state-on names no parameter that is a day"
    for name in sorted(named - columns):
        yield f"the header names {name}, which is no column"
    for name in sorted(set(query.params) ^ (query.scalars | query.listed)):
        yield f"{name} is not both declared and on a parameter line"
    marks = len(re.findall(r"#\s*parameter\s*$", query.text, re.MULTILINE))
    if marks != len(query.lines):
        yield "a parameter line that cannot be read"


Rule = Callable[[Query], Iterator[str]]
RULES_FOR_ALL: tuple[Rule, ...] = (undef, empty_braces, large_not_exists, select_star, size)
RULES_FOR_SUPPORT: tuple[Rule, ...] = (
    *RULES_FOR_ALL,
    scalar_in_part,
    scalar_shown,
    outer_variable_in_optional,
    optional_on_optional,
    optional_path,
    free_path,
    path_from_values,
    kind_by_text,
    pattern_after_optional,
    date_arithmetic,
)
RULES: tuple[Rule, ...] = (
    *RULES_FOR_SUPPORT,
    distinct,
    group_by,
    current_in_optional,
    bind_after_optional,
    large_minus,
    variable_property,
    fixed_values,
    written_dates_compared,
    figures_computed,
    partial_order,
    header,
)


def problems(text: str, rules: tuple[Rule, ...] = RULES) -> list[str]:
    query = Query(text)
    return [problem for rule in rules for problem in rule(query)]


def windows(text: str) -> set[tuple[str, ...]]:
    """Return each run of five lines of a query, without header, comments and prefixes."""
    bare = [line.strip() for line in text.splitlines()]
    lines = [line for line in bare if line and not line.startswith(("#", "PREFIX "))]
    return {tuple(lines[at : at + 5]) for at in range(len(lines) - 4)}
