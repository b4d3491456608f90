"""Facts as sentences: those with the same subject, time and ground share one sentence."""

from collections.abc import Iterable, Sequence

from dvgraph.brief.facts import BriefFact, bracketed
from dvgraph.brief.notes import Notes
from dvgraph.locale.captions import joined
from dvgraph.locale.patterns import Pattern, Tense, filled, pattern, with_article
from dvgraph.locale.words import words

_INLINE = 3  # objects in a running sentence; more become a list
_ROOM = 170  # characters of these
_EXECUTION = "uitvoering"


def sentences(facts: Iterable[BriefFact], notes: Notes, lang: str) -> str:
    """Return facts as Markdown: a paragraph or a list for each group, in the order of time."""
    groups: dict[tuple[str, ...], list[BriefFact]] = {}
    for fact in sorted(facts, key=lambda one: (one.order, one.section, *one.fields.values())):
        form = pattern(fact.section, fact.name, lang)
        listed = form.listed
        owner = (f"{k}={v}" for k, v in fact.fields.items() if k not in (listed, "role"))
        alone = "" if listed else f"{fact.fields}"
        time = "" if fact.seen and listed else f"{fact.when}|{fact.past}"
        key = (fact.section, *form, *owner, alone, time, fact.ground, str(fact.past))
        groups.setdefault(key, []).append(fact)
    return "\n\n".join(_told(group, notes, lang) for group in groups.values())


def _told(group: Sequence[BriefFact], notes: Notes, lang: str) -> str:
    lead = group[0]
    listed = pattern(lead.section, lead.name, lang).listed
    items: dict[tuple[str, str, tuple[str, ...]], list[BriefFact]] = {}
    for fact in group:
        item = fact.fields[listed] if listed else ""
        items.setdefault((item, fact.when, fact.marks), []).append(fact)
    one_time = len({when for _, when, _ in items}) == 1
    one_mark = len({marks for _, _, marks in items}) == 1
    one_verdict = one_mark and len({fact.verdict for fact in group}) == 1
    form = pattern(lead.section, lead.name, lang, many=len(items) > 1)
    when = lead.when if one_time else ""
    shared = [*(lead.marks if one_mark else ()), *([lead.verdict] if one_verdict else [])]
    after = bracketed(map(escaped, [lead.ground, *shared]))
    running = ":" not in form.rest

    # A verdict is only a mark: how the facts are arranged does not depend on it.
    texts, size = [], 0
    for (item, moment, marks), facts in items.items():
        beside = [_roles(facts), *([] if one_time else [moment]), *([] if one_mark else marks)]
        label = with_article(item, lang) if running else item
        size += len(f"{label}{bracketed(beside)}")
        beside += [] if one_verdict else dict.fromkeys(fact.verdict for fact in facts)
        texts.append((f"{label}{bracketed(beside)}".replace(") (", "; "), facts))
    glossed = any(fact.gloss for fact in group)
    if len(texts) == 1 or (len(texts) <= _INLINE and size <= _ROOM and not glossed):
        named = joined([text for text, _ in texts], lang)
        text = _sentence(form, lead, when, named, lang)
        told = lead.gloss and len(texts) == 1 and "gloss" not in form.fields
        gloss = f" – {escaped(_lowered(lead.gloss))}" if told else ""
        refs = notes.refs(fact.iri for _, facts in texts for fact in facts)
        return f"{text}{gloss}{after}.{refs}".replace(") (", "; ")
    text = _sentence(form, lead, when, "", lang).rstrip(" :")
    lines = []
    for item, facts in texts:
        gloss = f" – {_lowered(facts[0].gloss)}" if facts[0].gloss else ""
        lines.append(f"- {escaped(item + gloss)}{notes.refs(fact.iri for fact in facts)}")
    return "\n".join([f"{text}{after}:", "", *lines])


def _sentence(form: Pattern, lead: BriefFact, when: str, named: str, lang: str) -> str:
    """Return the sentence of a fact, with ``named`` in the field that may be a list."""
    # On the day of a source it was so; without one time, it is so as far as known.
    tense: Tense = "then" if lead.past or (lead.seen and when) else "since" if when else "now"
    if lead.planned:
        tense = "now"
    if lead.seen and tense == "now":
        when = words("state", lang)["known"]
    fields = {name: escaped(with_article(text, lang)) for name, text in lead.fields.items()}
    if form.listed:
        fields[form.listed] = escaped(named)
    if "gloss" in form.fields:
        fields["gloss"] = escaped(_lowered(lead.gloss))
    return filled(form, when, fields, lang, tense)


def _roles(facts: Sequence[BriefFact]) -> str:
    """Return the roles in a task, except plain execution."""
    if facts[0].section != "task":
        return ""
    roles = dict.fromkeys(fact.fields["role"] for fact in facts)
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
