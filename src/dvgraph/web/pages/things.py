"""The page of each thing: everything known about it, from ``things.page``."""

from collections.abc import Iterator

from dvgraph.things import page as library
from dvgraph.web import addresses as places
from dvgraph.web.view import PageView


def addresses(view: PageView) -> Iterator[str]:
    """Yield the addresses of the pages of all things."""
    yield from sorted(map(places.of_thing, view.things))


def page(view: PageView, address: str) -> str:
    """Return the page of the thing that has an address."""
    iri = view.things_by_address[address]
    found = library.page(view.store, iri, None, view.lang, graph=view.graph)
    return view.fill("thing.html.j2", address, thing=found, said=view.words("thing"))
