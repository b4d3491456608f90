"""The task ledger as strips: the history of each task and service across organisations."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from dvgraph.graphics import strips
from dvgraph.graphics.strips import Holding, StripText, Track, YearOfTracks
from dvgraph.ledgers.spells import Spell
from dvgraph.ledgers.task_table import origin
from dvgraph.ledgers.tasks import CONTINUED, DROPPED, MOVED, SPLIT, WIDENED, Fate, Life, TaskLedger
from dvgraph.lineage.families import Families, families, grammar
from dvgraph.locale.wording import Span, moment, period
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST
from dvgraph.things.grounds import names

# The sign at the end of a bar; any other fate, or an unknown one, is a question mark.
_SIGNS = {
    CONTINUED: "continued",
    SPLIT: "split",
    WIDENED: "widened",
    MOVED: "moved",
    DROPPED: "dropped",
}


def svg(
    ledger: TaskLedger, *, name: str = "", link: Callable[[str], str | None] | None = None
) -> str:
    """Return an SVG document, 1200 units wide, with a strip for each task and service.

    For an organisation, columns above the strips count the tasks and services that it gained and
    lost in each year. ``name`` and ``link`` are those of ``graphics.strips.svg``: ``name`` makes
    the picture a part of a page, ``link`` gives the addresses.
    """
    lang, label = ledger.graph.lang, ledger.graph.label
    known = families(ledger.graph.store, lang)
    rows = things(ledger, known)
    dated = {thing.iri for thing in rows}
    undated = ", ".join(label(life.thing) for life in ledger.lives if life.thing not in dated)
    counted, decisions = _years(ledger)
    said = names(ledger.graph, decisions)
    below = [(str(n), said[one]) for n, one in enumerate(decisions, 1)]
    if undated:
        below.append(("", _say("undated", lang, undated)))
    text = StripText(
        title=_say("of", lang, label(ledger.focus)) if ledger.focus else _say("all", lang),
        above=(),
        below=below,
        description=" ".join(_sentences(ledger)),
        grammar=grammar(known, lang),
        got=_say("got", lang),
        held=_say("held", lang),
    )
    key = known[ledger.focus].key
    return strips.svg(rows, ledger.today, text, counted, key=key, name=name, link=link)


def _years(ledger: TaskLedger) -> tuple[list[YearOfTracks], list[str]]:
    """Return the columns for the subject organisation, and the decisions whose numbers they have.

    A column counts the things in the states certain or known at the end of a year, and the
    difference from the year before.
    """
    own = [
        (life, spell)
        for life in ledger.lives
        for spell in life.spells
        if spell.organisation == ledger.focus and spell.bounds.van_laatst < LAST
    ]
    if not own:
        return [], []
    grounds: dict[str, int] = {}
    found = []
    before: set[Spell] = set()
    lives = {spell: life for life, spell in own}
    for year in range(min(one.bounds.van_laatst.year for one in lives), ledger.today.year + 1):
        end = min(date(year, 12, 31), ledger.today)
        held = {one for one in lives if one.bounds.van_laatst <= end < one.bounds.tot_vroegst}
        got, lost = held - before, len(before - held)
        taken = sum(_had_before(lives[spell], spell) for spell in got)
        unsure = sum(
            spell.bounds.van_vroegst.year < year and not _had_before(lives[spell], spell)
            for spell in got
        )
        fresh = len(got) - taken - unsure
        decided = _numbered(ledger, got, grounds)
        told = _say("year", ledger.graph.lang, year, len(held), fresh, taken, unsure, lost)
        numbers = (len(held) - len(got), fresh, taken, unsure, lost)
        found.append(YearOfTracks(year, *numbers, ", ".join(map(str, decided)), told))
        before = held
    return found, list(grounds)


def _had_before(life: Life, spell: Spell) -> bool:
    """Return whether another organisation had the thing before this spell."""
    return any(
        other.organisation != spell.organisation
        and other.bounds.van_laatst < spell.bounds.van_laatst
        for other in life.spells
    )


def _numbered(ledger: TaskLedger, got: Iterable[Spell], grounds: dict[str, int]) -> list[int]:
    """Return the numbers of the decisions behind spells; a new decision gets the next number."""
    decided = sorted(
        {
            ground
            for spell in got
            for one in spell.statements
            for ground in ledger.graph.iris(one, "dvg:grond")
        }
    )
    return sorted(grounds.setdefault(one, len(grounds) + 1) for one in decided)


def things(ledger: TaskLedger, known: Families) -> list[Track]:
    """Return the tasks and services with a known time, in order of start.

    For an organisation, the order is that in which it got them; tasks whose time is known only for
    its predecessors or successors come last.
    """
    found = []
    for life in ledger.lives:
        spells = [spell for spell in sorted(life.spells) if _known(spell)]
        own = [one for one in spells if one.organisation == ledger.focus]
        if spells:
            held = [_holding(ledger, life, spell, known) for spell in spells]
            first = min((one.bounds.van_laatst, one.bounds.van_vroegst) for one in own or spells)
            late = bool(ledger.focus in known and not own)
            found.append(((late, *first), Track(life.thing, ledger.graph.label(life.thing), held)))
    return [thing for _, thing in sorted(found, key=lambda pair: (pair[0], pair[1].iri))]


def _holding(ledger: TaskLedger, life: Life, spell: Spell, known: Families) -> Holding:
    fates = [one for one in life.fates if one.spell == spell]
    sign = _SIGNS.get(fates[0].fate, "fate-unknown") if fates else ""
    return Holding(
        holder=spell.organisation,
        # In its own picture, an organisation needs no name in each bar.
        name="" if spell.organisation == ledger.focus else ledger.graph.label(spell.organisation),
        key=known[spell.organisation].key,
        days=spell.bounds,
        title=_told(ledger, life, spell),
        # If the holder continues in the next bar, the end of this bar needs no sign.
        sign="" if sign == "continued" else sign,
        end="; ".join(_became(ledger, one) for one in fates),
    )


def _known(spell: Spell) -> bool:
    _, start, _, gone = spell.bounds
    return FIRST < start < LAST or FIRST < gone < LAST


def _say(name: str, lang: str, *parts: object) -> str:
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
    """Yield the picture in words, for screen readers."""
    for life in ledger.lives:
        parts = [_told(ledger, life, spell).partition(": ")[2] for spell in life.spells]
        parts += [_became(ledger, fate) for fate in life.fates]
        yield f"{ledger.graph.label(life.thing)}: {'; '.join(parts)}."
