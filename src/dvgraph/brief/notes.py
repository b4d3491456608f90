"""The notes of a brief and the keys of its sources, which give the evidence of each sentence."""

from collections.abc import Iterable
from dataclasses import dataclass

from dvgraph.brief.blocks import Line, Text, line
from dvgraph.brief.facts import DATES, BriefFacts
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import in_reading_order
from dvgraph.locale.wording import stated
from dvgraph.locale.words import words


@dataclass(frozen=True, slots=True)
class Note:
    """A note; ``line`` is its text, ``statements`` are those behind it."""

    name: str
    line: Line
    statements: tuple[str, ...]


class Notes:
    """The notes of a brief, and its sources, each with a key (B1, B2) in order of first mention."""

    def __init__(self, facts: BriefFacts) -> None:
        """Start without notes."""
        self._facts, self._graph = facts, facts.graph
        self._applicant = facts.scope.applicant
        self._notes: dict[str, Note] = {}
        self._defined: set[str] = set()
        self.keys: dict[str, str] = {}
        self._cited: dict[str, None] = {}
        self._taken: dict[str, None] = {}

    @property
    def all(self) -> dict[str, Note]:
        """All notes by name."""
        return dict(self._notes)

    @property
    def cited(self) -> list[str]:
        """The statements behind all notes and cells made so far, in order."""
        return list({**self._taken, **self._cited})

    def take(self) -> tuple[str, ...]:
        """Return the statements behind the notes and cells made since the last call."""
        found, self._cited = tuple(self._cited), {}
        self._taken.update(dict.fromkeys(found))
        return found

    def refs(self, statements: Iterable[str]) -> Line:
        """Return a reference to a new note on the statements; empty without statements.

        Each reference has its own note, so that on paper the note is at the foot of the same page.
        """
        found = tuple(dict.fromkeys(statements))
        if not found:
            return ()
        self._cited.update(dict.fromkeys(found))
        name = short_id(found[0])
        same = sum(one.startswith(name) for one in self._notes)
        name = f"{name}-{same + 1}" if same else name
        self._notes[name] = Note(name, self._text(found), found)
        return (Text("", note=name),)

    def cell(self, statements: Iterable[str]) -> Line:
        """Return keys and places of the sources of statements, for a cell of a table.

        The places link to the statements in the annex.
        """
        found = tuple(dict.fromkeys(statements))
        self._cited.update(dict.fromkeys(found))
        runs: list[Text] = []
        behind: dict[str, str] = {}
        for one in found:
            for passage in self._graph.passages(one):
                behind.setdefault(passage.source, one)
        for source, places in self._places(found).items():
            runs += [Text("; ")] if runs else []
            runs.append(Text(self.key(source), link=f"#{self.anchor(source)}"))
            if places:
                link = f"#{short_id(behind[source])}"
                runs += [Text(", "), Text(_together(places), link=link)]
        return tuple(runs)

    def places(self, statement: str) -> Line:
        """Return the places of a statement, without the name of its first source (its heading)."""
        self._cited[statement] = None
        runs: list[Text] = []
        for source, places in self._places([statement]).items():
            told = _together(places)
            if not runs:
                runs.append(Text(told))
                continue
            runs += [Text("; "), Text(self.key(source), link=f"#{self.anchor(source)}")]
            runs += [Text(f", {told}")] if told else []
        return tuple(runs)

    def undefined(self) -> Line:
        """Return the source keys in cells that are not explained yet, each with its source.

        The applicant's own papers are explained below every table, so that its reader recognises
        them.
        """
        runs: list[Text] = []
        for source, key in self.keys.items():
            if source not in self._defined or source in self._applicant:
                self._defined.add(source)
                runs += [Text("; ")] if runs else []
                runs += line(f"{key}: ", self.title(source), self.own(source))
        return line(runs, "." if runs else "")

    def key(self, source: str) -> str:
        """Return the key of a source."""
        letter = words("brief.notes", self._graph.lang)["key"]
        return self.keys.setdefault(source, f"{letter}{len(self.keys) + 1}")

    def anchor(self, source: str) -> str:
        """Return the name of the anchor of a source in the annex."""
        return f"source-{self.key(source).lower()}"

    def title(self, source: str) -> Line:
        """Return the title of a source with its date, as a link if the source has an address."""
        graph = self._graph
        dates = [text for name in DATES for text in graph.texts(source, name)]
        text = graph.label(source)
        if dates and stated(dates[0], graph.lang) not in text:
            text += f" ({stated(dates[0], graph.lang)})"
        return (Text(text, link=self.page(source)),)

    def origin(self, statement: str) -> frozenset[bool]:
        """Return whether the sources of a statement are the applicant's: True, False, or both."""
        return frozenset(one.source in self._applicant for one in self._graph.passages(statement))

    @property
    def papers(self) -> list[str]:
        """The keys of the applicant's own papers among the sources mentioned so far."""
        return [key for source, key in self.keys.items() if source in self._applicant]

    def own(self, source: str) -> str:
        """Return the mark for the applicant's own paper; empty for any other source."""
        own = words("brief.notes", self._graph.lang)["own"]
        return f" ({own})" if source in self._applicant else ""

    def page(self, source: str) -> str:
        """Return the web address of a source; empty if it is unknown."""
        return self._graph.iri(source, "schema:url")

    def _places(self, statements: Iterable[str]) -> dict[str, list[str]]:
        """Return the places that the statements cite, by source."""
        every = (passage for one in statements for passage in self._graph.passages(one))
        passages = in_reading_order(every)
        # The sources in the order of the statements, their places in reading order.
        order = dict.fromkeys(p.source for one in statements for p in self._graph.passages(one))
        passages.sort(key=lambda passage: list(order).index(passage.source))
        found: dict[str, list[str]] = {}
        for passage in passages:
            places = found.setdefault(passage.source, [])
            if passage.place not in places:
                places.append(passage.place)
        return found

    def _text(self, statements: tuple[str, ...]) -> Line:
        """Return the text of a note: sources with places, short ids, and unfavourable verdicts."""
        phrases = words("brief.notes", self._graph.lang)
        runs: list[Text] = []
        for source, places in self._places(statements).items():
            runs += [Text("; ")] if runs else []
            key = self.key(source)
            if source in self._defined:
                runs += line(Text(key, link=f"#{self.anchor(source)}"), self.own(source))
            else:
                self._defined.add(source)
                mine = (phrases["own"],) if source in self._applicant else ()
                marks = "; ".join((phrases["hence"].format(key), *mine))
                runs += line(self.title(source), f" ({marks})")
            runs += [Text(f", {_together(places)}")] if places else []
        runs += [Text(". ")] if runs else []
        for n, one in enumerate(statements):
            name = short_id(one)
            runs += [Text(", " if n else ""), Text(name, link=f"#{name}")]
        verdicts = dict.fromkeys(filter(None, map(self._facts.verdict, statements)))
        return line(runs, f" ({'; '.join(verdicts)})" if verdicts else "", ".")


def _together(places: Iterable[str]) -> str:
    """Return places with their common word only once: ``regels 3–5, 8–9``."""
    told, before = list[str](), ""
    for place in places:
        name, space, number = place.partition(" ")
        told.append(number if space and name == before and number[:1].isdigit() else place)
        before = name
    return ", ".join(told)
