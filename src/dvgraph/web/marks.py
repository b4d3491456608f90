"""The marks of sources on a page: a number for each source, with the place in it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from dvgraph.labels.subgraph import Reference, Subgraph
from dvgraph.locale.captions import caption
from dvgraph.locale.wording import stated
from dvgraph.namespaces import slug
from dvgraph.things.sections import Line, listed

_LINES = re.compile(r"^(?:regels?|lines?) ")
_PART = re.compile(r"^(?:onderdeel|section) ")  # places whose name needs no explanation
_ROOM = 22  # greatest number of characters for the places beside a mark


@dataclass(frozen=True, slots=True)
class Cited:
    """A source that a page cites.

    ``number``: its number on the page. ``date``: in words. ``places``: the cited places in it.
    ``anchor``: the anchor of the statement's line on the page of the source; empty without a line.
    """

    number: int
    iri: str
    label: str
    date: str
    places: tuple[Reference, ...]
    anchor: str = ""

    @property
    def where(self) -> str:
        """All cited places, in words."""
        return ", ".join(one.place for one in self.places)


@dataclass(frozen=True, slots=True)
class SourceMark:
    """The mark of a line: a number with a place in the source, and the note that the mark opens.

    ``number``: the number of the first source of the line.
    ``beside``: the places in that source, in short form, shown next to the number.
    ``more``: the number of other sources.
    ``cited``: all sources of the line.
    ``ids``: the short id and the IRI of each statement of the line.
    ``verdicts``: the results of verifying the statements in the texts of the sources, as keys of
    ``evidence.verdicts``.
    """

    id: str
    number: int
    beside: str
    more: int
    cited: tuple[Cited, ...]
    ids: tuple[tuple[str, str], ...]
    verdicts: tuple[str, ...]


@dataclass
class Marks:
    """The numbers of the sources on a page, in the order of their first use."""

    graph: Subgraph
    verdict: Callable[[str], str]
    sources: dict[str, Cited] = field(default_factory=dict)
    _given: set[str] = field(default_factory=set)

    def note(self, line: Line, iris: Mapping[str, str]) -> SourceMark | None:
        """Return the mark of a line, or None without a source; ``iris`` has IRIs by short id."""
        of: dict[str, list[Reference]] = {}
        for passage in line.passages:
            of.setdefault(passage.source, []).append(passage)
        if not of:
            return None
        ids = tuple((one, iris.get(one, "")) for one in line.id.split(", ") if one)
        anchors = dict(self._anchors(*ids[0])) if ids else {}
        cited = tuple(
            self._cited(source, tuple(places), anchors.get(source, ""))
            for source, places in of.items()
        )
        name = next((one for one, _ in ids if one not in self._given), "")
        self._given.add(name)
        found = (self.verdict(iri) for _, iri in ids if iri)
        return SourceMark(
            id=name,
            number=cited[0].number,
            beside=self.places(cited[0].places),
            more=len(cited) - 1,
            cited=cited,
            ids=ids,
            verdicts=tuple(dict.fromkeys(filter(None, found))),
        )

    def places(self, places: tuple[Reference, ...], room: int = _ROOM) -> str:
        """Return places in short form, such as ``r. 36, 38–40``; an ellipsis replaces the rest."""
        short = caption("phrase", "line", self.graph.lang)
        text = ""
        for place in places:
            bare = _LINES.sub("", place.place)
            lines = bare != place.place
            one = f"{short}{bare}" if lines and not text.startswith(short) else _PART.sub("", bare)
            longer = f"{text}, {one}" if text else one
            if text and len(longer) > room:
                return f"{text} …"
            text = longer
        return text if len(text) <= 2 * room else f"{text[: 2 * room - 1]}…"

    def _anchors(self, short: str, statement: str) -> Iterator[tuple[str, str]]:
        """Yield the sources whose pages list a statement, with the anchor of its line.

        A line may combine several statements: only the sources of the given statement are yielded.
        """
        if statement and listed(self.graph, statement):
            yield from ((one.source, short) for one in self.graph.passages(statement))

    def _cited(self, source: str, places: tuple[Reference, ...], anchor: str) -> Cited:
        known = self.sources.get(source)
        if known is None:
            dated = self.graph.text(source, "dct:created")
            known = Cited(
                len(self.sources) + 1,
                source,
                self.graph.label(source) or slug(source),
                stated(dated, self.graph.lang) if dated else "",
                (),
            )
            self.sources[source] = known
        return Cited(known.number, known.iri, known.label, known.date, places, anchor)
