"""Every page of a site: its address and its maker.

A maker is a module with ``addresses(view)``, the addresses of its pages, in order; and
``page(view, address)``, the text of the page at one of them. A page is a function of the view and
its address alone, so that a folder and a server give the same bytes.
"""

from collections.abc import Iterator
from types import ModuleType

from dvgraph.web.pages import home, things
from dvgraph.web.view import PageView

MAKERS: tuple[ModuleType, ...] = (home, things)


def addresses(view: PageView) -> Iterator[tuple[str, ModuleType]]:
    """Yield the address of every page with its maker."""
    for maker in MAKERS:
        for address in maker.addresses(view):
            yield address, maker
