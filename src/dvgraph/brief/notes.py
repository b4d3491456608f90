"""The notes of a brief and the keys of its sources: where each sentence comes from."""

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
    """A note: its name, its text, and the statements behind it."""

    name: str
    line: Line
    statements: tuple[str, ...]


class Notes:
    """The notes of a brief, and its sources, each with a key (B1, B2) from its first mention on."""

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
        """The notes by name."""
        return dict(self._notes)

    @property
    def cited(self) -> list[str]:
        """The statements behind all notes and cells so far, in order."""
        return list({**self._taken, **self._cited})

    def take(self) -> tuple[str, ...]:
        """Return the statements behind the notes and cells made since the last call."""
        found, self._cited = tuple(self._cited), {}
        self._taken.update(dict.fromkeys(found))
        return found

    def refs(self, statements: Iterable[str]) -> Line:
        """Return the reference to a new note on some statements; none without any.

        Each reference has its own note: on paper it stands at the foot of the page that calls it.
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
        """Return keys and places of the sources of some statements, for a cell of a table.

        The places lead to the statement in the annex.
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

    def undefined(self) -> Line:
        """Return the keys that cells used and nothing explained yet, each with its source.

        The applicant's own papers are named each time: the reader of a table must know them.
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
        """Return the name of the place in the annex where a source stands."""
        return f"source-{self.key(source).lower()}"

    def title(self, source: str) -> Line:
        """Return the title of a source with its date, a link to its page where it has one."""
        graph = self._graph
        dates = [text for name in DATES for text in graph.texts(source, name)]
        text = graph.label(source)
        if dates and stated(dates[0], graph.lang) not in text:
            text += f" ({stated(dates[0], graph.lang)})"
        return (Text(text, link=self.page(source)),)

    def origin(self, statement: str) -> frozenset[bool]:
        """Return whether sources of a statement are the applicant's: true, false, or both."""
        return frozenset(one.source in self._applicant for one in self._graph.passages(statement))

    @property
    def papers(self) -> list[str]:
        """The keys of the applicant's own papers, as far as mentioned."""
        return [key for source, key in self.keys.items() if source in self._applicant]

    def own(self, source: str) -> str:
        """Return the mark of a source that is the applicant's own paper; empty for another."""
        own = words("brief.notes", self._graph.lang)["own"]
        return f" ({own})" if source in self._applicant else ""

    def page(self, source: str) -> str:
        """Return the address of a source on the web; empty if none is known."""
        return self._graph.iri(source, "schema:url")

    def _places(self, statements: Iterable[str]) -> dict[str, list[str]]:
        """Return the places in each source behind some statements."""
        every = (passage for one in statements for passage in self._graph.passages(one))
        passages = in_reading_order(every)
        # The sources in the order of the statements, their places in the order of reading.
        order = dict.fromkeys(p.source for one in statements for p in self._graph.passages(one))
        passages.sort(key=lambda passage: list(order).index(passage.source))
        found: dict[str, list[str]] = {}
        for passage in passages:
            places = found.setdefault(passage.source, [])
            if passage.place not in places:
                places.append(passage.place)
        return found

    def _text(self, statements: tuple[str, ...]) -> Line:
        """Return a note: sources with their places, the short ids, a verdict other than good."""
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
    """Return places with what they are called once: ``regels 3–5, 8–9``."""
    told, before = list[str](), ""
    for place in places:
        name, space, number = place.partition(" ")
        told.append(number if space and name == before and number[:1].isdigit() else place)
        before = name
    return ", ".join(told)
