"""What a search engine is told of a site whose address is known: its pages, and where they are."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

# A page of a person is for who reads of an organisation, and not to be found by name.
_UNLISTED = ("doc/persoon/", "404.html")


def sitemap(paths: Iterable[str], base: str) -> str:
    """Return sitemap.xml: the whole address of each page, by their paths from the root."""
    listed = (f"<url><loc>{escape(f'{base}/{path}')}</loc></url>" for path in _listed(paths))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(listed)
        + "\n</urlset>\n"
    )


def robots(base: str) -> str:
    """Return robots.txt: everything may be read, and where the list of pages is."""
    return f"User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n"


def _listed(paths: Iterable[str]) -> list[str]:
    return sorted(
        path
        for path in paths
        if path.endswith(".html") and not path.removeprefix("en/").startswith(_UNLISTED)
    )
