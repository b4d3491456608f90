"""The applicant's own text of the request: paragraphs and lists in a plain text file.

Its first lines may be those of a letter: ``Aan: …``, ``Kenmerk: …``, ``Datum: …``, or in English.
"""

from collections.abc import Iterator
from pathlib import Path

from dvgraph.brief.blocks import Block, Items, Paragraph, Text, line
from dvgraph.errors import InputError
from dvgraph.locale.reader import LANGUAGES, explained
from dvgraph.locale.words import words

Request = str
_BULLETS = ("- ", "* ")
KIND = "applicant"
_FIELDS = ("to", "reference", "date")


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


def headed(text: Request) -> tuple[dict[str, str], str]:
    """Return the fields of the letter's head that a text begins with, and the rest of the text."""
    names = {
        words("brief.head", lang)[name].lower(): name for lang in LANGUAGES for name in _FIELDS
    }
    found: dict[str, str] = {}
    rest = text.strip().splitlines()
    while rest:
        label, colon, value = rest[0].partition(":")
        if not colon or label.strip().lower() not in names:
            break
        found[names[label.strip().lower()]] = value.strip()
        del rest[0]
    return found, "\n".join(rest).strip()


def head(found: dict[str, str], lang: str) -> Iterator[Block]:
    """Yield the lines of the letter's head; a field that is not given is marked as to be filled in.

    Nothing is guessed: who it goes to, under which reference and when is the sender's.
    """
    phrases = words("brief.head", lang)
    for name in _FIELDS:
        value = found.get(name, "")
        told = Text(value) if value else Text(f"[{phrases['blank']}]", "mark")
        yield Paragraph(line(Text(f"{phrases[name]}:", "strong"), " ", told), "head")


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
