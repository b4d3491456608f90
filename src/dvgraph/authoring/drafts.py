"""Drafts of statements: the name, the properties, and the things created with them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dvgraph.authoring import terms
from dvgraph.authoring.files import (
    Facts,
    contradictions,
    free_name,
    iri_of,
    naming,
    sought,
    statement,
    twin,
)
from dvgraph.authoring.turtle import block
from dvgraph.dataset.files import Dataset
from dvgraph.errors import UseError
from dvgraph.evidence.passages import passage
from dvgraph.labels.short_ids import short_id
from dvgraph.locale.captions import caption
from dvgraph.locale.reader import explained, language
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, XSD, slug
from dvgraph.prebuilt.names import fold
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.things import kinds
from dvgraph.things.kinds import Kind

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

Given = Mapping[str, Sequence[str]]
"""The typed values, by option."""

_STATEMENT, _GAP = BASE + "uitspraak/", BASE + "lacune/"
_WITHDRAWN = "prov:invalidatedAtTime"
# Things that may be created with a statement: folder of the IRI, class and file.
CREATABLE = {
    "task": ("taak", "dvg:Taak", "tasks.ttl"),
    "service": ("dienst", "cpsv:PublicService", "services.ttl"),
    "person": ("persoon", "person:Person", "persons.ttl"),
}


@dataclass(frozen=True, slots=True)
class Addition:
    """Text to append to a file of an agency's folder."""

    file: str
    iri: str
    kind: str
    facts: Facts

    @property
    def text(self) -> str:
        """Its text in Turtle."""
        return block(self.iri, self.kind, self.facts)


@dataclass(frozen=True, slots=True)
class Draft:
    """The input of ``writer.save``: additions, the statement first; and the statement to withdraw.

    ``gaps`` are the concepts of gezocht with a gap among the additions; ``mentions`` are other
    references to the withdrawn statement, for the author to check. ``joins`` are the IRI and
    property of each place where a contradiction names it: the new statement is named beside it
    there, so that a rejected reading stays rejected after a correction.
    """

    additions: tuple[Addition, ...]
    withdrawn: tuple[str, Literal] | None = None
    gaps: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    joins: tuple[tuple[str, str], ...] = ()

    @property
    def iri(self) -> str:
        """The IRI of the statement."""
        return self.additions[0].iri


def now() -> Literal:
    """Return the current second as xsd:dateTime in UTC."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Literal(stamp, datatype=NamedNode(f"{XSD}dateTime"))


def new(kind: Kind, given: Given, store: "Store", dataset: Dataset) -> Draft:
    """Return the draft of a statement of a kind from the typed values.

    With an ``english`` label, an unknown task, service or person is drafted too; the typed text is
    its Dutch label. Raises UseError for a missing, unknown or invalid value, and for a repetition
    of a current statement.
    """
    for option in given:
        if option != "english":
            kind.field(option)
    for field in kind.all_fields:
        if field.required and not given.get(field.option):
            raise UseError(
                *explained(
                    "errors.authoring",
                    "needed",
                    kind=kind.name,
                    field=field.option,
                    help=kind.help_of(field),
                )
            )
    for field in kind.fields:
        if field.instead_of and bool(given.get(field.option)) == bool(given.get(field.instead_of)):
            raise UseError(
                *explained(
                    "errors.authoring",
                    "one of two",
                    kind=kind.name,
                    one=field.instead_of,
                    other=field.option,
                )
            )
    created: list[Addition] = []
    facts = _facts(kind, given, store, dataset, created)
    if said := twin(kind.term, facts, dataset):
        by = f"#{short_id(said)} ({said.removeprefix(BASE)})"
        raise UseError(*explained("errors.authoring", "said already", by=by))
    name = free_name(_name(kind, facts), dataset, _STATEMENT)
    return _draft(kind, facts, store, dataset, name, tuple(created))


def revision(iri: str, changes: Given, store: "Store", dataset: Dataset) -> Draft:
    """Return the draft of a statement that corrects another: equal except for the changes.

    An empty value removes the property. Raises UseError when the IRI is not a statement of these
    files, was withdrawn already, or when nothing changes.
    """
    term, old = statement(iri, dataset)
    if _WITHDRAWN in old:
        successor = naming(dataset, iri, revising=True)
        key = "withdrawn, corrected" if successor else "withdrawn"
        names = {"name": iri.removeprefix(BASE), "successor": ", ".join(successor)}
        raise UseError(*explained("errors.authoring", key, **names))
    kind = kinds.kind(term)
    created: list[Addition] = []
    changes = _with_source(kind, changes, old)
    changed = _facts(kind, changes, store, dataset, created)
    cleared = {kind.field(option).predicate for option, texts in changes.items() if not any(texts)}
    facts = {name: values for name, values in old.items() if name not in cleared} | changed
    if facts == old:
        raise UseError(*explained("errors.authoring", "nothing changes"))
    revised = "prov:wasRevisionOf" in old
    name = re.sub(r"-\d+$", "", slug(iri)) if revised else slug(iri)
    facts["prov:wasRevisionOf"] = [NamedNode(iri)]
    draft = _draft(
        kind, facts, store, dataset, free_name(name, dataset, _STATEMENT), tuple(created)
    )
    again = {f"{BASE}concept/gezocht/{concept}" for concept in draft.gaps}
    joins = contradictions(dataset, iri)
    joined = {other.removeprefix(BASE) for other, _ in joins}
    return replace(
        draft,
        withdrawn=(iri, now()),
        joins=joins,
        mentions=tuple(
            other
            for other in naming(dataset, iri, revising=False)
            if other not in joined and not again & sought(dataset, other)
        ),
    )


def typed(iri: str, dataset: Dataset) -> tuple[Kind, dict[str, list[str]]]:
    """Return the kind of a statement, and the values to type for writing it anew.

    Raises UseError when the IRI is not a statement of these files.
    """
    term, facts = statement(iri, dataset)
    kind = kinds.kind(term)
    texts: dict[str, list[str]] = {}
    for field in kind.all_fields:
        for value in facts.get(field.predicate, ()):
            text = value.value if isinstance(value, NamedNode | Literal) else str(value)
            if field.type in ("source", "lines"):
                place = passage(text)
                lines = f"{place.first}-{place.last}"
                at = lines if place.first else f"{place.kind}={place.value}"
                text = place.source if field.type == "source" else at
            said = texts.setdefault(field.option, [])
            if (text := text.removeprefix(BASE)) not in said:
                said.append(text)
    return kind, texts


# Long by the two additions, written out a field to a line.
def _draft(
    kind: Kind,
    facts: Facts,
    store: "Store",
    dataset: Dataset,
    name: str,
    created: tuple[Addition, ...],
) -> Draft:
    stamp = now()
    own = Addition(
        file=kind.file,
        iri=_STATEMENT + name,
        kind=kind.term,
        facts={**facts, "prov:generatedAtTime": [stamp]},
    )
    missing = [
        concept
        for predicate, concept in kind.gaps.items()
        if not facts.get(predicate)
        # A day of attestation is enough for a statement, but a figure needs its period.
        and not (concept == "begin" and facts.get("dvg:gezienOp"))
        and not (concept == "grond" and "dvg:over" in facts and not _takes_place(facts, store))
    ]
    sources = list(dict.fromkeys(passage(iri_of(v)).source for v in facts["dvg:vindplaats"]))
    gaps = [
        Addition(
            file="gaps.ttl",
            iri=_GAP + free_name(f"{concept}-{name}", dataset, _GAP),
            kind="dvg:Lacune",
            facts={
                "rdfs:label": [
                    Literal(words("authoring.missing", lang)[concept], language=lang)
                    for lang in ("nl", "en")
                ],
                "dvg:gezocht": [NamedNode(f"{BASE}concept/gezocht/{concept}")],
                "dvg:onderwerp": [NamedNode(own.iri)],
                "dvg:gezochtIn": list(map(NamedNode, sources)),
                "prov:generatedAtTime": [stamp],
            },
        )
        for concept in missing
    ]
    return Draft((own, *created, *gaps), gaps=tuple(missing))


def _facts(
    kind: Kind, given: Given, store: "Store", dataset: Dataset, created: list[Addition]
) -> Facts:
    """Return the typed properties; a task or service to create is added to ``created``."""
    facts: Facts = {}
    for field in kind.all_fields:
        texts = [text for text in given.get(field.option, ()) if text.strip()]
        if len(texts) > 1 and not field.many:
            raise UseError(
                *explained("errors.authoring", "one value", field=field.option, number=len(texts))
            )
        if not texts or field.type == "source":
            continue
        values: list[Term] = []
        for text in texts:
            if field.type == "lines":
                source = terms.read(kind.field("source"), given["source"][0], store)
                values.append(terms.place(source.value, text))
                continue
            try:
                values.append(terms.read(field, text, store))
            except terms.UnknownNameError:
                english = given.get("english")
                if not english or field.type not in CREATABLE:
                    raise
                created.append(_created(field.type, text, english[0], dataset))
                values.append(NamedNode(created[-1].iri))
        if field.type == "lines":
            values.sort(key=lambda term: passage(iri_of(term)).order())
        facts[field.predicate] = list(dict.fromkeys(values))
    return facts


def _with_source(kind: Kind, changes: Given, old: Facts) -> Given:
    """Return the changes, with the source if only lines change, with the lines if only it does."""
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


def _created(type_: str, dutch: str, english: str, dataset: Dataset) -> Addition:
    folder, term, file = CREATABLE[type_]
    parts = re.findall(r"[a-z0-9]+", fold(dutch))
    name = ""
    for word in parts:  # whole words, as long as a slug stays readable
        if name and len(name) + len(word) > 50:
            break
        name = f"{name}-{word}" if name else word
    if not name:
        raise UseError(
            *explained(
                "errors.authoring", "no slug", name=dutch, kind=caption("kind", type_, language())
            )
        )
    stem = f"{BASE}{folder}/"
    labels: list[Term] = [Literal(dutch, language="nl"), Literal(english, language="en")]
    return Addition(
        file=file,
        iri=stem + free_name(name, dataset, stem),
        kind=term,
        facts={"rdfs:label": labels},
    )


def _name(kind: Kind, facts: Facts) -> str:
    of = {
        field.option: "".join(slug(iri_of(value)) for value in facts.get(field.predicate, ())[:1])
        for field in kind.fields
    }
    return kind.slug.format_map(of)


def _takes_place(facts: Facts, store: "Store") -> bool:
    """Return whether a statement of existence is about an event: only those need a ground."""
    return store.ask(f"ASK {{ {facts['dvg:over'][0]} a <http://www.w3.org/ns/prov#Activity> }}")
