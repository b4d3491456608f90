"""A brief in each format: here Markdown and one self-contained HTML page."""

from collections.abc import Iterable
from html import escape

from dvgraph.brief.blocks import Grid, Heading, Image, Items, Line, Paragraph
from dvgraph.brief.dossier import Brief
from dvgraph.brief.sentences import escaped
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained
from dvgraph.locale.words import selected, words
from dvgraph.results.writers import FORMATS

_STYLE = """
:root { color-scheme: light dark; --ink: #1b2733; --soft: #54616e; --ground: #fff;
  --line: #d5dbe1; --link: #0b5394; --band: #f3f6f9 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --soft: #a9b5c1;
  --ground: #12181f; --line: #33404d; --link: #8ec1ff; --band: #1a232d } }
body { font: 1.05rem/1.55 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  color: var(--ink); background: var(--ground); max-width: 52rem; margin: 0 auto;
  padding: 2rem 1.2rem 4rem }
h1 { font-size: 1.9rem; line-height: 1.2 } h2 { margin-top: 2.4rem; font-size: 1.35rem;
  border-bottom: 2px solid var(--line); padding-bottom: .25rem }
a { color: var(--link) } sup a { text-decoration: none; padding: 0 .12em }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-size: .93rem }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem;
  border-bottom: 1px solid var(--line) } th { background: var(--band) }
figure { margin: 1.2rem 0 } figure svg { width: 100%; height: auto }
.notes { font-size: .85rem; color: var(--soft) } .notes li { margin: .15rem 0 }
.notes li:target { background: var(--band) }
@media print { :root { --ink: #000; --soft: #333; --ground: #fff; --line: #999; --link: #000;
  --band: #eee } body { max-width: none; padding: 0; font-size: 10pt }
  h2 { break-after: avoid } tr, figure, li { break-inside: avoid } }
"""


def write(brief: Brief, form: str) -> bytes:
    """Return a brief as a file of a format; UseError for an unknown one, or without its package."""
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
    lines = [f"[^{note.name}]: {escaped(note.text)}" for note in brief.notes]
    paragraphs = "\n".join(brief.markdown.split("\n"))
    while "\n\n\n" in paragraphs:
        paragraphs = paragraphs.replace("\n\n\n", "\n\n")
    return f"{paragraphs.strip()}\n\n" + "\n".join(lines) + "\n"


def html(brief: Brief) -> str:
    """Return the brief as one page, charts inside, for screen, dark mode and print."""
    numbers = {note.name: note.number for note in brief.notes}
    seen: set[str] = set()

    def line(runs: Line) -> str:
        return "".join(_run(run.text, run.style, run.note, numbers, seen, brief) for run in runs)

    parts = []
    for block in brief.blocks:
        if isinstance(block, Heading):
            parts.append(f"<h{block.level}>{line(block.line)}</h{block.level}>")
        elif isinstance(block, Paragraph):
            parts.append(f"<p>{line(block.line)}</p>")
        elif isinstance(block, Items):
            parts.append(_joined("ul", (f"<li>{line(one)}</li>" for one in block.lines)))
        elif isinstance(block, Grid):
            heads = "".join(f'<th scope="col">{line(cell)}</th>' for cell in block.head)
            rows = ("".join(f"<td>{line(cell)}</td>" for cell in row) for row in block.rows)
            body = "".join(f"<tr>{row}</tr>" for row in rows)
            parts.append(
                f'<div class="wide"><table><thead><tr>{heads}</tr></thead>'
                f"<tbody>{body}</tbody></table></div>"
            )
        elif isinstance(block, Image) and block.name in brief.charts:
            parts.append(f"<figure>{_inline(brief, block.name)}</figure>")
    back, title = selected("brief.notes", brief.lang, "back", "notes")
    notes = (
        f'<li id="{note.name}">{escape(note.text)} '
        f'<a href="#ref-{note.name}" aria-label="{back}">↩</a></li>'
        for note in brief.notes
    )
    parts.append(f'<section class="notes"><h2>{title}</h2>{_joined("ol", notes)}')
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{brief.lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(brief.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</section>\n</main>\n</body>\n</html>\n"
    )


def _joined(tag: str, parts: Iterable[str]) -> str:
    return f"<{tag}>\n" + "\n".join(parts) + f"\n</{tag}>"


def _inline(brief: Brief, name: str) -> str:
    """Return a chart to embed in the page; the ids of its title are made unique."""
    place = name.partition(".")[0]
    svg = brief.charts[name].svg
    for one in ("title", "desc"):
        svg = svg.replace(f'id="{one}"', f'id="{place}-{one}"')
    return svg.replace(
        'aria-labelledby="title desc"', f'aria-labelledby="{place}-title {place}-desc"'
    )


def _run(
    text: str, style: str, note: str, numbers: dict[str, int], seen: set[str], brief: Brief
) -> str:
    if note:
        own = "" if note in seen else f' id="ref-{note}"'
        seen.add(note)
        label = f"{words('brief.notes', brief.lang)['note']} {numbers[note]}"
        return f'<sup><a href="#{note}"{own} aria-label="{label}">{numbers[note]}</a></sup>'
    return f"<{style}>{escape(text)}</{style}>" if style else escape(text)
