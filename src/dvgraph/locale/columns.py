"""The headings of the columns of answers: in Dutch made from the name, in English listed here."""

import re

from dvgraph.locale.words import words


def known(name: str) -> bool:
    """Return whether a column has a heading in both languages."""
    return name in words("columns", "nl")


def heading(name: str, lang: str) -> str:
    """Return the heading of a column: for ``gezienOp``, ``gezien op`` or ``seen on``."""
    if found := words("columns", lang).get(name):
        return found
    return re.sub(r"(?<=[a-z])[A-Z]", lambda match: f" {match[0].lower()}", name)
