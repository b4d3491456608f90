"""What a user typed as a parameter of a question, read as typed RDF terms (DESIGN §5).

Dates may be a day, a month or a year (``edge`` says which day of it is meant), or today. Things are
found by IRI, CURIE, slug, label or code; capitals, accents and spacing are forgiven.
"""

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from dvgraph import resources
from dvgraph.errors import UseError
from dvgraph.oxigraph import Literal, NamedNode, Term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dvgraph.store import Store

BASE = "https://w3id.org/dvgraph/id/"
XSD = "http://www.w3.org/2001/XMLSchema#"

# What a name of each type may stand for: classes, or schemes of code lists.
KINDS: dict[str, tuple[str, ...]] = {
    "organisation": ("http://www.w3.org/ns/org#Organization",),
    "task": ("https://w3id.org/dvgraph/ns#Taak",),
    "service": (
        "http://purl.org/vocab/cpsv#PublicService",
        "http://data.europa.eu/m8g/PublicService",
    ),
    "event": ("http://www.w3.org/ns/prov#Activity", "http://www.w3.org/ns/org#ChangeEvent"),
    "decision": ("http://data.vlaanderen.be/ns/besluit#Besluit",),
    "measure": (f"{BASE}conceptschema/maat",),
    "concept": ("http://www.w3.org/2004/02/skos/core#Concept",),
}
SCALARS = ("date", "integer", "text")
EXAMPLES = {
    "date": "2021, 2021-03 or 2021-03-18",
    "integer": "3",
    "organisation": "AGIV or OVO002949",
}

_LINE = re.compile(
    r"^(?P<indent>[ \t]*)"
    r"(?:BIND[ \t]*\((?P<term>.*)[ \t]+AS[ \t]+\?(?P<scalar>\w+)[ \t]*\)"
    r"|(?P<off>\#[ \t]*)?VALUES[ \t]+\?(?P<list>\w+)[ \t]*\{(?P<terms>[^}]*)\})"
    r"(?P<mark>[ \t]*\#[ \t]*parameter[ \t]*)$",
    re.MULTILINE,
)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Parameter(NamedTuple):
    """One parameter of a question, as its header declares it."""

    name: str
    type: str
    label: "Mapping[str, str]"
    edge: str = "first"
    required: bool = False
    list: bool = False
    choices: tuple[str, ...] = ()
    default: str | None = None


def bind(text: str, values: "Mapping[str, Sequence[Term]]") -> str:
    """Return the query with every ``# parameter`` line of the named variables rewritten.

    A scalar line takes the one term given; a term line all of them, and is uncommented. Lines of
    other variables stay as they are. Terms are written by the RDF library, so nothing escapes.
    """

    def line(match: re.Match[str]) -> str:
        name = match["scalar"] or match["list"]
        terms = values.get(name)
        if not terms:
            return match[0]
        if match["scalar"]:
            return f"{match['indent']}BIND({terms[0]} AS ?{name}){match['mark']}"
        listed = " ".join(map(str, terms))
        return f"{match['indent']}VALUES ?{name} {{ {listed} }}{match['mark']}"

    return _LINE.sub(line, text)


def written_default(text: str, name: str) -> str | None:
    """Return the lexical value that a query's own scalar line gives a parameter, or None."""
    for match in _LINE.finditer(text):
        if match["scalar"] == name:
            value = re.match(r'\s*"((?:[^"\\]|\\.)*)"', match["term"])
            return value[1] if value else match["term"].strip()
    return None


def read(parameter: Parameter, text: str, store: "Store") -> list[Term]:
    """Return the terms that the text given for a parameter stands for.

    Raises UseError when it is of another type, unknown (nearest names are offered) or ambiguous.
    """
    where = option(parameter.name)
    if parameter.type == "date":
        return [Literal(_date(text, parameter.edge, where), datatype=NamedNode(f"{XSD}date"))]
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?\d{1,18}", text.strip()):
            raise UseError(f"'{text}' is not a whole number", where=where, hint="Example: 3")
        return [Literal(str(int(text)), datatype=NamedNode(f"{XSD}integer"))]
    if parameter.choices and parameter.type == "text" and text not in parameter.choices:
        raise UseError(
            f"'{text}' is not one of the choices",
            where=where,
            hint="Choose " + ", ".join(parameter.choices),
        )
    if parameter.type == "text":
        return [Literal(text)]
    return list(_things(parameter, text, store))


def option(name: str) -> str:
    """Return the command-line spelling of a parameter's name."""
    return "--" + name.replace("_", "-")


def _date(text: str, edge: str, where: str) -> str:
    """Return the day meant, YYYY-MM-DD; of a month or year its first or last day."""
    given = text.strip().lower()
    if given in ("today", "vandaag"):
        return date.today().isoformat()
    match = _DATE.fullmatch(given)
    try:
        if not match:
            raise ValueError
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        first = date(year, month, day)
        if match[3] or edge == "first":
            return first.isoformat()
        if not match[2]:
            return date(year, 12, 31).isoformat()
        # Any day of the next month lies within 31 days of the first; go back to its start.
        following = first + timedelta(days=31)
        return (following - timedelta(days=following.day)).isoformat()
    except (ValueError, OverflowError):
        raise UseError(
            f"'{text}' is not a date",
            where=where,
            hint=f"Give a year, month or day that exists: {EXAMPLES['date']}, or today",
        ) from None


class _Name(NamedTuple):
    iri: str
    name: str
    rank: int  # 0 label, 1 altLabel, 2 hiddenLabel, 3 code, 4 IRI
    register: str | None  # the continuing organisation that the code or IRI belongs to


def _names(parameter: Parameter, store: "Store") -> set[_Name]:
    query = (resources.queries_dir() / "support" / "names.rq").read_text(encoding="utf-8")
    kinds = [NamedNode(iri) for iri in KINDS[parameter.type]]
    names = set()
    for iri, name, rank, register in store.select(bind(query, {"kind": kinds})).rows:
        if not (isinstance(iri, NamedNode) and isinstance(name, Literal)):
            continue
        if parameter.choices and slug(iri.value) not in parameter.choices:
            continue
        owner = register.value if isinstance(register, NamedNode) else None
        level = int(rank.value) if isinstance(rank, Literal) else 3
        names.add(_Name(iri.value, name.value, level, owner))
        names.add(_Name(iri.value, iri.value, 4, None))
        if owner:
            names.add(_Name(iri.value, owner, 4, owner))
    return names


def slug(iri: str) -> str:
    """Return the last segment of an IRI, by which a user may name the thing."""
    return re.split(r"[/#]", iri.rstrip("/#"))[-1]


def fold(text: str) -> str:
    """Return text without capitals, accents and doubled spaces, for comparison only."""
    bare = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).casefold().split())


def _things(parameter: Parameter, text: str, store: "Store") -> list[NamedNode]:
    where = option(parameter.name)
    names = _names(parameter, store)
    wanted = text.strip()
    iri = _iri(wanted)
    best: dict[tuple[int, int], dict[str, _Name]] = {}
    for entry in names:
        level = _match(entry, wanted, iri)
        if level is not None:
            best.setdefault(level, {})[entry.iri] = entry
    if not best:
        raise UseError(
            f"no {parameter.type} is called '{text}'", where=where, hint=_nearest(wanted, names)
        )
    found = best[min(best)]
    # A code or IRI of the continuing organisation stands for all its versions.
    owners = {entry.register for entry in found.values()}
    if len(found) > 1 and (None in owners or len(owners) > 1):
        listed = ", ".join(sorted(_short(iri) for iri in found))
        raise UseError(
            f"'{text}' can mean {len(found)} things: {listed}", where=where, hint="Give one of them"
        )
    return [NamedNode(iri) for iri in sorted(found)]


def _short(iri: str) -> str:
    return iri.removeprefix(BASE)


def _iri(text: str) -> str | None:
    """Return the full IRI that text writes out or abbreviates (``prefix:local``), if it does."""
    bare = text.removeprefix("<").removesuffix(">")
    if re.match(r"[a-z][a-z0-9+.-]*://", bare, re.IGNORECASE):
        return bare
    prefix, colon, local = bare.partition(":")
    if colon and (namespace := resources.prefixes().get(prefix)):
        return namespace + local
    return None


def _match(entry: _Name, wanted: str, iri: str | None) -> tuple[int, int] | None:
    """Return how well a name fits, smaller is better: (0 exact or 1 forgiven, kind of name)."""
    if entry.rank == 4 and entry.name in (iri, BASE + wanted):
        return 0, -1
    name = slug(entry.name) if entry.rank == 4 else entry.name
    if name == wanted:
        return 0, entry.rank
    return (1, entry.rank) if fold(name) == fold(wanted) else None


def _nearest(wanted: str, names: set[_Name]) -> str:
    from difflib import get_close_matches  # only for a mistake

    readable = (slug(entry.name) if entry.rank == 4 else entry.name for entry in names)
    spelled = {fold(name): name for name in sorted(readable)}
    near = get_close_matches(fold(wanted), spelled, n=3, cutoff=0.5)
    if near:
        return "Nearest: " + ", ".join(spelled[name] for name in near)
    return "Give a name, a code or an IRI that the data holds"
