"""A dossier from its template: sentences, tables and charts from statements, with notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dvgraph.brief import blocks, charts, doubts, events, figures
from dvgraph.brief.blocks import Block
from dvgraph.brief.chapters import chapter_of
from dvgraph.brief.charts import Chart
from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.notes import Notes
from dvgraph.brief.scope import BriefScope, scope
from dvgraph.brief.sentences import escaped, sentences
from dvgraph.brief.summary import glossary, summary
from dvgraph.errors import UseError
from dvgraph.history.layout import capitalised
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.reader import explained
from dvgraph.locale.wording import stated
from dvgraph.locale.words import words
from dvgraph.results.templates import render
from dvgraph.things.life import life
from dvgraph.things.sentences import kind

if TYPE_CHECKING:
    from dvgraph.evidence.verdicts import Verdict
    from dvgraph.store.protocol import Store

# Chapters that begin with the state on the first day.
_STARTING = ("tasks", "services", "structure", "context", "risk")
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number, name (a short id), text, and its statement or thing."""

    number: int
    name: str
    text: str
    iri: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A dossier: its language and title, blocks, notes in order, and charts by file name.

    ``uncited`` are the sentences without a note: none, unless your own template adds them.
    """

    lang: str
    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    charts: Mapping[str, Chart]
    markdown: str

    @property
    def uncited(self) -> list[str]:
        """Sentences, list items and table rows without a note."""
        return blocks.uncited(self.blocks)


def brief(
    store: "Store",
    thing: str,
    since: date,
    until: date | None = None,
    lang: str = "nl",
    *,
    verdicts: "list[Verdict] | None" = None,
    templates: Path | None = None,
) -> Brief:
    """Return the dossier on a post or organisation (an IRI) over a period, today by default.

    ``verdicts`` are those of ``evidence.verify``: a statement without one is marked *text not at
    hand*. Raises UseError for another thing or an impossible period, InputError for a faulty
    template.
    """
    until = until or date.today()
    if since > until:
        raise UseError(*explained("errors.brief", "since after until", since=since, until=until))
    graph = Subgraph(store, lang)
    reach = scope(graph, thing, since, until)
    folder = templates or TEMPLATES
    outcomes = {verdict.statement: verdict.outcome for verdict in verdicts or []}
    facts = BriefFacts(graph, reach, outcomes, until)
    return _Maker(thing, (since, until), facts, _chapters(graph, reach), folder).brief()


def _chapters(graph: Subgraph, reach: BriefScope) -> dict[str, list[str]]:
    """Return the statements of a brief by chapter, including some that held on the first day."""
    found: dict[str, list[str]] = {}
    before = set(reach.before)
    for one in dict.fromkeys((*reach.before, *reach.within)):
        chapter = chapter_of(graph, one, reach)
        starts = chapter in _STARTING and one in before
        found.setdefault("start" if starts else chapter, []).append(one)
    return found


class _Maker:
    """The functions of a template: sentences, tables and charts of a chapter's statements."""

    def __init__(
        self,
        thing: str,
        days: tuple[date, date],
        facts: BriefFacts,
        by_chapter: Mapping[str, list[str]],
        templates: Path,
    ) -> None:
        self._thing, self._days, self._facts, self._by_chapter = thing, days, facts, by_chapter
        self._templates, self.graph, self.lang = templates, facts.graph, facts.graph.lang
        self.notes = Notes(facts.graph, facts)
        self.charts: dict[str, Chart] = {}
        self._used = [one for chapter, found in by_chapter.items() if chapter for one in found]

    def brief(self) -> Brief:
        functions = {
            "title": self.title,
            "period": self.period,
            "sentences": self.sentences,
            "table": self.table,
            "chart": self.chart,
            "legend": self.legend,
        }
        subject = self.graph.label(self._thing)
        given = {**functions, "subject": escaped(subject), "lang": self.lang}
        text = render(self._templates, "dossier.md.j2", given)
        found = blocks.read(text)
        order = blocks.note_order(found)
        notes = tuple(
            Note(
                number=number,
                name=name,
                text=self.notes.text(name),
                iri=self.notes.statement(name),
            )
            for name, number in order.items()
        )
        title = next(
            (blocks.plain(one.line) for one in found if isinstance(one, blocks.Heading)), subject
        )
        return Brief(
            lang=self.lang,
            title=title,
            blocks=tuple(found),
            notes=notes,
            charts=self.charts,
            markdown=text,
        )

    def title(self, name: str) -> str:
        """Return the title of a chapter; any other text as it is."""
        return escaped(words("brief.chapters", self.lang).get(name, name))

    def period(self, text: str = "") -> str:
        """Return a text with the first and last day of the period inserted.

        Of a subject without a current existence a second paragraph says so.
        """
        since, until = (stated(day.isoformat(), self.lang) for day in self._days)
        text = text or words("brief.chapters", self.lang)["period"]
        found = escaped(text.format(since=since, until=until))
        absent = self.graph.iris(self._thing, "dvg:nietGeldendBestaan")
        if not absent:
            return found
        _, told = life(self.graph, self._thing, self._days[1])
        subject = capitalised(self.graph.label(self._thing))
        return f"{found}\n\n{escaped(f'{subject} {told}.')}{self.notes.refs(absent)}"

    def legend(self) -> str:
        """Return the legend of the sign behind unread statements."""
        return escaped(doubts.legend(self._facts, self._used))

    def sentences(self, chapter: str) -> str:
        """Return the sentences of a chapter as Markdown."""
        if chapter.endswith("-figures") or chapter in ("", "events"):
            return ""
        graph = self.graph
        facts = [self._facts.fact(one) for one in self._by_chapter.get(chapter, ())]
        if chapter == "post":
            vacancies = [
                one for one in self._by_chapter.get("events", ())
                if "dvg:Vacantverklaring" in graph.types(graph.iri(one, "dvg:over"))
                and kind(graph, one)
            ]  # fmt: skip
            facts += [self._facts.fact(one) for one in vacancies]
        return sentences(facts, self.notes, self.lang)

    def table(self, name: str) -> str:
        """Return a table as Markdown, the empty string without rows."""
        used = self._used
        if name == "summary":
            return summary(self._facts, self.notes, self._by_chapter)
        if name == "events":
            return events.table(self._facts, self.notes, self._by_chapter.get("events", ()))
        if name == "words":
            return glossary(self._facts, self.notes, used)
        if name in ("weak", "contradictions", "gaps"):
            make = {
                "weak": doubts.weak,
                "contradictions": doubts.contradictions,
                "gaps": doubts.gaps,
            }
            return make[name](self._facts, self.notes, used)
        return figures.table(self._facts, self.notes, self._rows(name))

    def chart(self, name: str, title: str = "") -> str:
        """Return a chart as a Markdown image, the empty string if nothing is comparable."""
        title = title or words("brief.charts", self.lang).get(name, self.title(name))
        found = figures.to_draw(self._rows(name))
        made = charts.chart(f"{name}.svg", title, found, self.lang, shared=name != "reach")
        if made is None:
            return ""
        self.charts[made.name] = made
        return f"![{escaped(made.alt)}]({made.name})"

    def _rows(self, name: str) -> list[figures.Row]:
        return figures.rows(self._facts, self._by_chapter.get(f"{name}-figures", ()))
