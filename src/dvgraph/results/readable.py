"""Tables for people: labels, combined bounds, grouped digits, short passages."""

import re
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.locale.captions import caption
from dvgraph.locale.characters import harmless
from dvgraph.locale.columns import heading
from dvgraph.locale.wording import amount
from dvgraph.locale.words import selected
from dvgraph.namespaces import BASE, XSD
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import plain, short
from dvgraph.store.protocol import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

# Columns left out for people, since the column of passages has their content.
_BEHIND_SOURCES = ("afgeleid", "uitspraak", "vindplaats", "vindplaatsen")
_MANY = 3  # labels in a cell for people; machine formats have all
# The placeholder bounds of a period without a start or an end.
_NEVER_BEFORE, _NEVER_AFTER = "0001-01-01", "9999-12-31"
# Columns shortened to their first value, each with the column that has the number of values.
_COUNTS = {
    "grondLabel": "gronden",
    "onderwerp": "onderwerpen",
    "onderwerpLabel": "onderwerpen",
    "vindplaats": "vindplaatsen",
    "id": "uitspraken",
}


class Words(NamedTuple):
    """The words for a table in a language (nl or en).

    ``labels``: the labels of things that a table names by IRI alone. ``headings``: for a column
    with another column's heading, the name of that column.
    """

    lang: str
    labels: "Mapping[Term, str]"
    headings: "Mapping[str, str]" = MappingProxyType({})


def provenance(version: str, lang: str, known_on: str = "") -> str:
    """Return the data version, and the day by which it was recorded (default: today)."""
    data, known = selected("results.provenance", lang, "data", "known on")
    return f"{data} {version} · {known} {known_on or date.today().isoformat()}"


def unlabelled(table: Table) -> list[NamedNode]:
    """Return the things that a table shows without a label, without terms of vocabularies."""
    shown = [table.variables.index(name) for name in _shown(table.variables)]
    terms = dict.fromkeys(row[n] for row in table.rows for n in shown)
    return [
        term
        for term in terms
        if isinstance(term, NamedNode)
        and (term.value.startswith(BASE) or short(term) == term.value)
    ]


def _bounds(names: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Return the columns of days with bounds, each with its columns of earliest and latest day."""
    bounds = {name: (f"{name}Vroegst", f"{name}Laatst") for name in names}
    return {name: pair for name, pair in bounds.items() if set(pair) <= set(names)}


def _shown(names: tuple[str, ...]) -> list[str]:
    """Return the columns to show to people, without those that only programs need."""
    folded = {bound for pair in _bounds(names).values() for bound in pair}
    counts = {count for first, count in _COUNTS.items() if first in names}
    hidden = folded | counts | set(_BEHIND_SOURCES if "bronnen" in names else ())
    return [name for name in names if f"{name}Label" not in names and name not in hidden]


def readable(
    table: Table, words: Words | None = None
) -> tuple[list[str], list[list[str]], list[str]]:
    """Return the headings and cells shown to people, and the sources to list below them.

    With ``words``, headings and labels are in their language; without, headings are the variables.
    Cells are those of ``columns``.
    """
    filled = columns(table, words)
    heads = [name.removesuffix("Label") for name in filled]
    if words:
        heads = [heading(words.headings.get(name, name), words.lang) for name in heads]
    sources: list[str] = []
    if "bronnen" in filled:
        filled["bronnen"], sources = _briefly(
            filled["bronnen"], caption("phrase", "line", words.lang if words else "nl")
        )
    rows = [[cells[n] for cells in filled.values()] for n in range(len(table.rows))]
    return heads, rows, sources


def columns(table: Table, words: Words | None = None) -> dict[str, list[str]]:
    """Return the cells of the columns shown to people, by the name of the column.

    A label replaces its IRI; the earliest and latest bound replace a missing day; the short id
    replaces the statement, and all its passages replace the first one. Empty columns are left out.
    """
    cells = _Cells(table, words)
    found = {name: cells.column(name) for name in _shown(table.variables)}
    return {name: texts for name, texts in found.items() if any(texts)} or found


class _Cells:
    """The cells of a table as texts; the text of each term is made once."""

    def __init__(self, table: Table, words: Words | None) -> None:
        self._rows, self._words = table.rows, words
        self._at = {name: place for place, name in enumerate(table.variables)}
        self._bounds = _bounds(table.variables)
        self._known: dict[Term | None, str] = {}

    def column(self, name: str) -> list[str]:
        """Return the texts of a column."""
        at, things = self._at[name], self._at.get(name.removesuffix("Label"))
        count = self._at.get(_COUNTS.get(name, ""))
        bounds = [self._at[one] for one in self._bounds.get(name, ())]
        unit = self._at.get("eenheid") if name == "waarde" else None
        sign = "#" if name == "id" and "bronnen" in self._at else ""
        texts = []
        for row in self._rows:
            term = row[at]
            if term is None and bounds:
                texts.append(self._span(name, row, bounds))
                continue
            euro = unit is not None and plain(row[unit]).endswith("/euro")
            text = self._text(term, euro=True) if euro else self._known.get(term)
            if text is None:
                text = self._known[term] = self._text(term)
            if sign and term:
                text = f"{sign}{text}"
            number = plain(row[count]) if count is not None else ""
            if number and re.fullmatch(r"\d{1,9}", number) and int(number) > 1:
                text = f"{text} (+{int(number) - 1})"
            elif "; " in text and things is not None:
                text = _first(text, plain(row[things]))
            texts.append(text)
        return texts

    def _span(self, name: str, row: tuple[Term | None, ...], bounds: list[int]) -> str:
        statement = self._at.get("uitspraak")
        said = statement is not None and row[statement]
        span = _span(*(plain(row[place]) for place in bounds))
        return span or ("?" if name == "van" and said else "")

    def _text(self, term: Term | None, *, euro: bool = False) -> str:
        words = self._words
        number = _grouped(term, words.lang if words else "", euro=euro)
        label = words.labels.get(term) if words and term else ""
        return harmless(label or number or _spoken(term, words) or short(term))


def _spoken(term: Term | None, words: Words | None) -> str:
    """Return a boolean as yes or no in the language; the empty string for any other term."""
    if not words or not isinstance(term, Literal) or term.datatype.value != f"{XSD}boolean":
        return ""
    return caption("yes-no", "yes" if term.value in ("true", "1") else "no", words.lang)


def _first(labels: str, things: str) -> str:
    """Return the labels of several things; if there are many, only the first: ``a; b; c (+57)``."""
    shown = labels.split("; ")
    if len(shown) <= _MANY or len(shown) != len(things.split("; ")):
        return labels
    return f"{'; '.join(shown[:_MANY])} (+{len(shown) - _MANY})"


def _span(earliest: str, latest: str) -> str:
    """Return the bounds of a day: ``2021-01-01 … 2021-12-31``, ``… 2017-02-03``, or ``?``.

    For a period without an end, the empty string.
    """
    if earliest == latest:
        return "" if latest == _NEVER_AFTER else earliest
    first = "" if earliest == _NEVER_BEFORE else earliest
    last = "" if latest == _NEVER_AFTER else latest
    return f"{first}\N{NO-BREAK SPACE}…\N{NO-BREAK SPACE}{last}".strip() if first or last else "?"


def _grouped(term: Term | None, lang: str, *, euro: bool = False) -> str:
    """Return a number of five or more integer digits in groups; the empty string for others.

    In a language, an amount in euro of any size is formatted, and round millions as ``€ 145 mln``;
    without a language, digits are in groups of three.
    """
    kinds = (f"{XSD}integer", f"{XSD}decimal")
    if not isinstance(term, Literal) or term.datatype.value not in kinds:
        return ""
    if lang and euro:
        return amount(term.value, lang, euro=True, short=True)
    if not (number := re.fullmatch(r"(-?\d{5,})(\.\d+)?", term.value)):
        return ""
    if lang:
        return amount(term.value, lang, short=True)
    whole = f"{int(number[1]):,}".replace(",", "\N{NO-BREAK SPACE}")
    return whole + (number[2] or "")


_LINES = re.compile(r"(?:regels?|lines?) ")
_PART = re.compile(r"^(?:onderdeel|section) ")  # places whose name needs no explanation


def _briefly(cells: list[str], line: str) -> tuple[list[str], list[str]]:
    """Return the cells of passages with sources as numbers, and the list of the sources.

    ``Nota, regel 3; regels 9–12`` becomes ``r. 3, 9–12`` if there is one source, else ``[1] r. 3,
    …``; ``line`` is the short word for a line.
    """
    found = [places(cell) for cell in cells]
    names = list(dict.fromkeys(source for cell in found for source in cell if source))
    marks = {name: f"[{n}] " if len(names) > 1 else "" for n, name in enumerate(names, 1)}
    briefly = [
        "; ".join(
            (marks.get(source, "") + brief(told, line)).strip() for source, told in cell.items()
        )
        for cell in found
    ]
    return briefly, [(marks[name] or f"[{line.strip()}] ") + name for name in names]


def places(cell: str) -> dict[str, list[str]]:
    """Return the passages named in a cell, by source."""
    found: dict[str, list[str]] = {}
    for part in filter(None, cell.split("; ")):
        source, _, place = part.rpartition(", ")
        found.setdefault(source or next(reversed(found), ""), []).append(place)
    return found


def brief(places: list[str], line: str) -> str:
    """Return places in a source in short form, such as ``r. 3, 9–12`` or ``inleiding``.

    ``line`` is the short word for a line (``r.``).
    """
    if all(_LINES.match(place) for place in places):
        return line + ", ".join(_LINES.sub("", place) for place in places)
    return ", ".join(_PART.sub("", place) for place in places)
