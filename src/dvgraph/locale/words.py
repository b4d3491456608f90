"""The words of the user interface, by section and key, from ``nl.toml`` and ``en.toml``.

A section is a table of these files, such as ``history.changes.tasks``; both files have the same
keys. tomllib, which is pure Python, would need longer for a whole file than a command needs to
start. So the file is split at the headings of its tables, and a table is parsed when it is first
needed: without tomllib, if each of its lines is a key and a text without escapes.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

_HEADING = re.compile(r"^\[(.+)\]$", re.MULTILINE)
_LINE = re.compile(r'^(?:"([^"\\\n]+)"|([\w-]+)) = "([^"\\\n]*)"$', re.MULTILINE | re.ASCII)


@cache
def words(section: str, lang: str) -> Mapping[str, str]:
    """Return the words of a section in a language (nl or en); empty for an unknown section."""
    return MappingProxyType(_parsed(_sections(lang).get(section, "")))


def _parsed(text: str) -> dict[str, str]:
    """Return the keys and texts of a table."""
    found = _LINE.findall(text)
    if len(found) == sum(line[:1] not in ("", "#") for line in text.split("\n")):
        return {quoted or bare: told for quoted, bare, told in found}
    import tomllib  # imported here since it takes longer than the parsing

    return tomllib.loads(text)


@cache
def _sections(lang: str) -> Mapping[str, str]:
    """Return the text of each table of a language's file, by the name of the table."""
    text = Path(__file__).with_name(f"{lang}.toml").read_text(encoding="utf-8")
    _, *parts = _HEADING.split(text)
    names = (heading.replace('"', "") for heading in parts[::2])
    return dict(zip(names, parts[1::2], strict=True))


def selected(section: str, lang: str, *keys: str) -> tuple[str, ...]:
    """Return the words for some keys of a section, in the order of the keys."""
    found = words(section, lang)
    return tuple(found[key] for key in keys)
