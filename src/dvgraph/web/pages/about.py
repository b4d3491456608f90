"""The pages on the site itself and on its accessibility, and the page for unknown addresses."""

from collections.abc import Iterator

from dvgraph.graphics.lifeline import key
from dvgraph.lineage.families import grammar
from dvgraph.locale.reader import LANGUAGES
from dvgraph.locale.words import words
from dvgraph.results.templates import markup
from dvgraph.web.addresses import in_language
from dvgraph.web.view import PageView

ABOUT, ACCESS, LOST = "over.html", "toegankelijkheid.html", "404.html"
_PARTS = ("what", "certainty", "sources", "out", "licence", "cite", "address")
_TESTED = ("axe", "keyboard", "contrast", "script", "motion", "print", "limits")


def addresses(_: PageView) -> Iterator[str]:
    """Yield the addresses of these pages."""
    yield from (ABOUT, ACCESS, LOST)


def foot(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the links at the foot of every page."""
    said = view.words("about")
    yield said["title"], ABOUT
    yield said["access"], ACCESS


def page(view: PageView, address: str) -> str:
    """Return one of the three pages."""
    said = view.words("about")
    if address == LOST:
        return _lost(view)
    if address == ACCESS:
        texts = words("site.access", view.lang)
        parts = [(name, texts[name]) for name in _TESTED]
        return view.fill("access.html.j2", address, said=said, texts=texts, parts=parts)
    heads, texts = words("site.about.heads", view.lang), words("site.about.texts", view.lang)
    legend = key(said["legend"], grammar(view.families, view.lang))
    return view.fill(
        "about.html.j2",
        address,
        said=said,
        parts=[(name, heads[name], texts[name]) for name in _PARTS],
        legend=markup(legend),
    )


def _lost(view: PageView) -> str:
    """Return the page for an unknown address; its links are absolute if the base is known.

    A host may show it for an address at any depth, where relative links would be wrong.
    """
    known = view.base.rstrip("/")
    links: dict[str, object] = {
        "link": lambda to: f"{known}/{view.path(to)}" if known else view.link(to, LOST),
        "file": lambda to: f"{known}/{to}" if known else view.file(to, LOST),
    }
    if known:
        paths = {lang: in_language(LOST, lang) for lang in LANGUAGES if lang != view.lang}
        links["others"] = {lang: f"{known}/{path}" for lang, path in paths.items()}
    return view.fill("lost.html.j2", LOST, said=view.words("about"), **links)
