"""The page for downloading the graph; ``web.site`` writes the files beside it."""

from collections.abc import Iterator

from dvgraph.locale.wording import number
from dvgraph.web.view import PageView

ADDRESS = "gegevens/index.html"


def addresses(view: PageView) -> Iterator[str]:
    """Yield the address of the page if the whole graph is available."""
    if view.downloads:
        yield ADDRESS


def foot(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to the page of downloads."""
    if view.downloads:
        yield view.words("downloads")["menu"], ADDRESS


def page(view: PageView, address: str) -> str:
    """Return the page of downloads."""
    said = view.words("downloads")
    files = [
        (
            one.name,
            said[one.form],
            number(str(-(-len(one.data) // 1000)), view.lang),
            one.digest,
        )
        for one in view.downloads
    ]
    return view.fill("downloads.html.j2", address, said=said, files=files)
