"""The properties of things that reconciliation compares: codes, years, relations."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from dvgraph.errors import UseError
from dvgraph.labels.subgraph import Subgraph
from dvgraph.namespaces import path
from dvgraph.prebuilt.names import fold, tight
from dvgraph.questions import search
from dvgraph.questions.parameters import day
from dvgraph.questions.search import KINDS, Hit
from dvgraph.store.protocol import Store

_CODE, _SHARED_CODE = 3, 4  # ranks of the names that are codes
_Value = dict[str, str]
Said = Iterable[tuple[str, list[str]]]  # properties with the values that a table gives for them


class Things:
    """The things of a graph, with the features that reconciliation needs."""

    def __init__(self, store: Store, lang: str) -> None:
        """Store the store and the language of names."""
        self.store, self.graph = store, Subgraph(store, lang)
        self._names = search.names(store)

    def known(self, text: str) -> bool:
        """Return whether a text is the id of a known thing."""
        return any(path(name.iri) == text for name in self._names.like(text))

    def kinds(self, iri: str) -> set[str]:
        """Return all kinds of a thing (keys of ``search.KINDS``)."""
        classes = {self.graph.full(name) for name in self.graph.types(iri)}
        return {kind for kind, known in KINDS.items() if classes & set(known)}

    def coded(self, said: Said) -> list[Hit]:
        """Return the things with one of the given codes."""
        codes = [text for name, texts in said if name == "code" for text in texts]
        found = (hit for text in codes if tight(fold(text)) for hit in self._called(text))
        return [hit for hit in found if hit.name.rank == _CODE]

    def _called(self, text: str) -> list[Hit]:
        return search.called(self._names, text)

    def features(self, iri: str, said: Said) -> dict[str, bool]:
        """Return, for each given property that the thing has in the graph, whether a value matches.

        If several values are given or known, one match is enough.
        """
        found: dict[str, bool] = {}
        for name, texts in said:
            values = self.values(iri, name)
            if values and any(texts):
                found[name] = any(_fits(text, one) for text in texts for one in values)
        return found

    def values(self, iri: str, name: str) -> list[_Value]:
        """Return the values of a property in the form of the API; empty for an unknown property."""
        make = PROPERTIES.get(name)
        return make(self, iri) if make else []

    def _texts(self, iri: str, ranks: Iterable[int]) -> list[_Value]:
        texts = (one.text for one in self._names.of(iri) if one.rank in ranks)
        return [{"str": text} for text in dict.fromkeys(texts)]

    def _things(self, iri: str, name: str) -> list[_Value]:
        return [
            {"id": path(one), "name": self.graph.label(one)} for one in self.graph.iris(iri, name)
        ]

    def _between(self, iri: str, first: str, last: str, *, before: bool) -> list[_Value]:
        """Return a day if it is certain, else the interval in which it lies (ISO 8601).

        ``before``: the day is the first one after an end, so the day before it is meant.
        """
        days = [self.graph.text(iri, name) for name in (first, last)]
        try:
            bounds = [date.fromisoformat(one) for one in days]
        except ValueError:
            return []
        if bounds[0] in (date.min, date.max):  # unknown, or still open
            return []
        earliest, latest = (
            one - timedelta(days=1) if before and one < date.max else one for one in bounds
        )
        if earliest == latest:
            return [{"date": earliest.isoformat()}]
        return [{"str": f"{earliest}/{latest}"}]


def _fits(text: str, value: _Value) -> bool:
    """Return whether a text in a table matches a value: a thing, a name or code, or a day."""
    if "id" in value:
        return text == value["id"] or fold(text) == fold(value["name"])
    known = value.get("date") or value["str"]
    if tight(fold(text)) == tight(fold(known)):
        return True
    first, _, last = known.partition("/")
    try:
        begin, end = day(text, "first", "v"), day(text, "last", "v")
        return begin <= (last or first) and first <= end
    except UseError:
        return False


PROPERTIES: dict[str, Callable[[Things, str], list[_Value]]] = {
    "code": lambda things, iri: things._texts(iri, (_CODE, _SHARED_CODE)),
    "name": lambda things, iri: things._texts(iri, range(_CODE)),
    "begin": lambda things, iri: things._between(
        iri, "dvg:bestondVanVroegst", "dvg:bestondVanLaatst", before=False
    ),
    "end": lambda things, iri: things._between(
        iri, "dvg:bestondTotVroegst", "dvg:bestondTotLaatst", before=True
    ),
    "predecessor": lambda things, iri: things._things(iri, "dvg:voorganger"),
    "part-of": lambda things, iri: things._things(iri, "org:unitOf"),
}
