"""The relatives of an organisation: ancestors, descendants, inherited tasks, and faults."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.errors import UseError
from dvgraph.lineage.graph import (
    BOUNDS,
    Descent,
    chain,
    cycles,
    graph,
    kin,
    names,
    open_bounds,
    part,
    tasks,
    versions,
    withdrawn,
)
from dvgraph.locale.reader import explained
from dvgraph.locale.words import selected, words
from dvgraph.namespaces import FIRST, LAST, XSD, path
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.store.protocol import Table

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

COLUMNS = (
    *("richting", "generatie", "organisatie", "organisatieLabel", "van", "tot"),
    *("vanVroegst", "vanLaatst", "totVroegst", "totLaatst", "eerste", "taken", "aandeel"),
)


class LineageFault(NamedTuple):
    """An impossibility in the lineage.

    ``iri``: the event, or for a cycle the first organisation in it. ``message``: a sentence that
    explains it.
    """

    kind: str
    iri: str
    message: str


class Lineage:
    """The lineage of one organisation (its ancestors and descendants), or of all.

    ``descent`` is that part of ``graph(store)``: a networkx.MultiDiGraph with the same attributes,
    without events inside one organisation. ``focus`` is the IRI of the organisation, or None;
    ``bodies`` are the versions that it stands for: itself, or all versions of a continuing
    organisation, in order of time.
    """

    def __init__(
        self,
        store: "Store",
        focus: str | None,
        lang: str,
        today: date,
        whole: "Descent | None" = None,
    ) -> None:
        """Query the lineage from a store; UseError if no organisation ``focus`` ever existed.

        ``whole`` is ``graph(store)``, if already computed.
        """
        whole = graph(store) if whole is None else whole
        self.store, self.focus, self.lang, self.today = store, focus, lang, today
        self._whole = part(whole, whole)
        self.bodies = () if focus is None else self._bodies(focus)
        family = {*self.bodies, *self.ancestors(), *self.descendants()} if focus else set(whole)
        self.descent: Descent = part(whole, family)

    def _bodies(self, focus: str) -> tuple[str, ...]:
        if focus in self._whole:
            return (focus,)
        nodes = self._whole.nodes
        found = [one for one in versions(self.store, focus) if one in nodes]
        if not found and withdrawn(self.store, focus):
            raise UseError(*explained("errors.lineage", "withdrawn", name=path(focus)))
        if not found:
            raise UseError(*explained("errors.lineage", "no lineage", name=path(focus)))
        return tuple(sorted(found, key=lambda one: (open_bounds(nodes[one]), one)))

    def __repr__(self) -> str:
        """Return the focus, and the numbers of organisations and events."""
        of = path(self.focus) if self.focus else "all"
        size = f"{len(self.descent)} organisations, {self.descent.number_of_edges()} links"
        return f"<lineage of {of}: {size}>"

    def _repr_svg_(self) -> str:
        from dvgraph.lineage.picture import svg

        return svg(self)

    def ancestors(self) -> dict[str, int]:
        """Return the ancestors of the focus with their generation: 1 is a direct predecessor."""
        return self._kin(up=True)

    def descendants(self) -> dict[str, int]:
        """Return the descendants of the focus with their generation: 1 is a direct successor."""
        return self._kin(up=False)

    def _kin(self, *, up: bool) -> dict[str, int]:
        """Return the kin of the focus; those of several versions with their nearest generation."""
        found: dict[str, int] = {}
        for body in self.bodies:
            for one, far in kin(self._whole, body, up=up).items():
                if one not in self.bodies:
                    found[one] = min(far, found.get(one, far))
        return found

    def common_ancestors(self, other: str) -> dict[str, int]:
        """Return the ancestors that the focus shares with another, with the sum of generations."""
        if self.focus is None or other not in self._whole:
            return {}
        mine, theirs = self.ancestors(), kin(self._whole, other, up=True)
        # One of the two may be an ancestor of the other.
        mine.update(dict.fromkeys(self.bodies, 0))
        theirs[other] = 0
        return {one: mine[one] + theirs[one] for one in mine.keys() & theirs.keys()}

    def path(self, other: str) -> list[str]:
        """Return a shortest line of descent between the focus and another, the older first."""
        if self.focus is None or other not in self._whole:
            return []
        lines = (
            chain(self._whole, *ends)
            for body in self.bodies
            for ends in ((body, other), (other, body))
        )
        return min(filter(None, lines), key=len, default=[])

    def between(self, other: str) -> Table:
        """Return the line of descent between the focus and another, and their common ancestors.

        Columns: ``verband`` (how), ``plaats`` (place in the line, or the sum of generations),
        ``organisatie``, ``organisatieLabel``. No rows without a known connection.
        """
        ties = selected("lineage.ties", self.lang, "line", "common ancestor")
        line = [(0, n, one) for n, one in enumerate(self.path(other))]
        shared = sorted((far, one) for one, far in self.common_ancestors(other).items())
        found = [*line, *((1, far, one) for far, one in shared)]
        return Table(
            ("verband", "plaats", "organisatie", "organisatieLabel"),
            [
                (
                    Literal(ties[how]),
                    _integer(place),
                    NamedNode(one),
                    Literal(self.label(one), language=self.lang),
                )
                for how, place, one in found
            ],
        )

    def label(self, iri: str) -> str:
        """Return the name of an organisation of the lineage, or of its focus."""
        if iri not in self._whole:
            return names(self.store, [iri], self.lang).get(iri) or path(iri)
        data = self._whole.nodes[iri]
        return str(data.get(f"label_{self.lang}") or path(iri))

    def shares(self) -> dict[str, tuple[int, int]]:
        """Return, for each ancestor, how many of the focus's present tasks and services it had.

        The second number is the total of the focus. A task that several ancestors had counts for
        each.
        """
        if self.focus is None:
            return {}
        ever, still = tasks(self.store, self.today)
        mine = {one for body in self.bodies for one in still.get(body, ())}
        return {one: (len(mine & ever.get(one, set())), len(mine)) for one in self.ancestors()}

    def faults(self) -> list[LineageFault]:
        """Return the impossibilities: circular descent and impossible orders.

        An order is impossible if the bounds leave no doubt: a predecessor began after the event or
        ended before it, or a successor ended before it.
        """
        return [*self._cycles(), *self._orders()]

    def _cycles(self) -> Iterator[LineageFault]:
        for group in cycles(self.descent):
            listed = ", ".join(map(self.label, group))
            yield LineageFault(
                "cycle", group[0], words("lineage.faults", self.lang)["cycle"].format(listed)
            )

    def _orders(self) -> Iterator[LineageFault]:
        for older, younger, event, data in sorted(
            self.descent.edges(keys=True, data=True), key=lambda e: e[:3]
        ):
            if "from_earliest" not in data:
                continue
            first, last = data["from_earliest"], data["from_latest"]
            old, new = (open_bounds(self.descent.nodes[one]) for one in (older, younger))
            known = "from_earliest" in self.descent.nodes[older]
            for kind, wrong, who in (
                ("begins after", known and old[0] > last, older),
                ("ended before", known and old[3] < first, older),
                (
                    "ends before",
                    "from_earliest" in self.descent.nodes[younger] and new[3] < first,
                    younger,
                ),
            ):
                if wrong:
                    name = data.get(f"label_{self.lang}") or path(event)
                    text = words("lineage.faults", self.lang)[kind].format(self.label(who), name)
                    yield LineageFault(kind, event, text)

    def table(self) -> Table:
        """Return one row per ancestor and descendant (or per organisation, without a focus).

        ``generatie`` counts from 1, negative for ancestors; ``eerste`` is true without a known
        predecessor; ``taken`` is the number of the focus's present tasks and services that the
        ancestor had, and ``aandeel`` their percentage of the focus's total (ancestors only).
        """
        ancestors, descendants, shares = self.ancestors(), self.descendants(), self.shares()
        places: list[tuple[int, str]] = [(-far, one) for one, far in ancestors.items()]
        places += [(0, one) for one in (self.bodies if self.focus else self.descent)]
        places += [(far, one) for one, far in descendants.items()]
        places.sort(key=lambda one: (one[0], open_bounds(self.descent.nodes[one[1]]), one[1]))
        return Table(COLUMNS, [self._row(far, one, shares) for far, one in places])

    def _row(
        self, far: int, one: str, shares: dict[str, tuple[int, int]]
    ) -> tuple[Term | None, ...]:
        data = self.descent.nodes[one]
        way = "itself" if not far else "ancestor" if far < 0 else "descendant"
        had, every = shares.get(one, (0, 0)) if far < 0 else (0, 0)
        return (
            Literal(words("lineage.ways", self.lang)[way] if self.focus else ""),
            _integer(far) if self.focus else None,
            NamedNode(one),
            Literal(self.label(one), language=self.lang),
            *(None, None),  # only the bounds of these dates are known
            *(
                Literal(data[key].isoformat(), datatype=NamedNode(XSD + "date"))
                if key in data and data[key] not in (FIRST, LAST)
                else None
                for key in BOUNDS
            ),
            Literal(
                str(not self._whole.in_degree(one)).lower(), datatype=NamedNode(XSD + "boolean")
            ),
            _integer(had) if every else None,
            _integer(round(100 * had / every)) if every else None,
        )

    def ground_labels(self) -> dict[str, str]:
        """Return the label of each decision or act behind an event of the lineage."""
        grounds = {one for *_, data in self.descent.edges(data=True) for one in data["grounds"]}
        return names(self.store, grounds, self.lang)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD + "integer"))


def lineage(
    store: "Store",
    focus: str | None = None,
    lang: str = "nl",
    today: date | None = None,
    whole: "Descent | None" = None,
) -> Lineage:
    """Return the lineage of an organisation, or of all organisations if ``focus`` is None.

    ``focus`` is the IRI of a version or of a continuing organisation; ``whole`` is
    ``graph(store)``, if already computed.
    """
    return Lineage(store, focus, lang, today or date.today(), whole)
