"""SHACL: does a dataset keep to the shapes? pySHACL judges; every finding names file and line.

A shapes file with a typo, without shapes or with targets that match nothing makes pySHACL say
"conforms"; here the first two are InputErrors and the last is told (reference: DESIGN §7, §8).
Nothing is fetched: no owl:imports, no JavaScript, and each embedded query passes the guard.
"""

import re
from typing import TYPE_CHECKING

import pyshacl

from dvgraph import bridge, resources
from dvgraph.bridge import OWL, RDF, RDFS, SH, Graph, Node
from dvgraph.dataset import Dataset, read
from dvgraph.errors import InputError, UseError
from dvgraph.findings import Finding, Places, Report, worst_first
from dvgraph.guard import check_query
from dvgraph.literals import ill_typed, misdated
from dvgraph.oxigraph import NamedNode, Quad, Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["Finding", "Report", "validate"]


def validate(
    dataset: Dataset,
    derived: "Sequence[Quad]" = (),
    shapes: "Dataset | Sequence[str | Path] | None" = None,
    lang: str = "nl",
) -> Report:
    """Return what the shapes find in the dataset and its derived triples, and unreadable literals.

    ``shapes`` are files or folders, or what was read from them; the shipped shapes without it.
    Literals outside their datatype and dates outside the profile are findings whatever the shapes
    say, once each. Messages are in ``lang`` where the shape has it. Raises InputError for shapes
    that are absent, empty or misspelled, or hold a query that the guard refuses.
    """
    if isinstance(shapes, Dataset):
        source = shapes
    else:
        source = read(shapes or [resources.shapes_dir()], ontology=False)
    shapes_graph = bridge.graph(source.quads)
    _lint(source, shapes_graph)
    data = bridge.graph([*dataset.quads, *derived])
    matched = _matched(shapes_graph, data)
    unmatched = sorted((shape for shape, hit in matched.items() if not hit), key=str)
    problem: object = None
    try:
        _, results, problem = pyshacl.validate(
            data,
            shacl_graph=shapes_graph,
            inplace=True,  # the graph was made for this call
            advanced=False,
            js=False,
            do_owl_imports=False,
        )
    except Exception as error:  # pySHACL raises many kinds for shapes that it cannot load
        results, problem = None, error
    if not isinstance(results, Graph):
        raise InputError(
            f"the shapes cannot be used ({problem})",
            where=", ".join(file.name for file in source.files),
            hint="Correct the shape it names",
        )
    findings = worst_first(_findings(results, dataset, lang))
    idle = not any(matched.values())
    report = Report(findings, unmatched, list(bridge.quads(results)), idle)
    found = {(one.focus, one.path, one.value) for one in findings if one.severity == "Violation"}
    faults = (*misdated(dataset, lang), *ill_typed(dataset, lang))
    unfound = {
        (fault.focus, fault.path, fault.value): fault
        for fault in faults
        if (fault.focus, fault.path, fault.value) not in found
    }
    return report.plus(unfound.values(), lang)


def _lint(source: Dataset, graph: Graph) -> None:
    """Refuse shapes that would make everything conform.

    None at all, misspelled terms, JavaScript, and shapes that are named but absent.
    """
    names = ", ".join(file.name for file in source.files)
    for quad in source.quads:
        for term in (quad.predicate, quad.object):
            if (
                isinstance(term, NamedNode)
                and term.value.startswith(str(SH))
                and not bridge.is_shacl_term(term.value)
            ):
                name = term.value[len(str(SH)) :]
                raise InputError(
                    f"sh:{name} is not a term of SHACL",
                    where=_spelled(source, quad, name),
                    hint="Correct its spelling",
                )
    kinds = (SH.NodeShape, SH.PropertyShape)
    if not any((None, RDF.type, kind) in graph for kind in kinds) and not _targets(graph):
        raise InputError("there are no shapes in it", where=names, hint="Name another file")
    for shape in graph.subjects(SH.js, None):
        raise InputError(
            "JavaScript in shapes (sh:js) is not run",
            where=f"{names}: {shape}",
            hint="Write it in SHACL Core or SPARQL",
        )
    for predicate in (SH.node, SH.property):
        for shape, used in graph.subject_objects(predicate):
            if (used, None, None) not in graph:
                raise InputError(
                    f"{used} is used as a shape and is not there",
                    where=f"{names}: {shape}",
                    hint="Correct its name, or name the file that has it too",
                )
    for predicate in (SH.select, SH.ask):
        for shape, text in graph.subject_objects(predicate):
            try:
                check_query(str(text))
            except UseError as error:
                raise InputError(error.problem, where=f"{names}: {shape}") from error


def _spelled(source: Dataset, quad: Quad, name: str) -> str:
    """Return file:line of the first place where a term is written with that local name."""
    file = next(file for file in source.files if file.graph == quad.graph_name)
    if file.path is None:
        return file.name
    lines = file.path.read_text(encoding="utf-8-sig").splitlines()
    found = re.compile(rf"[:#]{re.escape(name)}\b")
    number = next((n for n, line in enumerate(lines, 1) if found.search(line)), None)
    return f"{file.name}:{number}" if number else file.name


def _targets(graph: Graph) -> list[tuple[Node, Node, Node]]:
    """Return the target declarations (shape, kind, value); an implicit class target is targetClass.

    SHACL §2.1.3.
    """
    kinds = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    targets: list[tuple[Node, Node, Node]]
    targets = [(s, kind, o) for kind in kinds for s, o in graph.subject_objects(kind)]
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        if (shape, RDF.type, RDFS.Class) in graph or (shape, RDF.type, OWL.Class) in graph:
            targets.append((shape, SH.targetClass, shape))
    return targets


def _matched(shapes: Graph, data: Graph) -> dict[Term, bool]:
    """Return the shapes that have targets, each with whether one of them is in the data."""
    matched: dict[Term, bool] = {}
    for node, kind, value in _targets(shapes):
        if kind == SH.targetClass:
            classes = data.transitive_subjects(RDFS.subClassOf, value)
            hit = any((None, RDF.type, each) in data for each in classes)
        elif kind == SH.targetNode:
            hit = True
        else:
            hit = (None, value, None) in data
        if shape := bridge.term(node):
            matched[shape] = matched.get(shape, False) or hit
    return matched


def _findings(results: Graph, dataset: Dataset, lang: str) -> "Iterator[Finding]":
    places = Places(dataset)
    # Only results of the report itself: pySHACL also keeps the details of nested shapes.
    for result in results.objects(None, SH.result):
        severity, path, component = (
            results.value(result, name)
            for name in (SH.resultSeverity, SH.resultPath, SH.sourceConstraintComponent)
        )
        focus, value, shape = (
            bridge.term(results.value(result, name))
            for name in (SH.focusNode, SH.value, SH.sourceShape)
        )
        yield Finding(
            severity=str(severity).removeprefix(str(SH)),
            message=_message(list(results.objects(result, SH.resultMessage)), lang),
            focus=focus,
            path=bridge.term(path),
            value=value,
            shape=shape,
            component=str(component).removeprefix(str(SH)),
            where=places.of(focus, bridge.term(path)),
        )


def _message(messages: "Sequence[Node]", lang: str) -> str:
    """Return the message in the language asked for, else one without language, else the first."""
    by_language = {getattr(text, "language", None): str(text) for text in reversed(messages)}
    for wanted in (lang, None):
        if wanted in by_language:
            return by_language[wanted]
    return next(iter(by_language.values()), "")
