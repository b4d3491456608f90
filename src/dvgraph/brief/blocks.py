"""The document model of all formats: blocks of text with notes, parsed from Markdown.

The single importer of markdown-it: templates may use CommonMark with tables.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

_NOTE = re.compile(r"\[\^(c-[0-9a-z]{8})\]")
_SENTENCE = re.compile(r"[.!?]\)?$")


class Text(NamedTuple):
    """A run of text: plain, strong, em or sup; or a reference to a note, by its name."""

    text: str
    style: str = ""
    note: str = ""


Line = tuple[Text, ...]


class Heading(NamedTuple):
    """A heading; level 1 is the title."""

    level: int
    line: Line


class Paragraph(NamedTuple):
    """A paragraph; ``leads`` is true if it only introduces the list after it."""

    line: Line
    leads: bool = False


class Items(NamedTuple):
    """A list."""

    lines: tuple[Line, ...]


class Grid(NamedTuple):
    """A table with one header row."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


class Image(NamedTuple):
    """A chart: its file name, and its contents in words."""

    name: str
    alt: str


Block = Heading | Paragraph | Items | Grid | Image


def read(markdown: str) -> list[Block]:
    """Return the blocks of a Markdown text; constructs outside the model become plain text."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(markdown)
    return list(_blocks(tokens))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    lines: list[Line] = []
    rows: list[tuple[Line, ...]] = []
    inside = ""
    for n, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open", "table_open"):
            inside, lines, rows = token.type, [], []
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            yield Items(tuple(lines))
            inside = ""
        elif token.type == "table_close":
            yield Grid(rows[0], tuple(rows[1:]))
            inside = ""
        elif token.type == "tr_open":
            lines = []
        elif token.type == "tr_close":
            rows.append(tuple(lines))
        elif token.type == "inline":
            line = tuple(_texts(token.children or ()))
            if inside:
                lines.append(line)
            elif (opened := tokens[n - 1]).type == "heading_open":
                yield Heading(int(opened.tag[1]), line)
            elif (image := (token.children or [token])[0]).type == "image":
                yield Image(str(image.attrs["src"]), image.content)
            else:
                after = tokens[n + 2].type if n + 2 < len(tokens) else ""
                listing = after in ("bullet_list_open", "ordered_list_open")
                yield Paragraph(line, listing and plain(line).rstrip().endswith(":"))


def _texts(tokens: Sequence[Token]) -> Iterator[Text]:
    style = ""
    for token in tokens:
        if token.type in ("strong_open", "em_open"):
            style = token.type.removesuffix("_open")
        elif token.type in ("strong_close", "em_close"):
            style = ""
        elif token.type in ("softbreak", "hardbreak"):
            yield Text(" ", style)
        elif token.content:
            before = ""
            for place, part in enumerate(_NOTE.split(token.content)):
                if place % 2:
                    if place > 1 and not before:  # two adjacent references would read as one number
                        yield Text(", ", "sup")
                    yield Text("", "", part)
                elif part:
                    yield Text(part, style)
                before = part


def plain(line: Line) -> str:
    """Return the text of a line without its notes."""
    return "".join(run.text for run in line if run.style != "sup")


def noted(line: Line) -> list[str]:
    """Return the names of the notes of a line."""
    return [run.note for run in line if run.note]


def lines(block: Block) -> list[Line]:
    """Return the lines of a block, if any; a row of a table is one line."""
    if isinstance(block, Grid):
        return [tuple(run for cell in row for run in cell) for row in block.rows]
    if isinstance(block, Items):
        return list(block.lines)
    return [] if isinstance(block, Image) else [block.line]


def uncited(blocks: Sequence[Block]) -> list[str]:
    """Return the sentences, list items and table rows without a note."""
    found = []
    for block in blocks:
        if isinstance(block, Heading) or (isinstance(block, Paragraph) and block.leads):
            continue
        for line in lines(block):
            whole = isinstance(block, Paragraph) and not _SENTENCE.search(plain(line).strip())
            if not whole and not noted(line):
                found.append(plain(line))
    return found


def note_order(blocks: Sequence[Block]) -> dict[str, int]:
    """Return the number of each note, in the order of their first reference."""
    names = (name for block in blocks for line in lines(block) for name in noted(line))
    return {name: number for number, name in enumerate(dict.fromkeys(names), 1)}
