"""The answers of the tools: their fields are what a client sees, described in their schemas.

Without slots, which the package mcp takes for defaults.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class FactSource:
    """Where a fact is read: the title of a source, the place in it, and the IRI of the passage."""

    title: str
    place: str
    passage: str


@dataclass(frozen=True)
class ToldFact:
    """One fact, as the command line tells it, with what it rests on.

    ``says`` has a text by heading; ``things`` the paths of things that it names, by the same
    headings, for ``show``. ``certainty`` tells each doubt, or that none is recorded. ``ids`` are
    the short ids of the statements behind it, ``permalink`` is the address of the first.
    """

    says: dict[str, str]
    things: dict[str, str]
    certainty: str
    sources: list[FactSource]
    ids: list[str]
    permalink: str


@dataclass(frozen=True)
class ToldFacts:
    """An answer: what was asked, as it was read, and the facts, or words that there are none.

    ``total`` counts all facts; ``more`` says how to get those that are not in ``facts``, and is
    empty if all are. ``nothing`` says what was looked for in vain, and is empty if there are facts.
    ``data`` is the version of the data, and the day on which it is known.
    """

    asked: str
    total: int
    facts: list[ToldFact]
    more: str
    nothing: str
    data: str


@dataclass(frozen=True)
class FoundThing:
    """A thing that a text may name: ``path`` names it in other tools.

    ``matched`` is the other name that the text resembles, if any; ``begin`` and ``end`` are those
    of its existence, as far as known; ``score`` is at most 1.
    """

    label: str
    kind: str
    path: str
    matched: str
    begin: str
    end: str
    score: float
    permalink: str


@dataclass(frozen=True)
class FoundThings:
    """The things that a text may name, best first; ``nothing`` says what was looked for in vain."""

    hits: list[FoundThing]
    nothing: str
    data: str


@dataclass(frozen=True)
class AskedParameter:
    """A parameter of a question: ``several`` says that a list of values may be given."""

    name: str
    type: str
    meaning: str
    required: bool
    several: bool
    choices: list[str]
    default: str


@dataclass(frozen=True)
class KnownQuestion:
    """A question that can be asked by its name, with its parameters and an example of them."""

    name: str
    title: str
    description: str
    parameters: list[AskedParameter]
    example: dict[str, str]


@dataclass(frozen=True)
class ToldTerm:
    """An RDF term; ``language`` and ``datatype`` are those of a literal."""

    kind: Literal["iri", "literal", "blank"]
    value: str
    language: str
    datatype: str


@dataclass(frozen=True)
class Results:
    """The answer to a SPARQL query: rows of a SELECT, ``answer`` of an ASK, else ``triples``.

    A row has no entry for a column without a value; triples are N-Triples.
    """

    columns: list[str]
    rows: list[dict[str, ToldTerm]]
    answer: bool | None
    triples: str
    nothing: str
    data: str
