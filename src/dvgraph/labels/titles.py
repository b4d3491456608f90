"""A source is cited by its own title, whatever the language of the reader."""

import re
from collections.abc import Iterable

from dvgraph.rdf.oxigraph import Literal

_PUBLISHER = re.compile(r" \([^()]*\)$")


def own_title(label: str, titles: Iterable[Literal], lang: str) -> str:
    """Return the title of a source with the publisher that its label names behind it.

    The label itself if that is in the language of the title, or if the source has no title: what
    describes it instead is in square brackets.
    """
    known = list(titles)
    title = next((one.value for one in known), "")
    if not title or title.startswith("[") or any(one.language in (lang, None) for one in known):
        return label
    publisher = _PUBLISHER.search(label)
    return title + (publisher[0] if publisher else "")


def placed(label: str, named: str, title: str) -> str:
    """Return the label of a passage, which begins with the label of its source, by its title."""
    return title + label.removeprefix(named) if named and label.startswith(f"{named}, ") else label
