"""SHACL validation of a dataset, with file and line for every finding.

The store selects the nodes that may break a shape, with queries made from the shapes (``plan``),
and pySHACL validates only those: the report is the same as for all nodes. pySHACL validates all
targets of an uncompiled shape. A shapes file with a typo, without shapes or with targets that match
nothing would make everything conform: here the first two are InputErrors and the last is reported
(docs/validation.md). Nothing is fetched: no owl:imports, no JavaScript, and each embedded query
passes the guard.
"""

from collections.abc import Callable, Collection
from time import perf_counter
from typing import TYPE_CHECKING

from dvgraph import resources
from dvgraph.dataset.files import Dataset
from dvgraph.errors import InputError, UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import RDF, SH, XSD
from dvgraph.rdf.oxigraph import BlankNode, Literal, NamedNode, Quad, Term
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.footprints.changes import Change, Scope
from dvgraph.store.protocol import Store
from dvgraph.validation import footprint
from dvgraph.validation.findings import Finding, Judged, Report, worst_first
from dvgraph.validation.lookup import Lookup
from dvgraph.validation.plan import Plan, plans
from dvgraph.validation.shapes import Shapes
from dvgraph.validation.soundness import Defect, sound
from dvgraph.validation.spelling import Spelling, spelling
from dvgraph.validation.suspects import Suspects, classes_below, suspects
from dvgraph.validation.values import ill_typed, misdated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dvgraph.rdf.bridge import Graph

__all__ = ["ENGINES", "Finding", "Report", "affected", "validate"]

ENGINES = ("auto", "compiled", "reference")


# Long by its parameters and their description, and by the three engines it chooses from.
def validate(
    dataset: Dataset | None,
    derived: "Sequence[Quad]" = (),
    shapes: "Dataset | Sequence[str | Path] | None" = None,
    lang: str = "nl",
    *,
    engine: str = "auto",
    store: Store | None = None,
    scope: Scope | None = None,
    beside: "Sequence[Quad]" = (),
    lenient: bool = False,
) -> Report:
    """Return the findings of the shapes in the dataset and its derived triples, and bad literals.

    ``shapes`` are files or folders, or a loaded shapes dataset; by default the shipped shapes.
    Literals outside their datatype and dates outside the profile are always findings, once each.
    Messages are in ``lang`` if the shape has it.

    ``beside`` are the quads of an ontology: they help to judge, but their nodes are no targets.
    ``lenient`` leaves out what is faulty in the shapes (``soundness.sound``), and reports that.

    ``store`` has all of these (made when absent); without a dataset it is
    validated as it is, literals as it spells them. ``engine``, one of ENGINES: auto queries the
    store first; compiled does too, and refuses shapes that are not compiled (UseError); reference
    lets pySHACL validate everything. With ``scope``, the nodes that a change affects
    (``affected``), only these are validated and reported. Raises InputError for shapes that are
    absent, empty or misspelled, or have a query that the guard refuses; StoreError when the store
    fails.
    """
    source, known, defects = _read(shapes, lenient=lenient)
    quads = [*dataset.quads, *derived, *beside] if dataset else None
    if store is None or not _same_names(store, quads or []):
        store = _loaded(quads or [])
    below = classes_below(store)
    spelled = Spelling() if quads is None else spelling(quads)
    within = scope.nodes if scope else None
    chosen = None if within is None else _chosen(store, known, within, below)
    if dataset and beside:
        data = _loaded([*dataset.quads, *derived])
        chosen = _targets(data, plans(known, spelled, below), chosen)
    planned = plans(known, spelled, below, chosen)
    results: Graph | None
    judged: list[Judged] = []
    if engine == "reference" and chosen is None:
        results = _by_reference(quads, store, source)
    else:
        if engine == "compiled":
            _refuse(planned)
        suspected = suspects(store, planned) if engine != "reference" else []
        if chosen is not None:
            everyone = [Suspects(plan, {plan.shape: chosen[plan.shape]}, 0.0) for plan in planned]
            suspected = _within(chosen, suspected or everyone)
        results, judged = _by_store(store, source, known, suspected, spelled)
    if dataset is not None and within is not None:
        own = [quad for quad in dataset.quads if quad.subject in within]
        dataset = Dataset(own, dataset.files)
    report = _reported(results, dataset, lang)._replace(
        judged=judged, scope=scope, defects=defects, shapes=source
    )
    if scope is None:
        matched = {plan.shape for plan in planned if plan.given or _any(store, plan)}
        unmatched = sorted((shape for shape in known.roots if shape not in matched), key=str)
        report = report._replace(unmatched=unmatched, idle=not matched)
    if dataset is None:
        return report
    found = {(f.focus, f.path, f.value) for f in report.findings if f.severity == "Violation"}
    faults = (*misdated(dataset, lang), *ill_typed(dataset, lang, spelled.odd))
    unfound = {
        (fault.focus, fault.path, fault.value): fault
        for fault in faults
        if (fault.focus, fault.path, fault.value) not in found
    }
    return report.plus(unfound.values(), lang)


def affected(
    change: Change,
    store: EmbeddedStore,
    shapes: "Dataset | Sequence[str | Path] | None" = None,
) -> Scope:
    """Return the nodes whose results of the shapes (as for ``validate``) may differ after a change.

    ``store`` has the data after the change, derived triples included, and ``change`` includes these
    too. For a node outside the scope, every shape has the same results as before.
    """
    return footprint.affected(_read(shapes)[1], change, store, classes_below(store))


def _read(
    shapes: "Dataset | Sequence[str | Path] | None", *, lenient: bool = False
) -> tuple[Dataset, Shapes, list[Defect]]:
    source, defects = sound(shapes or [resources.shapes_dir()], lenient=lenient)
    return source, Shapes(source.quads), defects


def _chosen(
    store: Store, shapes: Shapes, within: Collection[Term], below: Callable[[str], list[str]]
) -> dict[Term, list[Term]]:
    """Return which nodes are targets of which shape, in an order independent of the run."""
    match = Lookup(store, Spelling())
    found: dict[Term, list[Term]] = {}
    for node in sorted(within, key=str):
        for shape in shapes.roots:
            if footprint.is_target(shapes, shape, node, below, match):
                found.setdefault(shape, []).append(node)
    return found


def _targets(
    data: Store, planned: list[Plan], chosen: dict[Term, list[Term]] | None
) -> dict[Term, list[Term]]:
    """Return the targets of each shape in the data alone, of those chosen if any are."""
    found = {}
    for plan in planned:
        nodes = [*plan.given, *(row[0] for row in data.select(plan.everyone).rows)]
        if chosen is not None:
            nodes = [node for node in chosen.get(plan.shape, ()) if node in set(nodes)]
        if nodes:
            found[plan.shape] = [node for node in dict.fromkeys(nodes) if node is not None]
    return found


def _within(chosen: dict[Term, list[Term]], found: list[Suspects]) -> list[Suspects]:
    """Return the chosen suspects."""
    kept = []
    for each in found:
        known = set(chosen[each.plan.shape])
        judges = {
            shape: [node for node in nodes if node in known] for shape, nodes in each.judges.items()
        }
        kept.append(each._replace(judges=judges))
    return kept


def _loaded(quads: list[Quad]) -> EmbeddedStore:
    store = EmbeddedStore()
    store.load(quads)
    return store


def _same_names(store: Store, quads: list[Quad]) -> bool:
    """Return whether a store has the dataset's names of blank nodes, as not all do."""
    for quad in quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            return isinstance(store, EmbeddedStore) and store.holds(quad.triple)
    return True


def _any(store: Store, plan: Plan) -> bool:
    return bool(store.select(f"{plan.everyone} LIMIT 1").rows)


def _refuse(planned: list[Plan]) -> None:
    for plan in planned:
        if not plan.compiled:
            raise UseError(
                *explained("errors.validation", "not compiled", why="; ".join(plan.unclear)),
                where=str(plan.shape),
            )


def _by_reference(quads: list[Quad] | None, store: Store, source: Dataset) -> "Graph":
    from dvgraph.rdf import bridge
    from dvgraph.validation import reference

    if quads is None:
        triples = store.construct("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        quads = [Quad(*triple) for triple in triples]
    try:
        return reference.judge(quads, bridge.graph(source.quads))
    except reference.UnusableError as error:
        raise _unusable(error, source) from error


def _by_store(
    store: Store,
    source: Dataset,
    shapes: Shapes,
    found: list[Suspects],
    spelled: Spelling,
) -> "tuple[Graph | None, list[Judged]]":
    """Return pySHACL's report on the nodes that the store suspects, None without any."""
    if not any(each.nodes or each.plan.unclear for each in found):
        return None, [_judged(each) for each in found]
    from dvgraph.rdf import bridge
    from dvgraph.validation import reference

    lookup = Lookup(store, spelled)
    judged = []
    try:
        judge = reference.Judge(bridge.graph(source.quads), lookup)
        for each in found:
            start, count = perf_counter(), 0
            objects = [
                value
                for kind, value in shapes.targets(each.plan.shape)
                if kind == "targetObjectsOf" and isinstance(value, NamedNode)
            ]
            for shape, suspected in each.judges.items():
                given = each.plan.given if shape == each.plan.shape else ()
                nodes = list(dict.fromkeys([*given, *lookup.spelled(suspected, objects)]))
                if nodes:
                    lookup.expect(nodes)
                    count += judge.judge(shape, nodes)
            judged.append(_judged(each, perf_counter() - start, count))
    except reference.UnusableError as error:
        raise _unusable(error, source) from error
    return judge.report(), judged


def _judged(found: Suspects, seconds: float = 0.0, count: int = 0) -> Judged:
    notes = [*found.plan.unclear, *([found.refused] if found.refused else [])]
    way = "compiled" if found.plan.compiled and not found.refused else "reference"
    return Judged(found.plan.shape, way, len(found.nodes), count, found.seconds, seconds, notes)


def _unusable(error: Exception, source: Dataset) -> InputError:
    return InputError(
        *explained("errors.validation", "unusable", why=error),
        where=", ".join(file.name for file in source.files),
    )


def _reported(results: "Graph | None", dataset: Dataset | None, lang: str) -> Report:
    if results is None:
        report, boolean = BlankNode("report"), NamedNode(XSD + "boolean")
        facts: list[tuple[str, Term]] = [
            (RDF + "type", NamedNode(SH + "ValidationReport")),
            (SH + "conforms", Literal("true", datatype=boolean)),
        ]
        return Report([], [], [Quad(report, NamedNode(name), value) for name, value in facts])
    from dvgraph.validation.report import findings, stable_quads

    return Report(worst_first(findings(results, dataset, lang)), [], stable_quads(results))
