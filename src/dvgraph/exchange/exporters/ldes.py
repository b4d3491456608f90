"""Export of the history of the data as a Linked Data Event Stream (LDES) in static pages.

The members of the stream are versions. A member has the triples of one statement or thing from a
moment on, and its timestamp is the time of recording. The period in which a fact was true is among
those triples. A corrected statement is a new statement, so it gets a new member; the withdrawn one
gets a last member of type ``as:Tombstone``. The terms are those of
https://w3id.org/ldes/specification and https://w3id.org/tree/specification.
A thing has no time of recording: it gets that of the first statement that names it, directly or
through other things, and that of the earliest statement if none names it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from dvgraph.errors import InputError, UseError
from dvgraph.exchange.registry import Export
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE, DCT, PROV, TYPE, XSD
from dvgraph.rdf import terms
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, Term, Triple, serialize
from dvgraph.rdf.reading import quads as parsed
from dvgraph.rdf.terms import as_triple
from dvgraph.resources import prefixes
from dvgraph.store.binding import support
from dvgraph.store.inventory import stated
from dvgraph.store.protocol import Store

SIZE = 500  # The number of members of a page; a full page is sealed.
INDEX = "index.ttl"
LDES, TREE = "https://w3id.org/ldes#", "https://w3id.org/tree#"
AS = "https://www.w3.org/ns/activitystreams#"
_TOMBSTONE = NamedNode(f"{AS}Tombstone")
_VERSION_OF, _TIME, _ENDED = (
    f"{DCT}isVersionOf",
    f"{PROV}generatedAtTime",
    f"{PROV}invalidatedAtTime",
)
# Placeholder for the address of the stream; written pages have relative addresses, so they can be
# hosted anywhere. Its scheme occurs in no IRI of data, which would become relative too.
_HERE = "ldes://stream/"
_STREAM = f"{_HERE}{INDEX}#stream"

Content = frozenset[tuple[NamedNode, Term]]


class Version(NamedTuple):
    """The triples of a statement or thing from a moment on; ``gone``: it was withdrawn then."""

    of: NamedNode
    time: datetime
    content: Content
    gone: bool

    @property
    def member(self) -> NamedNode:
        """The IRI of the member: a hash of its statement or thing, time and content."""
        said = sorted(f"{name} {value}" for name, value in self.content)
        text = "\n".join([str(self.of), str(_moment(self.time)), str(self.gone), *said])
        return NamedNode(f"{BASE}versie/{hashlib.sha256(text.encode()).hexdigest()[:24]}")


class StreamPage(NamedTuple):
    """A page of the stream; a sealed page never changes again."""

    versions: list[Version]
    sealed: bool


def export(store: Store, form: str, *, ldes: Path) -> Export:  # noqa: ARG001 (there is one format)
    """Return the files of the pages and the index: the pages in the folder, with new versions.

    Sealed pages are not written again. Raises UseError for data that no agency.ttl describes, that
    has blank nodes or that has no time of recording, and InputError for a file in the folder that
    is not a page of a stream.
    """
    kept = list(pages(ldes))
    said = [version for page in kept for version in page.versions]
    new = sorted(_news(_histories(store), said), key=lambda one: (one.time, one.of.value, one.gone))
    sealed = [page for page in kept if page.sealed]
    left = [*(version for page in kept if not page.sealed for version in page.versions), *new]
    made = [left[start : start + SIZE] for start in range(0, len(left), SIZE)]
    all_pages = [*sealed, *(StreamPage(versions, len(versions) == SIZE) for versions in made)]
    files = {
        _name(number): _page(page, _name(number))
        for number, page in enumerate(all_pages, 1)
        if number > len(sealed)
    }
    return Export(files={**files, INDEX: _index(store, all_pages)})


def pages(folder: Path) -> Iterator[StreamPage]:
    """Yield the pages of a stream in a folder, in order. Raises InputError for another file."""
    number = 1
    while (path := folder / _name(number)).is_file():
        about: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        members: list[Term] = []
        for quad in parsed(path.read_bytes(), RdfFormat.TURTLE, str(path), base=_HERE + path.name):
            about[quad.subject][quad.predicate.value].append(quad.object)
            if quad.predicate.value == f"{TREE}member":
                members.append(quad.object)
        try:
            versions = [_read(about[member]) for member in members]
        except (KeyError, IndexError, ValueError) as error:
            problem = explained("errors.exports", "no page")
            raise InputError(*problem, where=str(path)) from error
        yield StreamPage(versions, f"{LDES}immutable" in about[NamedNode(_HERE + path.name)])
        number += 1


def _read(said: Mapping[str, Sequence[Term]]) -> Version:
    content = {
        (NamedNode(name), value)
        for name, values in said.items()
        for value in values
        if name not in (_VERSION_OF, _TIME) and value != _TOMBSTONE
    }
    (of,) = said[_VERSION_OF]
    gone = _TOMBSTONE in said.get(TYPE, ())
    assert isinstance(of, NamedNode)
    return Version(of, _read_time(said[_TIME][0]), frozenset(content), gone)


def _histories(store: Store) -> dict[NamedNode, list[Version]]:
    """Return the versions of each statement and thing of the described folders, oldest first."""
    spaces = tuple({terms.value(row[0]) for row in store.select(support("folders")).rows})
    if not spaces:
        raise UseError(*explained("errors.exports", "no description"))
    said: dict[NamedNode, set[tuple[NamedNode, Term]]] = defaultdict(set)
    ends: dict[NamedNode, datetime] = {}
    graphs = set()
    for quad in stated(store):
        if not terms.value(quad.graph_name).startswith(spaces):  # type: ignore[arg-type]  # a graph has a name here
            continue
        if not (
            isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
        ):
            raise UseError(*explained("errors.exports", "blank node"), where=str(quad.subject))
        graphs.add(quad.graph_name)
        if quad.predicate.value == _ENDED:
            ends[quad.subject] = _read_time(quad.object)
        elif quad.predicate.value != _TIME:
            said[quad.subject].add((quad.predicate, quad.object))
    times = _times(store, said)
    return {
        of: [
            Version(of, times[of], frozenset(content), gone=False),
            *([Version(of, ends[of], frozenset(content), gone=True)] if of in ends else []),
        ]
        for of, content in said.items()
        if of not in graphs
    }


def _times(
    store: Store, said: Mapping[NamedNode, Iterable[tuple[NamedNode, Term]]]
) -> dict[NamedNode, datetime]:
    """Return the time at which each statement was recorded.

    For a thing, it is the time of the first statement that names the thing.
    """
    rows = store.select(support("record-times")).rows
    recorded = {
        record: _read_time(time) for record, time in reversed(rows) if isinstance(record, NamedNode)
    }
    if not recorded:
        raise UseError(*explained("errors.exports", "no record time"))
    first = {of: time for of, time in recorded.items() if of in said}
    for record in sorted(first, key=lambda one: (first[one], one.value)):
        reached = [record]
        while reached:
            for _, thing in said[reached.pop()]:
                if isinstance(thing, NamedNode) and thing in said and thing not in first:
                    first[thing] = first[record]
                    reached.append(thing)
    earliest = min(recorded.values())
    return {of: first.get(of, earliest) for of in said}


def _news(
    histories: Mapping[NamedNode, Sequence[Version]], said: Iterable[Version]
) -> Iterator[Version]:
    """Yield the versions that are new or differ from the last version in the stream.

    A change that has no statement of its own gets the time of the latest statement.
    """
    last = {version.of: version for version in said}
    latest = max(one.time for versions in histories.values() for one in versions)
    for of, versions in histories.items():
        now, before = versions[-1], last.get(of)
        if before is None:
            yield from versions
        elif (now.content, now.gone) != (before.content, before.gone):
            time = now.time if now.gone and not before.gone else latest
            yield now._replace(time=max(time, before.time + timedelta(seconds=1)))
    for of, before in last.items():
        if of not in histories and not before.gone:
            time = max(latest, before.time + timedelta(seconds=1))
            yield Version(of, time, frozenset(), gone=True)


def _page(page: StreamPage, name: str) -> bytes:
    here, stream = NamedNode(_HERE + name), NamedNode(_STREAM)
    found = [as_triple(here, NamedNode(TYPE), NamedNode(f"{TREE}Node"))]
    if page.sealed:
        found.append(as_triple(here, NamedNode(f"{LDES}immutable"), Literal(True)))
    for version in page.versions:
        member = version.member
        found.append(as_triple(stream, NamedNode(f"{TREE}member"), member))
    for version in page.versions:
        member = version.member
        found.append(as_triple(member, NamedNode(_VERSION_OF), version.of))
        found.append(as_triple(member, NamedNode(_TIME), _moment(version.time)))
        if version.gone:
            found.append(as_triple(member, NamedNode(TYPE), _TOMBSTONE))
        found += [as_triple(member, *pair) for pair in sorted(version.content, key=str)]
    return _written(found, name)


def _index(store: Store, made: Sequence[StreamPage]) -> bytes:
    """Return the index: the description of the stream, and the time range of each page."""
    stream, here = NamedNode(_STREAM), NamedNode(_HERE + INDEX)

    def link(subject: NamedNode, name: str, value: Term) -> Triple:
        return as_triple(subject, NamedNode(name), value)

    found = [
        link(stream, TYPE, NamedNode(f"{LDES}EventStream")),
        *(link(stream, *pair) for pair in _described(store)),
        link(stream, f"{LDES}timestampPath", NamedNode(_TIME)),
        link(stream, f"{LDES}versionOfPath", NamedNode(_VERSION_OF)),
        link(stream, f"{LDES}versionDeletePath", NamedNode(TYPE)),
        link(stream, f"{LDES}versionDeleteObject", _TOMBSTONE),
        link(stream, f"{TREE}view", here),
        link(here, TYPE, NamedNode(f"{TREE}Node")),
    ]
    for number, page in enumerate(made, 1):
        times = [version.time for version in page.versions]
        bounds = [("from", "GreaterThanOrEqualToRelation", min(times))]
        if page.sealed:  # an unsealed page may still get later members
            bounds.append(("until", "LessThanOrEqualToRelation", max(times)))
        for end, kind, time in bounds:
            relation = NamedNode(f"{_HERE}{INDEX}#page-{number}-{end}")
            found += [
                link(here, f"{TREE}relation", relation),
                link(relation, TYPE, NamedNode(TREE + kind)),
                link(relation, f"{TREE}path", NamedNode(_TIME)),
                link(relation, f"{TREE}value", _moment(time)),
                link(relation, f"{TREE}node", NamedNode(_HERE + _name(number))),
            ]
    return _written(sorted(found, key=lambda triple: str(triple.subject)), INDEX)


def _described(store: Store) -> Iterator[tuple[str, Term]]:
    for _, name, value in store.select(support("folders")).rows:
        if value is not None:
            yield terms.value(name), value


def _written(triples: Iterable[Triple | Quad], name: str) -> bytes:
    """Return a page as Turtle, with relative addresses for the pages of the stream."""
    base = _HERE + name
    known = {**prefixes(), "as": AS, "ldes": LDES, "tree": TREE}
    data = serialize(triples, format=RdfFormat.TURTLE, prefixes=known, base_iri=base) or b""  # type: ignore[arg-type]  # triples only
    return data.removeprefix(f"@base <{base}> .\n".encode())


def _name(number: int) -> str:
    return f"page-{number}.ttl"


def _read_time(term: Term | None) -> datetime:
    found = datetime.fromisoformat(terms.value(term))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _moment(time: datetime) -> Literal:
    text = time.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return Literal(text, datatype=NamedNode(f"{XSD}dateTime"))
