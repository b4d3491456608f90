"""Tables as people read them: labels, folded bounds, grouped digits, passages in brief."""

import re

from dvgraph import resources
from dvgraph.binding import BASE
from dvgraph.oxigraph import Literal, NamedNode, Term
from dvgraph.parameters import XSD
from dvgraph.search import slug
from dvgraph.store import Table

# Control characters, and those that turn the direction of text or cannot be seen.
_HARMFUL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def plain(term: Term | None) -> str:
    """Return a term's IRI, lexical form or blank node label; the empty string for none."""
    if term is None:
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def short(term: Term | None) -> str:
    """Return a term as people read it: IRIs relative to the base or with a known prefix."""
    if not isinstance(term, NamedNode):
        return plain(term)
    if term.value.startswith(BASE):
        local = term.value[len(BASE) :]
        return slug(local) if local.startswith("concept/") else local
    for prefix, namespace in resources.prefixes().items():
        if term.value.startswith(namespace):
            return f"{prefix}:{term.value[len(namespace) :]}"
    return term.value


def harmless(text: str) -> str:
    r"""Return text with control and direction characters written as escapes (``\x1b``)."""
    return _HARMFUL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


# What the column of passages makes superfluous for people.
_BEHIND_SOURCES = ("uitspraak", "vindplaats", "vindplaatsen")
# The bounds of what has no start or no end (DESIGN §4).
_NEVER_BEFORE, _NEVER_AFTER = "0001-01-01", "9999-12-31"
_COUNT, _COUNTED = "gronden", "grondLabel"


def readable(table: Table) -> tuple[list[str], list[list[str]], list[str]]:
    """Return the headings and cells that people see, and the sources to name below them.

    A label stands for its IRI, earliest and latest bounds for a day that is not given, and the
    short id and all passages for the statement and its first one. Columns without any value are
    left out.
    """
    names = table.variables
    bounds = {name: (f"{name}Vroegst", f"{name}Laatst") for name in names}
    bounds = {name: pair for name, pair in bounds.items() if set(pair) <= set(names)}
    folded = {bound for pair in bounds.values() for bound in pair}
    shown = [
        name
        for name in names
        if f"{name}Label" not in names
        and name not in folded
        and not (name == _COUNT and _COUNTED in names)
        and not (name in _BEHIND_SOURCES and "bronnen" in names)
    ]

    def cell(row: dict[str, Term | None], name: str) -> str:
        if row[name] is None and name in bounds:
            return _span(*(plain(row[bound]) for bound in bounds[name]))
        if name == _COUNTED and _COUNT in row and (more := int(plain(row[_COUNT]) or 0) - 1) > 0:
            return harmless(short(row[name])) + f" (+{more})"
        mark = "#" if name == "id" and row[name] and "bronnen" in names else ""
        return mark + harmless(_grouped(row[name]) or short(row[name]))

    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    columns = {name: [cell(row, name) for row in rows] for name in shown}
    filled = {name: cells for name, cells in columns.items() if any(cells)} or columns
    heads = [name.removesuffix("Label") for name in filled]
    sources: list[str] = []
    if "bronnen" in filled:
        filled["bronnen"], sources = _briefly(filled["bronnen"])
    return heads, [[cells[n] for cells in filled.values()] for n in range(len(rows))], sources


def _span(earliest: str, latest: str) -> str:
    """Return what is known of a day: ``2021-01-01 … 2021-12-31``, ``… 2017-02-03``, or ``?``.

    What has no end has nothing.
    """
    if earliest == latest:
        return "" if latest == _NEVER_AFTER else earliest
    first = "" if earliest == _NEVER_BEFORE else earliest
    last = "" if latest == _NEVER_AFTER else latest
    return f"{first}\N{NO-BREAK SPACE}…\N{NO-BREAK SPACE}{last}".strip() if first or last else "?"


def _grouped(term: Term | None) -> str:
    """Return a number of five digits or more before the point in groups of three; else nothing."""
    kinds = (f"{XSD}integer", f"{XSD}decimal")
    if not isinstance(term, Literal) or term.datatype.value not in kinds:
        return ""
    if not (number := re.fullmatch(r"(-?\d{5,})(\.\d+)?", term.value)):
        return ""
    whole = f"{int(number[1]):,}".replace(",", "\N{NO-BREAK SPACE}")
    return whole + (number[2] or "")


_LINES = re.compile(r"(?:regels?|lines?) ")


def _briefly(cells: list[str]) -> tuple[list[str], list[str]]:
    """Return the cells of passages with each source as a number, and the list of the sources.

    ``Nota, regel 3; regels 9–12`` becomes ``r. 3, 9–12``, of the only source, or ``[1] r. 3, …``.
    """
    places = [_places(cell) for cell in cells]
    names = list(dict.fromkeys(source for cell in places for source in cell if source))
    marks = {name: f"[{n}] " if len(names) > 1 else "" for n, name in enumerate(names, 1)}
    brief = [
        "; ".join(
            (marks.get(source, "") + _numbers(found)).strip() for source, found in cell.items()
        )
        for cell in places
    ]
    return brief, [(marks[name] or "[r.] ") + name for name in names]


def _places(cell: str) -> dict[str, list[str]]:
    """Return the passages that a cell names, by source."""
    found: dict[str, list[str]] = {}
    for part in filter(None, cell.split("; ")):
        source, _, place = part.rpartition(", ")
        found.setdefault(source or next(reversed(found), ""), []).append(place)
    return found


def _numbers(places: list[str]) -> str:
    if all(_LINES.match(place) for place in places):
        return "r. " + ", ".join(_LINES.sub("", place) for place in places)
    return ", ".join(places)
