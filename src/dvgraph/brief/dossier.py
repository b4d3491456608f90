"""A brief, made from its parts: the request, the growth, and the arguments for and against."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from dvgraph.brief import annex, blocks, doubts
from dvgraph.brief import request as letter
from dvgraph.brief.blocks import Block, Grid, Heading, Text, line
from dvgraph.brief.chapters import chapter_of
from dvgraph.brief.facts import BriefFacts
from dvgraph.brief.growth import Chart
from dvgraph.brief.notes import Note, Notes
from dvgraph.brief.parts import PARTS, BriefParts
from dvgraph.brief.request import Request
from dvgraph.brief.scope import BriefScope, first_day, scope
from dvgraph.errors import UseError
from dvgraph.evidence.verdicts import Outcome
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import joined
from dvgraph.locale.characters import legible
from dvgraph.locale.reader import explained
from dvgraph.locale.wording import capitalised, stated
from dvgraph.locale.words import words
from dvgraph.store import inventory
from dvgraph.things.life import life

if TYPE_CHECKING:
    from dvgraph.evidence.verdicts import Verdict
    from dvgraph.store.protocol import Store

# The tables of the annex whose rows are counted, each with the noun for a row.
_COUNTED = {"statements": "uitspraak", "contradictions": "tegenspraak", "gaps": "lacune"}


@dataclass(frozen=True, slots=True)
class Brief:
    """A dossier.

    ``day``: the last day of its period. ``notes``: in the order of their numbers. ``charts``: the
    pictures by file name. ``told``: the statements behind each part, by its name in
    ``parts.PARTS``, and behind ``annex``.
    """

    lang: str
    title: str
    subject: str
    day: date
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    charts: Mapping[str, Chart]
    told: Mapping[str, tuple[str, ...]]

    @property
    def body(self) -> list[Block]:
        """The blocks before the annex."""
        return blocks.body(self.blocks)

    @property
    def uncited(self) -> list[str]:
        """The sentences, list items and table rows of the body without a source; normally none."""
        return blocks.uncited(self.body)


# Long since it has many parameters and lists the contents of a brief.
def brief(
    store: "Store",
    thing: str,
    since: date | None = None,
    until: date | None = None,
    lang: str = "nl",
    *,
    verdicts: "list[Verdict] | None" = None,
    request: Request | None = None,
    graph: Subgraph | None = None,
) -> Brief:
    """Return the dossier on a post or organisation (an IRI) over a period.

    By default from ``scope.first_day`` until today. ``verdicts`` are those
    of ``evidence.verify``; a statement without a verdict counts as having no text. ``request`` is
    the applicant's own text; ``graph`` keeps loaded nodes between calls. Raises UseError for
    another thing or an impossible period.
    """
    until = until or date.today()
    graph = graph or Subgraph(store, lang)
    since = since or first_day(graph, thing)
    if since is None:
        raise UseError(*explained("errors.brief", "no since", name=graph.label(thing)))
    if since > until:
        raise UseError(*explained("errors.brief", "since after until", since=since, until=until))
    reach = scope(graph, thing, since, until)
    outcomes = {verdict.statement: verdict.outcome for verdict in verdicts or []}
    facts = BriefFacts(graph, reach, outcomes, until)
    notes, by_chapter = Notes(facts), _chapters(graph, reach)
    parts = BriefParts(store, facts, notes, by_chapter, thing, (since, until), request)
    titles = words("brief.parts", lang)
    title = words("brief.title", lang)["post" if thing in reach.posts else "organisation"]
    title = title.format(graph.label(thing))
    told: dict[str, tuple[str, ...]] = {}
    found: list[Block] = [Heading(1, title), *letter.head(letter.headed(request or "")[0], lang)]
    found += _period(graph, thing, notes, (since, until))
    made: dict[str, list[Block]] = {}
    for name in PARTS:
        make: Callable[[], list[Block]] = getattr(parts, name)
        made[name] = make()
        told[name] = notes.take()
    made["gist"], made["doubts"] = parts.weighed(made["gist"], made["doubts"])
    for number, name in enumerate(PARTS, 1):
        heading = Heading(2, f"{number}. {titles[name]}", f"part-{name}", whole=name == PARTS[-1])
        found += [heading, *(made[name] or [blocks.Paragraph(line(titles["nothing"]), "small")])]
    found.append(Heading(2, titles["annex"], "annex", fresh=True))
    body = notes.cited
    tables = annex.tables(facts, notes, by_chapter, body)
    found.append(_counted(facts, body, parts, inventory.version(store), tables))
    for name, table in tables.items():
        found += [Heading(3, words("brief.annex", lang)[name]), table]
    told["annex"] = notes.take()
    order, known = blocks.numbers(found), notes.all
    return Brief(
        lang=lang,
        title=legible(title),
        subject=legible(graph.label(thing)),
        day=until,
        blocks=blocks.readable(tuple(found)),
        notes=tuple(replace(known[n], line=blocks.readable(known[n].line)) for n in order),
        charts={one.name: one for one in parts.charts},
        told=told,
    )


def _chapters(graph: Subgraph, reach: BriefScope) -> dict[str, list[str]]:
    """Return the statements of a brief by chapter, including those in force on the first day."""
    found: dict[str, list[str]] = {}
    for one in dict.fromkeys((*reach.before, *reach.within)):
        if chapter := chapter_of(graph, one, reach):
            found.setdefault(chapter, []).append(one)
    return found


def _period(graph: Subgraph, thing: str, notes: Notes, period: tuple[date, date]) -> list[Block]:
    """Return the line with the period.

    If the subject has no current existence, a second line says so.
    """
    lang = graph.lang
    phrases = words("brief.text", lang)
    days = [stated(day.isoformat(), lang) for day in period]
    found: list[Block] = [blocks.Paragraph(line(phrases["period"].format(*days)), "small")]
    if absent := graph.iris(thing, "dvg:nietGeldendBestaan"):
        told = f"{capitalised(graph.label(thing))} {life(graph, thing, period[1])[1]}."
        found.append(blocks.Paragraph(line(told, notes.refs(absent))))
    return found


def _counted_tasks(parts: BriefParts, lang: str) -> str:
    """Return how many tasks the question on new tasks gives, and how many of them are where."""
    gained = parts.tasks
    ended = [one for one in gained.ended if one not in parts.lapsed]
    fates = {
        "counted kept": len(gained.kept),
        "counted ended": len(ended),
        "counted lapsed": len(gained.ended) - len(ended),
        "counted moved": len(gained.moved),
        "counted continued": len(gained.continued),
    }
    found = [parts.form(name, number, number) for name, number in fates.items() if number]
    if not (asked := sum(fates.values())):
        return ""
    return parts.form(
        "counted",
        asked,
        command=parts.asked("tasks-added"),
        asked=parts.count("taak", asked),
        list=joined(found, lang),
    )


def _compared_tasks(parts: BriefParts, lang: str) -> str:
    """Return how the tasks that ``diff`` lists as added differ from those of the table."""
    kept = {one.thing for one in parts.tasks.kept}
    found, own = parts.added_by_diff, set(parts.organisations)
    named = set(found)
    if not kept | named:
        return ""
    moved = {one.thing for one in parts.tasks.moved} & named
    line = {task for task in named - kept - moved if not found[task] & own}
    numbers = {
        "diff both": len(named & kept),
        "diff moved": len(moved),
        "diff line": len(line),
        "diff else": len(named - kept - moved - line),
    }
    beside = len(kept - named)
    told = [parts.form(name, number, number) for name, number in numbers.items() if number]
    return parts.form(
        "diff",
        len(named),
        command=parts.diffed,
        asked=parts.count("taak", len(named)) if named else words("brief.text", lang)["no task"],
        list=f": {joined(told, lang)}" if told else "",
        rest=f"; {parts.form('diff passed', beside, beside)}" if beside else "",
    )


def _counted(
    facts: BriefFacts,
    told: list[str],
    parts: BriefParts,
    version: str,
    tables: Mapping[str, Grid],
) -> Block:
    """Return how tasks were counted, how many rows the annex has, and how many were verified."""
    lang, form, count = facts.graph.lang, parts.form, parts.count
    how = " ".join(filter(None, (_counted_tasks(parts, lang), _compared_tasks(parts, lang))))
    outcomes, read = annex.reread(facts, told), list[str]()
    if told:
        listed = ", ".join(f"{facts.mark(one)} ({number})" for one, number in outcomes.items())
        resting = count("uitspraak", len(told))
        read.append(form("reread", len(told), count=resting, outcomes=listed))
    read += [form("seen", 1), form("data version", 1, version)]
    if Outcome.NO_TEXT in outcomes:
        read.append(form("read again", 1))
    every, starred = list[str](), list[str]()
    for name, noun in _COUNTED.items():
        rows = [row for row in tables[name].rows if len(row) > 1] if name in tables else []
        marked = sum(blocks.plain(row[0]).endswith(doubts.STAR) for row in rows)
        every += [count(noun, len(rows))] if rows else []
        starred += [count(noun, marked)] if marked else []
    more = form("annex holds", len(every), every=joined(every, lang)) if every else ""
    if starred:
        more += form("annex starred", 1, star=doubts.STAR, starred=joined(starred, lang))
    text = " ".join(filter(None, (how, more, *read)))
    return blocks.Paragraph((Text(text),), "small")
