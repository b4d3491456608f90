"""Text in which the names of things are links to their pages."""

import re
from collections.abc import Iterable, Mapping

from dvgraph.results.templates import Markup, markup
from dvgraph.web.links import linked
from dvgraph.web.view import PageView


def places(view: PageView, iris: Iterable[str], at: str) -> dict[str, str]:
    """Return the links from a page to those things that have a page, by label."""
    found: dict[str, str] = {}
    for iri in dict.fromkeys(iris):
        address = view.of(iri)
        if address and (label := view.graph.label(iri)):
            found.setdefault(label, view.link(address, at))
    return found


def woven(text: str, links: Mapping[str, str]) -> Markup:
    """Return text as HTML in which names of things and web addresses are links.

    A name is a key of ``links``; it is not replaced inside a longer word.
    """
    if not links:
        return linked(text)
    names = "|".join(map(re.escape, sorted(links, key=len, reverse=True)))
    parts: list[str] = []
    last = 0
    for found in re.finditer(rf"(?<!\w)(?:{names})(?!\w)", text):
        parts.append(linked(text[last : found.start()]))
        parts.append(f'<a href="{links[found[0]]}">{linked(found[0])}</a>')
        last = found.end()
    return markup("".join([*parts, linked(text[last:])]))
