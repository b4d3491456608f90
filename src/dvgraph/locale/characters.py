"""Characters of data that could harm where text is shown, written as visible escapes.

These are control characters (a terminal obeys them, XML forbids them), invisible characters, and
those that change the direction of text. No markup contains them, so a finished document (HTML, SVG,
GraphML, Markdown) passes through ``legible`` as a whole.
"""

import re

_HARMFUL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff"
_IN_LINES = re.compile(f"[{_HARMFUL}]")
_IN_A_LINE = re.compile(f"[\t\n{_HARMFUL}]")


def harmless(text: str) -> str:
    r"""Return text for one line of a terminal, harmful characters as escapes (``\x1b``, ``\n``)."""
    return text if text.isprintable() else _IN_A_LINE.sub(_escaped, text)


def legible(text: str) -> str:
    r"""Return lines or a document, harmful characters as escapes; tabs and line breaks stay."""
    return text if text.isprintable() else _IN_LINES.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
