"""The agency of a data folder: its description as a void:Dataset in agency.ttl."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE, DVG, TYPE, VOID
from dvgraph.rdf.oxigraph import Literal, NamedNode, RdfFormat, Term, parse

NAME = "agency.ttl"


class Agency(NamedTuple):
    """The part of an agency's description that is needed to read its files.

    ``base``: the IRI against which relative IRIs in the files are resolved.
    ``graphs``: the start of the names of the files' graphs.
    """

    folder: Path
    base: str
    graphs: str


def agency_of(folder: Path) -> Agency | None:
    """Return the description of a folder (a resolved path), in it or in the nearest one above.

    Returns None if no such folder has a description with graph names. Raises InputError for a base
    or graph name that is not an IRI.
    """
    for above in (folder, *folder.parents):
        file = above / NAME
        try:
            changed = file.stat().st_mtime_ns
        except OSError:
            continue
        if found := _described(file, changed):
            return found
    return None


@lru_cache(maxsize=64)
def _described(file: Path, _changed: int) -> Agency | None:
    """Return the description in a file; the loading of the file reports unreadable triples."""
    try:
        quads = list(parse(path=file, format=RdfFormat.TURTLE, base_iri=BASE))
    except (OSError, SyntaxError):
        return None
    for subject, predicate, kind, _ in quads:
        if (predicate.value, kind) == (TYPE, NamedNode(f"{VOID}Dataset")):
            said = [
                (each.predicate.value, each.object) for each in quads if each.subject == subject
            ]
            graphs = _first(said, f"{DVG}graafruimte")
            base = _first(said, f"{VOID}uriSpace") or BASE
            if not graphs:
                return None
            _check(file, graphs, base)
            return Agency(
                folder=file.parent,
                base=base,
                graphs=graphs,
            )
    return None


def _first(said: Iterable[tuple[str, Term]], name: str) -> str:
    values = (value for each, value in said if each == name)
    return next((value.value for value in values if isinstance(value, NamedNode | Literal)), "")


def _check(file: Path, *iris: str) -> None:
    for iri in iris:
        try:
            NamedNode(iri)
        except ValueError as error:
            raise InputError(
                *explained("errors.dataset", "not absolute", iri=iri), where=str(file)
            ) from error
