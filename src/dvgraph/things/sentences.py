"""What a statement says, in a few words: about its subject, or in full on the page of another."""

from dvgraph.labels.neighbourhood import Neighbourhood
from dvgraph.locale.wording import number, stated
from dvgraph.rdf.oxigraph import Literal

# Of each kind: what it is about, and what it says of that.
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
_WORDS = {
    "nl": {
        "dvg:Bestaan": "bestaan",
        "yes": "ja",
        "no": "nee",
        "base": "{} (tegenover {})",
    },
    "en": {
        "dvg:Bestaan": "existence",
        "yes": "yes",
        "no": "no",
        "base": "{} (against {})",
    },
}
_SPOKEN = {"true": "yes", "false": "no"}
_EXACT, _EURO = "exact", "euro"


def kind(hood: Neighbourhood, statement: str) -> str:
    """Return the kind of a statement, ``dvg:Cijfer``; the empty string for what is none."""
    return next((name for name in hood.types(statement) if name in SUBJECT), "")


def subject(hood: Neighbourhood, statement: str) -> str:
    """Return the IRI of what a statement is about."""
    return hood.iri(statement, *SUBJECT.get(kind(hood, statement), ()))


def says(hood: Neighbourhood, statement: str, about: str = "") -> str:
    """Return what a statement says; on the page of its subject (``about``) that is not repeated."""
    text = _predicate(hood, statement, about)
    if doubts := hood.iris(statement, "dvg:zekerheid"):
        text = f"{text} ({', '.join(map(hood.label, doubts))})".replace(") (", "; ").strip()
    named = subject(hood, statement)
    return text if not named or named == about or not text else f"{hood.label(named)}: {text}"


def _predicate(hood: Neighbourhood, statement: str, about: str) -> str:
    words = _WORDS[hood.lang]
    name = kind(hood, statement)

    def label(*properties: str) -> str:
        return ", ".join(map(hood.label, hood.iris(statement, *properties)))

    if name == "dvg:Verantwoordelijkheid":
        role = label("dvg:rol")
        had = hood.iris(statement, "dvg:taak", "dvg:dienst")
        return role if about in had else f"{label('dvg:taak', 'dvg:dienst')} ({role})"
    if name == "dvg:Betrekking":
        return f"{label('dvg:betrekking')} {label('dvg:voorwerp')}"
    if name == "dvg:Bezetting":
        post = label("dvg:functie")
        return label("org:role") or post if about in hood.iris(statement, "dvg:functie") else post
    if name == "dvg:Functieclassificatie":
        return label("dvg:klasse")
    if name == "dvg:Takenlot":
        return " → ".join(filter(None, (label("dvg:lot"), label("dvg:naar"))))
    if name == "dvg:Cijfer":
        return _figure(hood, statement)
    if name == "dvg:Kenmerk":
        value = hood.text(statement, "dvg:waarde")
        value = label("dvg:voorwerp") or words.get(_SPOKEN.get(value, ""), value)
        return f"{label('dvg:kenmerk')}: {value.removeprefix(label('dvg:kenmerk')).strip()}"
    return words.get(name, "") if about != hood.iri(statement, "dvg:over") else ""


def _figure(hood: Neighbourhood, statement: str) -> str:
    value = number(hood.text(statement, "dvg:waarde"), hood.lang)
    measure = hood.label(hood.iri(statement, "dvg:maat"))
    unit = hood.iri(statement, "dvg:eenheid")
    if unit.rpartition("/")[2].partition("-")[0] == _EURO:
        value = f"€ {value}{hood.label(unit).removeprefix(_EURO)}"
    elif unit and hood.label(unit) not in measure:
        value = f"{value} {hood.label(unit)}"
    precision = hood.iri(statement, "dvg:nauwkeurigheid")
    if precision and not precision.endswith(f"/{_EXACT}"):
        value = f"{hood.label(precision)} {value}"
    for base in hood.nodes.get(statement, {}).get("dvg:basis", []):
        year = stated(base.value, hood.lang) if isinstance(base, Literal) else ""
        value = _WORDS[hood.lang]["base"].format(value, year) if year else value
    return f"{measure}: {value}"
