"""The generated part of docs/exports.md: the table of mappings, between its two marks."""

import re
from datetime import date

import dvgraph
from dvgraph.exchange.exporters.plain import PROFILES, mapped, of_day
from dvgraph.namespaces import TYPE
from dvgraph.rdf.oxigraph import NamedNode
from dvgraph.rdf.terms import short
from dvgraph.resources import queries_dir
from dvgraph.store.header import read_header

_PART = re.compile(r"^<!-- mappings -->\n.*?^<!-- end -->$", re.MULTILINE | re.DOTALL)
_DAYS = (date(2020, 12, 31), date(2026, 11, 23))  # on which every mapping finds something


def filled(page: str) -> str:
    """Return the page with the table of mappings made anew."""
    return _PART.sub(lambda _: f"<!-- mappings -->\n\n{table()}\n\n<!-- end -->", page)


def table() -> str:
    """Return a row for each mapping: what it says, the terms that it writes, its profiles."""
    terms: dict[str, set[str]] = {}
    graph = dvgraph.open().store
    for day in _DAYS:
        on = of_day(graph, day, possible=True)
        for profile in PROFILES:
            for name, triples in mapped(on, profile, day).items():
                found = terms.setdefault(name, set())
                for _, predicate, value in triples:
                    typed = predicate.value == TYPE and isinstance(value, NamedNode)
                    found.add(f"a {short(value)}" if typed else short(predicate))
    lines = ["| mapping | says | terms | profiles |", "|---|---|---|---|"]
    for name in sorted(terms):
        header = read_header((queries_dir() / "mappings" / f"{name}.rq").read_text("utf-8"))
        of = header.get("profiles") or list(PROFILES)
        link = f"[`{name}`](../queries/mappings/{name}.rq)"
        listed = ", ".join(f"`{term}`" for term in sorted(terms[name]))
        lines.append(f"| {link} | {header['title']['en']} | {listed} | {', '.join(of)} |")  # type: ignore[index]  # a header has both titles
    return "\n".join(lines)
