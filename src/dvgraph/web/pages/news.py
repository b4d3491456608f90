"""The changes since an earlier version of the data: a page, and an Atom feed."""

from collections.abc import Iterator
from itertools import groupby
from uuid import NAMESPACE_URL, uuid5

from dvgraph.history.releases import Revision, compare, of_store, release
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE
from dvgraph.rdf.terms import harmless
from dvgraph.store.inventory import version
from dvgraph.web.view import PageView

PAGE, FEED = "nieuw.html", "nieuw.xml"


def addresses(_: PageView) -> Iterator[str]:
    """Yield the addresses of the page and of the feed."""
    yield PAGE
    yield FEED


def foot(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link at the foot of every page."""
    yield view.words("news")["title"], PAGE


def page(view: PageView, address: str) -> str:
    """Return the page or the feed."""
    said = view.words("news")
    found = _revisions(view)
    if address == FEED:
        return view.fill(
            "feed.xml.j2",
            address,
            said=said,
            id=_urn(view, ""),
            release=_urn(view, version(view.store)),
            updated=f"{view.day.isoformat()}T00:00:00Z",
            clean=harmless,
            entries=[(one, _recorded(view, one)) for one in found],
        )

    def heading(one: Revision) -> tuple[bool, str]:
        ours, theirs = (
            words(f"history.revisions.{whose}", view.lang) for whose in ("ours", "world")
        )
        return not one.world, (theirs if one.world else ours)[one.kind]

    ordered = sorted(found, key=lambda one: not one.world)
    groups = [(title, list(own)) for (_, title), own in groupby(ordered, key=heading)]
    return view.fill("news.html.j2", address, said=said, groups=groups, since=view.since)


def _revisions(view: PageView) -> tuple[Revision, ...]:
    if not view.since:
        return ()
    return view.once(
        "revisions",
        lambda: compare(release(view.since), of_store(view.store), view.lang),
    )


def _urn(view: PageView, name: str) -> str:
    """Return the absolute address of the feed, or else an id that is the same in each site."""
    if view.base and not name:
        return view.whole(FEED)
    return uuid5(NAMESPACE_URL, f"{BASE}{FEED}/{view.lang}/{name}").urn


def _recorded(view: PageView, one: Revision) -> str:
    """Return the time of recording in the format of Atom; without one, the day of the site."""
    stamp = view.graph.text(one.record, "prov:generatedAtTime")
    return stamp if len(stamp) > len("2026-11-29T") else f"{view.day.isoformat()}T00:00:00Z"
