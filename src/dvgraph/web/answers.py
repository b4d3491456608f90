"""The inputs of a page: digests of the graph's answers to the requests of that page.

If all requests of a page have the same answers as before, the page is the same and is not made
again.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path

from dvgraph.labels.whole import Asked, WholeGraph
from dvgraph.questions import question
from dvgraph.rdf.oxigraph import NamedNode, Term
from dvgraph.store.binding import headless
from dvgraph.store.portions import Portion, portions
from dvgraph.web.inquiry import choosable
from dvgraph.web.pages import lists
from dvgraph.web.view import PageView

# The head of an organisation depends on all posts, holders and roles; a chart on all figures.
_FIGURES = frozenset(("dvg:Cijfer", "dvg:AfgeleidCijfer", "dvg:Tegenspraak"))
_TENURES = frozenset(("org:Membership", "org:Post", "org:Role", "person:Person"))


class Answers:
    """The digests of the answers of one view, each computed once."""

    def __init__(self, view: PageView, whole: str) -> None:
        """Store the view, whose graph is a ``WholeGraph``, and a digest of the graph as written.

        If ``whole`` is empty, the digest of the engine's own triples is used.
        """
        assert isinstance(view.graph, WholeGraph)
        self._view, self._whole = view, whole
        self._nodes = view.graph.all
        self._known: dict[Asked, str] = {}
        self._portions: dict[Portion, bytes] = {}
        head = (view.lang, view.day, view.base, view.menu, view.foot)
        same = (*head, view.left_out, view.version, _program())
        self._stamp = repr(same)

    def key(self, asked: Iterable[Asked]) -> str:
        """Return one digest of the answers to some requests and of the inputs of every page."""
        parts = "".join(self._known.get(one) or self._answer(one) for one in asked)
        return _short(f"{self._stamp}{parts}")

    def _answer(self, asked: Asked) -> str:
        kind, iri = asked
        view, nodes = self._view, self._nodes
        answer: object = ""
        if kind == "node":
            answer = nodes.digests.get(iri)
        elif kind == "pointing":
            answer = nodes.pointed(iri)
        elif kind == "doubted":
            answer = sorted(view.graph.doubted(iri))
        elif kind == "page":
            answer = iri in view.things
        elif kind == "organisation":
            answer = view.organisation(iri)
        elif kind == "held":
            answer = view.held(iri)
        elif kind == "verdict":
            answer = view.verdicts.get(iri)
        elif kind == "answer":
            answer = self._answering(iri)
        elif kind == "graph":
            answer = self._whole or sorted(nodes.digests.items()), sorted(view.verdicts.items())
        elif kind == "list":
            answer = [one.iri for one in lists.listed(view, iri)]
        elif kind == "tenures":
            answer = self._of(_TENURES)
        elif kind == "figures":
            answer = self._of(_FIGURES)
        found = _short(repr(answer))
        self._known[asked] = found
        return found

    def _answering(self, name: str) -> object:
        """Return the data that decides an answer, besides the nodes requested for it."""
        asked = question.get(name)
        text = headless(asked.text)
        read = portions(text)
        if read is None or self._nodes.anonymous:
            triples = self._answer(("graph", ""))
        else:
            triples = repr([self._portion(one) for one in sorted(read, key=repr)])
        return text, triples, choosable(self._view.store, asked)

    def _portion(self, one: Portion) -> bytes:
        if one not in self._portions:
            short = self._view.graph.prefixed
            self._portions[one] = self._nodes.portion(short(one.property), one.of, one.value)
        return self._portions[one]

    def _of(self, kinds: frozenset[str]) -> str:
        """Return a digest of all nodes of some classes and of their incoming references."""
        of = self._nodes.of
        classes = {
            iri
            for iri, node in of.items()
            if not kinds.isdisjoint(map(self._view.graph.prefixed, _classes(node)))
        }
        near = {one for iri in classes for _, one in self._nodes.pointing.get(iri, ())}
        return _short(repr([self._nodes.digests.get(iri) for iri in sorted(classes | near)]))


def _classes(node: Mapping[str, list[Term]]) -> Iterator[str]:
    return (term.value for term in node.get("rdf:type", ()) if isinstance(term, NamedNode))


def _short(text: str) -> str:
    return blake2b(text.encode(), digest_size=9).hexdigest()


@cache
def _program() -> str:
    """Return a digest of code, words and templates, since a change of these changes pages."""
    found = blake2b(digest_size=9)
    for file in sorted(Path(__file__).parents[1].rglob("*")):
        if file.suffix in (".py", ".toml", ".j2", ".rq"):
            found.update(file.read_bytes())
    return found.hexdigest()
