"""The first page."""

from collections.abc import Iterator

from dvgraph.web.view import PageView


def addresses(_: PageView) -> Iterator[str]:
    """Yield its address."""
    yield "index.html"


def page(view: PageView, address: str) -> str:
    """Return it."""
    listed = sorted((view.graph.label(iri), view.of(iri)) for iri in view.things)
    return view.fill("home.html.j2", address, listed=listed)
