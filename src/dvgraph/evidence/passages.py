"""Passages: the places in sources that statements cite.

A passage of an available text is the source's IRI with an RFC 5147 fragment, ``#line=167,170``:
positions between lines count from 0, so these are lines 168, 169 and 170. Passages of other sources
name a page, an article or a section: ``#pagina=3``, ``#artikel=4``, ``#onderdeel=naam``.
``stamp`` writes the properties that follow from the IRI, so that nobody has to type them.
"""

import os
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from dvgraph.dataset.files import Dataset
from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, DVG
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad

CITES = DVG + "vindplaats"
SOUGHT_IN = DVG + "gezochtIn"
TEXT_FILE = DVG + "bestand"
FINGERPRINT = DVG + "vingerafdruk"

_LINES = re.compile(r"(\d+),(\d+)")
_ARTICLE = re.compile(r"\s*(?:Art\.|Artikel|Article)\s*(\d+(?:[./]\d+)*)\b", re.IGNORECASE)
_NATURAL = re.compile(r"(\d+)")
_HYPHEN = re.compile(r"(?<!\d)-|-(?!\d)")
_KINDS = ("artikel", "pagina", "onderdeel")


class Passage(NamedTuple):
    """A place in a source: ``first`` and ``last`` are line numbers from 1, None if not in lines."""

    iri: str
    source: str
    kind: str
    value: str
    first: int | None = None
    last: int | None = None

    @property
    def width(self) -> int:
        """The number of lines, or 0 for a passage not given in lines."""
        return 0 if self.first is None or self.last is None else self.last - self.first + 1

    def order(self) -> tuple[str, str, tuple[tuple[int, str], ...]]:
        """Return a key that sorts by source, then by the numbers of lines, pages or articles."""
        parts = _NATURAL.split(self.value)
        return (
            self.source,
            self.kind,
            tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts),
        )

    def text(self, lines: Sequence[str]) -> tuple[str, ...] | None:
        """Return the lines of the passage, or None if the source does not have them.

        ``lines`` are those of the whole source. A page lies between form feeds; an article runs
        from its number to the next article. A part that has only a name may be anywhere: all lines
        are returned.
        """
        if self.kind == "onderdeel":
            return tuple(lines)
        if self.kind == "pagina":
            pages = "\n".join(lines).split("\f")
            number = int(self.value) if self.value.isdecimal() else 0
            return tuple(pages[number - 1].split("\n")) if 0 < number <= len(pages) else None
        if self.kind == "artikel":
            return _article(self.value, lines)
        if self.first is None or self.last is None or self.last > len(lines):
            return None
        return tuple(lines[self.first - 1 : self.last])

    def locator(self, lang: str) -> str:
        """Return the place in words: ``regels 168–170`` or ``lines 168–170``, ``artikel 4`` …"""
        if self.first is None:
            word = words("evidence.passage", lang)[self.kind]
            # The name of a section is written with hyphens in an IRI; numbers keep theirs.
            slug = self.kind == "onderdeel" and " " not in self.value
            return f"{word} {_HYPHEN.sub(' ', self.value) if slug else self.value}"
        line = words("evidence.passage.line", lang)
        if self.first == self.last:
            return f"{line['one']} {self.first}"
        return f"{line['many']} {self.first}–{self.last}"


def _article(number: str, lines: Sequence[str]) -> tuple[str, ...] | None:
    """Return the lines from "Art. 4." or "Artikel 4" up to the next article."""
    heads = [(at, head[1]) for at, line in enumerate(lines) if (head := _ARTICLE.match(line))]
    for place, (start, found) in enumerate(heads):
        if found == number:
            end = heads[place + 1][0] if place + 1 < len(heads) else len(lines)
            return tuple(lines[start:end])
    return None


@lru_cache(maxsize=16_384)
def passage(iri: str) -> Passage:
    """Return the passage that an IRI identifies.

    Raises InputError for an IRI without a fragment, or with an unknown form of fragment.
    """
    source, _, fragment = iri.partition("#")
    kind, _, value = fragment.partition("=")
    value = unquote(value)
    lines = _LINES.fullmatch(value)
    if kind == "line" and lines and int(lines[1]) < int(lines[2]):
        return Passage(iri, source, kind, value, int(lines[1]) + 1, int(lines[2]))
    if kind in _KINDS and value:
        return Passage(iri, source, kind, value)
    raise InputError(*explained("errors.evidence", "no passage", iri=iri.removeprefix(BASE)))


def where(dataset: Dataset, quad: Quad, among: frozenset[str] | None = None) -> str | None:
    """Return ``file:line`` of a quad, or only the file's name if the line is unknown.

    ``among``: the IRIs of all subjects that later calls will ask about, if known.
    """
    from dvgraph.rdf.positions import line_of  # imported only once a finding needs a line number

    for file in dataset.files:
        if file.graph == quad.graph_name:
            if file.path is None:
                return file.name
            subject = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
            line = line_of(file.path, subject, quad.predicate.value, among)
            return f"{file.path}:{line}" if line else str(file.path)
    return None


def nearby(place: str | None) -> str | None:
    """Return file:line, relative to the working folder if the file is in it."""
    if not place or not place.startswith(os.sep):
        return place
    return place.removeprefix(f"{os.getcwd()}{os.sep}")  # noqa: PTH109 - ten times as fast


def cited(dataset: Dataset) -> Iterator[tuple[Quad, str]]:
    """Yield each quad that cites a passage, with the passage's IRI.

    Such a quad has the predicate dvg:vindplaats, or dvg:gezochtIn with a passage in lines.
    """
    for quad in dataset.quads:
        if isinstance(quad.object, NamedNode):
            iri = quad.object.value
            predicate = quad.predicate.value
            if predicate == CITES or (predicate == SOUGHT_IN and "#line=" in iri):
                yield quad, iri


def values(dataset: Dataset, predicate: str) -> dict[str, list[Literal]]:
    """Return the literal values of a predicate by subject, in the order of the files."""
    found: dict[str, list[Literal]] = {}
    for quad in dataset.quads:
        if (
            quad.predicate.value == predicate
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, Literal)
        ):
            found.setdefault(quad.subject.value, []).append(quad.object)
    return found
