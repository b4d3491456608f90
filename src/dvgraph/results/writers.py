"""The writers of tables, one per format, and the formats of all other answers.

All lists of formats come from ``WRITERS`` and ``FORMATS``: a new writer here becomes a new choice
of each command that prints rows.

The formats for people (table, summary, md, html) show labels where a question returns both label
and IRI, and short IRIs elsewhere. All other formats have every column with full IRIs: tsv, the
default in a pipe, under readable headings; csv, json and jsonl under the variables. No cell can
move the cursor, break a row or become markup.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from dvgraph.errors import UseError
from dvgraph.locale.reader import explained

if TYPE_CHECKING:
    from dvgraph.results.outline import Summary
    from dvgraph.results.readable import Words
    from dvgraph.store.protocol import Table


class View(NamedTuple):
    """Settings for showing a table: ``words`` has the language and labels of headings and cells.

    ``width`` is the terminal's width in columns, None for lines of any length. ``title`` is the
    caption of html, and ``lang`` its language if ``words`` is absent. ``summary`` has the parts of
    the answer's summary.
    """

    words: "Words | None" = None
    width: int | None = None
    title: str = ""
    lang: str = ""
    summary: "Summary | None" = None


# Each writer imports its own libraries: listing the formats must not import the RDF engine.
def _summary(table: "Table", view: View) -> str:
    from dvgraph.results.outline import Summary
    from dvgraph.results.summary import summed_up

    summary = view.summary or Summary(lead=view.title.splitlines()[0] if view.title else "")
    return summed_up(table, view.words, view.width, summary)


def _table(table: "Table", view: View) -> str:
    from dvgraph.results.layout import fitted
    from dvgraph.results.readable import readable

    return fitted(*readable(table, view.words), view.width)


def _md(table: "Table", view: View) -> str:
    from dvgraph.results.markup import markdown
    from dvgraph.results.readable import readable

    return markdown(*readable(table, view.words))


def _html(table: "Table", view: View) -> str:
    from dvgraph.results.markup import html
    from dvgraph.results.readable import readable

    lang = view.words.lang if view.words else view.lang
    return html(*readable(table, view.words), title=view.title, lang=lang)


def _tsv(table: "Table", view: View) -> str:
    from dvgraph.results.records import tsv

    return tsv(table, view.words)


def _csv(table: "Table", _: View) -> str:
    from dvgraph.results.records import csv

    return csv(table)


def _json(table: "Table", _: View) -> str:
    from dvgraph.results.records import json

    return json(table)


def _jsonl(table: "Table", _: View) -> str:
    from dvgraph.results.records import jsonl

    return jsonl(table)


Writer = Callable[["Table", View], str]

WRITERS: dict[str, Writer] = {
    "table": _table,
    "summary": _summary,
    "tsv": _tsv,
    "csv": _csv,
    "json": _json,
    "jsonl": _jsonl,
    "md": _md,
    "html": _html,
}

HUMAN = "human"  # the format of lines with findings or verdicts
PICTURES = ("svg", "png", "pdf")
READ = ("table", "summary", "md", "text", "tree", HUMAN)  # formats for people on a screen
_TRIPLES = ("ttl", "nt", "jsonld", "rdf")
# The formats of every answer that is more than a table, in the order of the command's help. They
# are listed here because the modules of their writers import engines, which a list of names does
# not need.
FORMATS: dict[str, tuple[str, ...]] = {
    "rows": tuple(WRITERS),
    "graph": ("ttl", "trig", "nt", "nq", "jsonld", "rdf"),
    "export": ("ttl", "trig", "nt", "nq", "jsonld", "rdf", "csv"),
    "exports": ("ttl", "trig", "nt", "nq", "jsonld", "rdf", "csv", "xlsx", "parquet"),
    "query": (*WRITERS, *_TRIPLES),
    "page": ("text", "summary", "json", "md", "ttl", "jsonld"),
    "citation": ("text", "bibtex", "csl-json"),
    "brief": ("md", "html", "docx", "pdf"),
    "lineage": tuple(
        dict.fromkeys(("tree", "json", "graphml", "gexf", "dot", "mermaid", *PICTURES, *WRITERS))
    ),
    "state": tuple(dict.fromkeys(("text", "md", *WRITERS, *_TRIPLES))),
    "changes": tuple(dict.fromkeys(("text", "md", *WRITERS, "rdfp"))),
    "tasks": (*WRITERS, *PICTURES),
    "gaps": (*WRITERS, "text", *PICTURES),
    "figures": (*WRITERS, *PICTURES),
    "verdicts": (HUMAN, *WRITERS),
    "findings": (HUMAN, *WRITERS, "sarif", "junit", "ttl", "turtle"),
    "audit": (HUMAN, *WRITERS, "sarif", "junit"),
}


def render(
    table: "Table",
    form: str,
    *,
    width: int | None = None,
    words: "Words | None" = None,
    title: str = "",
    lang: str = "",
    summary: "Summary | None" = None,
) -> str:
    """Return the table as text ending in a line break (jsonl without rows: empty).

    ``form`` is a key of ``WRITERS``; other arguments are as in ``View``. Raises UseError for an
    unknown format.
    """
    if form not in WRITERS:
        raise UseError(
            *explained("errors.results", "no table", form=form, known=", ".join(WRITERS))
        )
    return WRITERS[form](table, View(words, width, title, lang, summary))
