"""Which agency a data folder is about: what its agency.ttl says of it, as a void:Dataset."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dvgraph.errors import InputError
from dvgraph.namespaces import BASE, DCT, DVG, TYPE, VOID
from dvgraph.rdf.oxigraph import Literal, NamedNode, RdfFormat, Term, parse

NAME = "agency.ttl"


@dataclass(frozen=True, slots=True)
class Agency:
    """The description of a data folder.

    ``base`` resolves relative IRIs in its files; ``graphs`` is what the names of their graphs begin
    with; ``licence`` and ``organisation`` (the main one) are IRIs, empty where nothing is said.
    """

    folder: Path
    iri: str
    titles: dict[str, str]
    base: str
    graphs: str
    licence: str
    organisation: str


def agency_of(folder: Path) -> Agency | None:
    """Return the description that holds in a folder (a resolved path): the nearest one above.

    None where no folder above has one that names graphs. Raises InputError for one whose base or
    graph names are no IRIs.
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
    """Return what a file describes; what cannot be read is reported when its triples are."""
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
                iri=str(subject)[1:-1],
                titles={
                    str(title.language): title.value
                    for name, title in said
                    if name == f"{DCT}title" and isinstance(title, Literal)
                },
                base=base,
                graphs=graphs,
                licence=_first(said, f"{DCT}license"),
                organisation=_first(said, f"{DVG}hoofdorganisatie"),
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
                f"'{iri}' is no absolute IRI",
                where=str(file),
                hint="void:uriSpace and dvg:graafruimte are texts such as https://example.org/id/",
            ) from error
