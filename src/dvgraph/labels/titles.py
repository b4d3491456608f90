"""Citation of a source by its own title, in any language of the reader."""

import re
from collections.abc import Iterable

from dvgraph.rdf.oxigraph import Literal

_PUBLISHER = re.compile(r" \([^()]*\)$")


def own_title(label: str, titles: Iterable[Literal], lang: str) -> str:
    """Return the title of a source, followed by the publisher in brackets from its label.

    Returns the label itself if it is in the language of the title, or if the source has no title of
    its own: a title in square brackets is only a description.
    """
    known = list(titles)
    title = next((one.value for one in known), "")
    if not title or title.startswith("[") or any(one.language in (lang, None) for one in known):
        return label
    publisher = _PUBLISHER.search(label)
    return title + (publisher[0] if publisher else "")


def placed(label: str, named: str, title: str) -> str:
    """Return the label of a passage with the title of its source for the source's label.

    The label begins with the label of the source (``named``).
    """
    return title + label.removeprefix(named) if named and label.startswith(f"{named}, ") else label
