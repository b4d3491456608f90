"""A brief as PDF."""

import json
from collections.abc import Mapping
from functools import partial

from dvgraph.brief.blocks import Grid, Heading, Image, Items, Line, Paragraph
from dvgraph.brief.dossier import Brief
from dvgraph.graphics.typesetting import typeset

_STYLES = {"strong": "strong", "em": "emph", "sup": "super"}
_FONT = '("Segoe UI", "Helvetica Neue", "DejaVu Sans", "Libertinus Serif")'
_PREAMBLE = """
#set document(title: {title}, date: none)
#set text(lang: "{lang}", size: 9.5pt, font: {font}, fill: rgb("#1b2733"))
#set page(paper: "a4", margin: (x: 2.1cm, top: 2cm, bottom: 2cm), numbering: "1 / 1",
  footer-descent: 30%)
#set par(leading: 0.62em, spacing: 0.9em)
#set list(spacing: 0.6em)
#set footnote.entry(gap: 0.28em, clearance: 0.6em)
#show footnote.entry: set text(size: 6.3pt, fill: rgb("#3a4653"))
#show footnote.entry: set par(leading: 0.4em)
#show heading.where(level: 1): set text(size: 19pt)
#show heading.where(level: 2): it => block(above: 1.7em, below: 0.9em, sticky: true, width: 100%,
  stroke: (bottom: 0.8pt + rgb("#d5dbe1")), inset: (bottom: 4pt), text(size: 13pt, it.body))
#show table.cell.where(y: 0): set text(weight: "bold")
#show table: set text(size: 8.3pt, hyphenate: true)
#show table: set par(leading: 0.5em)
"""


def pdf(brief: Brief) -> bytes:
    """Return the brief as a PDF of A4 pages, notes at the foot of the page."""
    return typeset(source(brief), {n: chart.svg for n, chart in brief.charts.items()}, "pdf")


def source(brief: Brief) -> str:
    """Return the brief as Typst source."""
    texts = {note.name: note.text for note in brief.notes}
    set_ = partial(_line, texts=texts, seen=set())
    parts = [_PREAMBLE.format(title=_string(brief.title), lang=brief.lang, font=_FONT)]
    for block in brief.blocks:
        if isinstance(block, Heading):
            parts.append(f"#heading(level: {block.level})[{set_(block.line)}]")
        elif isinstance(block, Paragraph):
            sticky = "#block(sticky: true)" if block.leads else "#block"
            parts.append(f"{sticky}[{set_(block.line)}]")
        elif isinstance(block, Items):
            parts.append("\n".join(f"- {set_(line)}" for line in block.lines))
        elif isinstance(block, Grid):
            parts.append(_table(block, set_))
        elif isinstance(block, Image) and block.name in brief.charts:
            parts.append(f"#image({_string(block.name)}, width: 100%, alt: {_string(block.alt)})")
    return "\n\n".join(parts)


def _table(block: Grid, set_: "partial[str]") -> str:
    widths = [
        max(2.0, max(len("".join(run.text for run in row[n])) for row in block.rows) ** 0.5)
        for n in range(len(block.head))
    ]
    head = ", ".join(f"[{set_(cell)}]" for cell in block.head)
    rows = ",\n".join(", ".join(f"[{set_(cell)}]" for cell in row) for row in block.rows)
    columns = ", ".join(f"{width:.2f}fr" for width in widths)
    return (
        f"#table(columns: ({columns}), align: left + top, inset: 4pt,\n"
        '  stroke: (x: none, top: none, bottom: 0.5pt + rgb("#d5dbe1")),\n'
        '  fill: (_, y) => if y == 0 { rgb("#f3f6f9") },\n'
        f"  table.header({head}),\n{rows})"
    )


def _line(line: Line, texts: Mapping[str, str], seen: set[str]) -> str:
    parts = []
    for run in line:
        if run.note:
            if run.note in seen:
                parts.append(f"#footnote(<{run.note}>)")
            else:
                seen.add(run.note)
                parts.append(f"#footnote[#{_string(texts[run.note])}]#label({_string(run.note)})")
        elif run.style:
            parts.append(f"#{_STYLES[run.style]}[#{_string(run.text)}]")
        else:
            parts.append(f"#{_string(run.text)}")
    # The mark after each call separates it from the following text.
    return ";".join([*parts, ""])


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
