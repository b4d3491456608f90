"""The inputs of pages: digests of the answers to the requests that a page made to the graph.

If all requests of a page have the same answers as before, the page is the same and is not made
again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path

from dvgraph import resources
from dvgraph.labels.whole import WholeGraph
from dvgraph.questions import question
from dvgraph.rdf.oxigraph import NamedNode, Term
from dvgraph.store import inventory
from dvgraph.store.binding import headless
from dvgraph.store.embedded import Asked
from dvgraph.store.portions import Portion, portions
from dvgraph.store.protocol import Table
from dvgraph.web.inquiry import ahead, choosable
from dvgraph.web.pages import lists
from dvgraph.web.view import PageView

LATER = frozenset(("query", "answer"))  # kinds of requests whose answers cost much
# The head of an organisation depends on all posts, holders and roles; a chart on all figures.
_FIGURES = frozenset(("dvg:Cijfer", "dvg:AfgeleidCijfer", "dvg:Tegenspraak"))
_TENURES = frozenset(("org:Membership", "org:Post", "org:Role", "person:Person"))


class Answers:
    """The digests of the answers that a graph gives, each computed once.

    ``same``: a digest of the inputs of every page. ``whole``: a digest of all inputs.
    """

    def __init__(self, views: Sequence[PageView], whole: str) -> None:
        """Store the views of a ``WholeGraph``, and a digest of the graph as written.

        If ``whole`` is empty, the digest of the engine's own triples is used.
        """
        self._view, self._whole = views[0], whole
        self._graphs = {f"label {one.lang}": one.graph for one in views}
        assert isinstance(self._view.graph, WholeGraph)
        self._nodes = self._view.graph.all
        self._known: dict[Asked, str] = {}
        self._portions: dict[Portion, bytes] = {}
        heads = [
            (one.lang, one.title, one.menu, one.foot, one.graph.stated, one.graph.licences)
            for one in views
        ]
        given = (self._view.day, self._view.base, self._view.left_out, self._view.since)
        self.same = _short(repr((heads, given, self._view.version, _program())))
        self.whole = self.digest(("graph", ""))

    def digest(self, asked: Asked, before: str = "") -> str:
        """Return a digest of the answer to a request, given the digest of an earlier answer.

        That of a query begins with a digest of the triples that it reads: while it is the same, the
        query is not asked. Requests that this makes itself are collected as those of no page: it is
        called before or after a page is made.
        """
        if asked not in self._known:
            if asked[0] in LATER:
                self._known[asked] = self._late(*asked, before)
            else:
                self._known[asked] = _short(repr(self._answer(*asked)))
        return self._known[asked]

    def _late(self, kind: str, name: str, before: str) -> str:
        """Return a digest of what a query or question reads, a full stop, and one of its answer."""
        view = self._view
        read = self._read(name if kind == "query" else question.get(name).text)
        if kind == "answer":
            read = _short(repr((read, choosable(view.store, question.get(name)))))
        if before.startswith(f"{read}."):
            return before
        if kind == "query":
            found = _rows(inventory.run(view.store, name))
        else:
            found = ahead(view.store, question.get(name), view.graph, view.day.isoformat())[0][1:]
        return f"{read}.{_short(repr(found))}"

    def _answer(self, kind: str, iri: str) -> object:  # a case for each kind
        view, nodes = self._view, self._nodes
        if graph := self._graphs.get(kind):
            return graph.label(iri), str(graph.named(iri))
        match kind:
            case "node" | "described":
                return nodes.digests.get(iri)
            case "pointing" | "referred":
                return nodes.pointed(iri)
            case "doubted":
                return sorted(view.graph.doubted(iri))
            case "page":
                return iri in view.things
            case "organisation":
                return view.organisation(iri)
            case "held":
                return view.held(iri)
            case "verdict":
                return view.verdicts.get(iri)
            case "list":
                return [(one.first, one.iri) for one in lists.listed(view, iri)]
            case "tenures":
                return self._of(_TENURES)
            case "figures":
                colours = [
                    (one.key, one.label, sorted(one.organisations)) for one in view.families.listed
                ]
                return self._of(_FIGURES), colours
        return self._whole or sorted(nodes.digests.items()), sorted(view.verdicts.items())

    def _read(self, text: str) -> str:
        """Return a digest of the triples that a query may read."""
        read = portions(headless(text))
        if read is None or self._nodes.anonymous:
            return self.digest(("graph", ""))
        return _short(repr([self._portion(one) for one in sorted(read, key=repr)]))

    def _portion(self, one: Portion) -> bytes:
        if one not in self._portions:
            short = self._view.graph.prefixed
            self._portions[one] = self._nodes.portion(short(one.property), one.of, one.value)
        return self._portions[one]

    def _of(self, kinds: frozenset[str]) -> object:
        """Return the digests of all nodes of some classes and of their incoming references."""
        of = self._nodes.of
        classes = {
            iri
            for iri, node in of.items()
            if not kinds.isdisjoint(map(self._view.graph.prefixed, _classes(node)))
        }
        near = {one for iri in classes for _, one in self._nodes.pointing.get(iri, ())}
        return [self._nodes.digests.get(iri) for iri in sorted(classes | near)]


def _rows(found: Table | Sequence[object]) -> object:
    """Return a result without the order of its rows, which no page depends on."""
    if isinstance(found, Table):
        return found.variables, sorted(" ".join(map(str, row)) for row in found.rows)
    return sorted(map(str, found))


def _classes(node: Mapping[str, list[Term]]) -> Iterator[str]:
    return (term.value for term in node.get("rdf:type", ()) if isinstance(term, NamedNode))


def _short(text: str) -> str:
    return blake2b(text.encode(), digest_size=9).hexdigest()


@cache
def _program() -> str:
    """Return a digest of code, words, templates, queries and ontology: all of them make pages."""
    found = blake2b(digest_size=9)
    folders = (Path(__file__).parents[1], resources.queries_dir(), resources.ontology_dir())
    for file in _files(folders):
        found.update(file.read_bytes())
    return found.hexdigest()


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".py", ".toml", ".j2", ".rq", ".ttl", ".jsonld"):
                yield file
