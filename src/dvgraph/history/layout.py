"""Short paragraphs as text for a screen or as Markdown, each sentence with its sources."""

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import NamedTuple

from dvgraph.labels.subgraph import Reference, Subgraph
from dvgraph.locale.captions import caption
from dvgraph.locale.characters import harmless
from dvgraph.locale.wording import stated
from dvgraph.namespaces import slug

_LINES = re.compile(r"^(?:regels?|lines?) ")
_GLUE = "\N{NO-BREAK SPACE}"
_WIDEST = 100


class Entry(NamedTuple):
    """A sentence, or the beginning of a sentence with several endings, which become a list."""

    text: str
    items: tuple[str, ...] = ()


class Block(NamedTuple):
    """Paragraphs under one heading (none if empty)."""

    heading: str
    paragraphs: tuple[Entry, ...]


def mark(id: str, passages: Iterable[Reference], lang: str) -> str:
    """Return the reference after a sentence, in brackets: short id, and places by source."""
    places: dict[str, list[str]] = {}
    for passage in passages:
        bare = _LINES.sub("", passage.place)
        line = caption("phrase", "line", lang)
        found = places.setdefault(slug(passage.source), [])
        place = bare if bare == passage.place or found else f"{line}{bare}"
        if place not in found:
            found.append(place)
    places_of_sources = (f"{source} {', '.join(found)}" for source, found in places.items())
    text = f"[{'; '.join((id, *places_of_sources))}]"
    return text.replace(" ", _GLUE) if len(text) < _WIDEST // 2 else text


def sources(graph: Subgraph, passages: Iterable[Reference], lang: str) -> list[str]:
    """Return a line for each source of the passages, the most cited source first."""
    cited: dict[str, int] = {}
    for passage in passages:
        cited[passage.source] = cited.get(passage.source, 0) + 1
    lines = []
    for iri in sorted(cited, key=lambda iri: (-cited[iri], iri)):
        date = graph.text(iri, "dct:created")
        dated = f" ({stated(date, lang)})" if date else ""
        lines.append(f"{slug(iri)} = {graph.label(iri)}{dated}")
    return lines


def lay_out(
    title: str,
    notes: Iterable[str],
    blocks: Iterable[Block],
    below: Iterable[str],
    form: str,
    width: int = _WIDEST,
) -> str:
    """Return title, notes, paragraphs and sources as text or md, ending in a line break.

    ``width`` is the width of plain text in columns.
    """
    lines = _markdown if form == "md" else _text
    found = lines(title, list(notes), blocks, list(below), min(width, _WIDEST))
    return "".join(harmless(line).rstrip() + "\n" for line in found)


def _text(
    title: str, notes: list[str], blocks: Iterable[Block], below: list[str], width: int
) -> Iterator[str]:
    def wrapped(text: str, indent: str, first: str = "") -> Iterator[str]:
        room = width - len(indent)
        for n, line in enumerate(wrap(text, room, break_on_hyphens=False)):
            yield f"{first if first and n == 0 else indent}{line}".replace(_GLUE, " ")

    yield title
    for note in notes:
        yield from wrap(note, width)
    for block in blocks:
        yield ""
        if block.heading:
            yield block.heading
        for paragraph in block.paragraphs:
            yield from wrapped(paragraph.text, "  ")
            for item in paragraph.items:
                yield from wrapped(item, "    ", "  - ")
    if below:
        yield ""
    for line in below:
        yield from wrap(line, width, subsequent_indent="  ")


def _markdown(
    title: str, notes: list[str], blocks: Iterable[Block], below: list[str], _width: int
) -> Iterator[str]:
    yield f"# {_escaped(title)}"
    for note in notes:
        yield from ("", _escaped(note))
    for block in blocks:
        if block.heading:
            yield from ("", f"## {_escaped(block.heading)}")
        for paragraph in block.paragraphs:
            yield from ("", _escaped(paragraph.text))
            if paragraph.items:
                yield ""
                yield from (f"- {_escaped(item)}" for item in paragraph.items)
    if below:
        yield ""
    for line in below:
        yield f"- {_escaped(line)}"


def _escaped(text: str) -> str:
    return re.sub(r"([\\|<>*_`\[\]])", r"\\\1", text).replace(_GLUE, " ")
