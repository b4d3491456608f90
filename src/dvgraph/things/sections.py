"""The sections of a thing's page: statements, events, parts and open questions, in order.

``_surroundings`` fetches everything around the thing; ``sections`` makes the lines and puts each
into its section.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dvgraph.derive.states import STATES
from dvgraph.labels.short_ids import reading_order, short_id
from dvgraph.labels.subgraph import NAMES, Reference, Subgraph, in_reading_order
from dvgraph.locale.captions import HEADINGS, PROPERTIES, caption, joined
from dvgraph.locale.wording import Span, measured, moment, period, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, FIRST, LAST
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import plain, value
from dvgraph.things import grounds, readings
from dvgraph.things.sentences import SUBJECT, kind, says

_ORIGINAL, _RESULT = "org:originalOrganization", "org:resultingOrganization"
_CHANGED = "dvg:gewijzigdeOrganisatie"
_VERSION_OF, _CITES = "gen:isTijdspecialisatieVan", "dvg:vindplaats"
# The properties by which other things belong to a thing, such as posts to an organisation.
_PART_OF = (_VERSION_OF, "dct:isPartOf", "org:unitOf", "eli:realizes", "skos:inScheme")
# Classes of events and products, which have no lasting existence.
MOMENTS = {"prov:Activity", "besluit:Besluit", "eli:LegalResource", "dossier:Stuk"}
_STATUSES = (*STATES[:-2], "", *STATES[-2:])
# The section of a statement, by its kind and the property that refers to the thing.
_PLACES = {
    ("dvg:Bestaan", "dvg:over"): "life",
    ("dvg:Verantwoordelijkheid", "dvg:organisatie"): "tasks",
    ("dvg:Verantwoordelijkheid", "dvg:taak"): "who",
    ("dvg:Verantwoordelijkheid", "dvg:dienst"): "who",
    ("dvg:Betrekking", "dvg:onderwerp"): "relations",
    ("dvg:Betrekking", "dvg:voorwerp"): "relations",
    ("dvg:Bezetting", "dvg:functie"): "holders",
    ("dvg:Bezetting", "org:member"): "posts",
    ("dvg:Bezetting", "org:organization"): "posts",
    ("dvg:Functieclassificatie", "dvg:functie"): "classes",
    ("dvg:Takenlot", "dvg:taak"): "fate",
    ("dvg:Takenlot", "dvg:naar"): "fate",
    ("dvg:Cijfer", "dvg:betreft"): "figures",
    ("dvg:Kenmerk", "dvg:onderwerp"): "traits",
}
# The section of a statement of any kind, by property.
_BY = {"dvg:grond": "effects", _CITES: "supports", "dvg:volgens": "supports"}
# The values of a statement besides its subject, in the order in which a line names them.
OBJECTS = (
    "dvg:taak",
    "dvg:dienst",
    "dvg:naar",
    "dvg:voorwerp",
    "dvg:maat",
    "dvg:functie",
    "dvg:klasse",
)
_UNITS = {"euro": "money", "euro-per-jaar": "money", "personen": "people"}
_FIGURES = ("money", "people", "figures")
_TENURES = ("posts", "holders")  # sections in order of time
# Sections that may have several lines about the same task, service or measure.
_REPEATING = {
    **dict.fromkeys(("tasks", "services"), ("dvg:taak", "dvg:dienst")),
    **dict.fromkeys(_FIGURES, ("dvg:maat",)),
}
# Sections in which a task or service, or an organisation by one decision, may have several roles
# at the same time.
_ROLES = {
    **dict.fromkeys(("tasks", "services"), ("dvg:taak", "dvg:dienst")),
    "who": ("dvg:organisatie", "dvg:grond"),
}
PARTICIPATION = frozenset(
    f"{BASE}concept/betrekking/{name}" for name in ("oorspronkelijk", "resulterend", "gewijzigd")
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page.

    ``when``: its time in words; ``span``: its dates.
    ``status``: a state of ``derive.states``, or empty if it has none.
    ``iri``: the statement or thing of the line; the first if the line combines several.
    ``id``: the short ids of all.
    ``thing``: the task or service of a responsibility, empty on the page of that task or service.
    """

    text: str
    when: str = ""
    status: str = ""
    iri: str = ""
    id: str = ""
    passages: tuple[Reference, ...] = ()
    span: Span | None = None
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading; ``name`` is the key of the heading."""

    name: str
    title: str
    lines: tuple[Line, ...]


def sentence(line: Line, lang: str, usual: str = "") -> str:
    """Return a line in words: its time, its state unless it is the ``usual`` one, and its text."""
    status = words("state", lang)[line.status] if line.status not in ("", usual) else ""
    return " · ".join(filter(None, (line.when, status, line.text)))


_Placed = Iterator[tuple[str, Line]]  # the name of a section, and one of its lines


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """A thing in the graph as seen on a day; with ``only``, only its state on that day.

    ``own``: the kind of the thing if it is itself a statement.
    ``statements``: the current statements that name it.
    ``beside``: the statements on its ``events``, ``posts`` and ``parts``.
    ``between``: the subjects of a contradiction or gap.
    ``questions``: the contradictions and gaps about any of these.
    ``grounds``: the names of decisions, with date and number.
    """

    graph: Subgraph
    iri: str
    day: date
    only: bool
    own: str
    statements: list[str]
    events: list[str]
    posts: list[str]
    parts: list[str]
    between: list[str]
    beside: list[str]
    questions: list[str]
    grounds: dict[str, str]

    @property
    def shown(self) -> set[str]:
        """The possible subjects of ``questions``."""
        return {self.iri, *self.statements, *self.between, *self.events}


def sections(graph: Subgraph, iri: str, day: date, *, only: bool) -> tuple[Section, ...]:
    """Return the non-empty sections of a thing, in order.

    They have everything known by a day; with ``only``, only the facts in force on that day.
    """
    view = _surroundings(graph, iri, day, only=only)
    found: dict[str, list[Line]] = {name: [] for name in HEADINGS}
    for name, line in _dated(view):
        found[name].append(line)
    for name, lines in found.items():
        lines.sort(key=lambda line, name=name: _order(view, name, line))  # type: ignore[misc]  # a lambda with a default has no type
        if name in _ROLES:
            lines[:] = _joined_roles(graph, lines, _ROLES[name])
        if name in _REPEATING:
            lines[:] = _each_first(graph, lines, _REPEATING[name])
    for name, line in _undated(view):
        found[name].append(line)
    for name in _TENURES:
        found[name].sort(key=lambda line: _tenure_order(graph, line))
    if not MOMENTS.isdisjoint(graph.types(iri)):  # readings refer to the first one
        cited = readings.in_order(graph, [line.iri for line in found["life"]])
        found["life"].sort(key=lambda line: cited.index(line.iri))
    _set_plans_apart(graph, found)
    order = [*HEADINGS]
    if graph.mentions([iri], _VERSION_OF):  # the versions of a continuing organisation
        order.remove("parts")
        order.insert(0, "parts")
    # The most important property of a post is the list of requirements for its holder.
    if "org:Post" in graph.types(iri):
        for name in ("traits", "classes"):
            order.remove(name)
            order.insert(order.index("life") + 1, name)
    return tuple(
        Section(name, caption("heading", name, graph.lang), tuple(found[name]))
        for name in order
        if found[name]
    )


def _set_plans_apart(graph: Subgraph, found: dict[str, list[Line]]) -> None:
    """Move the plans out of each section into a section of plans."""
    for name, lines in found.items():
        announced = [line for line in lines if line.status == "planned"]
        if name in ("claim", "plans") or not announced:
            continue
        title = caption("heading", name, graph.lang)
        found["plans"] += [replace(line, text=f"{title}: {line.text}") for line in announced]
        lines[:] = [line for line in lines if line.status != "planned"]


def _surroundings(graph: Subgraph, iri: str, day: date, *, only: bool) -> _Surroundings:
    """Find the statements, events, posts and parts from which the page of a thing is made."""
    own = kind(graph, iri)
    registers = graph.iris(iri, _VERSION_OF)
    near = [*graph.mentions([iri]), *graph.mentions(registers, "org:postIn")]

    def pointing(things: Iterable[str], *properties: str) -> list[str]:
        """Return the things, except statements, that refer to some things by some properties."""
        wanted = set(things)
        found = (one for one in near if not wanted.isdisjoint(graph.iris(one, *properties)))
        return [one for one in dict.fromkeys(found) if not kind(graph, one)]

    happened = pointing([iri], _ORIGINAL, _RESULT, _CHANGED)
    events = [one for one in happened if not graph.iris(one, "dvg:nietGeldendBestaan")]
    posts = pointing([iri, *registers], "org:postIn")
    inside = pointing([iri], *_PART_OF, "dvg:functie")
    passages = [one for one in inside if "dvg:Vindplaats" in graph.types(one)]
    parts = [one for one in inside if one not in passages]
    statements = _current(graph, [*near, *graph.mentions(passages, _CITES)])
    beside = [*graph.mentions([*events, *posts]), *graph.mentions(parts, "dvg:over")]
    between = [] if own else graph.iris(iri, "dvg:tussen", "dvg:onderwerp")
    shown = [iri, *statements, *between, *events]
    beside = _current(graph, beside)
    lives = [one for one in (*statements, *beside) if "dvg:Bestaan" in graph.types(one)]
    return _Surroundings(
        graph=graph,
        iri=iri,
        day=day,
        only=only,
        own=own,
        statements=statements,
        events=events,
        posts=posts,
        parts=parts,
        between=between,
        beside=beside,
        questions=sorted(graph.mentions(shown, "dvg:tussen", "dvg:onderwerp")),
        grounds=grounds.names(graph, _decisions(graph, lives)),
    )


def _current(graph: Subgraph, nodes: Iterable[str]) -> list[str]:
    """Return the current statements, and the plans that are not withdrawn."""
    return [one for one in dict.fromkeys(nodes) if listed(graph, one)]


def listed(graph: Subgraph, node: str) -> bool:
    """Return whether pages list a node: a current statement, or a plan that was not withdrawn."""
    planned = graph.iris(node, "dvg:stand") and not graph.texts(node, "prov:invalidatedAtTime")
    return "dvg:GeldendeUitspraak" in graph.types(node) or bool(planned)


def _dated(view: _Surroundings) -> _Placed:
    """Yield the lines that are sorted by time."""
    graph = view.graph
    if view.own:
        yield "claim", _line(view, view.iri, says(graph, view.iri))
    of_others = [one for one in view.statements if graph.iri(one, "dvg:over") != view.iri]
    own = [[one] for one in view.statements if graph.iri(one, "dvg:over") == view.iri]
    for group in (*own, *readings.by_event(graph, of_others)):
        yield from _statement(view, *group)
    for event in view.events:
        yield from _event(view, event)
    for part in view.parts:
        lives = [one for one in view.beside if graph.iri(one, "dvg:over") == part]
        yield from (("parts", line) for line in _thing(view, part, lives))


def _undated(view: _Surroundings) -> _Placed:
    """Yield the lines that come after the dated lines, in their given order."""
    graph = view.graph
    if view.own:
        yield from (("passages", line) for line in _passages(view))
    for post in view.posts:
        yield from (("posts", line) for line in _post(view, post))
    for one in view.between:
        said = kind(graph, one)
        lives = _current(graph, graph.mentions([one], "dvg:over"))
        lines = [_line(view, one, says(graph, one))] if said else _thing(view, one, lives)
        yield "between", next(iter(lines), Line(graph.label(one), iri=one))
    yield from (("facts", line) for line in _facts(view))
    yield from _open_questions(view)


def _passages(view: _Surroundings) -> Iterator[Line]:
    """Yield the passages of the page's statement, each with the address of its source."""
    graph = view.graph
    for place in graph.passages(view.iri):
        pages = graph.iris(place.source, "schema:url")
        yield Line(", ".join((graph.label(place.source), place.place, *pages)), iri=place.iri)


def section_of(graph: Subgraph, statement: str, iri: str) -> str:
    """Return the section of a statement on a thing's page; empty if the line of an event has it."""
    of_kind = kind(graph, statement)
    named = sorted(name for name in graph.node(statement) if iri in graph.iris(statement, name))
    by = next((name for name in named if (of_kind, name) in _PLACES), "")
    if not by:
        # A statement without a reference to the thing is on the page for its passage or source.
        return next((_BY[name] for name in named if name in _BY), "used" if named else "supports")
    if by == "dvg:voorwerp" and graph.iri(statement, "dvg:betrekking") in PARTICIPATION:
        return ""
    place = _PLACES[of_kind, by]
    if place == "tasks" and not graph.iris(statement, "dvg:taak"):
        return "services"
    if place == "figures":
        return _UNITS.get(graph.iri(statement, "dvg:eenheid").rpartition("/")[2], place)
    return place


def counterpart(graph: Subgraph, statement: str, iri: str) -> str:
    """Return the other thing of a statement on a thing's page; empty if there is none.

    On the page of a source, this is the subject of the statement; in the line of an event, the
    event.
    """
    if not kind(graph, statement):
        return statement
    ways = (*OBJECTS, *(name for names in SUBJECT.values() for name in names))
    named = graph.iris(statement, *dict.fromkeys(ways))
    subjects = graph.iris(statement, *SUBJECT[kind(graph, statement)])
    if iri not in named:
        named = subjects
    return next((one for one in named if one != iri), "")


def _line(view: _Surroundings, statement: str, text: str, when: str = "") -> Line:
    graph, span = view.graph, view.graph.span(statement)
    status: str = graph.state(statement, view.day) or ""
    over = graph.iri(statement, "dvg:over")
    duties = [one for one in graph.iris(statement, "dvg:taak", "dvg:dienst") if one != view.iri]
    if over and not MOMENTS.isdisjoint(graph.types(over)):
        status = "later" if status == "later" else ""
        when = moment(span, graph.lang) if span else ""
    elif not when and span:
        when = period(span, graph.lang)
    return Line(
        text=text,
        when=when,
        status=status,
        iri=statement,
        id=short_id(statement),
        passages=tuple(graph.passages(statement)),
        span=span,
        thing=next(iter(duties), ""),
    )


def _thing(view: _Surroundings, iri: str, lives: list[str]) -> list[Line]:
    """Return the lines for a thing that belongs to this one, by its existence statements."""
    label = view.graph.label(iri)
    lines = [_line(view, one, label) for one in lives] or [Line(label, iri=iri)]
    return [line for line in lines if not _gone(view, line)]


def _gone(view: _Surroundings, line: Line) -> bool:
    return view.only and line.status in ("later", "ended")


def _statement(view: _Surroundings, statement: str, *others: str) -> _Placed:
    """Yield the line of a statement, combined with the others that date the same event."""
    graph, name = view.graph, section_of(view.graph, statement, view.iri)
    if not name:
        return
    text = says(graph, statement, view.iri)
    if name in _FIGURES:
        span = graph.span(statement)
        line = _line(view, statement, text, measured(span, graph.lang) if span else "")
        unseen = span and not span.van and span.seen and min(span.seen) > view.day.isoformat()
        if not (view.only and (line.status == "later" or unseen)):
            yield name, replace(line, status="")
        return
    if name == "life":
        text = _grounds(view, statement) or text
    elif name == "who":  # on the page of a task: the decision that gave it to the organisation
        text = ", ".join(filter(None, (text, _grounds(view, statement))))
    line = _occurrence(view, [statement, *others], text)
    if name == "life" or not _gone(view, line):
        yield name, line


def _decisions(graph: Subgraph, statements: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(iri for one in statements for iri in graph.iris(one, "dvg:grond")))


def _grounds(view: _Surroundings, *statements: str) -> str:
    """Return the words on the decisions by which statements hold; "" if none is known."""
    decided = _decisions(view.graph, statements)
    unnamed = [one for one in decided if one not in view.grounds]
    view.grounds.update(grounds.names(view.graph, unnamed) if unnamed else {})
    if not decided:
        return ""
    said = joined([view.grounds[one] for one in decided], view.graph.lang)
    return caption("phrase", "by", view.graph.lang).format(said)


def _event(view: _Surroundings, event: str) -> _Placed:
    """Yield the line of an event as an origin, successor or change, with its other participants."""
    graph = view.graph
    name, others, phrase = "changes", list[str](), ""
    if view.iri in graph.iris(event, _RESULT):
        name, others, phrase = "origin", graph.iris(event, _ORIGINAL), "from"
    elif view.iri in graph.iris(event, _ORIGINAL):
        name, others, phrase = "successors", graph.iris(event, _RESULT, _CHANGED), "into"
    about = [one for one in view.beside if event in graph.iris(one, "dvg:over", "dvg:onderwerp")]
    roles = [one for one in about if graph.iri(one, "dvg:betrekking") in PARTICIPATION]
    doubts = {graph.iri(one, "dvg:voorwerp"): one for one in roles}
    partners = []
    for other in others:
        doubt = graph.iris(doubts.get(other, ""), "dvg:zekerheid")
        partners.append(graph.label(other) + "".join(f" ({graph.label(one)})" for one in doubt))
    text = graph.label(event)
    if partners:
        whole = caption("phrase", phrase, graph.lang).format(joined(partners, graph.lang))
        text = f"{whole}: {text}"
    shared = [one for o in others if o in doubts for one in graph.passages(doubts[o])]
    lives = [one for one in about if graph.iri(one, "dvg:over") == event]
    shown = [one for one in lives if not _gone(view, _line(view, one, text))]
    if shown:
        line = _occurrence(view, shown, ", ".join(filter(None, (text, _grounds(view, *shown)))))
        passages = tuple(in_reading_order((*line.passages, *shared)))
        yield name, replace(line, passages=passages)
    elif not lives:
        yield name, Line(text, iri=event)


def _as_one(lines: Sequence[Line], text: str) -> Line:
    """Return lines about the same thing as one line, with each date once and every reference."""
    return replace(
        lines[0],
        text=text,
        when="; ".join(dict.fromkeys(line.when for line in lines)),
        id=", ".join(line.id for line in lines),
        passages=tuple(in_reading_order(one for line in lines for one in line.passages)),
    )


def _occurrence(view: _Surroundings, statements: list[str], text: str) -> Line:
    """Return one line for an event with all its readings, even if several statements date it."""
    graph = view.graph
    ordered = readings.in_order(graph, statements)
    line = _line(view, ordered[0], text)
    apart = readings.apart(graph, ordered)
    if not apart:
        return line
    told = "; ".join(f"{when} ({', '.join(map(short_id, given))})" for when, given in apart.items())
    return replace(
        line,
        text=f"{text}; {caption('phrase', 'readings', graph.lang).format(told)}",
        when=readings.when(graph, ordered),
        passages=tuple(in_reading_order(p for one in ordered for p in graph.passages(one))),
        span=readings.dated(graph, ordered),
    )


def _post(view: _Surroundings, post: str) -> list[Line]:
    graph = view.graph
    told = ("dvg:Functieclassificatie", "dvg:Bezetting")
    about = [one for one in view.beside if post in graph.around(one)]
    said = [one for one in about if kind(graph, one) in told and one not in view.statements]
    label = graph.label(post)
    lines = [_line(view, one, f"{label}: {says(graph, one, post)}") for one in said]
    return [line for line in lines if not _gone(view, line)] or [Line(label, iri=post)]


def _facts(view: _Surroundings) -> Iterator[Line]:
    graph, node = view.graph, view.graph.node(view.iri)
    for name in PROPERTIES:
        if view.own and name in ("dvg:functie", "org:role"):
            continue  # the sentence already includes it
        if name == "dct:type" and "org:classification" in node:
            continue  # derived from the shown value, or less readable than it
        if name == "prov:generatedAtTime" and not (view.own or view.between):
            continue
        values = [term for term in node.get(name, []) if not _other_language(term, graph.lang)]
        texts = [_value(graph, term, view.shown) for term in values]
        if name == "dvg:grond":
            texts = [grounds.named(graph, value(term)) for term in values]
        if texts and texts != [graph.label(view.iri)]:
            yield Line(f"{caption('property', name, graph.lang)}: {joined(texts, graph.lang)}")
    if view.own and not graph.doubts(view.iri):
        yield Line(caption("phrase", "certain", graph.lang))
    if span := graph.span(view.iri):
        days = [_bound(day, graph.lang) for day in span.bounds]
        edges = [" … ".join(dict.fromkeys(pair)) for pair in (days[:2], days[2:])]
        yield Line(caption("phrase", "bounds", graph.lang).format(*edges))


def described(graph: Subgraph, iri: str) -> Section:
    """Return all properties of a thing of another model, and its incoming references, by label."""
    lines = []
    for name, terms in graph.node(iri).items():
        if name in NAMES and [value(term) for term in terms] == [graph.label(iri)]:
            continue
        # Our label for this property describes our own use of it.
        said = name if name == "dct:identifier" else caption("property", name, graph.lang)
        graph.expect(value(term) for term in terms if isinstance(term, NamedNode))
        texts = [
            graph.label(term.value)
            if isinstance(term, NamedNode) and graph.labelled(term.value)
            else f"{plain(term)} ({term.language})"
            if isinstance(term, Literal) and term.language
            else graph.prefixed(term.value)
            if isinstance(term, NamedNode)
            else plain(term)
            for term in terms
        ]
        lines.append(Line(f"{said}: {joined(texts, graph.lang)}"))
    for other in graph.mentions([iri]):
        by = [name for name, terms in graph.node(other).items() if NamedNode(iri) in terms]
        lines += [Line(f"{name} ← {graph.label(other)}", iri=other) for name in by]
    return Section("facts", caption("heading", "facts", graph.lang), tuple(lines))


def _bound(day: date, lang: str) -> str:
    return caption("phrase", "open", lang) if day in (FIRST, LAST) else day.isoformat()


def _value(graph: Subgraph, term: Term, shown: Collection[str] | None = None) -> str:
    """Return a value in words; for a statement its content, if the page shows it."""
    if isinstance(term, NamedNode):
        iri = term.value
        if kind(graph, iri) and (shown is None or iri in shown):
            return says(graph, iri)
        return graph.label(iri) if graph.labelled(iri) or "/" not in graph.prefixed(iri) else iri
    assert isinstance(term, Literal)
    if term.datatype.value.endswith("#dateTime"):
        return stated(term.value[:10], graph.lang)
    return stated(term.value, graph.lang) if not term.language else term.value


def _open_questions(view: _Surroundings) -> _Placed:
    graph = view.graph
    # First of the thing itself, then of its surroundings.
    gaps: tuple[list[Line], list[Line]] = ([], [])
    for node in view.questions:
        types = graph.types(node)
        subjects = view.shown & set(graph.iris(node, "dvg:tussen", "dvg:onderwerp"))
        if node == view.iri or graph.texts(node, "prov:invalidatedAtTime"):
            continue
        text = graph.label(node)
        if "dvg:Tegenspraak" in types:
            yield "contradictions", Line(text, iri=node)
        elif "dvg:Lacune" in types:
            text = text.rstrip(".")
            around = view.iri not in subjects
            if around:  # it is not the thing of the page that lacks it
                text = f"{_lacking(view, node, subjects)}: {text}"
            gaps[around].append(Line(text, iri=node))
    yield from (("gaps", line) for line in (*reversed(gaps[0]), *gaps[1]))


def _lacking(view: _Surroundings, gap: str, subjects: Collection[str]) -> str:
    """Return the first subject of a gap in words, and the number of the others.

    If the ground of the thing itself is missing, the words say so: a decision has a ground too.
    """
    graph = view.graph
    itself = any(graph.iri(one, "dvg:over") == view.iri for one in subjects)
    if itself and graph.iri(gap, "dvg:gezocht").endswith("/grond"):
        return caption("phrase", "own ground", graph.lang)
    named = sorted(
        says(graph, one, view.iri) if kind(graph, one) else graph.label(one) for one in subjects
    )
    return named[0] + (f" (+{len(named) - 1})" if named[1:] else "")


def _order(view: _Surroundings, name: str, line: Line) -> tuple[object, ...]:
    """Return the sort key of a line in its section: by certainty, then by time.

    Figures: the latest first. Statements on a source or passage: by their first place in it. Codes
    come last among the characteristics, since they are also at the top of the page.
    """
    begin, last = line.span.bounds[:2] if line.span else (LAST, LAST)
    usual = (_STATUSES.index(line.status), begin, last, line.text)
    if name in _FIGURES:
        day = line.span.bounds[3] if line.span else FIRST
        measured_on = day if day != LAST else view.graph.last_seen(line.iri) or FIRST
        return (-measured_on.toordinal(), *usual)
    if name == "supports":
        here = [one.iri for one in line.passages if view.iri in (one.iri, one.source)]
        return (*(reading_order(here[0]) if here else ("", 0, "")), *usual)
    if name == "traits":
        return ("/identificator/" in view.graph.iri(line.iri, "dvg:voorwerp"), *usual)
    return usual


def _tenure_order(graph: Subgraph, line: Line) -> tuple[object, ...]:
    """Return the sort key of a line on a post: its holders in order of time, then its classes."""
    held = kind(graph, line.iri) == "dvg:Bezetting"
    return (not held, line.span.bounds if line.span else (LAST,) * 4)


def _each_first(graph: Subgraph, lines: list[Line], by: tuple[str, ...]) -> list[Line]:
    """Return lines with one line for each task, service or measure first, then the rest."""
    first: dict[str, Line] = {}
    for line in lines:
        first.setdefault(graph.iri(line.iri, *by), line)
    return [*first.values(), *(line for line in lines if line not in first.values())]


def _joined_roles(graph: Subgraph, lines: list[Line], by: tuple[str, ...]) -> list[Line]:
    """Return lines with roles combined that have the same period and the same values of ``by``."""
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        place = (line.when, line.status, graph.doubts(line.iri), *graph.iris(line.iri, *by))
        groups.setdefault(place, []).append(line)
    return [_with_roles(graph, group) if len(group) > 1 else group[0] for group in groups.values()]


def _with_roles(graph: Subgraph, lines: list[Line]) -> Line:
    roles = [graph.label(graph.iri(line.iri, "dvg:rol")) for line in lines]
    before, _, after = lines[0].text.rpartition(roles[0])
    return _as_one(lines, f"{before}{', '.join(dict.fromkeys(roles))}{after}")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a thing.

    ``name``: the property in words. ``values``: each value in words, with its IRI or an empty text.
    """

    name: str
    values: tuple[tuple[str, str], ...]


def facts(graph: Subgraph, iri: str, apart: Collection[str] = ()) -> tuple[Property, ...]:
    """Return the properties of a thing that its page shows in the section ``facts``.

    ``apart``: the properties that the page shows elsewhere.
    """
    found, node = [], graph.node(iri)
    for name in (one for one in PROPERTIES if one not in apart):
        terms = [one for one in node.get(name, []) if not _other_language(one, graph.lang)]
        values = [
            (_value(graph, one), one.value if isinstance(one, NamedNode) else "") for one in terms
        ]
        if values and [text for text, _ in values] != [graph.label(iri)]:
            found.append(Property(caption("property", name, graph.lang), tuple(values)))
    return tuple(found)


def _other_language(term: Term, lang: str) -> bool:
    language = term.language if isinstance(term, Literal) else None
    return bool(language) and language != lang and lang in ("nl", "en")
