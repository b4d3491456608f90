"""The document model of all formats: blocks of text with notes, links and anchors."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from dvgraph.locale.characters import legible

T = TypeVar("T")

_BOUND = re.compile(r"(?<=€) (?=\d)|(?<=\d) (?=(?:mil|bil)\w+)")
_SENTENCE = re.compile(r"[.!?:]\)?$")


class Text(NamedTuple):
    """A run of text with the same style.

    ``style``: empty for plain text, strong, em, or mark for text that a writer must fill in.
    ``note``: the name of the note whose number is shown here.
    ``link``: an address, or ``#`` and the name of an anchor.
    ``anchor``: the name of this place.
    """

    text: str
    style: str = ""
    note: str = ""
    link: str = ""
    anchor: str = ""


Line = tuple[Text, ...]


class Heading(NamedTuple):
    """A heading; level 1 is the title.

    A ``fresh`` heading begins a new page. The text below a ``whole`` heading, up to the next
    heading, stays on one page.
    """

    level: int
    text: str
    anchor: str = ""
    fresh: bool = False
    whole: bool = False


class Paragraph(NamedTuple):
    """A paragraph: plain, ``applicant`` (own words), ``head``, ``small`` or ``sign``."""

    line: Line
    kind: str = ""


class Items(NamedTuple):
    """A list; ``kind`` is plain or ``applicant``."""

    lines: tuple[Line, ...]
    kind: str = ""


class Grid(NamedTuple):
    """A table with one header row; a row of one cell is a heading over all columns.

    ``widths`` are the relative widths of the columns.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    widths: tuple[int, ...]


class Image(NamedTuple):
    """A picture; ``name`` is its file name, ``alt`` its contents in words."""

    name: str
    alt: str
    caption: Line


Block = Heading | Paragraph | Items | Grid | Image


def line(*parts: "str | Text | Iterable[Text]") -> Line:
    """Return texts and runs combined into one line."""
    runs: list[Text] = []
    for part in parts:
        if isinstance(part, str):
            runs += [Text(part)] if part else []
        elif isinstance(part, Text):
            runs.append(part)
        else:
            runs += part
    return tuple(runs)


def readable(part: T) -> T:
    """Return a block, or a part of one, with every text made ``legible``."""
    if isinstance(part, str):
        return legible(part)  # type: ignore[return-value]  # a str too
    if isinstance(part, tuple):
        parts = [readable(one) for one in part]
        return type(part)(*parts) if hasattr(part, "_fields") else type(part)(parts)
    return part


def plain(line: Line) -> str:
    """Return the text of a line without its notes."""
    return "".join(run.text for run in line)


def noted(line: Line) -> list[str]:
    """Return the names of the notes in a line."""
    return [run.note for run in line if run.note]


def lines(block: Block) -> list[Line]:
    """Return the lines of a block; a row of a table counts as one line."""
    if isinstance(block, Grid):
        return [tuple(run for cell in row for run in cell) for row in block.rows if len(row) > 1]
    if isinstance(block, Items):
        return list(block.lines)
    if isinstance(block, Image):
        return [block.caption]
    return [] if isinstance(block, Heading) else [block.line]


def body(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks before the annex."""
    ends = (n for n, one in enumerate(blocks) if isinstance(one, Heading) and one.fresh)
    return list(blocks[: next(ends, len(blocks))])


def uncited(blocks: Sequence[Block]) -> list[str]:
    """Return the sentences, list items and table rows without a note or a link to their source."""
    found = []
    for block in blocks:
        if getattr(block, "kind", "") in ("applicant", "head", "small", "sign"):
            continue
        for one in lines(block):
            told = not isinstance(block, Paragraph) or _SENTENCE.search(plain(one).strip())
            if told and not any(run.note or run.link.startswith("#") for run in one):
                found.append(plain(one))
    return found


def numbers(blocks: Sequence[Block]) -> dict[str, int]:
    """Return the number of each note, in the order of their references."""
    names = (name for block in blocks for one in lines(block) for name in noted(one))
    return {name: number for number, name in enumerate(names, 1)}


def bound(text: str) -> str:
    """Return a text with no-break spaces within its amounts: ``€ 44 million``."""
    return _BOUND.sub("\N{NO-BREAK SPACE}", text)


def apart(runs: Line) -> Iterator[Text]:
    """Yield the runs of a line, with commas between adjacent notes so that numbers do not merge."""
    before = False
    for run in runs:
        if run.note and before:
            yield Text(", ", "sup")
        yield run._replace(text=bound(run.text))
        before = bool(run.note)
