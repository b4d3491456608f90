"""The vocabulary: its classes and properties on one page, its code lists on another."""

from collections.abc import Iterator

from dvgraph.things.vocabulary import vocabulary
from dvgraph.web.view import PageView

INDEX, LISTS = "woordenschat/index.html", "woordenschat/codelijsten.html"


def addresses(_: PageView) -> Iterator[str]:
    """Yield the addresses of both pages."""
    yield INDEX
    yield LISTS


def foot(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to them."""
    yield view.words("vocabulary")["title"], INDEX


def page(view: PageView, address: str) -> str:
    """Return one of the pages."""
    terms = vocabulary(view.store, view.graph)
    parts = ("lists",) if address == LISTS else ("classes", "properties")
    return view.fill(
        "vocabulary.html.j2",
        address,
        said=view.words("vocabulary"),
        parts=[(part, terms[part]) for part in parts],
        whole=address == INDEX,
        label=view.graph.label,
        short=view.graph.prefixed,
    )
