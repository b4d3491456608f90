"""A statement in a few words: about its subject, or in full on the page of another thing."""

from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.wording import number, stated
from dvgraph.locale.words import words
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
_SPOKEN = {"true": "yes", "false": "no"}
_EXACT, _EURO = "exact", "euro"


def kind(graph: Subgraph, statement: str) -> str:
    """Return the kind of a statement, ``dvg:Cijfer``; the empty string for another thing."""
    return next((name for name in graph.types(statement) if name in SUBJECT), "")


def subject(graph: Subgraph, statement: str) -> str:
    """Return the IRI of the subject of a statement."""
    return graph.iri(statement, *SUBJECT.get(kind(graph, statement), ()))


def says(graph: Subgraph, statement: str, about: str = "") -> str:
    """Return a statement in words; on the page of its subject (``about``) without the subject."""
    text = _predicate(graph, statement, about)
    if doubts := graph.doubts(statement):
        text = f"{text} ({', '.join(doubts)})".replace(") (", "; ").strip()
    named = subject(graph, statement)
    return text if not named or named == about or not text else f"{graph.label(named)}: {text}"


def _predicate(graph: Subgraph, statement: str, about: str) -> str:
    phrases = words("things.sentences", graph.lang)
    name = kind(graph, statement)

    def label(*properties: str) -> str:
        return ", ".join(map(graph.label, graph.iris(statement, *properties)))

    if name == "dvg:Verantwoordelijkheid":
        role = label("dvg:rol")
        had = graph.iris(statement, "dvg:taak", "dvg:dienst")
        return role if about in had else f"{label('dvg:taak', 'dvg:dienst')} ({role})"
    if name == "dvg:Betrekking":
        return f"{label('dvg:betrekking')} {label('dvg:voorwerp')}"
    if name == "dvg:Bezetting":
        post = label("dvg:functie")
        return label("org:role") or post if about in graph.iris(statement, "dvg:functie") else post
    if name == "dvg:Functieclassificatie":
        return label("dvg:klasse")
    if name == "dvg:Takenlot":
        return " → ".join(filter(None, (label("dvg:lot"), label("dvg:naar"))))
    if name == "dvg:Cijfer":
        return _figure(graph, statement)
    if name == "dvg:Kenmerk":
        value = graph.text(statement, "dvg:waarde")
        value = label("dvg:voorwerp") or phrases.get(_SPOKEN.get(value, ""), value)
        return f"{label('dvg:kenmerk')}: {value.removeprefix(label('dvg:kenmerk')).strip()}"
    return phrases.get(name, "") if about != graph.iri(statement, "dvg:over") else ""


def _figure(graph: Subgraph, statement: str) -> str:
    value = number(graph.text(statement, "dvg:waarde"), graph.lang)
    measure = graph.label(graph.iri(statement, "dvg:maat"))
    unit = graph.iri(statement, "dvg:eenheid")
    if unit.rpartition("/")[2].partition("-")[0] == _EURO:
        value = f"€ {value}{graph.label(unit).removeprefix(_EURO)}"
    elif unit and graph.label(unit) not in measure:
        value = f"{value} {graph.label(unit)}"
    precision = graph.iri(statement, "dvg:nauwkeurigheid")
    if precision and not precision.endswith(f"/{_EXACT}"):
        value = f"{graph.label(precision)} {value}"
    for base in graph.node(statement).get("dvg:basis", []):
        year = stated(base.value, graph.lang) if isinstance(base, Literal) else ""
        value = words("things.sentences", graph.lang)["base"].format(value, year) if year else value
    return f"{measure}: {value}"
