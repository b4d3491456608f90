"""The families of organisations: each organisation has one, and each family has a colour.

A data folder may name the families (``dvg:familie``). Otherwise they are the connected components
of the descent graph without the main organisation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dvgraph.graphics.palette import FAMILIES, MAIN, REST
from dvgraph.graphics.svg import Grammar
from dvgraph.lineage.graph import Descent, components, graph, names, open_bounds, tasks
from dvgraph.locale.words import words
from dvgraph.namespaces import LAST, path
from dvgraph.questions.agency import agency
from dvgraph.rdf.terms import plain
from dvgraph.store.binding import support

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store


@dataclass(frozen=True, slots=True)
class Family:
    """A family of organisations.

    ``key``: the CSS class of its colour: ``main`` (the agency), ``f1`` to ``f7``, or ``rest`` (all
    others).
    """

    key: str
    label: str
    organisations: frozenset[str]


class Families(Mapping[str, Family]):
    """The family of each organisation, by its IRI; an unknown IRI has the family ``rest``.

    ``listed`` has the families in the order of their keys: the agency, the seven others from the
    oldest on, and the rest.
    """

    def __init__(self, listed: tuple[Family, ...]) -> None:
        """Store the families; ``rest`` must be the last."""
        self.listed = listed
        self._of = {one: family for family in listed for one in family.organisations}

    def __getitem__(self, organisation: str) -> Family:
        """Return the family of an organisation."""
        return self._of.get(organisation, self.listed[-1])

    def __contains__(self, organisation: object) -> bool:
        """Return whether an organisation has a family; ``rest`` counts as one."""
        return organisation in self._of

    def __iter__(self) -> Iterator[str]:
        """Iterate over the organisations that have a family."""
        return iter(self._of)

    def __len__(self) -> int:
        """Return the number of organisations that have a family."""
        return len(self._of)


def families(store: "Store", lang: str = "nl", descent: "Descent | None" = None) -> Families:
    """Return the families of the organisations in a store.

    The seven families that have had the most tasks and services each have their own colour. From
    one release of the data to the next, a family can change colour only if the set of these seven
    families or the first day of one of them changes. ``descent`` is ``graph(store)``, if already
    computed.
    """
    descent = graph(store) if descent is None else descent
    ever, _ = tasks(store, date.max)
    versions = agency(store)
    own = frozenset(versions)
    named = _named(store)
    parts = [*named] or components(descent, own)

    def size(part: frozenset[str]) -> int:
        return len(set().union(*(ever.get(one, ()) for one in part)))

    def first(part: frozenset[str]) -> date:
        return min(_known_from(descent, one) for one in part)

    largest = sorted(parts, key=lambda part: (-size(part), sorted(part)))[: len(FAMILIES)]
    chosen = sorted(largest, key=lambda part: (first(part), sorted(part)))
    main = own.difference(*chosen)
    rest = frozenset(descent).difference(main, *chosen)
    heads = {part: max(sorted(part), key=lambda one: size(frozenset({one}))) for part in chosen}
    told = names(store, [*heads.values(), *named.values(), *sorted(main)], lang)

    def label(part: frozenset[str]) -> str:
        iri = named.get(part) or heads[part]
        return told.get(iri) or path(iri)

    listed = [Family(key, label(one), one) for key, one in zip(FAMILIES, chosen, strict=False)]
    if main:
        head = next(one for one in versions if one in main)
        listed.insert(0, Family(MAIN, told.get(head) or path(head), main))
    others = words("lineage.families", lang)["others"]
    return Families((*listed, Family(REST, others, rest)))


def grammar(known: Families, lang: str) -> Grammar:
    """Return the words of the legend: those of its signs, and the names of the families."""
    return Grammar(
        lang, words("graphics.signs", lang), {family.key: family.label for family in known.listed}
    )


def _named(store: "Store") -> dict[frozenset[str], str]:
    """Return the IRI of each family named in the data, by its set of organisations."""
    found: dict[str, set[str]] = {}
    for family, organisation in store.select(support("families")).rows:
        found.setdefault(plain(family), set()).add(plain(organisation))
    return {frozenset(members): iri for iri, members in found.items()}


def _known_from(descent: Descent, organisation: str) -> date:
    """Return the first day on which an organisation is known to exist, else the last day."""
    return open_bounds(descent.nodes[organisation])[1] if organisation in descent else LAST
