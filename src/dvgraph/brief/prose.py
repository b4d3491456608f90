"""Facts as running text: clauses with the same subject and time form one sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dvgraph.brief.blocks import Line, Text, line, plain
from dvgraph.brief.facts import BriefFact, BriefFacts
from dvgraph.brief.notes import Notes
from dvgraph.locale.captions import beside, joined
from dvgraph.locale.patterns import Pattern, Tense, filled, pattern, with_article
from dvgraph.locale.words import words
from dvgraph.things.sentences import subject

_CLAUSES, _ROOM = 3, 420  # greatest number of clauses in a sentence, and of characters
_EXECUTION = "uitvoering"


@dataclass(slots=True)
class _Clause:
    """The facts of one clause, their pattern, and the words after the clause."""

    facts: list[BriefFact]
    form: Pattern
    fields: dict[str, str]
    when: str
    tense: Tense
    after: str
    subject: str
    marks: list[str] = field(default_factory=list)

    @property
    def statements(self) -> list[str]:
        return [fact.iri for fact in self.facts]


def told(facts: BriefFacts, statements: Iterable[str], notes: Notes) -> Line:
    """Return the sentences on statements as one paragraph, in order of time.

    If several sentences have the same past time, only the first names it.
    """
    runs: list[Text] = []
    named = ""
    for clauses in _sentences(list(_clauses(facts, statements)), facts):
        runs += [Text(" ")] if runs else []
        lead = clauses[0]
        again = lead.tense == "then" and lead.when == named
        runs += _written(clauses, facts, notes, again=again)
        named = lead.when
    return tuple(runs)


# Long since the words of a clause depend on all statements of its group.
def _clauses(facts: BriefFacts, statements: Iterable[str]) -> Iterable[_Clause]:
    lang = facts.graph.lang
    groups: dict[tuple[str, ...], list[BriefFact]] = {}
    found = [facts.fact(one) for one in dict.fromkeys(statements)]
    for fact in sorted(found, key=lambda one: (one.order, one.section, *one.fields.values())):
        form = pattern(fact.section, fact.name, lang)
        owner = (f"{k}={v}" for k, v in fact.fields.items() if k not in (form.listed, "role"))
        alone = "" if form.listed else f"{fact.fields}"
        key = (fact.section, *form, *owner, alone, fact.when, str(fact.past), fact.ground)
        groups.setdefault(key, []).append(fact)
    for group in groups.values():
        lead = group[0]
        listed = pattern(lead.section, lead.name, lang).listed
        many = bool(listed) and len({fact.fields[listed] for fact in group}) > 1
        form = pattern(lead.section, lead.name, lang, many=many)
        texts = {name: with_article(text, lang) for name, text in lead.fields.items()}
        one_mark = len({fact.marks for fact in group}) == 1
        if form.listed:
            items: dict[str, list[str]] = {}
            for fact in group:
                label = with_article(fact.fields[form.listed], lang)
                behind = [_role(fact), *(() if one_mark else fact.marks)]
                items[label] = [*items.get(label, ()), *filter(None, behind)]
            named = [beside(label, *marks) for label, marks in items.items()]
            texts[form.listed] = joined(named, lang)
        texts["gloss"] = lead.fields.get("object", "")
        marks = list(lead.marks) if one_mark else []
        # If a source attests it, it was so on its day; without a single time, it is so as far as
        # known.
        tense: Tense = "since" if lead.when else "now"
        if lead.past or (lead.seen and lead.when):
            tense = "then"
        when = lead.when
        if lead.planned:
            tense = "now"
        elif lead.seen and tense == "now":
            when = words("state", lang)["known"]
        if form.now and facts.contested(lead.iri):
            # A reading among several is introduced as a reading, since it may be wrong.
            order = words("sentences.order", lang)
            rest = order["reading rest"].format(when=when, rest=form.rest)
            form, when = form._replace(rest=rest), order["reading"]
        about = subject(facts.graph, lead.iri)
        yield _Clause(group, form, texts, when, tense, lead.ground, about, marks)


def lowered(text: str) -> str:
    """Return a sentence with a lower-case start; an abbreviation keeps its capitals."""
    if text.startswith("Eé"):  # a capital letter may lack the accent of the small one
        return f"é{text[1:]}"
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _role(fact: BriefFact) -> str:
    """Return the role in a task; empty for plain execution and for the role in a service."""
    return fact.fields["role"] if fact.section == "task" and fact.name != _EXECUTION else ""


def _sentences(clauses: Sequence[_Clause], facts: BriefFacts) -> Iterable[list[_Clause]]:
    """Yield the clauses of each sentence: same subject, time and tense, limited in length."""
    rest = list(clauses)
    while rest:
        lead, *others = rest
        sentence, length = [lead], len(lead.form.rest.format_map(lead.fields))
        if _pronoun(lead, facts):
            for one in others:
                same = (one.subject, one.when, one.tense) == (lead.subject, lead.when, lead.tense)
                size = len(one.form.rest.format_map(one.fields))
                if not same or not _pronoun(one, facts) or length + size > _ROOM:
                    continue
                sentence.append(one)
                length += size
                if len(sentence) == _CLAUSES:
                    break
        yield sentence
        rest = [one for one in rest if all(one is not told for told in sentence)]


def _pronoun(clause: _Clause, facts: BriefFacts) -> str:
    """Return the key of the form for a following clause; empty if it cannot follow."""
    if clause.form.subject not in ("{subject}", "{organisation}", "{post}") or not clause.form.now:
        return ""
    if clause.subject in facts.scope.posts:
        return "next post"
    own = (*facts.scope.organisations, *facts.scope.units)
    return "next organisation" if clause.subject in own else ""


def _written(clauses: Sequence[_Clause], facts: BriefFacts, notes: Notes, *, again: bool) -> Line:
    lang = facts.graph.lang
    order = words("sentences.order", lang)
    lead, *others = clauses
    text = filled(lead.form, lead.when, lead.fields, lang, lead.tense, again=again)
    runs = [*_told(text, lead, notes)]
    for n, one in enumerate(others, 1):
        verb = {"now": one.form.now, "then": one.form.then, "since": one.form.since}[one.tense]
        form = order[_pronoun(one, facts) if lead.when else "next"]
        text = form.format(verb=verb, rest=one.form.rest.format_map(one.fields))
        link = f" {order['and']} " if n == len(others) else ", "
        runs += line(link, _told(" ".join(text.split()), one, notes))
    # The full stop precedes the note at the end of a sentence, as in print.
    *head, last = runs
    body = plain(tuple(runs))
    stop = "" if body.endswith((".", ":")) else "."
    return (*head, Text(stop), last) if last.note else (*runs, Text(stop))


def _told(text: str, clause: _Clause, notes: Notes) -> Line:
    """Return the text of a clause with its ground and its reservations, followed by its note."""
    return line(beside(text, clause.after, *clause.marks), notes.refs(clause.statements))


def sentence(text: str, notes: Line = ()) -> Line:
    """Return a text as a sentence with a full stop, followed by its note."""
    stop = "" if text.endswith((".", ":")) else "."
    return line(f"{text[:1].upper()}{text[1:]}{stop}", notes)
