"""The catalogue of a site's pages: the address of each, and the module that makes it.

Such a module has ``addresses(view)``, the addresses of its pages, in order; and ``page(view,
address)``, the text of the page at one of them. It may have ``menu(view)``, its links in the head
of every page (name and address), and ``foot(view)``, those at the foot. A page is a function of the
view and its address alone, so that a folder and a server give the same bytes.
"""

from types import ModuleType

from dvgraph.web.pages import (
    about,
    compare,
    dossier,
    downloads,
    home,
    lists,
    news,
    questions,
    search,
    sparql,
    things,
    vocabulary,
)
from dvgraph.web.view import PageView

# In the order in which the head of a page lists them.
MAKERS: tuple[ModuleType, ...] = (
    *(home, lists, compare, things, questions, search),
    *(dossier, downloads, vocabulary, sparql),
    *(about, news),
)


def pages(view: PageView) -> dict[str, ModuleType]:
    """Return the module of every page by its address; also set the view's pages, menu and foot."""
    found = {address: maker for maker in MAKERS for address in maker.addresses(view)}
    view.pages = frozenset(found)
    view.menu = tuple(
        link for maker in MAKERS if hasattr(maker, "menu") for link in maker.menu(view)
    )
    view.foot = tuple(
        link for maker in MAKERS if hasattr(maker, "foot") for link in maker.foot(view)
    )
    return found
