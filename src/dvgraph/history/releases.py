"""Our changes between two versions of the data, separate from changes in the world.

Versions are git revisions, files or folders, or stores. Statements, contradictions and gaps are
compared by IRI, terms exactly as written. A new record is a *correction* when it revises another
(prov:wasRevisionOf), an *update* when it only fills in an end or beginning that the other had left
open, and else an *addition*; a record withdrawn without a successor is a *retraction*. A record
changed in place or left out breaks the rule that nothing is lost, and is reported as *rewritten* or
*removed*. An addition or update means a change in the world if it began or ended after everything
else had been recorded; otherwise only our knowledge changed.
"""

import io
import subprocess
import tarfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from dvgraph import resources
from dvgraph.dataset.files import Dataset, read
from dvgraph.derive.periods import STATEMENT_KINDS
from dvgraph.derive.rules import derived_store
from dvgraph.errors import UseError
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.reader import explained
from dvgraph.namespaces import DCT, DERIVED, DVG, LAST, PROV, TYPE
from dvgraph.prebuilt.disk import stored_quads
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, Term
from dvgraph.rdf.terms import as_quad, plain
from dvgraph.store.binding import rows, support
from dvgraph.store.inventory import stated, version
from dvgraph.store.protocol import Store
from dvgraph.things.facets import facet_of
from dvgraph.things.sentences import says

_REVISES, _WITHDRAWN = f"{PROV}wasRevisionOf", f"{PROV}invalidatedAtTime"
_RECORDED = f"{PROV}generatedAtTime"
_RECORDS = STATEMENT_KINDS | {f"{DVG}Tegenspraak", f"{DVG}Lacune"}
# Properties that an update may add, besides source and record time.
_OPEN = {f"{DVG}{name}" for name in ("van", "tot", "gezienOp", "totOnbekend")}
_STARTS = (f"{DVG}van",)
_REVIEW = {f"{DVG}nagezienDoor", f"{DCT}dateAccepted"}  # an approval changes no record
_BESIDE = {f"{DVG}grond", f"{DVG}vindplaats", _REVISES, _RECORDED, _WITHDRAWN}
_READ = 2000  # records in a list of all
KINDS = ("correction", "update", "addition", "retraction", "rewritten", "removed")
Node = dict[str, set[Term]]


@dataclass(frozen=True, slots=True)
class Release:
    """A version of the data.

    ``nodes``: the properties and values of each thing and record, by IRI; passages are left out.
    ``records``: the IRIs, among the nodes, of the statements, contradictions and gaps.
    ``recorded``: the last day on which something in it was recorded.
    """

    name: str
    quads: tuple[Quad, ...]
    nodes: dict[str, Node]
    records: frozenset[str]
    recorded: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One change made to the data between two versions.

    ``kind``: one of KINDS.
    ``facet``: one of ``facets.FACETS``, or contradiction, gap or thing.
    ``record``: the IRI of the new record, or of the old record if it was removed.
    ``former``: the IRI of the record that the new record revises.
    ``says``: the record in words; ``said``: the former record in words, or empty.
    ``properties``: the properties that differ, as prefixed names.
    ``world``: True if the world changed, not only our knowledge of it.
    """

    kind: str
    facet: str
    record: str
    former: str
    says: str
    said: str
    properties: tuple[str, ...]
    world: bool

    @property
    def id(self) -> str:
        """The short id of the record."""
        return short_id(self.record)


def release(name: str) -> Release:
    """Return the version of the data in a file, folder or store, or at a git revision.

    A git revision is looked up in the repository of the shipped data, else in that of the current
    folder; its files under data/ are read. Raises UseError for any other name, InputError for
    unreadable data.
    """
    path = Path(name)
    if (path / "dvgraph.json").is_file():
        quads = [q for q in stored_quads(path) if not _of_rule(q)]
    elif path.exists() and name:
        quads = read([name]).quads
    else:
        quads = _at_revision(name).quads
    return _release(name, quads)


def of_store(store: Store) -> Release:
    """Return the version of the data in a store, without derived triples."""
    return _release(version(store), list(stated(store)))


def _release(name: str, quads: Sequence[Quad]) -> Release:
    nodes = _nodes(quads)
    records = frozenset(iri for iri, node in nodes.items() if not _RECORDS.isdisjoint(_types(node)))
    times = (
        quad.object.value
        for quad in quads
        if quad.predicate.value == _RECORDED and isinstance(quad.object, Literal)
    )
    return Release(
        name=name,
        quads=tuple(quads),
        nodes=nodes,
        records=records,
        recorded=max(times, default="")[:10],
    )


def compare(before: Release, after: Release, lang: str = "nl") -> tuple[Revision, ...]:
    """Return the changes between two versions of the data, by kind, then by facet and words."""
    found = list(_changes(before, after))
    graphs = (
        _graph(before, {one.former or one.record for one in found}, lang),
        _graph(after, {one.record for one in found}, lang),
    )
    return _in_words(found, before.records | after.records, *graphs)


def latest(store: Store, graph: Subgraph, least: int) -> tuple[str, tuple[Revision, ...]]:
    """Return the last changes to the records, and the day after which they were recorded.

    That day (YYYY-MM-DD) is the last one after which at least ``least`` records were made. If there
    is none, the day is empty and every record with a time is a change of our knowledge, unless
    there are more than ``_READ``: nobody reads so many. ``graph`` is a part of the store, for the
    words.
    """
    made, ended = (
        {plain(one): plain(time)[:10] for one, time in store.select(support(name)).rows}
        for name in ("record-times", "withdrawals")
    )
    days = sorted(made.values())
    since = max(
        (day for day in set(days) if len(days) - bisect_right(days, day) >= least), default=""
    )
    if not since and len(made) > _READ:
        return "", ()
    new = {one for one, day in made.items() if day > since}
    gone = {one for one, day in ended.items() if day > since}
    quads = list(_stated_of(store, new | gone))
    former = {plain(quad.object) for quad in quads if quad.predicate.value == _REVISES}
    quads += _stated_of(store, former - new - gone)
    then = [
        quad
        for quad in quads
        if plain(quad.subject) not in new
        and not (plain(quad.subject) in gone and quad.predicate.value == _WITHDRAWN)
    ]
    before, after = replace(_release("", then), recorded=since or str(LAST)), _release("", quads)
    found = (one for one in _changes(before, after) if one.record in after.records)
    return since, _in_words(found, after.records, graph, graph)


def _stated_of(store: Store, iris: Iterable[str]) -> Iterator[Quad]:
    """Yield the stated quads of some things."""
    things = [NamedNode(iri) for iri in sorted(iris)]
    for graph, thing, name, term in rows(store, "stated-of", "thing", things):
        yield as_quad(thing, name, term, graph)


def _changes(before: Release, after: Release) -> Iterator["_Found"]:
    """Yield the changes between two versions of the data."""
    old, new = before.nodes, after.nodes
    come, gone = new.keys() - old.keys(), old.keys() - new.keys()
    changed = {iri for iri in new.keys() & old.keys() if old[iri] != new[iri]}
    revised = {iri: former for iri in come for former in _texts(new[iri], _REVISES)}
    former = set(revised.values())
    for iri in come:
        yield _arrival(iri, revised.get(iri, ""), before, after)
    for iri in changed:
        withdrawn = _WITHDRAWN in new[iri] and _WITHDRAWN not in old[iri]
        if not withdrawn:
            yield _Found("rewritten", iri, iri, _differing(old[iri], new[iri]))
        elif iri not in former:
            yield _Found("retraction", iri)
    for iri in gone:
        yield _Found("removed", iri)


def _in_words(
    found: Iterable["_Found"], records: frozenset[str], before: Subgraph, after: Subgraph
) -> tuple[Revision, ...]:
    revisions = (_told(before, after, records, one) for one in found)
    return tuple(sorted(revisions, key=lambda r: (KINDS.index(r.kind), r.facet, r.says, r.id)))


@dataclass(frozen=True, slots=True)
class _Found:
    """A revision not yet put in words, with the full IRIs of the properties that differ."""

    kind: str
    record: str
    former: str = ""
    properties: frozenset[str] = frozenset()
    world: bool = False


def _arrival(iri: str, former: str, before: Release, after: Release) -> _Found:
    """Return a new record as a correction or update of the former record, or as an addition."""
    new, old = after.nodes[iri], before.nodes.get(former)
    if not former:
        return _Found("addition", iri, world=_since(new, _STARTS, before.recorded))
    differ = _differing(old, new) - _BESIDE if old else frozenset()
    attested = f"{DVG}gezienOp"
    closes = differ <= _OPEN and not any(name in (old or {}) for name in differ - {attested})
    if not differ or not closes:
        return _Found("correction", iri, former, differ)
    world = _since(new, differ, before.recorded)
    return _Found("update", iri, former, differ, world)


def patch(before: Release, after: Release) -> str:
    """Return the RDF patch between two versions: quads as written, without the ontology."""
    old, new = set(before.quads), set(after.quads)
    lines = ["TX ."]
    for mark, quads in (("D", old - new), ("A", new - old)):
        lines += sorted(f"{mark} {quad} ." for quad in quads)
    return "".join(f"{line}\n" for line in (*lines, "TC ."))


def _told(before: Subgraph, after: Subgraph, records: frozenset[str], found: _Found) -> Revision:
    record, former = found.record, found.former
    here = before if found.kind == "removed" else after
    facet = _facet(here, record) if record in records else "thing"
    properties = tuple(sorted(map(here.prefixed, found.properties)))
    texts = (_says(graph, one, facet) for graph, one in ((here, record), (before, former)) if one)
    new_words, said = (*texts, "")[:2]
    return Revision(
        kind=found.kind,
        facet=facet,
        record=record,
        former=former,
        says=new_words,
        said=said,
        properties=properties,
        world=found.world,
    )


def _facet(graph: Subgraph, iri: str) -> str:
    for name, facet in (("dvg:Tegenspraak", "contradiction"), ("dvg:Lacune", "gap")):
        if name in graph.types(iri):
            return facet
    return facet_of(graph, iri)


def _says(graph: Subgraph, iri: str, facet: str) -> str:
    if facet in ("contradiction", "gap", "thing"):
        return graph.label(iri)
    return says(graph, iri) or graph.label(graph.iri(iri, "dvg:over"))


def _graph(version: Release, iris: Iterable[str], lang: str) -> Subgraph:
    store, _ = derived_store(Dataset(list(version.quads), ()))
    known = sorted(iri for iri in iris if iri in version.nodes)
    graph = Subgraph(store, lang)
    graph.expect(known)
    return graph


def _since(node: Node, edges: Iterable[str], recorded: str) -> bool:
    """Return whether a begin or end is later than the last record time of everything else."""
    days = (day for edge in edges for day in _texts(node, edge) if day[:1].isdigit())
    return any(day[:10] > recorded[: len(day)] for day in days)


def _differing(old: Node, new: Node) -> frozenset[str]:
    return frozenset(name for name in {*old, *new} if old.get(name) != new.get(name))


def _nodes(quads: Iterable[Quad]) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for subject, predicate, value, _ in quads:
        if isinstance(subject, NamedNode) and predicate.value not in _REVIEW:
            nodes.setdefault(subject.value, {}).setdefault(predicate.value, set()).add(value)
    return {
        i: n for i, n in nodes.items() if (types := _types(n)) and f"{DVG}Vindplaats" not in types
    }


def _types(node: Node) -> set[str]:
    return set(_texts(node, TYPE))


def _texts(node: Node, name: str) -> list[str]:
    """Return the IRIs and lexical forms of a property, sorted."""
    values = node.get(name, ())
    return sorted(value.value for value in values if isinstance(value, NamedNode | Literal))


def _of_rule(quad: Quad) -> bool:
    graph = quad.graph_name
    return isinstance(graph, NamedNode) and graph.value.startswith(DERIVED)


def _at_revision(name: str) -> Dataset:
    home = resources.data_dir().parent
    repository = home if (home / ".git").exists() else Path.cwd()
    if not name or name.startswith("-"):
        raise UseError(*explained("errors.history", "no version", name=name))
    command = ["git", "-C", str(repository), "archive", "--format=tar", name, "data"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise UseError(*explained("errors.history", "no git", why=error)) from error
    if done.returncode:
        raise UseError(*explained("errors.history", "no revision", name=name))
    with TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
        return read([Path(folder) / "data"])
