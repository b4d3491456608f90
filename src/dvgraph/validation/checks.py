"""Checks: rules over several nodes, one SPARQL file each; each row of its result is a finding.

A row has the ?focus, and may have ?path, ?value and ?other; the header of the file has problem,
remedy and severity. A gap (dvg:Lacune) about the focus silences a check that names the subject of
the gap's search, and a contradiction (dvg:Tegenspraak) between ?focus and ?other silences a check
for conflicts between them. A withdrawn gap or contradiction silences nothing.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from dvgraph import resources
from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term, Triple
from dvgraph.store import binding
from dvgraph.validation import borrowed
from dvgraph.validation.findings import SEVERITIES, Finding, Places, worst_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from dvgraph.dataset.files import Dataset
    from dvgraph.store.embedded import EmbeddedStore
    from dvgraph.store.footprints.changes import Change, Scope
    from dvgraph.store.footprints.queries import Reads
    from dvgraph.store.protocol import Store

_RULE = f"{BASE}controle/"
_SOUGHT = f"{BASE}concept/gezocht/"
_MAX_NAMED_NODES = 300  # nodes in one query; for more nodes, all rows are fetched and then selected

Row = dict[str, Term | None]


class Check(NamedTuple):
    """A rule: its name, texts by language, severity, the gap that silences it, and its query."""

    name: str
    problem: "Mapping[str, str]"
    remedy: "Mapping[str, str]"
    severity: str
    gaps: frozenset[Term]
    text: str


def checks(folder: "Path | None" = None) -> list[Check]:
    """Return the checks of a folder (default: the shipped ones), sorted by name.

    Raises InputError for a file whose header lacks problem, remedy or a known severity.
    """
    paths = sorted((folder or resources.queries_dir() / "checks").glob("*.rq"))
    return [_read(path) for path in paths]


def _read(path: "Path") -> Check:
    from dvgraph.store.header import read_header

    text = path.read_text(encoding="utf-8")
    header = read_header(text)
    severity = str(header.get("severity", "")).capitalize()
    texts = [header.get(name) for name in ("problem", "remedy")]
    whole = all(isinstance(text, dict) and {"nl", "en"} <= text.keys() for text in texts)
    if severity not in SEVERITIES or not whole:
        raise InputError(*explained("errors.validation", "no check"), where=str(path))
    gaps = frozenset(NamedNode(_SOUGHT + slug) for slug in header.get("gap") or ())
    return Check(path.stem, header["problem"], header["remedy"], severity, gaps, text)


def run(
    store: "Store",
    lang: str = "nl",
    dataset: "Dataset | None" = None,
    rules: "Iterable[Check] | None" = None,
    scope: "Scope | None" = None,
) -> list[Finding]:
    """Run checks on a store with derived graphs and return the findings, worst first.

    Without ``rules``, all checks run, and also the search for misspelt terms of borrowed
    vocabularies (``borrowed``). Messages are in ``lang`` (nl or en); ``dataset`` gives the
    file:line of a finding. With ``scope``, the nodes that a change affects, only findings on these
    nodes are returned, and all findings of the checks that ``scope`` says to run in full. Raises
    UseError and StoreError as the store does.
    """
    silence = _Silence(store)
    misspelt = borrowed.findings(store, lang) if rules is None else []
    rules = checks() if rules is None else list(rules)
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:  # the engine releases the GIL
        asked = list(pool.map(lambda rule: _rows(store, rule, _nodes(rule, scope)), rules))
    found = [
        (rule, row)
        for rule, rows in zip(rules, asked, strict=True)
        for row in rows
        if not silence.of(rule, row)
    ]
    misspelt = [one for one in misspelt if not scope or one.focus in (scope.nodes or {one.focus})]
    labels = _labels(store, [term for _, row in found for term in row.values() if term], lang)
    about = [*(row.get("focus") for _, row in found), *(one.focus for one in misspelt)]
    places = Places(dataset, about) if dataset and about else None
    if places:
        misspelt = [one._replace(where=places.of(one.focus, one.path)) for one in misspelt]
    return worst_first(
        [*misspelt, *(_finding(rule, row, labels, places, lang) for rule, row in found)]
    )


def affected(
    change: "Change", store: "EmbeddedStore", rules: "Iterable[Check] | None" = None
) -> "Scope":
    """Return the nodes whose results of the checks (default: all) may differ after a change.

    ``store`` has the data after the change, derived triples included; so does ``change``. For a
    node outside the scope, each check has the same findings as before, though a message may still
    have the old label of another thing.
    """
    from dvgraph.store.footprints.changes import Changed, Scope
    from dvgraph.store.footprints.walks import Walks

    changed = Changed(change, store)
    walks, begins = Walks(), set()
    whole: dict[Term, str] = {}

    def add(text: str, variable: str) -> "Triple | str | None":
        """Add the triples that a query reads; if all its rows may differ, return the reason."""
        read = _reads(text, variable)
        if isinstance(read, str):
            return read
        begins.add(begin := walks.begin())
        for path in read.near:
            walks.follow(begin, path)
        return next(filter(read.concern_all, changed.triples), None)

    add(binding.support("gaps"), "about")
    clashes = _reads(binding.support("contradictions"), "")
    for rule in checks() if rules is None else rules:
        reason = add(rule.text, "focus")
        if not isinstance(clashes, str) and "?other" in rule.text:
            reason = reason or next(filter(clashes.concern_all, changed.triples), None)
        if reason is not None:
            told = reason if isinstance(reason, str) else f"{reason.predicate}"
            whole[NamedNode(_RULE + rule.name)] = told
    nodes = {node for state, node in walks.met(changed.triples, changed.match) if state in begins}
    if rules is None:
        nodes |= borrowed.wrong_nodes(changed.triples)
    size = len(change.removed) + len(change.added)
    return Scope(frozenset(nodes), whole, size)


def _nodes(rule: Check, scope: "Scope | None") -> "frozenset[Term] | None":
    if scope is None or NamedNode(_RULE + rule.name) in scope.whole:
        return None
    return scope.nodes


def _rows(store: "Store", rule: Check, within: "frozenset[Term] | None" = None) -> list[Row]:
    """Return the rows of a check; with ``within``, those with one of these nodes as ?focus."""
    text = rule.text
    if within is not None and len(within) <= _MAX_NAMED_NODES:
        text = _narrowed(text, within)
    table = store.select(text)
    rows = (dict(zip(table.variables, values, strict=True)) for values in table.rows)
    return [row for row in rows if within is None or row.get("focus") in within]


def _narrowed(text: str, nodes: "Iterable[Term]") -> str:
    """Return a query limited to some IRIs as ?focus, in each group that binds it in all rows."""
    from dvgraph.store.footprints.grammar import UnsupportedQuery, query

    found = query(text)
    if isinstance(found, UnsupportedQuery) or "focus" not in found.groups[-1][1]:
        return text
    listed = " ".join(sorted(str(node) for node in nodes if isinstance(node, NamedNode)))
    for place, bound in sorted(found.groups, reverse=True):
        if "focus" in bound:
            text = f"{text[:place]} VALUES ?focus {{ {listed} }} {text[place:]}"
    return text


def _finding(
    rule: Check, row: Row, labels: "Mapping[Term, str]", places: Places | None, lang: str
) -> Finding:
    message = rule.problem[lang]
    for name in ("focus", "value", "other"):
        if (term := row.get(name)) is not None:
            message = message.replace(f"{{{name}}}", labels.get(term, _plain(term)))
    focus, path = row.get("focus"), row.get("path")
    return Finding(
        severity=rule.severity,
        message=message,
        focus=focus,
        path=path,
        value=row.get("value"),
        shape=NamedNode(_RULE + rule.name),
        component=rule.name,
        where=places.of(focus, path) if places else None,
        remedy=rule.remedy[lang],
    )


def _reads(text: str, variable: str) -> "Reads | str":
    """Return the triples that a query reads for each value of a variable, or why not known."""
    from dvgraph.store.footprints.grammar import UnsupportedQuery, query
    from dvgraph.store.footprints.queries import reads

    found = query(text)
    return str(found) if isinstance(found, UnsupportedQuery) else reads(found, variable)


def _plain(term: Term) -> str:
    """Return the text of a thing without a label, such as a statement."""
    return term.value.removeprefix(BASE) if isinstance(term, NamedNode | Literal) else str(term)


class _Silence:
    """The gaps and contradictions about the nodes of findings; fetched on first use."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._gaps: dict[Term | None, set[Term | None]] | None = None
        self._clashes: dict[Term | None, set[Term | None]] | None = None

    def of(self, rule: Check, row: Row) -> bool:
        """Return whether a gap or contradiction already records the problem of a row."""
        focus, other = row.get("focus"), row.get("other")
        if rule.gaps:
            if self._gaps is None:
                self._gaps = _pairs(self._store, "gaps")
            if not rule.gaps.isdisjoint(self._gaps.get(focus, ())):
                return True
        if other is None:
            return False
        if self._clashes is None:
            self._clashes = _pairs(self._store, "contradictions")
        clashes = self._clashes
        return not clashes.get(focus, set()).isdisjoint(clashes.get(other, set()))


def _pairs(store: "Store", name: str) -> dict[Term | None, set[Term | None]]:
    found: dict[Term | None, set[Term | None]] = {}
    for key, value, *_ in store.select(binding.support(name)).rows:
        found.setdefault(key, set()).add(value)
    return found


def _labels(store: "Store", things: "Sequence[Term]", lang: str) -> dict[Term, str]:
    named = [thing for thing in dict.fromkeys(things) if isinstance(thing, NamedNode)]
    return {
        thing: label.value
        for thing, label, *_ in binding.rows(store, "labels", "thing", named)
        if thing is not None and isinstance(label, Literal) and label.language == lang
    }
