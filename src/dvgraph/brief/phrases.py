"""The sentences of a brief, from a file that a policy officer can edit (``zinnen.nl.ini``)."""

import re
from collections.abc import Mapping
from configparser import ConfigParser
from configparser import Error as ConfigError
from pathlib import Path
from typing import NamedTuple

from dvgraph.errors import InputError
from dvgraph.locale.reader import explained
from dvgraph.locale.words import words

_LAST = re.compile(r"\{(\w+)\}$")


class Pattern(NamedTuple):
    """A sentence with fields to fill in: subject, verb in present and past, the rest."""

    subject: str
    now: str
    then: str
    rest: str

    @property
    def listed(self) -> str:
        """The field at its end that takes a list; or the empty string."""
        found = _LAST.search(self.rest)
        return found[1] if found else ""

    @property
    def happens(self) -> bool:
        """Whether it reports an event instead of a lasting fact: one form of the verb."""
        return self.now == self.then


class Phrases:
    """The patterns of one language, by section and name."""

    def __init__(self, folder: Path, lang: str) -> None:
        """Read ``zinnen.LANG.ini``; InputError if it is absent or unreadable."""
        self.lang, self._path = lang, folder / f"zinnen.{lang}.ini"
        self._parser = ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
        try:
            self._parser.read_string(self._path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, ConfigError) as error:
            raise InputError(
                *explained("errors.brief", "unreadable sentences", why=error), where=str(self._path)
            ) from error

    def word(self, section: str, name: str) -> str:
        """Return a text of a section, the empty string if absent."""
        return self._parser.get(section, name, fallback="")

    def pattern(self, section: str, name: str, *, many: bool = False) -> Pattern:
        """Return the pattern with a name, else ``*``; with ``many``, preferably one for a list."""
        known = dict(self._parser[section]) if section in self._parser else dict[str, str]()
        base = name if name in known else "*"
        key = f"{base}.lijst" if many and f"{base}.lijst" in known else base
        parts = [part.strip() for part in str(known.get(key, "")).split("|")]
        if len(parts) != 3:
            raise InputError(
                *explained("errors.brief", "not three parts", key=key, section=section),
                where=str(self._path),
            )
        now, _, then = parts[1].partition("/")
        return Pattern(parts[0], now, then or now, parts[2])

    def sentence(
        self, pattern: Pattern, when: str, fields: Mapping[str, str], *, past: bool
    ) -> str:
        """Return the sentence filled in, time first, without full stop."""
        subject, rest = (
            self._filled(text, fields).strip() for text in (pattern.subject, pattern.rest)
        )
        verb = pattern.then if past else pattern.now
        order = words("brief.sentences", self.lang)["timed" if when else "untimed"]
        text = order.format(when=when, verb=verb, subject=subject, rest=rest)
        text = " ".join(text.split())
        return text[:1].upper() + text[1:]

    def value(self, fields: Mapping[str, str], name: str) -> str:
        """Return a field of a sentence, the empty string for no name."""
        return self._filled(f"{{{name}}}", fields) if name else ""

    def _filled(self, text: str, fields: Mapping[str, str]) -> str:
        try:
            return text.format_map(fields)
        except (KeyError, ValueError, IndexError) as error:
            raise InputError(
                *explained("errors.brief", "unknown field", field=error, known=", ".join(fields)),
                where=str(self._path),
            ) from error

    def named(self, label: str) -> str:
        """Return a label with the article that its first words require inside a sentence."""
        articles = dict(self._parser.items("lidwoorden")) if "lidwoorden" in self._parser else {}
        fitting = [word for word in articles if f"{label.lower()} ".startswith(f"{word} ")]
        return f"{articles[max(fitting, key=len)]} {label}" if fitting else label

    def when(self, name: str, **fields: str) -> str:
        """Return a time in words."""
        return self.word("tijd", name).format(**fields)
