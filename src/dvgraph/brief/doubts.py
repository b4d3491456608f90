"""What is weak, contradictory or missing behind a brief."""

from collections.abc import Iterable

from dvgraph.brief import locales
from dvgraph.brief.facts import SIGN, Facts
from dvgraph.brief.figures import grid
from dvgraph.brief.notes import Notes
from dvgraph.brief.sentences import escaped
from dvgraph.evidence.verdicts import Outcome
from dvgraph.locale.wording import measured, period
from dvgraph.things.sentences import kind, says

_HEADS: dict[str, dict[str, tuple[str, ...]]] = {
    "weak": {
        "nl": ("Teken", "Wat het betekent", "Uitspraken"),
        "en": ("Mark", "What it means", "Statements"),
    },
    "contradictions": {
        "nl": ("Waarover", "Wat de bronnen zeggen", "Wat gekozen is"),
        "en": ("About what", "What the sources say", "What is preferred"),
    },
    "gaps": {
        "nl": ("Wat ontbreekt", "Voor welke uitspraken"),
        "en": ("What is missing", "For which statements"),
    },
}
_SHOWN = 12
_CHOICE = {"nl": "niets: alle lezingen staan", "en": "nothing: all readings stand"}
_VERDICTS = {
    Outcome.NO_TEXT: (
        "De tekst van de bron is niet bij de hand en kon niet nagelezen worden.",
        "The text of the source is not at hand and could not be re-read.",
    ),
    Outcome.NOT_FOUND: (
        "De regels van de bron dragen de uitspraak niet.",
        "The lines of the source do not carry the statement.",
    ),
    Outcome.CHANGED: (
        "De tekst van de bron is veranderd sinds hij gelezen is.",
        "The text of the source has changed since it was read.",
    ),
}


def weak(facts: Facts, notes: Notes, used: Iterable[str]) -> str:
    """Return the marks of the statements used, what they mean, and which bear them."""
    hood, lang = facts.hood, facts.hood.lang
    used = list(used)
    by_doubt: dict[str, list[str]] = {}
    for one in used:
        for doubt in hood.iris(one, "dvg:zekerheid"):
            by_doubt.setdefault(doubt, []).append(one)
    hood.describe(by_doubt)
    lines = [
        [hood.label(doubt), escaped(hood.text(doubt, "skos:definition")), _some(notes, ones)]
        for doubt, ones in sorted(by_doubt.items())
    ]
    for outcome in Outcome:
        ones = [one for one in used if facts.outcome(one) == outcome]
        if ones and outcome in _VERDICTS:
            lines.append(
                [_named(facts, outcome), _VERDICTS[outcome][lang == "en"], _some(notes, ones)]
            )
    return grid(_HEADS["weak"][lang], lines) if lines else ""


def contradictions(facts: Facts, notes: Notes, used: Iterable[str]) -> str:
    """Return the contradictions that touch a statement used, with every side and the choice."""
    hood, lang, mine = facts.hood, facts.hood.lang, set(used)
    lines = []
    for node in _current(facts, "dvg:Tegenspraak"):
        sides = hood.iris(node, "dvg:tussen")
        if not mine & set(sides):
            continue
        told = [f"{escaped(_side(facts, side))}{notes.refs([side])}" for side in sides]
        chosen = [escaped(_side(facts, one)) for one in hood.iris(node, "dvg:verkozen")]
        choice = "; ".join(filter(None, [*chosen, escaped(hood.text(node, "dvg:reden"))]))
        lines.append([
            escaped(hood.label(node)) + notes.refs([node]), "; ".join(told), choice or _CHOICE[lang]
        ])  # fmt: skip
    return grid(_HEADS["contradictions"][lang], lines) if lines else ""


def gaps(facts: Facts, notes: Notes, used: Iterable[str]) -> str:
    """Return the gaps about the statements used and the things of the brief."""
    hood, lang, scope = facts.hood, facts.hood.lang, facts.scope
    mine = set(used)
    things = {*scope.posts, *scope.organisations, *scope.units, *scope.events}
    lines = []
    for node in _current(facts, "dvg:Lacune"):
        subjects = hood.iris(node, "dvg:onderwerp")
        said = [one for one in subjects if one in mine]
        if said or things & set(subjects):
            text = escaped(hood.label(node).rstrip(".")) + notes.refs([node])
            named = [escaped(facts.name(one)) for one in subjects if one in things]
            lines.append([text, _some(notes, said) or locales.listed(named, lang)])
    return grid(_HEADS["gaps"][lang], lines) if lines else ""


def fetch(facts: Facts, used: Iterable[str]) -> None:
    """Fetch the contradictions and gaps about statements and things, and what they tell of."""
    hood, scope = facts.hood, facts.scope
    things = (*used, *scope.posts, *scope.organisations, *scope.units, *scope.events)
    found = hood.mentions(things, "dvg:tussen", "dvg:onderwerp")
    sides = [side for node in found for side in hood.iris(node, "dvg:tussen", "dvg:verkozen")]
    hood.describe(sides)
    hood.fetch_sources(sides)
    places = [iri for node in found for iri in hood.iris(node, "dvg:gezochtIn")]
    hood.load_labels([*found, *places])
    hood.load_labels(one for side in sides for one in hood.around(side))


def _some(notes: Notes, ones: list[str]) -> str:
    """Return the first notes, and dots where there are more."""
    return notes.refs(ones[:_SHOWN]) + (" …" if len(ones) > _SHOWN else "")


def _named(facts: Facts, outcome: Outcome) -> str:
    """Return the name of a verdict, with the sign that stands for it."""
    sign = f" ({SIGN})" if outcome == Outcome.NO_TEXT else ""
    return facts.mark(outcome) + sign


def legend(facts: Facts, used: Iterable[str]) -> str:
    """Return what the sign behind a text means, the empty string where none bears it."""
    if all(facts.outcome(one) != Outcome.NO_TEXT for one in used):
        return ""
    meaning = _VERDICTS[Outcome.NO_TEXT][facts.hood.lang == "en"]
    return f"{SIGN} {facts.mark(Outcome.NO_TEXT)}: {meaning[:1].lower()}{meaning[1:].rstrip('.')}"


def _side(facts: Facts, one: str) -> str:
    """Return what one side of a contradiction says, and of when."""
    hood = facts.hood
    span = hood.span(one)
    if kind(hood, one) == "dvg:Bestaan":
        text = hood.label(hood.iri(one, "dvg:over"))
    else:
        text = says(hood, one)
    if span is None:
        return text
    when = measured if kind(hood, one) == "dvg:Cijfer" else period
    outcome = facts.outcome(one)
    checked = [facts.mark(outcome)] if outcome not in (Outcome.CONFIRMED, Outcome.NOTHING) else []
    return ", ".join([text, when(span, hood.lang), *checked])


def _current(facts: Facts, kind: str) -> list[str]:
    hood = facts.hood
    return [
        node
        for node in sorted(hood.nodes)
        if kind in hood.types(node) and not hood.texts(node, "prov:invalidatedAtTime")
    ]
