"""Drafts of statements and things: their IRI, their properties, and further new things."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from dvgraph.authoring import terms
from dvgraph.authoring.additions import (
    Addition,
    Desk,
    Draft,
    Given,
    Insertion,
    agent,
    new_iri,
    now,
)
from dvgraph.authoring.files import (
    RECORDING,
    Contents,
    Facts,
    iri_of,
    naming,
    references,
    sought,
    statement,
)
from dvgraph.authoring.turtle import written
from dvgraph.dataset.files import Dataset
from dvgraph.derive.dates import bounds_of_literal
from dvgraph.errors import UseError
from dvgraph.evidence.passages import passage
from dvgraph.labels.short_ids import short_id
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.reader import LANGUAGES, explained
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, slug
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import curie
from dvgraph.things import kinds
from dvgraph.things.kinds import THINGS, Field, Kind

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store


class KnownError(UseError):
    """What is drafted is in the files already, or would change nothing; ``iri``: where."""

    def __init__(self, iri: str, problem: tuple[str, str | None]) -> None:
        """Store the IRI of the statement or thing that the files already have."""
        super().__init__(*problem)
        self.iri = iri


_STATEMENT, _GAP = BASE + "uitspraak/", BASE + "lacune/"
_WITHDRAWN = "prov:invalidatedAtTime"
CREATABLE = ("task", "service", "person")
"""Things that may be made with a statement: two names are all they need."""

# The properties that a search may find, by concept of gezocht; except for figures, a day of
# attestation counts as a start.
_FOUND = {
    "begin": ("dvg:van", "dvg:gezienOp"),
    "grond": ("dvg:grond",),
    "periode": ("dvg:van", "dvg:tot"),
    "einde": ("dvg:tot",),
    "datum-document": ("dct:created", "eli:date_document"),
}


def new(kind: Kind, given: Given, store: "Store", dataset: Dataset, by: str = "") -> Draft:
    """Return the draft of a statement or thing of a kind from the typed values.

    With an ``english`` label, an unknown task, service or person of a statement is drafted too; the
    typed text is its Dutch label. ``by`` is the name of the author. Raises UseError for a missing,
    unknown or invalid value, and for a repetition of a current statement or of a thing's name.
    """
    return drafted(kind, given, Desk(store, dataset, by, Contents(dataset)))


def drafted(kind: Kind, given: Given, desk: Desk, iri: str = "") -> Draft:
    """Return a draft as ``new`` does, at a desk that knows its earlier drafts.

    ``iri``: that of the new thing or statement, instead of one made of its name or values. Raises
    the errors of ``new``.
    """
    for option in given:
        if option != "english":
            kind.field(option)
    made = _new_statement(kind, given, desk, iri) if kind.is_statement else None
    made = made or _new_thing(kind, given, desk, iri)
    for addition in made.additions:
        desk.contents.add(addition.iri, addition.kind, addition.facts)
    return made


def _new_statement(kind: Kind, given: Given, desk: Desk, iri: str) -> Draft:
    _demand(kind, given)
    created: list[Addition] = []
    facts = _facts(kind.all_fields, given, desk, created)
    if said := desk.contents.twin(kind.term, facts):
        by = f"#{short_id(said)} ({said.removeprefix(BASE)})"
        raise KnownError(said, explained("errors.authoring", "said already", by=by))
    own, signed = _stated(kind, facts, desk, iri or _free(_name(kind, facts), desk))
    gaps = _gaps(given, own, desk)
    return Draft(own.iri, (own, *created, *gaps, *signed), gaps=tuple(given.get("sought", ())))


def _free(name: str, desk: Desk) -> str:
    """Return the IRI of a new statement."""
    return _STATEMENT + desk.contents.free_name(name, _STATEMENT)


def missing(kind: Kind, given: Given) -> list[str]:
    """Return the concepts of gezocht that a kind asks for and for which no value was typed."""
    typed = {
        predicate
        for field in kind.all_fields
        if any(given.get(field.option, ()))
        for predicate in field.predicate.split()
    }
    takes_place = kind.name != "existence"  # the ground of an existing thing is seldom known
    return [
        concept
        for concept in kind.gaps.values()
        if not typed.intersection(_FOUND[concept]) and (takes_place or concept != "grond")
    ]


def revision(iri: str, changes: Given, store: "Store", dataset: Dataset, by: str = "") -> Draft:
    """Return the draft of a statement that corrects another; only ``changes`` differ.

    It is inserted below the old statement. An empty value removes the property. Raises UseError if
    the IRI is not a statement in these files, is already withdrawn, or nothing changes.
    """
    return revised(iri, changes, Desk(store, dataset, by, Contents(dataset)))


def revised(iri: str, changes: Given, desk: Desk) -> Draft:
    """Return a draft as ``revision`` does, at a desk that knows its earlier drafts.

    Raises the errors of ``revision``.
    """
    dataset = desk.dataset
    term, old = current(iri, dataset)
    kind = kinds.kind(term)
    created: list[Addition] = []
    changes = _with_source(kind, changes, old)
    changed = _facts(kind.all_fields, changes, desk, created)
    cleared = {kind.field(option).predicate for option, texts in changes.items() if not any(texts)}
    kept = {name: values for name, values in old.items() if name not in cleared}
    if kept | changed == old:
        raise KnownError(iri, explained("errors.authoring", "nothing changes"))
    facts = {name: values for name, values in kept.items() if name not in RECORDING} | changed
    name = re.sub(r"-\d+$", "", slug(iri)) if "prov:wasRevisionOf" in old else slug(iri)
    facts["prov:wasRevisionOf"] = [NamedNode(iri)]
    own, signed = _stated(kind, facts, desk, _free(name, desk))
    desk.contents.add(own.iri, own.kind, own.facts)
    gaps = _gaps(changes, own, desk)
    beside = tuple(
        (Insertion(subject, predicate, NamedNode(iri)), NamedNode(own.iri))
        for subject, predicate in references(dataset, iri)
        if not _found(sought(dataset, subject), facts)
    )
    joined = {place.subject.removeprefix(BASE) for place, _ in beside}
    return Draft(
        own.iri,
        (replace(own, below=iri), *created, *gaps, *signed),
        properties=(Insertion(iri, _WITHDRAWN, now()),),
        beside=beside,
        gaps=tuple(changes.get("sought", ())),
        mentions=tuple(
            other for other in naming(dataset, iri, revising=False) if other not in joined
        ),
    )


def searched(iri: str, given: Given, desk: Desk) -> Draft | None:
    """Return the draft of the gaps that ``sought`` names about what the files describe already.

    None if the files have them all. Raises UseError as ``drafted`` does for a gap.
    """
    concepts = unsought(iri, given.get("sought", ()), desk)
    facts: Facts = {}
    for quad in desk.dataset.quads if concepts else ():
        if quad.subject == NamedNode(iri):
            facts.setdefault(curie(quad.predicate.value), []).append(quad.object)
    gaps = _gaps({**given, "sought": concepts}, Addition("", iri, "", facts), desk)
    for gap in gaps:
        desk.contents.add(gap.iri, gap.kind, gap.facts)
    return Draft(gaps[0].iri, tuple(gaps), gaps=tuple(concepts)) if gaps else None


def unsought(iri: str, concepts: Sequence[str], desk: Desk) -> list[str]:
    """Return the typed concepts of gezocht of which the files have no gap about a thing."""
    if not any(concepts):
        return []
    known = {sought(desk.dataset, subject) for subject, _ in references(desk.dataset, iri)}
    read = {text: terms.read(_SOUGHT, text, desk.store) for text in concepts}
    return [text for text, concept in read.items() if slug(iri_of(concept)) not in known]


def withdrawal(iri: str, reason: str, dataset: Dataset) -> Draft:
    """Return the draft that withdraws a statement without replacing it.

    ``reason`` is in Dutch; it may be empty. Raises UseError if the IRI is not a statement in these
    files, or is already withdrawn.
    """
    current(iri, dataset)
    places = [Insertion(iri, _WITHDRAWN, now())]
    if reason:
        places.append(Insertion(iri, "dvg:reden", Literal(reason, language="nl")))
    others = naming(dataset, iri, revising=False)
    return Draft(iri, properties=tuple(places), mentions=others)


def current(iri: str, dataset: Dataset) -> tuple[str, Facts]:
    """Return the class and properties of a current statement; UseError if it is withdrawn."""
    term, facts = statement(iri, dataset)
    if _WITHDRAWN in facts:
        successor = naming(dataset, iri, revising=True)
        key = "withdrawn, corrected" if successor else "withdrawn"
        names = {"name": iri.removeprefix(BASE), "successor": ", ".join(successor)}
        raise UseError(*explained("errors.authoring", key, **names))
    return term, facts


def typed(iri: str, dataset: Dataset) -> tuple[Kind, dict[str, list[str]]]:
    """Return the kind of a statement, and the values that a user would type to write it again.

    Raises UseError if the IRI is not a statement in these files.
    """
    term, facts = statement(iri, dataset)
    kind = kinds.kind(term)
    return kind, texts(kind, facts, (term,))


def texts(kind: Kind, facts: Facts, classes: Sequence[str]) -> dict[str, list[str]]:
    """Return the values that a user would type to write a thing or statement with these facts.

    ``classes``: its classes, as prefixed names. A place in another source than the first is
    written with that source: ``bron/codex#artikel=2``.
    """
    found: dict[str, list[str]] = {}
    for field in kind.all_fields:
        if field.option == "language":
            typed = [_tag(title) for title in facts.get("dct:title", ())]
        elif field.choices:
            typed = [text for text, of in field.choices.items() if of in classes]
        else:
            values = facts.get(field.predicate.partition(" ")[0], ())
            typed = [_text(field, value, values) for value in values]
        if typed := list(dict.fromkeys(filter(None, typed))):
            found[field.option] = typed if field.many or field.type != "source" else typed[:1]
    return found


def _tag(title: Term) -> str:
    return (title.language or "") if isinstance(title, Literal) else ""


def _text(field: Field, value: Term, beside: Sequence[Term]) -> str:
    """Return the text for a value of a field; ``beside``: all values of its property."""
    text = value.value if isinstance(value, NamedNode | Literal) else str(value)
    if field.type.startswith("name:"):
        return text if _tag(value) == field.type.removeprefix("name:") else ""
    if field.type == "value" and isinstance(value, Literal) and value.language != "nl":
        return f"{text}@{value.language}" if value.language else text
    if field.type in ("source", "lines") and "#" in text:
        place = passage(text)
        if field.type == "source":
            return place.source.removeprefix(BASE)
        lines = f"{place.first}-{place.last}"
        at = lines if place.first else f"{place.kind}={place.value}"
        first = passage(iri_of(beside[0])).source
        return at if place.source == first else f"{place.source.removeprefix(BASE)}#{at}"
    if field.type.startswith("code:") or field.type == "measure":
        return slug(text)
    return text.removeprefix(BASE)


def _new_thing(kind: Kind, given: Given, desk: Desk, iri: str) -> Draft:
    """Return the draft of a thing, with its existence, its act and its gaps if they were given."""
    existence = kinds.kind("existence")
    of_life = {field.option for field in existence.all_fields}
    life = {option: texts for option, texts in given.items() if option in of_life and any(texts)}
    own_life = {option for option in life if option not in ("sought", "sought-in")}
    typed = {option: texts for option, texts in given.items() if option not in of_life}
    if not kind.lives:
        typed, own_life = dict(given), set()
    made = _made(kind, typed, desk, iri)
    thing = made[0]
    statements: tuple[Addition, ...] = ()
    signed: tuple[Addition, ...] = ()
    if own_life:
        life["about"] = [thing.iri]
        if kind.gives[0] and "from" not in life:
            life["from"] = list(given.get("date", ()))  # a decision takes place on its own date
        _demand(existence, life)
        facts: Facts = {"dvg:over": [NamedNode(thing.iri)]}
        rest = tuple(field for field in existence.all_fields if field.option != "about")
        facts |= _facts(rest, life, desk, [])
        stated, signed = _stated(existence, facts, desk, _free(_name(existence, facts), desk))
        statements = (stated,)
    gaps = _gaps(given, (*statements, thing)[0], desk)
    concepts = tuple(given.get("sought", ()))
    return Draft(thing.iri, (*made, *statements, *gaps, *signed), gaps=concepts)


def _made(kind: Kind, given: Given, desk: Desk, iri: str = "") -> list[Addition]:
    """Return the new things: the thing, the agents that it names, and its linked second thing."""
    given = _with_defaults(kind, given)
    _demand(kind, given)
    name = given["name"][0]
    if there := desk.contents.named(kind.folder, name):
        problem = explained(
            "errors.authoring", "there already", name=name, iri=there.removeprefix(BASE)
        )
        raise KnownError(there, problem)
    created: list[Addition] = []
    link, second = kind.gives
    alone = not link or any(given.get(second, ()))
    shared = {"name", "english", "title"} if link else set()
    fields = tuple(
        field
        for field in kind.fields
        if alone or field.option in shared or field not in THINGS[second].fields
    )
    facts = _facts(fields, given, desk, created)
    classes = kind.term
    for field in kind.fields:
        if given.get(field.option) and (field.makes or field.choices):
            chosen = terms.read(field, given[field.option][0], desk.store)
            last = field.makes or written(chosen)
            classes = ", ".join([*classes.split(", ")[:-1], last])
    thing = Addition(kind.file, iri or new_iri(kind, name, desk.contents), classes, facts)
    if not alone:
        own = {field.option for field in THINGS[second].fields}
        rest = {option: texts for option, texts in given.items() if option in own}
        created += _made(THINGS[second], rest, desk)
        facts[link] = [NamedNode(created[-1].iri)]
    return [thing, *created]


def _with_defaults(kind: Kind, given: Given) -> dict[str, list[str]]:
    """Return the typed values, with defaults for fields without a typed value."""
    full = {option: [text for text in texts if text.strip()] for option, texts in given.items()}
    for field in kind.fields:
        if field.default and not full.get(field.option):
            values = {each.option: "; ".join(full.get(each.option, ())) for each in kind.fields}
            full[field.option] = [field.default.format_map(values).removesuffix(" ()")]
    return full


def _demand(kind: Kind, given: Given) -> None:
    """Raise UseError for a missing required field, and for both or neither of two alternatives."""
    for field in kind.all_fields:
        if field.required and not any(given.get(field.option, ())):
            problem = explained(
                "errors.authoring",
                "needed",
                kind=kind.name,
                field=field.option,
                help=kind.help_of(field),
            )
            raise UseError(*problem)
    for field in kind.fields:
        if field.instead_of and bool(given.get(field.option)) == bool(given.get(field.instead_of)):
            problem = explained(
                "errors.authoring",
                "one of two",
                kind=kind.name,
                one=field.instead_of,
                other=field.option,
            )
            raise UseError(*problem)


def _stated(
    kind: Kind, facts: Facts, desk: Desk, iri: str
) -> tuple[Addition, tuple[Addition, ...]]:
    """Return a statement with its time and author of recording, and a new author's description.

    Raises UseError if it ends before it begins.
    """
    begins, ends = facts.get("dvg:van", ()), facts.get("dvg:tot", ())
    if begins and ends and _bounds(begins[0])[0] >= _bounds(ends[0])[1]:
        raise UseError(*explained("errors.authoring", "ends first"), where="--to")
    facts = {**facts, "prov:generatedAtTime": [now()]}
    signed: tuple[Addition, ...] = ()
    if desk.by:
        signer, signed = agent(desk.by, desk.contents)
        facts["prov:wasAttributedTo"] = [signer]
    return Addition(kind.file, iri, kind.term, facts), signed


def _bounds(boundary: Term) -> tuple[date, date]:
    assert isinstance(boundary, Literal)
    return bounds_of_literal(boundary.value, boundary.datatype.value)


def _gaps(given: Given, about: Addition, desk: Desk) -> list[Addition]:
    """Return a gap about a statement or thing for each concept that was searched for in vain.

    Raises UseError for a property that is not missing, and if the place of the search is missing.
    """
    cited = [passage(iri_of(value)).source for value in about.facts.get("dvg:vindplaats", ())]
    within = _facts((_SOUGHT_IN,), given, desk, []).get("dvg:gezochtIn", [])
    if about.iri.startswith(f"{BASE}{THINGS['source'].folder}/"):
        cited = [about.iri]  # what a source itself does not say
    within = within or [NamedNode(iri) for iri in dict.fromkeys(cited)]
    gaps = []
    for text in given.get("sought", ()):
        if not text.strip():
            continue
        concept = terms.read(_SOUGHT, text, desk.store)
        name = slug(concept.value)
        if _found(name, about.facts):
            raise UseError(*explained("errors.authoring", "not missing", what=name))
        if not within:
            raise UseError(*explained("errors.authoring", "sought where", what=name))
        facts: Facts = {
            "rdfs:label": [
                Literal(_wanting(concept, lang, desk), language=lang) for lang in LANGUAGES
            ],
            "dvg:gezocht": [concept],
            "dvg:onderwerp": [NamedNode(about.iri)],
            "dvg:gezochtIn": within,
            "prov:generatedAtTime": [now()],
        }
        iri = _GAP + desk.contents.free_name(f"{name}-{slug(about.iri)}", _GAP)
        gaps.append(Addition("gaps.ttl", iri, "dvg:Lacune", facts))
    return gaps


_SOUGHT = kinds.KINDS["existence"].field("sought")
_SOUGHT_IN = Field("sought-in", "dvg:gezochtIn", "source", many=True)


def _wanting(concept: Term, lang: str, desk: Desk) -> str:
    said, graph = words("authoring.missing", lang), Subgraph(desk.store, lang)
    graph.expect([iri_of(concept)])
    name = slug(iri_of(concept))
    return said.get(name) or said["other"].format(graph.label(iri_of(concept)))


def _found(concept: str, facts: Facts) -> bool:
    """Return whether facts have the property for a concept of gezocht; False if it is unknown."""
    wanted = _FOUND.get(concept, ())
    return any(facts.get(predicate) for predicate in wanted)


def _facts(fields: tuple[Field, ...], given: Given, desk: Desk, created: list[Addition]) -> Facts:
    """Return the properties from the typed values; new things and agents go into ``created``."""
    facts: Facts = {}
    language = next(iter(given.get("language", ())), "nl")
    for field in fields:
        texts = [text for text in given.get(field.option, ()) if text.strip()]
        if len(texts) > 1 and not field.many:
            raise UseError(
                *explained("errors.authoring", "one value", field=field.option, number=len(texts))
            )
        if not texts or not field.predicate or (field.type == "source" and not field.many):
            continue
        values: list[Term] = []
        for text in texts:
            if field.type == "lines":
                of, _, at = text.rpartition("#")
                source = terms.read(_SOUGHT_IN, of or given["source"][0], desk.store)
                values.append(terms.place(source.value, at))
                continue
            try:
                values.append(terms.read(field, text, desk.store, language))
            except terms.UnknownNameError:
                if not (made := _created(field, text, given, desk)):
                    raise
                created.extend(made)
                values.append(NamedNode(made[0].iri))
        if field.type == "lines":
            values.sort(key=lambda term: passage(iri_of(term)).order())
        for predicate in field.predicate.split():
            facts[predicate] = list(dict.fromkeys([*facts.get(predicate, ()), *values]))
    return facts


def _created(field: Field, text: str, given: Given, desk: Desk) -> tuple[Addition, ...]:
    """Return the new thing that a field names, with its parts; empty if none may be made."""
    if field.type == "agent":
        return agent(text, desk.contents)[1]
    english = given.get("english")
    if not english or field.type not in CREATABLE:
        return ()
    kind = THINGS[field.type]
    labels: list[Term] = [Literal(text, language="nl"), Literal(english[0], language="en")]
    iri = new_iri(kind, text, desk.contents)
    return (Addition(kind.file, iri, kind.term, {"rdfs:label": labels}),)


def _with_source(kind: Kind, changes: Given, old: Facts) -> Given:
    """Return the changes with both source and lines if either of the two changes."""
    for option in changes:
        kind.field(option)
    sources = {passage(iri_of(value)).source for value in old.get("dvg:vindplaats", ())}
    if "source" in changes and "lines" not in changes:
        raise UseError(*explained("errors.authoring", "source without lines"))
    if "lines" in changes and "source" not in changes:
        if len(sources) > 1:
            raise UseError(*explained("errors.authoring", "several sources"))
        return {**changes, "source": [sources.pop()]}
    return changes


def _name(kind: Kind, facts: Facts) -> str:
    of = {
        field.option: "".join(slug(iri_of(value)) for value in facts.get(field.predicate, ())[:1])
        for field in kind.fields
    }
    return kind.slug.format_map(of)
