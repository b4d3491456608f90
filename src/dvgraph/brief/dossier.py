"""A dossier from its template: sentences, tables and charts of statements, and their notes."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.brief import blocks, charts, doubts, events, figures, locales
from dvgraph.brief.blocks import Block
from dvgraph.brief.chapters import chapter_of
from dvgraph.brief.charts import Chart
from dvgraph.brief.facts import Facts
from dvgraph.brief.notes import Notes
from dvgraph.brief.phrases import Phrases
from dvgraph.brief.scope import scope
from dvgraph.brief.sentences import escaped, sentences
from dvgraph.brief.summary import summary, words
from dvgraph.brief.template import render
from dvgraph.errors import UseError
from dvgraph.labels.neighbourhood import Neighbourhood
from dvgraph.things.sentences import kind

if TYPE_CHECKING:
    from dvgraph.evidence.verdicts import Verdict
    from dvgraph.store.protocol import Store

# What of these held on the first day is where the story starts.
_STARTING = ("tasks", "services", "structure", "context", "risk")
TEMPLATES = Path(__file__).parent / "templates"


class Note(NamedTuple):
    """A footnote: its number, name (a short id), text, and the statement or thing it is about."""

    number: int
    name: str
    text: str
    iri: str


class Brief(NamedTuple):
    """A dossier: its language and title, blocks, notes in order, and charts by file name.

    ``uncited`` are the sentences without a note: none, unless a template of one's own adds them.
    """

    lang: str
    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    charts: Mapping[str, Chart]
    markdown: str

    @property
    def uncited(self) -> list[str]:
        """Sentences, list items and table rows that have no note."""
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

    ``verdicts`` are those of ``evidence.verify``: what has none is marked *text not at hand*.
    Raises UseError for another thing or an impossible period, InputError for a faulty template.
    """
    until = until or date.today()
    if since > until:
        raise UseError(f"{since} comes after {until}", hint="Give --since before --until")
    made = _Maker(store, thing, since, until, lang, verdicts or [], templates or TEMPLATES)
    return made.brief()


class _Maker:
    """All that the functions of a template need."""

    def __init__(
        self,
        store: "Store",
        thing: str,
        since: date,
        until: date,
        lang: str,
        verdicts: "list[Verdict]",
        templates: Path,
    ) -> None:
        self.lang, self._since, self._until, self._templates = lang, since, until, templates
        self.hood = hood = Neighbourhood(store, lang)
        self.scope = scope(hood, thing, since, until)
        self._thing = thing
        used = (*self.scope.before, *self.scope.within)
        hood.describe(
            iri
            for one in used
            for iri in hood.iris(one, "dvg:over", "dvg:onderwerp", "dvg:betreft")
        )
        hood.fetch_sources(used)
        phrases = Phrases(templates, lang)
        outcomes = {verdict.statement: verdict.outcome for verdict in verdicts}
        self.facts = Facts(hood, phrases, self.scope, outcomes, until)
        doubts.fetch(self.facts, used)
        hood.describe(one for node in used for one in hood.iris(node, "dvg:klasse", "dvg:voorwerp"))
        hood.load_labels(one for node in list(hood.nodes) for one in (node, *hood.around(node)))
        self.phrases, self.notes = phrases, Notes(hood, self.facts)
        self.charts: dict[str, Chart] = {}
        self._told: dict[str, list[str]] = {}
        self._before = set(self.scope.before)
        for one in dict.fromkeys(used):
            self._told.setdefault(self._chapter(one), []).append(one)
        self._used = [one for chapter, found in self._told.items() if chapter for one in found]

    def _chapter(self, statement: str) -> str:
        chapter = chapter_of(self.hood, statement, self.scope)
        return "start" if chapter in _STARTING and statement in self._before else chapter

    def brief(self) -> Brief:
        functions = {
            "sentences": self.sentences,
            "table": self.table,
            "chart": self.chart,
            "legend": self.legend,
        }
        subject = self.hood.label(self._thing)
        given = {**functions, "subject": escaped(subject), "period": self.period}
        text = render(self._templates, f"dossier.{self.lang}.md.j2", given)
        found = blocks.read(text)
        order = blocks.note_order(found)
        notes = tuple(
            Note(number, name, self.notes.text(name), self.notes.statement(name))
            for name, number in order.items()
        )
        title = next(
            (blocks.plain(one.line) for one in found if isinstance(one, blocks.Heading)), subject
        )
        return Brief(self.lang, title, tuple(found), notes, self.charts, text)

    def period(self, text: str) -> str:
        """Return a text with the first and last day of the period in it."""
        since, until = (
            locales.day(day.isoformat(), self.lang) for day in (self._since, self._until)
        )
        return escaped(text.format(since=since, until=until))

    def legend(self) -> str:
        """Return what the sign behind unread statements means."""
        return escaped(doubts.legend(self.facts, self._used))

    def sentences(self, chapter: str) -> str:
        """Return the sentences of a chapter as Markdown."""
        if chapter.endswith("-figures") or chapter in ("", "events"):
            return ""
        hood = self.hood
        facts = [self.facts.fact(one) for one in self._told.get(chapter, ())]
        if chapter == "post":
            vacancies = [
                one for one in self._told.get("events", ())
                if "dvg:Vacantverklaring" in hood.types(hood.iri(one, "dvg:over"))
                and kind(hood, one)
            ]  # fmt: skip
            facts += [self.facts.fact(one) for one in vacancies]
        return sentences(facts, self.phrases, self.notes)

    def table(self, name: str) -> str:
        """Return a table as Markdown, the empty string where it would have no rows."""
        used = self._used
        if name == "summary":
            return summary(self.facts, self.notes, self._told)
        if name == "events":
            return events.table(self.facts, self.notes, self._told.get("events", ()))
        if name == "words":
            return words(self.facts, self.notes, used)
        if name in ("weak", "contradictions", "gaps"):
            make = {
                "weak": doubts.weak,
                "contradictions": doubts.contradictions,
                "gaps": doubts.gaps,
            }
            return make[name](self.facts, self.notes, used)
        return figures.table(self.facts, self.notes, self._rows(name))

    def chart(self, name: str, title: str) -> str:
        """Return a chart as a Markdown image, the empty string where nothing can be compared."""
        found = figures.to_draw(self._rows(name))
        made = charts.chart(f"{name}.svg", title, found, self.lang, shared=name != "reach")
        if made is None:
            return ""
        self.charts[made.name] = made
        return f"![{escaped(made.alt)}]({made.name})"

    def _rows(self, name: str) -> list[figures.Row]:
        return figures.rows(self.facts, self._told.get(f"{name}-figures", ()))
