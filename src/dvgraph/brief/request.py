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
    """Return the text of a file; InputError if it is unreadable, empty or not UTF-8."""
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
    """Return the fields of the letter's head at the start of a text, and the rest of the text."""
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
    """Yield the lines of the letter's head; missing fields are marked for the sender to fill in.

    Addressee, reference and date are never guessed.
    """
    phrases = words("brief.head", lang)
    for name in _FIELDS:
        value = found.get(name, "")
        told = Text(value) if value else Text(f"[{phrases['blank']}]", "mark")
        yield Paragraph(line(Text(f"{phrases[name]}:", "strong"), " ", told), "head")


def blocks(text: Request) -> Iterator[Block]:
    """Yield the paragraphs and lists of a text.

    A blank line ends a paragraph, ``- `` begins an item; any other line continues the previous one.
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
