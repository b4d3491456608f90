"""The generated parts of docs/exports.md: the tables of mappings, each between its two marks."""

import re
from collections.abc import Iterable
from datetime import date

import dvgraph
from dvgraph.exchange.exporters import rico
from dvgraph.exchange.exporters.plain import PROFILES, mapped, of_day
from dvgraph.exchange.registry import EXPORTERS
from dvgraph.namespaces import TYPE
from dvgraph.rdf.oxigraph import NamedNode, Triple
from dvgraph.rdf.terms import short
from dvgraph.resources import queries_dir
from dvgraph.store.header import read_header
from dvgraph.store.protocol import Store

_PART = re.compile(
    r"^<!-- (forms|mappings|archives) -->\n.*?^<!-- end -->$", re.MULTILINE | re.DOTALL
)
_DAYS = (date(2020, 12, 31), date(2026, 11, 23))  # on which every mapping finds something


def filled(page: str) -> str:
    """Return the page with new tables of mappings."""
    graph = dvgraph.open().store
    made = {
        "forms": forms_table(),
        "mappings": plain_table(graph),
        "archives": archives_table(graph),
    }
    return _PART.sub(lambda part: f"<!-- {part[1]} -->\n\n{made[part[1]]}\n\n<!-- end -->", page)


def forms_table() -> str:
    """Return a row for each form: its option, its formats, its further options, its module."""
    lines = ["| option | writes | formats | further options | module |", "|---|---|---|---|---|"]
    for name, form in EXPORTERS.items():
        what = "files in a folder" if form.folder else "a file"
        formats = ", ".join(dict.fromkeys(form.formats))
        more = ", ".join(f"`--{option.replace('_', '-')}`" for option in form.options)
        lines.append(f"| `--{name}` | {what} | {formats} | {more} | `{form.module}` |")
    return "\n".join(lines)


def plain_table(graph: Store) -> str:
    """Return a row for each mapping: its description, the terms that it writes, its profiles."""
    terms: dict[str, set[str]] = {}
    for day in _DAYS:
        on = of_day(graph, day, possible=True)
        for profile in PROFILES:
            for name, triples in mapped(on, profile, day).items():
                terms.setdefault(name, set()).update(_terms(triples))
    lines = ["| mapping | says | terms | profiles |", "|---|---|---|---|"]
    for name in sorted(terms):
        says, of = _header("mappings", name)
        lines.append(f"{_row('mappings', name, says, terms[name])} {', '.join(of)} |")
    return "\n".join(lines)


def archives_table(graph: Store) -> str:
    """Return a row for each mapping to RiC-O: what it says, and the terms that it writes."""
    lines = ["| mapping | says | terms |", "|---|---|---|"]
    for name, triples in sorted(rico.mapped(graph).items()):
        lines.append(_row("archives", name, _header("archives", name)[0], set(_terms(triples))))
    return "\n".join(lines)


def _terms(triples: Iterable[Triple]) -> Iterable[str]:
    for _, predicate, value in triples:
        typed = predicate.value == TYPE and isinstance(value, NamedNode)
        name = short(value) if typed else short(predicate)
        yield f"a {name}" if typed else name


def _header(folder: str, name: str) -> tuple[str, list[str]]:
    header = read_header((queries_dir() / folder / f"{name}.rq").read_text("utf-8"))
    return header["title"]["en"], header.get("profiles") or list(PROFILES)  # type: ignore[index,return-value]  # a header has both titles


def _row(folder: str, name: str, says: str, terms: set[str]) -> str:
    listed = ", ".join(f"`{term.replace(rico.RICO, 'rico:')}`" for term in sorted(terms))
    return f"| [`{name}`](../queries/{folder}/{name}.rq) | {says} | {listed} |"
