"""The headings of the columns of answers, for people: Dutch from the name itself, English here."""

import re

from dvgraph.locale.words import words


def known(name: str) -> bool:
    """Return whether a column has a heading in both languages."""
    return name in words("columns", "nl")


def heading(name: str, lang: str) -> str:
    """Return the heading of a column, ``gezienOp``: ``gezien op`` or ``seen on``."""
    if found := words("columns", lang).get(name):
        return found
    return re.sub(r"(?<=[a-z])[A-Z]", lambda match: f" {match[0].lower()}", name)
