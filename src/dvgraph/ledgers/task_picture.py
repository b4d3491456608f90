"""The task fate ledger as strips: the history of each task and service across organisations."""

from collections.abc import Iterator

from dvgraph.graphics import strips
from dvgraph.graphics.strips import Holding, Track
from dvgraph.graphics.svg import shown
from dvgraph.ledgers.spells import Spell
from dvgraph.ledgers.task_table import origin
from dvgraph.ledgers.tasks import CONTINUED, DROPPED, MOVED, SPLIT, WIDENED, Fate, Life, TaskLedger
from dvgraph.locale.wording import Span, moment, period
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST, slug

# The sign at the end of a bar; any other fate, unknown included, is a question mark.
_SIGNS = {CONTINUED: "=", SPLIT: "<", WIDENED: "+", MOVED: "→", DROPPED: "×"}


def svg(ledger: TaskLedger) -> str:
    """Return the strips as an SVG document, 1200 units wide, a band for each task and service."""
    lang, label = ledger.graph.lang, ledger.graph.label
    drawn = things(ledger)
    dated = {thing.iri for thing in drawn}
    undated = ", ".join(label(life.thing) for life in ledger.lives if life.thing not in dated)
    return strips.svg(
        drawn,
        ledger.today,
        title=_say("of", lang, label(ledger.focus)) if ledger.focus else _say("all", lang),
        key=_say("key", lang),
        note=_say("undated", lang, undated) if undated else "",
        description=" ".join(_sentences(ledger)),
        lang=lang,
    )


def things(ledger: TaskLedger) -> list[Track]:
    """Return the tasks and services with a known time, as input for the picture."""
    found = (
        Track(
            life.thing,
            ledger.graph.label(life.thing),
            [_holding(ledger, life, spell) for spell in sorted(life.spells) if _known(spell)],
        )
        for life in ledger.lives
    )
    return [thing for thing in found if thing.holdings]


def _holding(ledger: TaskLedger, life: Life, spell: Spell) -> Holding:
    fates = [one for one in life.fates if one.spell == spell]
    return Holding(
        holder=spell.organisation,
        name=ledger.graph.label(spell.organisation),
        short=slug(spell.organisation),
        days=shown(spell.bounds, ledger.today),
        going=not spell.ended(ledger.today),
        sign=_SIGNS.get(fates[0].fate, "?") if fates else "",
        title=_told(ledger, life, spell),
        end="; ".join(_became(ledger, one) for one in fates),
    )


def _known(spell: Spell) -> bool:
    _, start, _, gone = spell.bounds
    return FIRST < start < LAST or FIRST < gone < LAST


def _say(name: str, lang: str, *parts: str) -> str:
    return words("ledgers.task-picture", lang)[name].format(*parts)


def _told(ledger: TaskLedger, life: Life, spell: Spell) -> str:
    graph = ledger.graph
    roles = [one.role for one in life.roles if one.organisation == spell.organisation]
    named = ", ".join(dict.fromkeys(map(graph.label, roles)))
    when = period(Span(None, None, spell.bounds, (), spell.open), graph.lang)
    return f"{graph.label(life.thing)}: {graph.label(spell.organisation)} ({named}), {when}"


def _became(ledger: TaskLedger, fate: Fate) -> str:
    graph = ledger.graph
    when = moment(Span(None, None, (*fate.days, LAST, LAST)), graph.lang)
    target = f" → {graph.label(fate.target)}" if fate.target else ""
    return f"{graph.label(fate.fate)}{target}, {when} ({origin(fate, graph.lang)})"


def _sentences(ledger: TaskLedger) -> Iterator[str]:
    """Yield the picture in words, for readers who cannot see it."""
    for life in ledger.lives:
        parts = [_told(ledger, life, spell).partition(": ")[2] for spell in life.spells]
        parts += [_became(ledger, fate) for fate in life.fates]
        yield f"{ledger.graph.label(life.thing)}: {'; '.join(parts)}."
