"""A brief as a PDF: tagged (PDF/UA-1), on A4 pages, with footnotes."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping

from dvgraph.brief.blocks import (
    Block,
    Grid,
    Heading,
    Image,
    Items,
    Line,
    Text,
    apart,
)
from dvgraph.brief.dossier import Brief
from dvgraph.brief.request import KIND as APPLICANT
from dvgraph.graphics.typesetting import typeset
from dvgraph.locale.words import words
from dvgraph.things.citations import AUTHOR

_STYLES = {"strong": "strong", "em": "emph", "sup": "super", "mark": "highlight"}
_FONT = '("Segoe UI", "Helvetica Neue", "DejaVu Sans", "Libertinus Serif")'
_PREAMBLE = """
#set document(title: {title}, author: {author}, description: {subject}, date: {day})
#set text(lang: "{lang}", region: "{region}", size: 8.7pt, font: {font}, fill: rgb("#1b2733"))
#set page(paper: "a4", margin: (x: 1.8cm, top: 1.5cm, bottom: 1.5cm), numbering: "1 / 1",
  footer-descent: 30%)
#set par(leading: 0.56em, spacing: 0.9em, justify: false)
#set list(spacing: 0.55em, marker: [–])
#set footnote.entry(gap: 0.25em, clearance: 0.5em)
#show footnote.entry: set text(size: 6.4pt, fill: rgb("#3a4653"))
#show footnote.entry: set par(leading: 0.4em)
#show link: set text(fill: rgb("#0b5394"))
#show heading.where(level: 1): set text(size: 15pt)
#show heading.where(level: 1): set block(below: 1em)
#show figure.caption: it => align(left, text(size: 8pt, fill: rgb("#3a4653"), it.body))
#show heading.where(level: 2): it => block(above: 1.1em, below: 0.6em, sticky: true, width: 100%,
  stroke: (bottom: 0.8pt + rgb("#d5dbe1")), inset: (bottom: 3pt), text(size: 12pt, it.body))
#show heading.where(level: 3): set text(size: 10pt)
#show table.cell.where(y: 0): set text(weight: "bold")
#set table.cell(breakable: false)
#set table(align: left + top, inset: (x: 3pt, y: 2.6pt),
  stroke: (x: none, top: none, bottom: 0.5pt + rgb("#d5dbe1")),
  fill: (_, y) => if y == 0 {{ rgb("#f3f6f9") }})
#show table: set text(size: 7.6pt, hyphenate: false)
#show table: set par(leading: 0.45em)
#show regex("\\d[\\d.,]*[–-]\\d[\\d.,]*|c-[0-9a-z]{{8}}"): it => box(it)
#let head(body) = block(spacing: 0.5em, body)
#let small(body) = block(text(size: 8pt, fill: rgb("#3a4653"), body))
#let applicant(body) = block(width: 100%, spacing: 0.5em,
  stroke: (left: 2.5pt + rgb("#0b5394")), inset: (left: 8pt, y: 2pt), body)
#let sign(..fields) = block(above: 3.6em, breakable: false, grid(
  columns: (1fr,) * fields.pos().len(), gutter: 18pt,
  ..fields.pos().map(one => block(width: 100%, stroke: (top: 0.6pt),
  inset: (top: 3pt), text(size: 8pt, one)))))
"""

# The annex has smaller type: it is for looking up, not for reading.
_ANNEX = """#pagebreak()
#show table: set text(size: 7pt)
#set table(inset: (x: 3pt, y: 1.9pt))
"""


def pdf(brief: Brief) -> bytes:
    """Return the brief as a tagged PDF of A4 pages with footnotes."""
    pictures = {name: chart.svg for name, chart in brief.charts.items()}
    return typeset(source(brief), pictures, "pdf", tagged=True)


def source(brief: Brief) -> str:
    """Return the brief as Typst source."""
    writer = _Typist({note.name: note.line for note in brief.notes})
    lang, _, region = words("locale", brief.lang)["code"].partition("-")
    preamble = _PREAMBLE.format(
        title=_string(brief.title),
        author=_string(AUTHOR),
        subject=_string(brief.subject),
        day=f"datetime(year: {brief.day.year}, month: {brief.day.month}, day: {brief.day.day})",
        lang=lang,
        region=region,
        font=_FONT,
    )
    return "\n\n".join([preamble, *_together(brief.blocks, writer.block)])


def _together(blocks: Iterable[Block], write: Callable[[Block], str]) -> Iterator[str]:
    """Yield the blocks as Typst; those that belong on one page form an unbreakable Typst block."""
    inside = False
    for block in blocks:
        if isinstance(block, Heading):
            if inside:
                yield "]"
            inside = block.whole
            if inside:
                yield "#block(breakable: false, width: 100%, above: 1.8em)["
        yield write(block)
    if inside:
        yield "]"


class _Typist:
    """A writer of blocks as Typst, with each note at its reference."""

    def __init__(self, notes: Mapping[str, Line]) -> None:
        self._notes = notes

    def block(self, block: Block) -> str:
        if isinstance(block, Heading):
            fresh = _ANNEX if block.fresh else ""
            label = f" #label({_string(block.anchor)})" if block.anchor else ""
            made = f"#heading(level: {block.level})[#{_string(block.text)}]"
            return f"{fresh}#[{made[0:]}{label}]" if label else f"{fresh}{made}"
        if isinstance(block, Items):
            told = "\n".join(f"- {self._line(one)}" for one in block.lines)
            return f"#applicant[{told}]" if block.kind == APPLICANT else told
        if isinstance(block, Grid):
            return self._table(block)
        if isinstance(block, Image):
            picture = f"image({_string(block.name)}, width: 76%)"
            return (
                f"#figure({picture}, alt: {_string(block.alt)}, supplement: none,"
                f" numbering: none, caption: [{self._line(block.caption)}])"
            )
        if block.kind == "sign":
            fields = ", ".join(f"[#{_string(one)}]" for one in block.line[0].text.split("|"))
            return f"#sign({fields})"
        inside = self._line(block.line)
        return f"#{block.kind}[{inside}]" if block.kind else f"#block[{inside}]"

    def _table(self, block: Grid) -> str:
        head = ", ".join(f"[#{_string(one)}]" for one in block.head)
        rows = []
        for row in block.rows:
            if len(row) == 1:
                rows.append(f"table.cell(colspan: {len(block.head)}, [{self._line(row[0])}])")
            else:
                rows.append(", ".join(f"[{self._line(cell)}]" for cell in row))
        columns = ", ".join(f"{width}fr" for width in block.widths)
        body = ",\n".join(rows)
        return f"#table(columns: ({columns}),\n  table.header({head}),\n{body})"

    def _line(self, runs: Line) -> str:
        # The mark after each call separates it from the following text.
        return ";".join([*map(self._run, apart(runs)), ""])

    def _run(self, run: Text) -> str:
        if run.note:
            note = self._line(self._notes[run.note])
            return f"#[#footnote[{note}]#label({_string('note-' + run.note)})]"
        told = f"#{_string(run.text)}"
        if run.style:
            told = f"#{_STYLES[run.style]}[{told}]"
        if run.link:
            to = run.link
            to = f"label({_string(to[1:])})" if to.startswith("#") else _string(to)
            told = f"#link({to})[{told}]"
        if run.anchor:
            told = f"#[#box[{told}]#label({_string(run.anchor)})]"
        return told


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
