"""SHACL validation of a dataset, with file and line for every finding.

The engine (``engine``) validates all shapes on columns of the data; the user may ask for pySHACL,
the reference, instead. If a shapes file has a typo, has no shapes or has targets that match
nothing, a plain engine lets all data conform. Here the first two are InputErrors, and the third is
reported (docs/validation.md). Nothing is fetched: no owl:imports, no JavaScript, and each embedded
query passes the guard.
"""

from contextlib import contextmanager, suppress
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from dvgraph import resources
from dvgraph.dataset.columns import LargeDataset
from dvgraph.dataset.files import Dataset
from dvgraph.errors import InputError, UseError
from dvgraph.locale.reader import explained
from dvgraph.rdf.oxigraph import BlankNode, Quad
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.store.protocol import Store
from dvgraph.validation.columns import Columns
from dvgraph.validation.engine import Engine, MalformedModelError
from dvgraph.validation.findings import Finding, Judged, Key, Report, worst_first
from dvgraph.validation.model import Fault, Model, parsed
from dvgraph.validation.notation import Notation
from dvgraph.validation.plain import NumberedColumns, PlainColumns, StoreColumns
from dvgraph.validation.report import findings
from dvgraph.validation.report import quads as results_as_quads
from dvgraph.validation.shapes import Shapes
from dvgraph.validation.soundness import Defect, place, sound
from dvgraph.validation.sparql import Solver
from dvgraph.validation.values import as_written, ill_typed, misdated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence, Set
    from pathlib import Path

__all__ = ["ENGINES", "Finding", "Report", "validate"]

ENGINES = ("auto", "reference")


# Long since it has many parameters to describe, and selects one of two engines.
def validate(
    dataset: Dataset | None,
    derived: "Sequence[Quad]" = (),
    shapes: "Dataset | Sequence[str | Path] | None" = None,
    lang: str = "nl",
    *,
    engine: str = "auto",
    store: "Store | Callable[[], Store] | None" = None,
    beside: "Sequence[Quad]" = (),
    lenient: bool = False,
) -> Report:
    """Return the findings of the shapes in the dataset and its derived triples, and bad literals.

    ``shapes``: files or folders, or a loaded shapes dataset; by default the shipped shapes.
    ``lang``: the language of messages, if the shape has it.
    ``engine``: one of ENGINES; with "reference", pySHACL validates everything.
    ``store``: a store with all the data, or a function that makes it (by default one is made when a
    query needs it). Without a dataset, the store is validated as it is, with literals as it writes
    them.
    ``beside``: the quads of an ontology, which count as data but have no targets.
    ``lenient``: leave out the faulty parts of the shapes (``soundness.sound``), and report them.

    Literals outside their datatype and dates outside the profile are always findings, once each.
    Raises InputError for shapes that are absent, empty, malformed or misspelt, or have a query that
    the guard refuses; UseError for the reference with an ontology beside the data; StoreError if
    the store fails.
    """
    source, known, defects = _read(shapes, lenient=lenient)
    notation = Notation(source.files, source.quads)
    with _shallow(source):
        model = parsed(known)
    defects += [_defect(fault, source, notation) for fault in model.faults]
    if not lenient and (grave := next((each for each in defects if each.grave), None)):
        raise grave.error
    judged_by_us = engine != "reference"
    if not judged_by_us and beside:
        raise UseError(*explained("errors.validation", "reference beside"))
    data = _Data(dataset, derived, beside, store)
    try:
        ours = _engine(data, model, source)
        if judged_by_us:
            with _shallow(source):
                report = _judged(ours, data, known, lang, notation)
        else:
            faulty = {
                fault.shape for fault in model.faults if fault.grave
            }  # pySHACL would refuse all shapes
            whole = [q for q in source.quads if faulty.isdisjoint((q.subject, q.object))]
            report = _by_reference(data, Dataset(whole, source.files), lang)
        unmatched = [shape.node for shape in ours.without_targets()]
        idle = len(unmatched) == len(model.roots)
        report = report._replace(unmatched=sorted(unmatched, key=str), idle=idle)
    except MalformedModelError as error:
        raise _defect(error.fault, source, notation).error from error
    report = report._replace(defects=defects, shapes=source)
    found = as_written(report.findings, dataset, lang) if dataset else report.findings
    report = report._replace(findings=worst_first(found))
    if dataset is None:
        return report
    faults = (*misdated(dataset, lang), *ill_typed(dataset, lang))
    if not faults:
        return report
    told = {(f.focus, f.path, f.value) for f in found if f.severity == "Violation"}
    unfound = {
        (fault.focus, fault.path, fault.value): fault
        for fault in faults
        if (fault.focus, fault.path, fault.value) not in told
    }
    return report.plus(unfound.values(), lang)


def _read(
    shapes: "Dataset | Sequence[str | Path] | None", *, lenient: bool = False
) -> tuple[Dataset, Shapes, list[Defect]]:
    source, defects = sound(shapes or [resources.shapes_dir()], lenient=lenient)
    return source, Shapes(source.quads), defects


@contextmanager
def _shallow(source: Dataset) -> "Iterator[None]":
    """Turn a RecursionError into an InputError on shapes and paths that are nested too deeply."""
    try:
        yield
    except RecursionError as error:
        names = ", ".join(file.name for file in source.files)
        raise InputError(*explained("errors.validation", "deep"), where=names) from error


class _Data(NamedTuple):
    """The data to validate: a dataset with derived triples and an ontology, or only a store."""

    dataset: Dataset | None
    derived: "Sequence[Quad]"
    beside: "Sequence[Quad]"
    store: "Store | Callable[[], Store] | None"

    def whole(self) -> Dataset | None:
        """Return all the data as one dataset, or None if there is only a store."""
        return self.dataset.plus([*self.derived, *self.beside]) if self.dataset else None


def _engine(data: _Data, model: Model, source: Dataset) -> Engine:
    own: Columns | None = None
    whole = data.whole()
    columns = _columns(whole, data.store)
    if data.dataset is not None and data.beside:
        own = PlainColumns(data.dataset.plus(data.derived).quads, columns.terms)
    endpoint = columns if isinstance(columns, StoreColumns) and columns.is_remote else None
    solver = Solver(cache(partial(_asked, data.store, whole)), whole, source.quads, endpoint)
    return Engine(model, columns, solver, own)


def _columns(data: Dataset | None, store: "Store | Callable[[], Store] | None") -> Columns:
    if data is None:
        return StoreColumns(_asked(store, None))
    if isinstance(data, LargeDataset):
        if not data.is_small:
            with suppress(ImportError):
                from dvgraph.validation.arrays import ArrayColumns  # here since it needs numpy

                return ArrayColumns(data)
        return NumberedColumns(data)
    return PlainColumns(data.quads)


def _judged(engine: Engine, data: _Data, shapes: Shapes, lang: str, notation: Notation) -> Report:
    outcomes = list(engine.run())
    results = [result for outcome in outcomes for result in outcome.results]
    found = list(findings(results, data.dataset, lang, notation))

    def made(known: "Set[Key]") -> list[Quad]:
        kept = [r for r, told in zip(results, found, strict=True) if told.key not in known]
        return results_as_quads(kept, shapes, lang, notation, engine.details)

    return Report(
        found,
        [],
        made,
        lang=lang,
        judged=[
            Judged(each.shape.node, each.targets, len(each.results), each.seconds)
            for each in outcomes
        ],
    )


def _asked(store: "Store | Callable[[], Store] | None", data: Dataset | None) -> Store:
    """Return a store with the data and the same blank node names: the given store or a new one."""
    if callable(store):
        return store()
    if data is not None and (store is None or not _same_names(store, data.quads)):
        new = EmbeddedStore()
        new.load(data.quads)
        return new
    assert store is not None, "without a dataset there is a store"
    return store


def _same_names(store: Store, quads: list[Quad]) -> bool:
    """Return whether a store keeps the dataset's names of blank nodes, as not all stores do."""
    for quad in quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            return isinstance(store, EmbeddedStore) and store.holds(quad.triple)
    return True


def _by_reference(data: _Data, source: Dataset, lang: str) -> Report:
    from dvgraph.rdf import bridge
    from dvgraph.validation import reference

    whole = data.whole()
    if whole is None:
        everything = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
        quads = [Quad(*triple) for triple in _asked(data.store, None).construct(everything)]
    else:
        quads = whole.quads
    try:
        results = reference.judge(quads, bridge.graph(source.quads))
    except reference.UnusableError as error:
        raise InputError(
            *explained("errors.validation", "unusable", why=error),
            where=", ".join(file.name for file in source.files),
        ) from error
    except reference.FailedError as error:
        files = data.dataset.files if data.dataset else ()
        raise InputError(
            *explained("errors.validation", "reference fails", why=error),
            where=", ".join(file.name for file in files),
        ) from error
    found = reference.findings(results, data.dataset, lang)

    def made(known: "Set[Key]") -> list[Quad]:
        kept = {result for result, told in found.items() if told.key not in known}
        return reference.stable_quads(results, kept)

    return Report([*found.values()], [], made, lang=lang)


def _defect(fault: Fault, source: Dataset, notation: Notation) -> Defect:
    """Return the defect for a malformed shape, at the file:line of the nearest node with a name."""
    quad = next(quad for quad in source.quads if quad.subject == fault.shape)
    shape = notation.shape(fault.shape)
    key = "malformed" if fault.grave else "partly judged"
    told = explained("errors.validation", key, shape=shape, why=fault.reason)
    return Defect(*told, place(source, quad), grave=fault.grave)
