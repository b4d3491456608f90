"""In which section of a thing's page a statement stands, and what comes first there."""

from dvgraph.labels.neighbourhood import Neighbourhood
from dvgraph.namespaces import BASE
from dvgraph.things.sentences import kind

_CITES = "dvg:vindplaats"
# By the kind of the statement and the property that names the thing.
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
# Of any kind.
_BY = {"dvg:grond": "effects", _CITES: "supports", "dvg:volgens": "supports"}
_UNITS = {"euro": "money", "euro-per-jaar": "money", "personen": "people"}
FIGURES = ("money", "people", "figures")
# Sections where several lines may be about one task, service or measure.
REPEATING = {
    **dict.fromkeys(("tasks", "services"), ("dvg:taak", "dvg:dienst")),
    **dict.fromkeys(FIGURES, ("dvg:maat",)),
}
PARTICIPATION = frozenset(
    f"{BASE}concept/betrekking/{name}" for name in ("oorspronkelijk", "resulterend")
)


def section_of(hood: Neighbourhood, statement: str, iri: str) -> str:
    """Return the section of a statement on a thing's page; none where an event tells the same."""
    of_kind = kind(hood, statement)
    named = sorted(name for name in hood.nodes[statement] if iri in hood.iris(statement, name))
    by = next((name for name in named if (of_kind, name) in _PLACES), "")
    if not by:
        # What names the thing nowhere is here because of a passage of it, a source.
        return next((_BY[name] for name in named if name in _BY), "used" if named else "supports")
    if by == "dvg:voorwerp" and hood.iri(statement, "dvg:betrekking") in PARTICIPATION:
        return ""
    place = _PLACES[of_kind, by]
    if place == "tasks" and not hood.iris(statement, "dvg:taak"):
        return "services"
    if place == "figures":
        return _UNITS.get(hood.iri(statement, "dvg:eenheid").rpartition("/")[2], place)
    return place
