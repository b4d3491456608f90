"""Facts as sentences: those with the same subject, time and ground share one sentence."""

from collections.abc import Iterable, Sequence

from dvgraph.brief import locales
from dvgraph.brief.facts import BriefFact, bracketed
from dvgraph.brief.notes import Notes
from dvgraph.brief.phrases import Phrases

_INLINE = 3  # objects in a running sentence; more become a list
_ROOM = 170  # characters of these
_EXECUTION = "uitvoering"


def sentences(facts: Iterable[BriefFact], phrases: Phrases, notes: Notes) -> str:
    """Return facts as Markdown: a paragraph or a list for each group, in the order of time."""
    groups: dict[tuple[str, ...], list[BriefFact]] = {}
    for fact in sorted(facts, key=lambda one: (one.order, one.section, *one.fields.values())):
        pattern = phrases.pattern(fact.section, fact.name)
        listed = pattern.listed
        owner = (f"{k}={v}" for k, v in fact.fields.items() if k not in (listed, "rol"))
        alone = "" if listed else f"{fact.fields}"
        time = "" if fact.seen and listed else f"{fact.when}|{fact.past}"
        key = (fact.section, *pattern, *owner, alone, time, fact.ground, str(fact.past))
        groups.setdefault(key, []).append(fact)
    return "\n\n".join(_told(group, phrases, notes) for group in groups.values())


def _told(group: Sequence[BriefFact], phrases: Phrases, notes: Notes) -> str:
    lead = group[0]
    listed = phrases.pattern(lead.section, lead.name).listed
    items: dict[tuple[str, str, tuple[str, ...]], list[BriefFact]] = {}
    for fact in group:
        items.setdefault((phrases.value(fact.fields, listed), fact.when, fact.marks), []).append(
            fact
        )
    one_time = len({when for _, when, _ in items}) == 1
    one_mark = len({marks for _, _, marks in items}) == 1
    one_verdict = one_mark and len({fact.verdict for fact in group}) == 1
    pattern = phrases.pattern(lead.section, lead.name, many=len(items) > 1)
    when = lead.when if one_time else ""
    shared = [*(lead.marks if one_mark else ()), *([lead.verdict] if one_verdict else [])]
    after = bracketed(map(escaped, [lead.ground, *shared]))
    running = ":" not in pattern.rest

    # A verdict is only a mark: how the facts are arranged does not depend on it.
    texts, size = [], 0
    for (item, moment, marks), facts in items.items():
        beside = [_roles(facts), *([] if one_time else [moment]), *([] if one_mark else marks)]
        label = phrases.named(item) if running else item
        size += len(f"{label}{bracketed(beside)}")
        beside += [] if one_verdict else dict.fromkeys(fact.verdict for fact in facts)
        texts.append((f"{label}{bracketed(beside)}".replace(") (", "; "), facts))
    glossed = any(fact.gloss for fact in group)
    fields = {k: escaped(phrases.named(v)) for k, v in lead.fields.items() if k != listed}
    if len(texts) == 1 or (len(texts) <= _INLINE and size <= _ROOM and not glossed):
        named = locales.listed([text for text, _ in texts], phrases.lang)
        text = phrases.sentence(pattern, when, {**fields, listed: escaped(named)}, past=lead.past)
        gloss = f" – {escaped(_lowered(lead.gloss))}" if lead.gloss and len(texts) == 1 else ""
        refs = notes.refs(fact.iri for _, facts in texts for fact in facts)
        return f"{text}{gloss}{after}.{refs}".replace(") (", "; ")
    text = phrases.sentence(pattern, when, {**fields, listed: ""}, past=lead.past).rstrip(" :")
    lines = []
    for item, facts in texts:
        gloss = f" – {_lowered(facts[0].gloss)}" if facts[0].gloss else ""
        lines.append(f"- {escaped(item + gloss)}{notes.refs(fact.iri for fact in facts)}")
    return "\n".join([f"{text}{after}:", "", *lines])


def _roles(facts: Sequence[BriefFact]) -> str:
    """Return the roles in a task, except plain execution."""
    if facts[0].section != "verantwoordelijkheid-taak":
        return ""
    roles = dict.fromkeys(fact.fields["rol"] for fact in facts)
    alone = len(roles) == 1 and facts[0].name == _EXECUTION
    return "" if alone else ", ".join(roles)


def _lowered(text: str) -> str:
    """Return a sentence in lower case at its start; an abbreviation keeps its capitals."""
    if text.startswith("Eé"):  # the capital has lost its accent
        return f"é{text[1:]}"
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def escaped(text: str) -> str:
    """Return text with Markdown's special characters escaped."""
    for sign in "\\`*_[]<>|#~&":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
