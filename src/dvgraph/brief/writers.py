"""A brief in each format; this module writes Markdown and a self-contained HTML page."""

from collections.abc import Iterable
from html import escape

from dvgraph.brief.blocks import (
    Block,
    Grid,
    Heading,
    Image,
    Items,
    Line,
    Paragraph,
    Text,
    apart,
    numbers,
)
from dvgraph.brief.dossier import Brief
from dvgraph.brief.request import KIND as APPLICANT
from dvgraph.errors import UseError
from dvgraph.graphics.palette import page_style
from dvgraph.locale.reader import explained
from dvgraph.locale.words import selected, words
from dvgraph.results.writers import FORMATS

_STYLE = """
body { font: 1.05rem/1.55 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  color: var(--ink); background: var(--ground); max-width: 52rem; margin: 0 auto;
  padding: 2rem 1.2rem 4rem }
h1 { font-size: 1.9rem; line-height: 1.2 } h2 { margin-top: 2.4rem; font-size: 1.35rem;
  border-bottom: 2px solid var(--rule); padding-bottom: .25rem }
a { color: var(--link) } sup a { text-decoration: none; padding: 0 .12em }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100%; min-width: 40rem;
  table-layout: fixed; font-size: .93rem }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem;
  border-bottom: 1px solid var(--rule); overflow-wrap: anywhere } th { background: var(--panel) }
figure { margin: 1.2rem 0 } figure svg { width: 100%; height: auto }
.applicant { border-left: 4px solid var(--link); margin: 0; padding: .2rem 0 .2rem 1rem }
.head { margin: 0 } mark { background: var(--panel); color: inherit;
  outline: 1px dashed currentColor }
.small, figcaption, .notes { font-size: .85rem; color: var(--soft) }
.sign { display: flex; gap: 2rem; margin-top: 3rem } .sign span { flex: 1;
  border-top: 1px solid var(--ink); padding-top: .3rem; font-size: .85rem }
.notes li { margin: .15rem 0 } :target { background: var(--panel) }
@page { size: A4; margin: 1.6cm 1.8cm }
@media print { html { font-size: 8.5pt } body { max-width: none; padding: 0; font-size: 1rem;
  line-height: 1.35 } h2 { margin: 1.1rem 0 .5rem } p, ul, figure { margin: .5rem 0 }
  th, td { padding: .15rem .35rem } table { min-width: 0 } figure svg { max-height: 9cm }
  h2, h3 { break-after: avoid } .fresh { break-before: page }
  tr, figure, li, .whole { break-inside: avoid } }
"""


def write(brief: Brief, form: str) -> bytes:
    """Return a brief in a format as bytes; UseError for an unknown format or a missing package."""
    if form == "md":
        return markdown(brief).encode()
    if form == "html":
        return html(brief).encode()
    if form == "docx":
        from dvgraph.brief.word import docx

        return docx(brief)
    if form == "pdf":
        from dvgraph.brief.pdf import pdf

        return pdf(brief)
    known = ", ".join(FORMATS["brief"])
    raise UseError(*explained("errors.results", "no format", form=form, known=known))


def markdown(brief: Brief) -> str:
    """Return the brief as Markdown with notes ``[^c-…]``, a widespread extension."""
    parts = [_block_md(block) for block in brief.blocks]
    parts.append("\n".join(f"[^{note.name}]: {_line_md(note.line)}" for note in brief.notes))
    return "\n\n".join(filter(None, parts)) + "\n"


def _block_md(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {_escaped(block.text)}"
    if isinstance(block, Items):
        told = "\n".join(f"- {_line_md(one)}" for one in block.lines)
        return _quoted(told) if block.kind == APPLICANT else told
    if isinstance(block, Image):
        # Markdown has no picture: its contents are given in words.
        return f"*{_escaped(block.alt)}*\n\n{_line_md(block.caption)}"
    if isinstance(block, Paragraph):
        if block.kind == "sign":
            return " · ".join(f"{one}: \\_\\_\\_\\_" for one in block.line[0].text.split("|"))
        told = _line_md(block.line)
        return _quoted(told) if block.kind == APPLICANT else told
    wide = len(block.head)
    rows = [list(map(_escaped, block.head)), ["---"] * wide]
    rows += [[*map(_line_md, row), *[""] * (wide - len(row))] for row in block.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _quoted(text: str) -> str:
    return "\n".join(f"> {one}" for one in text.splitlines())


def _line_md(runs: Line) -> str:
    """Return a line as Markdown, in which references within the document are plain text."""
    signs = {"strong": "**", "em": "*"}
    parts = []
    for run in runs:
        if run.note:
            parts.append(f"[^{run.note}]")
            continue
        text = _escaped(run.text)
        if "://" in run.link:
            text = f"[{text}](<{run.link}>)"
        sign = signs.get(run.style, "") if run.text.strip() else ""
        parts.append(f"{sign}{text}{sign}")
    return "".join(parts)


def _escaped(text: str) -> str:
    """Return text with Markdown's special characters escaped, on one line."""
    for sign in "\\`*_[]<>|#~&":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", " ")


def html(brief: Brief) -> str:
    """Return the brief as one page with its pictures, for screen, dark mode and print."""
    page = _Page(brief)
    body = page.body()
    back, title = selected("brief.notes", brief.lang, "back", "notes")
    notes = (
        f'<li id="note-{note.name}">{page.line(note.line)} '
        f'<a href="#ref-{note.name}" aria-label="{back}">↩</a></li>'
        for note in brief.notes
    )
    code = words("locale", brief.lang)["code"]
    return (
        f'<!doctype html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(brief.title)}</title>\n"
        f'<meta name="author" content="the dvgraph authors">\n'
        f'<meta name="description" content="{escape(brief.subject)}">\n'
        f"<style>{page_style()}{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n"
        f'<section class="notes"><h2>{title}</h2>{_joined("ol", notes)}</section>\n'
        "</main>\n</body>\n</html>\n"
    )


def _joined(tag: str, parts: Iterable[str]) -> str:
    return f"<{tag}>\n" + "\n".join(parts) + f"\n</{tag}>"


class _Page:
    """A writer of blocks as HTML, in which notes link back to their references."""

    def __init__(self, brief: Brief) -> None:
        self._brief, self._numbers = brief, numbers(brief.blocks)
        self._note = words("brief.notes", brief.lang)["note"]

    def body(self) -> str:
        """Return all blocks as HTML; blocks that belong on one page form a section."""
        parts, inside = list[str](), False
        for block in self._brief.blocks:
            if isinstance(block, Heading):
                parts += ["</section>"] if inside else []
                inside = block.whole
                parts += ['<section class="whole">'] if inside else []
            parts.append(self.block(block))
        return "\n".join([*parts, *(["</section>"] if inside else [])])

    def block(self, block: Block) -> str:
        if isinstance(block, Heading):
            anchor = f' id="{block.anchor}"' if block.anchor else ""
            fresh = ' class="fresh"' if block.fresh else ""
            return f"<h{block.level}{anchor}{fresh}>{escape(block.text)}</h{block.level}>"
        if isinstance(block, Items):
            told = _joined("ul", (f"<li>{self.line(one)}</li>" for one in block.lines))
            return f'<div class="applicant">{told}</div>' if block.kind == APPLICANT else told
        if isinstance(block, Grid):
            return self._table(block)
        if isinstance(block, Image):
            caption = f"<figcaption>{self.line(block.caption)}</figcaption>"
            return f"<figure>{self._brief.charts[block.name].inside}{caption}</figure>"
        if block.kind == "sign":
            fields = "".join(f"<span>{escape(one)}</span>" for one in block.line[0].text.split("|"))
            return f'<div class="sign">{fields}</div>'
        kind = f' class="{block.kind}"' if block.kind else ""
        return f"<p{kind}>{self.line(block.line)}</p>"

    def _table(self, block: Grid) -> str:
        heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in block.head)
        rows = []
        for row in block.rows:
            if len(row) == 1:
                told = f'<th colspan="{len(block.head)}" scope="rowgroup">{self.line(row[0])}</th>'
            else:
                told = "".join(f"<td>{self.line(cell)}</td>" for cell in row)
            rows.append(f"<tr>{told}</tr>")
        shares = (100 * one / sum(block.widths) for one in block.widths)
        columns = "".join(f'<col style="width:{share:.1f}%">' for share in shares)
        return (
            f'<div class="wide"><table><colgroup>{columns}</colgroup>'
            f"<thead><tr>{heads}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table></div>"
        )

    def line(self, runs: Line) -> str:
        return "".join(map(self._run, apart(runs)))

    def _run(self, run: Text) -> str:
        if run.note:
            number = self._numbers[run.note]
            called = f'id="ref-{run.note}" aria-label="{self._note} {number}"'
            return f'<sup><a href="#note-{run.note}" {called}>{number}</a></sup>'
        text = escape(run.text)
        if run.link:
            text = f'<a href="{escape(run.link)}">{text}</a>'
        if run.anchor:
            text = f'<span id="{run.anchor}">{text}</span>'
        return f"<{run.style}>{text}</{run.style}>" if run.style else text
