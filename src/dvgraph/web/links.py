"""The web addresses in data that a page may link to: http, https and mailto only."""

import re
from html import escape

from dvgraph.locale.characters import harmless
from dvgraph.results.templates import Markup, markup

_SAFE = re.compile(r"(?:https?://[^\s/?#]+|mailto:[^\s@]+@)[^\s\x00-\x20\x7f]*", re.IGNORECASE)
_WITHIN = re.compile(r"https?://[^\s<>\"]*[^\s<>\"().,;:]", re.IGNORECASE)
_NUMBER = re.compile(r"OVO\d{6}")


def safe(address: str) -> str:
    """Return an address if a page may link to it, else the empty string."""
    return address if _SAFE.fullmatch(address) and harmless(address) == address else ""


def linked(text: str) -> Markup:
    """Return text as HTML in which web addresses are links."""
    if "://" not in text:
        return markup(escape(harmless(text)))
    parts, last = [], 0
    for found in _WITHIN.finditer(text):
        parts.append(escape(harmless(text[last : found.start()])))
        parts.append(outside(found[0], found[0]))
        last = found.end()
    return markup("".join([*parts, escape(harmless(text[last:]))]))


def outside(address: str, text: str) -> Markup:
    """Return a link to another site, or only the text if the address is not allowed."""
    said = escape(harmless(text))
    if not safe(address):
        return markup(said)
    return markup(f'<a href="{escape(address)}" rel="external noopener noreferrer">{said}</a>')


def register(code: str) -> str:
    """Return the address of an organisation in the register by its code; empty for other codes."""
    return f"https://data.vlaanderen.be/id/organisatie/{code}" if _NUMBER.fullmatch(code) else ""
