"""The task fate ledger as strips: the history of each task and service across organisations."""

from collections.abc import Iterable, Iterator
from datetime import date

from dvgraph.graphics import strips
from dvgraph.graphics.strips import Holding, StripText, Track, YearOfTracks
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
    """Return the strips as an SVG document, 1200 units wide, a row for each task and service.

    For an organisation, columns above count what it held, got and lost in each year.
    """
    lang, label = ledger.graph.lang, ledger.graph.label
    drawn = things(ledger)
    dated = {thing.iri for thing in drawn}
    undated = ", ".join(label(life.thing) for life in ledger.lives if life.thing not in dated)
    counted, decisions = _years(ledger)
    notes = [f"{n} {label(one)}" for n, one in enumerate(decisions, 1)]
    if undated:
        notes.append(_say("undated", lang, undated))
    text = StripText(
        _say("of", lang, label(ledger.focus)) if ledger.focus else _say("all", lang),
        _say("key", lang),
        notes,
        " ".join(_sentences(ledger)),
        lang,
        (
            _say("kept", lang),
            _say("new", lang),
            _say("taken over", lang),
            _say("unsure", lang),
            _say("lost", lang),
        ),
    )
    return strips.svg(drawn, ledger.today, text, counted, ledger.focus)


def _years(ledger: TaskLedger) -> tuple[list[YearOfTracks], list[str]]:
    """Return the columns of the organisation that is the subject, and the decisions they number.

    A column counts what was certainly held, as far as known, at the end of a year, and how that
    differs from the year before.
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
        found.append(YearOfTracks(year, *numbers, ",".join(map(str, decided)), told))
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
    """Return the numbers of the decisions behind spells; a new one gets the next number."""
    decided = sorted(
        {
            ground
            for spell in got
            for one in spell.statements
            for ground in ledger.graph.iris(one, "dvg:grond")
        }
    )
    return sorted(grounds.setdefault(one, len(grounds) + 1) for one in decided)


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
    """Yield the picture in words, for readers who cannot see it."""
    for life in ledger.lives:
        parts = [_told(ledger, life, spell).partition(": ")[2] for spell in life.spells]
        parts += [_became(ledger, fate) for fate in life.fates]
        yield f"{ledger.graph.label(life.thing)}: {'; '.join(parts)}."
