"""The answers of the tools; clients see their fields, which are described in their schemas.

The classes have no slots, since the package mcp would read slots as default values.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class FactSource:
    """A place in a source that supports a fact; ``passage`` is the IRI of its passage."""

    title: str
    place: str
    passage: str


@dataclass(frozen=True)
class ToldFact:
    """One fact, as the command line prints it, with its evidence.

    ``says``: texts by heading; ``things``: by the same headings, the paths of the named things, for
    the tool ``show``.
    ``certainty``: each doubt, or that none is recorded.
    ``ids``: the short ids of its statements; ``permalink``: the address of the first.
    """

    says: dict[str, str]
    things: dict[str, str]
    certainty: str
    sources: list[FactSource]
    ids: list[str]
    permalink: str


@dataclass(frozen=True)
class ToldFacts:
    """An answer: the request as it was read, and the facts, or words that there are none.

    ``total``: the number of all facts; ``more``: how to get those that are not in ``facts``, or
    empty.
    ``nothing``: the subject of a search without result, or empty.
    ``data``: the version of the data, and the day by which it was recorded.
    """

    asked: str
    total: int
    facts: list[ToldFact]
    more: str
    nothing: str
    data: str


@dataclass(frozen=True)
class FoundThing:
    """A thing that a text may name; other tools accept its ``path`` as a name.

    ``matched``: the other name of the thing that resembles the text, if its label does not.
    ``begin``, ``end``: the begin and end of its existence, as far as known.
    ``score``: how well it matches, from 0 to 1.
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
    """The things that a text may name, best first; ``nothing``: words if there are none."""

    hits: list[FoundThing]
    nothing: str
    data: str


@dataclass(frozen=True)
class AskedParameter:
    """A parameter of a question; ``several``: it accepts a list of values."""

    name: str
    type: str
    meaning: str
    required: bool
    several: bool
    choices: list[str]
    default: str


@dataclass(frozen=True)
class KnownQuestion:
    """A question that can be asked by name, with its parameters and an example of their values."""

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

    A row has no entry for a column without a value; triples are in N-Triples syntax.
    """

    columns: list[str]
    rows: list[dict[str, ToldTerm]]
    answer: bool | None
    triples: str
    nothing: str
    data: str
