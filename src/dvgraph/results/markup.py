"""Tables for people as Markdown and as HTML."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from dvgraph.locale.characters import legible


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]], notes: Iterable[str]) -> str:
    """Return a Markdown table with the notes below it."""

    def cell(text: str) -> str:
        return re.sub(r"([\\|<>*_`\[\]])", r"\\\1", text)

    def plain(note: str) -> str:
        return re.sub("([<>])", r"\\\1", note)

    lines = [heads, ["---"] * len(heads), *([cell(text) for text in row] for row in rows)]
    table = "".join("| " + " | ".join(line) + " |\n" for line in lines)
    return legible(table + "".join(f"\n{plain(note)}\n" for note in notes))


def html(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    notes: Iterable[str],
    *,
    title: str,
    lang: str,
) -> str:
    """Return an HTML document with one table: caption, column headings, notes below.

    ``lang`` is the language of the page; empty if unknown. It has no scripts and no styles.
    """
    caption = title or " · ".join(heads)
    return legible(
        f'<!doctype html>\n<html lang="{escape(lang)}">\n<meta charset="utf-8">\n'
        f"<title>{escape(caption.splitlines()[0] if caption else '')}</title>\n"
        f"{html_table(heads, rows, caption)}"
        + "".join(f"<p>{escape(note)}</p>\n" for note in notes)
        + "</html>\n"
    )


def html_table(heads: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> str:
    """Return the table element alone."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>\n" for row in rows
    )
    above = f"<caption>{'<br>'.join(map(escape, caption.splitlines()))}</caption>\n"
    return (
        f"<table>\n{above * bool(caption)}<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}</tbody>\n</table>\n"
    )
