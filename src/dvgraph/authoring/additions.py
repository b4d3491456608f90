"""The parts of a draft: blocks to append to files, and statements to withdraw."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dvgraph.authoring.files import Contents, Facts
from dvgraph.authoring.turtle import block
from dvgraph.dataset.files import Dataset
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE, XSD
from dvgraph.prebuilt.names import fold
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.things.kinds import THINGS, Kind

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

Given = Mapping[str, Sequence[str]]
"""The typed values, by option."""


@dataclass(frozen=True, slots=True)
class Addition:
    """Text to append to a file in an agency's folder; ``kind`` is its classes, in Turtle.

    With ``below``, the IRI of a thing, it is inserted below the block of that thing.
    """

    file: str
    iri: str
    kind: str
    facts: Facts
    below: str = ""

    @property
    def text(self) -> str:
        """The addition in Turtle."""
        return block(self.iri, self.kind, self.facts)


@dataclass(frozen=True, slots=True)
class Insertion:
    """A property to add to a thing that is already in the files, such as a gap."""

    subject: str
    predicate: str
    value: Term


@dataclass(frozen=True, slots=True)
class Draft:
    """The input of ``writer.save``: blocks to append, and properties to add to existing blocks.

    ``iri``: the new statement or thing, or the statement that is withdrawn or marked as reviewed.
    ``gaps``: the concepts of gezocht for which the additions have a gap.
    ``mentions``: other references to the withdrawn statement, for the author to check.
    ``properties``: added at the end of a block.
    ``beside``: values to add after another value of the same property, so that contradictions and
    gaps that name the old statement also name the new one.
    """

    iri: str
    additions: tuple[Addition, ...] = ()
    properties: tuple[Insertion, ...] = ()
    beside: tuple[tuple[Insertion, Term], ...] = ()
    gaps: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """The graph (``store``) and the files (``dataset``) that drafts are made from.

    ``by``: the author of the drafts, or empty. ``contents``: the names and statements of the files
    and of earlier drafts at this desk.
    """

    store: "Store"
    dataset: Dataset
    by: str
    contents: Contents


def now() -> Literal:
    """Return the current second as xsd:dateTime in UTC."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Literal(stamp, datatype=NamedNode(f"{XSD}dateTime"))


def agent(name: str, contents: Contents) -> tuple[NamedNode, tuple[Addition, ...]]:
    """Return the agent with a name, and an addition that describes a new agent."""
    kind = THINGS["agent"]
    if known := contents.named(kind.folder, name):
        return NamedNode(known), ()
    labels: list[Term] = [Literal(name, language="nl"), Literal(name, language="en")]
    made = Addition(kind.file, new_iri(kind, name, contents), kind.term, {"rdfs:label": labels})
    return NamedNode(made.iri), (made,)


def new_iri(kind: Kind, name: str, contents: Contents) -> str:
    """Return a free IRI for a kind of thing, made of whole words of the name as far as readable."""
    slug = ""
    for word in re.findall(r"[a-z0-9]+", fold(name)):
        if slug and len(slug) + len(word) > 50:
            break
        slug = f"{slug}-{word}" if slug else word
    if not slug:
        raise UseError(*explained("errors.authoring", "no slug", name=name, kind=kind.noun))
    stem = f"{BASE}{kind.folder}/"
    return stem + contents.free_name(slug, stem)
