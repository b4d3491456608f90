"""The files for search engines: the list of pages with their absolute addresses, and robots.txt."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

# Pages of persons are for readers of an organisation's page, not for finding people by name.
_UNLISTED = ("doc/persoon/", "404.html")


def sitemap(paths: Iterable[str], base: str) -> str:
    """Return sitemap.xml: the absolute address of each page, from its path."""
    listed = (f"<url><loc>{escape(f'{base}/{path}')}</loc></url>" for path in _listed(paths))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(listed)
        + "\n</urlset>\n"
    )


def robots(base: str) -> str:
    """Return robots.txt: all pages may be read, and the address of the sitemap."""
    return f"User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n"


def _listed(paths: Iterable[str]) -> list[str]:
    return sorted(
        path
        for path in paths
        if path.endswith(".html") and not path.removeprefix("en/").startswith(_UNLISTED)
    )
