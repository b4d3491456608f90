"""The applicant's own text of the request: paragraphs and lists in a plain text file."""

from collections.abc import Iterator
from pathlib import Path

from dvgraph.brief.blocks import Block, Items, Paragraph, line
from dvgraph.errors import InputError
from dvgraph.locale.reader import explained

Request = str
_BULLETS = ("- ", "* ")
KIND = "applicant"


def read(path: str | Path) -> Request:
    """Return the text of a file; InputError if it is not UTF-8, empty or not to be read."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            *explained("errors.brief", "unreadable request", why=error), where=str(path)
        ) from error
    if not text.strip():
        raise InputError(*explained("errors.brief", "empty request"), where=str(path))
    return text


def blocks(text: Request) -> Iterator[Block]:
    """Yield the paragraphs and lists of a text.

    A blank line ends a paragraph, ``- `` begins an item; other lines continue what they follow.
    """
    told, items = list[str](), list[str]()
    for one in [*(each.strip() for each in text.splitlines()), ""]:
        bullet = one.startswith(_BULLETS)
        if told and (bullet or not one):
            yield Paragraph(line(" ".join(told)), KIND)
            told = []
        if items and not one:
            yield Items(tuple(line(item) for item in items), KIND)
            items = []
        if bullet:
            items.append(one[2:].strip())
        elif one and items:
            items[-1] += f" {one}"
        elif one:
            told.append(one)
