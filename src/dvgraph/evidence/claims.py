"""The claims of a statement that its passages must support.

Claims are not tested one by one: a number is tested with its unit and period, a task with its
holder.

- **Figures**: one number of one passage must support the value, unit, measure, precision and period
together (``figure_claims``): "28 million in 2021" does not confirm a figure of 2024.
- **Dates**: van, tot, basis and gezienOp. The source's own date needs no support as a gezienOp or
as an open bound, since a source describes its own day. A day must appear as a day; a month or year
as any date within it. Both ends of an EDTF set are searched for; "before 2016" is written [..2015],
so 2015 or 2016 counts. "Until" a day matches that day or the day before. The date of a decision is
not the start or end of the decided fact, and a date in brackets belongs to the words beside it.
- **Names** of the statement's things, by one of their labels or identifiers. If a label is our own
paraphrase (of a task, post, decision, event or concept), half of its distinctive words are enough.
For an event, the name of a participant also counts; its Bestaan claims each participant, somewhere
in the passages of all Bestaan of that event. If the sentence on a task names any organisation, it
must name the one that has the task.
- **Roles, relations and booleans** by the words of their concepts (``lexicon``), in the sentence on
the task or on both ends of the relation; a boolean is false if the sentence denies its words.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, lru_cache

from dvgraph.evidence.dates import ReadDate
from dvgraph.evidence.facts import Facts
from dvgraph.evidence.figure_claims import FigureReading
from dvgraph.evidence.lexicon import Forms, forms_of, spoken, spoken_in
from dvgraph.evidence.names import named, shared_words
from dvgraph.evidence.passages import passage
from dvgraph.evidence.prose import Place, Prose
from dvgraph.evidence.words import words
from dvgraph.namespaces import BASE, DVG, ORG, RDF, SKOS, TYPE, XSD
from dvgraph.rdf.oxigraph import Literal

_NAMING = (
    *(f"{DVG}{name}" for name in ("over", "organisatie", "onderwerp", "betreft", "taak", "dienst")),
    *(f"{DVG}{name}" for name in ("voorwerp", "functie", "klasse", "naar")),
    *(f"{ORG}{name}" for name in ("member", "organization")),
)
_TASK = f"{DVG}taak", f"{DVG}dienst"
_PARTICIPANTS = (
    *(f"{ORG}originalOrganization", f"{ORG}resultingOrganization", f"{DVG}gewijzigdeOrganisatie"),
)
_POST = f"{ORG}Post"
_DECISIONS = frozenset(
    (
        "http://data.vlaanderen.be/ns/besluit#Besluit",
        "http://data.europa.eu/eli/ontology#LegalResource",
        "https://data.vlaanderen.be/ns/dossier#Stuk",
    )
)
_PARAPHRASED = frozenset(
    (
        *(f"{DVG}Taak", f"{DVG}Vacantverklaring", _POST, f"{SKOS}Concept"),
        "http://data.vlaanderen.be/ns/besluit#Besluit",
    )
)
_PARENT = f"{BASE}concept/betrekking/ouder"
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double"))
_TEXTS = frozenset((f"{XSD}string", f"{RDF}langString"))
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_BETWEEN = re.compile(r"\.\.|[\[\]{}/,?~%\s]|(?:Z|[+-]\d\d:\d\d)$")  # EDTF's signs around dates
_DECIDED = re.compile(r"\b(?:besl(?:ist|oot|issing)|(?:keur|goedgekeur|goedkeur|bekrachtig))", re.I)
_ANAPHORS = re.compile(
    r"\b(?:het|dit|dat|een(?: nieuw)?) (agentschap|centrum|team)\b|\bhier\b", re.I
)
_NAMED = frozenset(("centrum", "team"))  # nouns that belong to the name of the thing they refer to
_DENIED = frozenset(("geen", "niet", "nooit", "noch", "zonder"))
_DAY = timedelta(days=1)

Span = tuple[date, date]
Reading = Sequence[Prose]
Carried = Callable[[Reading], bool]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim.

    ``shown``: its text for readers. ``carried``: a test whether texts support it. ``kind``: one of
    value, text, unit, measure, precision, period, start, end, basis, seen, name, participant, role,
    relation, boolean.
    """

    kind: str
    shown: str
    carried: Carried
    event: str | None = None
    """Set when the passages of every Bestaan of this event may carry it."""


def claims(facts: Facts, statement: str, dated: Iterable[str]) -> list[Claim]:
    """Return the claims of a statement; ``dated`` has the dates of the sources that it cites."""
    found = [
        *_values(facts, statement),
        *_dates(facts, statement, frozenset(dated)),
        *_things(facts, statement),
        *_roles(facts, statement),
        *_relations(facts, statement),
    ]
    return list({claim.shown: claim for claim in found}.values())


def _values(facts: Facts, statement: str) -> Iterator[Claim]:
    for value in facts.literals(statement, f"{DVG}waarde"):
        kind, text = value.datatype.value, value.value
        if kind in _NUMBERS and (number := _number(text)) is not None:
            yield from _figure(facts, statement, text, number)
        elif kind in _TEXTS:
            yield Claim("text", f"waarde “{text}”", _name_in([text], frozenset()))
        elif kind == f"{XSD}boolean":
            for concept in facts.iris(statement, f"{DVG}kenmerk"):
                shown = f"waarde {text} ({facts.shown(concept)})"
                yield Claim("boolean", shown, _said(forms_of(facts, concept), text))


def _figure(facts: Facts, statement: str, text: str, value: Fraction) -> Iterator[Claim]:
    """Yield the claims on a number; all are tested on the number that supports most of them."""
    figure = FigureReading(facts, statement, value, len(text.partition(".")[2]))
    found = list(figure.tests({_shown(span): [span] for span in _exact(facts, statement)}))

    @cache
    def best(reading: Reading) -> frozenset[str]:
        """Return the claims that the best number supports; empty if no number has the value."""
        carried = (
            frozenset(
                ("value", *(shown for _, shown, test in found if test(reading, prose, number)))
            )
            for prose, number in figure.numbers(reading)
        )
        return max(carried, key=len, default=frozenset())

    yield Claim("value", f"waarde {text}", lambda reading: bool(best(tuple(reading))))
    for kind, shown, _ in found:
        yield Claim(kind, shown, _among(best, shown))


def _among(best: Callable[[Reading], frozenset[str]], shown: str) -> Carried:
    return lambda reading: shown in best(tuple(reading))


def _exact(facts: Facts, statement: str) -> list[Span]:
    """Return the calendar units (years, months or days) of a figure's exact period."""
    start = facts.literals(statement, f"{DVG}van")
    end = facts.literals(statement, f"{DVG}tot")
    if f"{DVG}Cijfer" in facts.iris(statement, TYPE) and len(start) == len(end) == 1:
        return _period(start[0], end[0]) or []
    return []


def _dates(facts: Facts, statement: str, dated: frozenset[str]) -> Iterator[Claim]:
    exact = _exact(facts, statement)
    about = _decides(facts, statement)
    things = facts.iris(statement, *_TASK) or facts.iris(statement, f"{DVG}over", f"{DVG}onderwerp")
    for kind, name in (("start", "van"), ("end", "tot"), ("basis", "basis"), ("seen", "gezienOp")):
        if exact and kind in ("start", "end"):
            continue
        for literal in facts.literals(statement, f"{DVG}{name}"):
            attested = kind == "seen" or ".." in literal.value
            if not attested or literal.value.strip("[].") not in dated:
                effect = kind in ("start", "end") and not about
                for shown, spans in _ends(literal.value, kind == "end"):
                    yield Claim(kind, f"{name} {shown}", _date_in(facts, things, spans, effect))


def _decides(facts: Facts, statement: str) -> bool:
    """Return whether a statement describes a decision or act, or the effect of one."""
    things = facts.iris(statement, f"{DVG}over", f"{DVG}onderwerp")
    return any(not _DECISIONS.isdisjoint(facts.iris(thing, TYPE)) for thing in things)


def _things(facts: Facts, statement: str) -> Iterator[Claim]:
    tasks = [task for name in _TASK for task in facts.iris(statement, name)]
    cited = {passage(iri).source for iri in facts.iris(statement, f"{DVG}vindplaats")}
    for predicate in _NAMING:
        for thing in facts.iris(statement, predicate):
            if thing in cited:
                continue  # a text need not name itself
            role = re.split(r"[#/]", predicate)[-1]
            carried = _thing(facts, thing)
            if carried is None:
                continue
            if predicate == f"{DVG}organisatie" and tasks:
                carried = _holder(facts, thing, tasks, carried)
            yield Claim("name", f"{role} {facts.shown(thing)}", carried)
            if predicate == f"{DVG}over":
                for one in facts.iris(thing, *_PARTICIPANTS):
                    yield Claim(
                        "participant",
                        f"deelnemer {facts.shown(one)}",
                        _name_in(facts.names(one), facts.longer(one)),
                        event=thing,
                    )


def _thing(facts: Facts, thing: str) -> Carried | None:
    """Return a test whether texts name a thing, or None for a thing without a name."""
    names = facts.names(thing)
    if not names:
        return None
    carried: list[Carried] = [_name_in(names, facts.longer(thing))]
    part, types = facts.iris(thing, *_PARTICIPANTS), facts.iris(thing, TYPE)
    if part or not _PARAPHRASED.isdisjoint(types):
        if not facts.literals(thing, f"{SKOS}notation"):
            paraphrase = _words_in(facts.shown(thing))
            bodies = facts.bodies_of(thing) if _POST in types else ()
            body = [_name_in(facts.names(one), facts.longer(one)) for one in bodies]
            carried.append(_all([paraphrase, _any(body)]) if body else paraphrase)
        carried += [_name_in(facts.names(one), facts.longer(one)) for one in part]
    return _any(carried)


def _holder(facts: Facts, body: str, tasks: Sequence[str], named_: Carried) -> Carried:
    """Return a test whether the sentence on a task names its holder, if it names any body.

    "Het agentschap" and similar words refer to a body named in another sentence.
    """
    labels = [facts.shown(task) for task in tasks]

    def carried(reading: Reading) -> bool:
        if not named_(reading):
            return False
        for text, places in _told(facts, tasks, reading):
            said = [text.text[first:past] for first, past in places]
            if any(named(facts.names(body), one, facts.longer(body)) for one in said):
                return True
            if nouns := {found[1] for one in said for found in _ANAPHORS.finditer(one)}:
                if nouns <= _NAMED and not any(_has_word(facts.names(body), one) for one in nouns):
                    return False
                continue
            others = (one for one in facts.bodies() if one != body and one not in tasks)
            if any(
                named(facts.names(one), part) and not _names_any(facts.names(one), labels)
                for one in others
                for part in said
            ):
                return False
        return True

    return carried


def _has_word(names: Sequence[str], word: str) -> bool:
    return any(word in name.casefold().split() for name in names)


def _names_any(names: Sequence[str], labels: Sequence[str]) -> bool:
    return any(named(names, label) for label in labels)


def _told(
    facts: Facts, things: Sequence[str], reading: Reading
) -> Iterator[tuple[Prose, list[Place]]]:
    """Yield each text with its sentences that best name the things; nothing if none names them."""
    labels = [name for thing in things for name in [facts.shown(thing), *facts.names(thing)]]
    best, found = 0.0, dict[Prose, list[Place]]()
    for text in reading:
        for place in text.sentences:
            score = max((_score(label, text.text[slice(*place)]) for label in labels), default=0)
            if score > best + 0.01:
                best, found = score, {}
            if score and score > best - 0.01:
                found.setdefault(text, []).append(place)
    yield from found.items() if best >= 0.5 else ()


@lru_cache(maxsize=65536)
def _score(label: str, sentence: str) -> float:
    """Return the share of a label's words that a sentence contains, from 0 to 1."""
    if named([label], sentence):
        return 1.0
    shared, all_ = shared_words(label, [sentence])
    return shared / all_ if all_ else 0.0


def _roles(facts: Facts, statement: str) -> Iterator[Claim]:
    tasks = [task for name in _TASK for task in facts.iris(statement, name)]
    labels = {word.folded for task in tasks for name in facts.names(task) for word in words(name)}
    for role in facts.iris(statement, f"{DVG}rol"):
        own = forms_of(facts, role)
        others = [forms_of(facts, one) for one in facts.roles() if one != role]

        def carried(reading: Reading, own: Forms = own, others: Sequence[Forms] = others) -> bool:
            told = list(_told(facts, tasks, reading))
            if any(spoken_in(own, text, places) for text, places in told):
                return True
            rest = [
                word
                for text, places in told
                for place in places
                for word in text.within(place)
                if word.folded not in labels
            ]
            if any(spoken(one, rest) for one in others):
                return False  # the sentence on the task gives this body another role
            return any(spoken(own, text.words) for text in reading)

        yield Claim("role", f"rol {facts.shown(role)}", carried)


def _relations(facts: Facts, statement: str) -> Iterator[Claim]:
    ends = facts.iris(statement, f"{DVG}onderwerp", f"{DVG}voorwerp")
    for relation in facts.iris(statement, f"{DVG}betrekking"):
        own = forms_of(facts, relation)

        def carried(reading: Reading, own: Forms = own, listed: bool = relation == _PARENT) -> bool:
            told = list(_told(facts, ends[1:] or ends, reading))
            texts = told or [(text, list(text.sentences)) for text in reading]
            return any(spoken_in(own, text, places) for text, places in texts) or (
                listed and len(ends) == 2 and _listed(facts, ends[0], ends[1], reading)
            )

        yield Claim("relation", f"betrekking {facts.shown(relation)}", carried)


def _listed(facts: Facts, part: str, whole: str, reading: Reading) -> bool:
    """Return whether a text lists the part in brackets behind the whole: "platforms (A, B, C)"."""
    return any(
        named(facts.names(part), text.text[found.start() : found.end()])
        and _score(facts.shown(whole), text.text[: found.start()]) >= 0.5
        for text in reading
        for found in re.finditer(r"\([^()]*\)", text.text)
    )


def _said(forms: Forms, value: str) -> Carried:
    """Return a test whether a sentence has the words of a property; a false value denies them."""

    def carried(reading: Reading) -> bool:
        for text in reading:
            for place in text.sentences:
                heard = text.within(place)
                if spoken(forms, heard):
                    denied = any(word.folded in _DENIED for word in heard)
                    return denied == (value in ("false", "0"))
        return False

    return carried


def _any(tests: Sequence[Carried]) -> Carried:
    return lambda reading: any(test(reading) for test in tests)


def _all(tests: Sequence[Carried]) -> Carried:
    return lambda reading: all(test(reading) for test in tests)


def _date_in(facts: Facts, things: Sequence[str], spans: Sequence[Span], effect: bool) -> Carried:
    """Return a test whether texts contain a date that lies within one of some spans of time.

    If the sentences that best name the things contain dates, only those dates and the dates in
    headings count. With ``effect``, the date on which a decision was taken does not count.
    """

    def carried(reading: Reading) -> bool:
        told = {
            (text, place)
            for text, places in _told(facts, things, reading)
            for place in places
            if any(
                place[0] <= read.start < place[1] and not (effect and _is_decided(text, read))
                for read in text.dates
            )
        }
        return any(
            first <= read.first
            and read.last <= last
            and (
                text.is_heading
                or not told
                or any(text is other and place[0] <= read.start < place[1] for other, place in told)
            )
            and not (text.in_brackets((read.start, read.end)) and not text.is_heading)
            and not (effect and _is_decided(text, read))
            for text in reading
            for read in text.dates
            for first, last in spans
        )

    return carried


def _is_decided(text: Prose, read: ReadDate) -> bool:
    """Return whether the words beside a date make it the date of a decision."""
    start, end = text.sentence(read.start)
    return any(
        text.distance((found.start() + start, found.end() + start), (read.start, read.end)) <= 1
        for found in _DECIDED.finditer(text.text[start:end])
    )


def _name_in(names: Sequence[str], longer: frozenset[tuple[str, ...]]) -> Carried:
    return lambda reading: any(named(names, text.text, longer) for text in reading)


def _words_in(label: str) -> Carried:
    def carried(reading: Reading) -> bool:
        shared, all_ = shared_words(label, [text.text for text in reading])
        return shared > 0 and 2 * shared >= all_

    return carried


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except ValueError:  # the shapes report an ill-typed value
        return None


def _span(year: str, month: str | None = None, day: str | None = None) -> Span | None:
    try:
        if day:
            exact = date(int(year), int(month or 0), int(day))
            return exact, exact
        first, last = int(month or 1), int(month or 12)
        end = monthrange(int(year), last)[1]
        return date(int(year), first, 1), date(int(year), last, end)
    except ValueError:
        return None


def _ends(lexical: str, is_end: bool) -> Iterator[tuple[str, list[Span]]]:
    """Yield each date of an EDTF value, as the list of spans that count as this date.

    A date outside the calendar has no spans, since no text can support it. A decade or century
    (186X, 18XX) is not searched for, since texts write it in words.
    """
    for part in filter(None, _BETWEEN.split(lexical)):
        part = part.replace("-XX", "")
        if part.endswith("X"):
            continue
        found = _DATE.fullmatch(part)
        span = _span(*found.groups()) if found else None
        if found is None or span is None:
            yield part, []
            continue
        spans = [span]
        if is_end and found[3] and span[0] > date.min:
            spans.append((span[0] - _DAY, span[0] - _DAY))
        if lexical.startswith("[..") and span[1] < date.max:
            after = span[1] + _DAY
            year, month, day = after.isoformat().split("-")
            unit = _span(year, month if found[2] else None, day if found[3] else None)
            spans += [unit] if unit else []
        yield found[0], spans


def _period(start: Literal, end: Literal) -> list[Span] | None:
    """Return the calendar units that bound an exact period: one unit if it is enough, else two."""
    if {start.datatype.value, end.datatype.value} != {f"{XSD}date"}:
        return None
    try:
        first, past = date.fromisoformat(start.value), date.fromisoformat(end.value)
    except ValueError:
        return None
    last = past - _DAY
    if first > last:
        return None
    if (first.day, past.day) != (1, 1):
        return [(first, last)] if first == last else [(first, first), (last, last)]
    if first.month == past.month == 1:
        units = [(date(year, 1, 1), date(year, 12, 31)) for year in (first.year, last.year)]
    elif first.month % 3 == 1 and last == _month_end(first, 2):
        units = [(first, last)]
    else:
        units = [(first, _month_end(first, 0)), (last.replace(day=1), last)]
    return list(dict.fromkeys(units))


def _month_end(first: date, later: int) -> date:
    month = first.month + later
    return date(first.year, month, monthrange(first.year, month)[1])


def _shown(span: Span) -> str:
    first, last = span
    if first == last:
        return first.isoformat()
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    if first.month == last.month:
        return first.isoformat()[:7]
    return f"{first.isoformat()}..{last.isoformat()}"
