"""Checks: rules over several nodes, one SPARQL file each; each row of its result is a finding.

A row has the ?focus, and may have ?path, ?value and ?other; the header of the file has problem,
remedy and severity. A gap (dvg:Lacune) about the focus silences a check that names the subject of
the gap's search, and a contradiction (dvg:Tegenspraak) between ?focus and ?other silences a check
for conflicts between them. A withdrawn gap or contradiction silences nothing.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from dvgraph import resources
from dvgraph.dataset.agency import agency_of
from dvgraph.errors import InputError, UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.store import binding
from dvgraph.validation import borrowed
from dvgraph.validation.findings import SEVERITIES, Finding, Places, worst_first

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from dvgraph.dataset.files import Dataset
    from dvgraph.store.protocol import Store

_EQUALS = "STR(?focus) < STR(?other)"  # in a check that finds each pair once
_RULE = f"{BASE}controle/"
_SOUGHT = f"{BASE}concept/gezocht/"

Row = dict[str, Term | None]


class Check(NamedTuple):
    """A rule of the checks.

    ``problem``, ``remedy``: the texts by language. ``gaps``: the concepts of gezocht; a gap with
    one of them silences the rule. ``text``: its query.
    ``repeats``: whether it finds only triples that stand in several graphs.
    """

    name: str
    problem: "Mapping[str, str]"
    remedy: "Mapping[str, str]"
    severity: str
    gaps: frozenset[Term]
    text: str
    repeats: bool


def checks(folder: "Path | None" = None) -> list[Check]:
    """Return the checks of a folder (default: the shipped ones), sorted by name.

    Raises InputError for a file whose header lacks problem, remedy or a known severity.
    """
    paths = sorted((folder or resources.queries_dir() / "checks").glob("*.rq"))
    return [_read(path) for path in paths]


def own_checks(dataset: "Dataset") -> list[Check]:
    """Return the checks in the folder ``checks`` of each agency of a dataset.

    Raises InputError as ``checks`` does.
    """
    paths = {file.path.resolve().parent for file in dataset.files if file.path}
    folders = {agency.folder for path in paths if (agency := agency_of(path))}
    return [check for folder in sorted(folders) for check in checks(folder / "checks")]


def _read(path: "Path") -> Check:
    from dvgraph.store.header import read_header

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            *explained("errors.files", "unreadable", why=error), where=str(path)
        ) from error
    header = read_header(text)
    severity = str(header.get("severity", "")).capitalize()
    texts = [header.get(name) for name in ("problem", "remedy")]
    whole = all(isinstance(text, dict) and {"nl", "en"} <= text.keys() for text in texts)
    if severity not in SEVERITIES or not whole:
        raise InputError(*explained("errors.validation", "no check"), where=str(path))
    gaps = frozenset(NamedNode(_SOUGHT + slug) for slug in header.get("gap") or ())
    repeats = header.get("repeats") is True
    return Check(path.stem, header["problem"], header["remedy"], severity, gaps, text, repeats)


def run(
    store: "Store",
    lang: str = "nl",
    dataset: "Dataset | None" = None,
    rules: "Iterable[Check] | None" = None,
    *,
    repeats: bool = True,
) -> list[Finding]:
    """Run checks on a store with derived graphs and return the findings, worst first.

    Without ``rules``, all checks run, those of the dataset's agencies too, and also the search for
    misspelt terms of borrowed vocabularies (``borrowed``). Messages are in ``lang`` (nl or en);
    ``dataset`` gives the file:line of a finding; ``repeats`` is False if no triple stands in
    several graphs. Raises UseError and StoreError as the store does.
    """
    silence = _Silence(store)
    misspelt = borrowed.findings(store, lang) if rules is None else []
    if rules is None:
        rules = [*checks(), *(own_checks(dataset) if dataset else ())]
    rules = [rule for rule in rules if repeats or not rule.repeats]
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:  # the engine releases the GIL
        asked = list(pool.map(lambda rule: _rows(store, rule), rules))
    found = [
        (rule, row)
        for rule, rows in zip(rules, asked, strict=True)
        for row in rows
        if not silence.of(rule, row)
    ]
    labels = _labels(store, [term for _, row in found for term in row.values() if term], lang)
    about = [row.get(name) for _, row in found for name in ("focus", "other")]
    about += [one.focus for one in misspelt]
    places = Places(dataset, about) if dataset and about else None
    if places:
        found = [(rule, _newer_first(rule, row, places)) for rule, row in found]
        misspelt = [one._replace(where=places.of(one.focus, one.path)) for one in misspelt]
    return worst_first(
        [*misspelt, *(_finding(rule, row, labels, places, lang) for rule, row in found)]
    )


def _rows(store: "Store", rule: Check) -> list[Row]:
    """Return the results of the query of a check, each as the terms by variable."""
    try:
        table = store.select(rule.text)
    except UseError as error:
        error.where = f"checks/{rule.name}.rq"
        raise
    return [dict(zip(table.variables, values, strict=True)) for values in table.rows]


def _newer_first(rule: Check, row: Row, places: Places) -> Row:
    """Return a clash of two equals as a finding on the later one in their file.

    Statements are added at the end: the author can mend the new one.
    """
    if _EQUALS not in rule.text:
        return row
    focus, other = (
        (places.of(row.get(name), None) or "").rpartition(":") for name in ("focus", "other")
    )
    lines = focus[2], other[2]
    if focus[0] != other[0] or not all(map(str.isdecimal, lines)) or int(lines[0]) >= int(lines[1]):
        return row
    return {**row, "focus": row["other"], "other": row["focus"]}


def _finding(
    rule: Check, row: Row, labels: "Mapping[Term, str]", places: Places | None, lang: str
) -> Finding:
    message = rule.problem[lang]
    for name in ("focus", "value", "other"):
        if (term := row.get(name)) is not None:
            message = message.replace(f"{{{name}}}", labels.get(term, _plain(term)))
    focus, path = row.get("focus"), row.get("path")
    return Finding(
        severity=rule.severity,
        message=message,
        focus=focus,
        path=path,
        value=row.get("value"),
        shape=NamedNode(_RULE + rule.name),
        component=rule.name,
        where=places.of(focus, path) if places else None,
        remedy=rule.remedy[lang],
    )


def _plain(term: Term) -> str:
    """Return the text of a thing without a label, such as a statement."""
    return term.value.removeprefix(BASE) if isinstance(term, NamedNode | Literal) else str(term)


class _Silence:
    """The gaps and contradictions about the nodes of findings; fetched on first use."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._gaps: dict[Term | None, set[Term | None]] | None = None
        self._clashes: dict[Term | None, set[Term | None]] | None = None

    def of(self, rule: Check, row: Row) -> bool:
        """Return whether a gap or contradiction already records the problem of a row."""
        focus, other = row.get("focus"), row.get("other")
        if rule.gaps:
            if self._gaps is None:
                self._gaps = _pairs(self._store, "gaps")
            if not rule.gaps.isdisjoint(self._gaps.get(focus, ())):
                return True
        if other is None:
            return False
        if self._clashes is None:
            self._clashes = _pairs(self._store, "contradictions")
        clashes = self._clashes
        return not clashes.get(focus, set()).isdisjoint(clashes.get(other, set()))


def _pairs(store: "Store", name: str) -> dict[Term | None, set[Term | None]]:
    found: dict[Term | None, set[Term | None]] = {}
    for key, value, *_ in store.select(binding.support(name)).rows:
        found.setdefault(key, set()).add(value)
    return found


def _labels(store: "Store", things: "Sequence[Term]", lang: str) -> dict[Term, str]:
    named = [thing for thing in dict.fromkeys(things) if isinstance(thing, NamedNode)]
    return {
        thing: label.value
        for thing, label, *_ in binding.rows(store, "labels", "thing", named)
        if thing is not None and isinstance(label, Literal) and label.language == lang
    }
