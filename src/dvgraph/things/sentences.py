"""A statement in words: its parts, for the patterns of sentences, and its short form."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.captions import beside, joined
from dvgraph.locale.patterns import pattern
from dvgraph.locale.wording import amount, stated
from dvgraph.locale.words import words
from dvgraph.namespaces import XSD
from dvgraph.rdf.oxigraph import Literal

# For each kind: its subject, and the values that describe it.
SUBJECT = {
    "dvg:Bestaan": ("dvg:over",),
    "dvg:Verantwoordelijkheid": ("dvg:organisatie",),
    "dvg:Betrekking": ("dvg:onderwerp",),
    "dvg:Bezetting": ("org:member",),
    "dvg:Functieclassificatie": ("dvg:functie",),
    "dvg:Takenlot": ("dvg:taak",),
    "dvg:Cijfer": ("dvg:betreft",),
    "dvg:Kenmerk": ("dvg:onderwerp",),
}
_DATES = tuple(f"{XSD}{name}" for name in ("date", "gYearMonth", "gYear"))
_EXACT, _EURO = "exact", "euro"
_SPOKEN = {"true": "yes", "false": "no"}


class Parts(NamedTuple):
    """The parts of a sentence about a statement.

    ``kind``: the section of the locale with its patterns (``sentences.KIND``).
    ``code``: the pattern in that section: its role, relation, characteristic or fate.
    ``fields``: names in words, to fill the pattern.
    """

    kind: str
    code: str
    fields: Mapping[str, str]


def kind(graph: Subgraph, statement: str) -> str:
    """Return the kind of a statement, such as ``dvg:Cijfer``; the empty string for other things."""
    for name in graph.types(statement):  # called so often that a generator costs too much
        if name in SUBJECT:
            return name
    return ""


def subject(graph: Subgraph, statement: str) -> str:
    """Return the IRI of the subject of a statement."""
    return graph.iri(statement, *SUBJECT.get(kind(graph, statement), ()))


def concept(graph: Subgraph, statement: str) -> str:
    """Return the last segment of the IRI of a statement's relation, trait, role or fate."""
    iri = graph.iri(statement, "dvg:betrekking", "dvg:kenmerk", "dvg:rol", "dvg:lot")
    return iri.rpartition("/")[2]


# Long since it lists the parts of each kind of statement.
def parts(graph: Subgraph, statement: str, name: Callable[[str], str] | None = None) -> Parts:
    """Return the parts of a statement that is not a figure; ``name`` returns labels of things."""
    kind_, code = kind(graph, statement), concept(graph, statement)

    def named(*properties: str) -> str:
        found: Iterable[str] = graph.iris(statement, *properties)
        return joined([(name or graph.label)(iri) for iri in found], graph.lang)

    if kind_ == "dvg:Verantwoordelijkheid":
        fields = {"organisation": named("dvg:organisatie"), "role": named("dvg:rol")}
        fields["object"] = named("dvg:dienst", "dvg:taak")
        service = bool(graph.iris(statement, "dvg:dienst"))
        return Parts("service" if service else "task", code, fields)
    if kind_ == "dvg:Takenlot":
        fields = {"task": named("dvg:taak"), "fate": named("dvg:lot"), "target": named("dvg:naar")}
        return Parts("fate", code, fields)
    if kind_ == "dvg:Functieclassificatie":
        return Parts("class", "", {"post": named("dvg:functie"), "object": named("dvg:klasse")})
    if kind_ == "dvg:Bezetting":
        role = named("org:role") or named("dvg:functie")
        return Parts("tenure", "", {"role": role, "person": named("org:member")})
    if kind_ == "dvg:Bestaan":
        posts = graph.iris(graph.iri(statement, "dvg:over"), "dvg:functie")
        post = (name or graph.label)(next(iter(posts), ""))
        return Parts("vacancy", "", {"post": post})
    fields = {"subject": named("dvg:onderwerp"), "object": named("dvg:voorwerp")}
    if kind_ == "dvg:Betrekking":
        return Parts("relation", code, {**fields, "relation": named("dvg:betrekking")})
    fields["characteristic"] = named("dvg:kenmerk")
    value = graph.text(statement, "dvg:waarde")
    fields["object"] = fields["object"] or _value(graph, statement)
    return Parts("characteristic", f"{code}:{value}" if value in _SPOKEN else code, fields)


def says(graph: Subgraph, statement: str, about: str = "") -> str:
    """Return a statement in short form; on the page of its subject (``about``), without it."""
    text = _predicate(graph, statement, about)
    if doubts := graph.doubts(statement):
        text = beside(text, ", ".join(doubts)).strip()
    named = subject(graph, statement)
    return text if not named or named == about or not text else f"{graph.label(named)}: {text}"


def _predicate(graph: Subgraph, statement: str, about: str) -> str:
    name = kind(graph, statement)
    if name == "dvg:Bestaan":
        own = about == graph.iri(statement, "dvg:over")
        return "" if own else words("facets", graph.lang)["existence"]
    if name == "dvg:Cijfer":
        measure = graph.label(graph.iri(statement, "dvg:maat"))
        return f"{measure}: {figure(graph, statement, short=True)}"
    if name not in SUBJECT:
        return ""
    _, code, fields = parts(graph, statement)
    if name == "dvg:Verantwoordelijkheid":
        role, had = fields["role"], graph.iris(statement, "dvg:taak", "dvg:dienst")
        return role if about in had else beside(fields["object"], role)
    if name == "dvg:Bezetting":
        post, role = graph.label(graph.iri(statement, "dvg:functie")), fields["role"]
        if about in graph.iris(statement, "dvg:functie"):
            return role
        usual = not post or post.casefold().startswith(role.casefold())
        return post or role if usual else f"{post} ({role})"
    if name == "dvg:Takenlot":
        return " → ".join(filter(None, (fields["fate"], fields["target"])))
    if name == "dvg:Betrekking":
        return _once(fields["relation"], fields["object"])
    if name == "dvg:Kenmerk":
        label, value = fields["characteristic"], fields["object"]
        if "gloss" in pattern("characteristic", concept(graph, statement), graph.lang).fields:
            return value  # the statement describes the event; the label only names its kind
        # "Renewal" says enough; "renewal: yes" is the form of a database.
        return label if code.endswith(":true") else f"{label}: {value.removeprefix(label).strip()}"
    return fields["object"]


def _once(relation: str, named: str) -> str:
    """Return a relation and its object; words that end the one and begin the other appear once."""
    first, _, _ = relation.partition(" ")
    rest, _, last = relation.rpartition(" ")
    if re.match(rf"{re.escape(first)}\b", named, re.IGNORECASE):
        return named
    if re.match(rf"{re.escape(last)}\b", named, re.IGNORECASE):
        return f"{rest} {named}"
    return f"{relation} {named}"


def figure(graph: Subgraph, statement: str, *, short: bool = False) -> str:
    """Return the value of a figure: ``meer dan 1,6 miljoen personen``, ``€ 44 miljoen``.

    With ``short``, for a table or a screen: ``€ 44 mln``.
    """
    measure = graph.label(graph.iri(statement, "dvg:maat"))
    unit = graph.iri(statement, "dvg:eenheid")
    name = graph.label(unit)
    euro = unit.rpartition("/")[2].partition("-")[0] == _EURO
    text = amount(graph.text(statement, "dvg:waarde"), graph.lang, euro=euro, short=short)
    if euro:
        rate = name.removeprefix(_EURO)
        text += "" if measure.endswith(rate) else rate
    elif unit and name not in measure:
        text = f"{text} {name}"
    precision = graph.iri(statement, "dvg:nauwkeurigheid")
    if precision and not precision.endswith(f"/{_EXACT}"):
        text = f"{graph.label(precision)} {text}"
    for base in graph.texts(statement, "dvg:basis"):
        text = words("figures", graph.lang)["base"].format(text, stated(base, graph.lang))
    return text


def _value(graph: Subgraph, statement: str) -> str:
    """Return the literal value of a characteristic: a date in words, yes or no, else as it is."""
    value = graph.text(statement, "dvg:waarde")
    if value in _SPOKEN:
        return words("page.yes-no", graph.lang)[_SPOKEN[value]]
    types = {v.datatype.value for v in graph.node(statement).get("dvg:waarde", [])
             if isinstance(v, Literal)}  # fmt: skip
    return stated(value, graph.lang) if types <= set(_DATES) else value
