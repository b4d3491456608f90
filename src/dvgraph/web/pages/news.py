"""The changes since an earlier version of the data: a page, and an Atom feed.

Without an earlier version, they are the last changes that were recorded in the data, or else all.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from dvgraph.history.releases import Revision, compare, latest, of_store, release
from dvgraph.locale.characters import harmless
from dvgraph.locale.wording import stated
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE
from dvgraph.results.digest import counted
from dvgraph.store.inventory import version
from dvgraph.web.view import PageView

PAGE, FEED = "nieuw.html", "nieuw.xml"
_LEAST = 20  # records that are new, without an earlier version to compare with
_SHOWN = 300  # lines below one heading; the feed has all


class News(NamedTuple):
    """The changes that have the same words; ``number``: their number in words if there are more."""

    changes: list[Revision]
    number: str

    @property
    def first(self) -> Revision:
        """The change that stands for all."""
        return self.changes[0]


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
    since, found = _revisions(view)
    compared = "since" if view.since else "recorded"
    told = said[compared if since else "all" if found else "none"].format(since)
    if address == FEED:
        return view.fill(
            "feed.xml.j2",
            address,
            said=said,
            id=_urn(view, ""),
            release=_urn(view, version(view.store)),
            updated=f"{view.day.isoformat()}T00:00:00Z",
            clean=harmless,
            told=told,
            entries=list(_entries(view, found)),
        )
    return view.fill(
        "news.html.j2",
        address,
        said=said,
        groups=list(_groups(view, found)),
        told=told,
        shown=_SHOWN,
        before=words("history.revisions", view.lang)["before"],
    )


def _revisions(view: PageView) -> tuple[str, tuple[Revision, ...]]:
    """Return the changes, and the name of the earlier version or the day after which they came."""

    def found() -> tuple[str, tuple[Revision, ...]]:
        if view.since:
            return view.since, compare(release(view.since), of_store(view.store), view.lang)
        since, revisions = latest(view.store, view.graph, _LEAST)
        return stated(since, view.lang) if since else "", revisions

    return view.once("revisions", found)


def _heading(view: PageView, one: Revision) -> str:
    """Return the heading of a change: what was done, or what happened in the world."""
    return words(f"history.revisions.{'world' if one.world else 'ours'}", view.lang)[one.kind]


def _alike(view: PageView, found: Iterable[Revision]) -> Iterator[News]:
    """Yield the changes, those of one kind with the same words together."""
    alike: dict[tuple[str, ...], list[Revision]] = {}
    for one in found:
        # A record without words of its own is like no other.
        key = str(one.world), one.kind, one.says or one.record, one.said
        alike.setdefault(key, []).append(one)
    for changes in alike.values():
        many = len(changes) > 1
        yield News(changes, counted("uitspraak", len(changes), view.lang) if many else "")


def _entries(view: PageView, found: Iterable[Revision]) -> Iterator[tuple[News, str, str]]:
    """Yield the news of the feed, each with its heading and the time of its last recording."""
    for one in _alike(view, found):
        yield one, _heading(view, one.first), max(_recorded(view, each) for each in one.changes)


def _groups(view: PageView, found: Iterable[Revision]) -> Iterator[tuple[str, int, list[News]]]:
    """Yield the groups of the page: heading, number of changes, and the news; the world first."""
    ordered = sorted(found, key=lambda one: not one.world)
    for (_, title), own in groupby(ordered, key=lambda one: (one.world, _heading(view, one))):
        changes = list(own)
        yield title, len(changes), list(_alike(view, changes))


def _urn(view: PageView, name: str) -> str:
    """Return the absolute address of the feed, or else an id that is the same in each site."""
    if view.base and not name:
        return view.whole(FEED)
    return uuid5(NAMESPACE_URL, f"{BASE}{FEED}/{view.lang}/{name}").urn


def _recorded(view: PageView, one: Revision) -> str:
    """Return the time of recording in the format of Atom; without one, the day of the site."""
    stamp = view.graph.text(one.record, "prov:generatedAtTime")
    return stamp if len(stamp) > len("2026-11-29T") else f"{view.day.isoformat()}T00:00:00Z"
