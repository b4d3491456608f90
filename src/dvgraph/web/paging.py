"""Numbered pages of what is too long for one: ``x.html``, ``x-2.html``, ``x-3.html``, …

The first page has the address without a number, so that links to it hold when the data grows. How
many pages there are follows from a count alone, so that no page need be made to know it.
"""

from collections.abc import Iterator
from dataclasses import dataclass


def numbered(address: str, number: int) -> str:
    """Return the address of a page by its number, from 1."""
    stem, dot, suffix = address.rpartition(".")
    return address if number == 1 else f"{stem}-{number}{dot}{suffix}"


def number(address: str, first: str) -> int:
    """Return the number of a page by its address and that of the first page."""
    return int(address.removeprefix(first.rpartition(".")[0] + "-").partition(".")[0] or 1)


@dataclass(frozen=True, slots=True)
class Paging:
    """How a number of rows is cut into pages.

    ``first``: the address of the first page. ``rows``: the number of all rows. ``whole``: so many
    rows are on a single page; of more, each page has ``each``.
    """

    first: str
    rows: int
    whole: int
    each: int

    @property
    def count(self) -> int:
        """The number of pages."""
        return 1 if self.rows <= self.whole else -(-self.rows // self.each)

    def addresses(self) -> Iterator[str]:
        """Yield the address of each page, in order."""
        yield from (numbered(self.first, n) for n in range(1, self.count + 1))

    def at(self, address: str) -> "Turn":
        """Return the place of a page among the others."""
        return Turn(self, 1 if address == self.first else number(address, self.first))


@dataclass(frozen=True, slots=True)
class Turn:
    """A page among the others, with the links from it; ``number`` is its number, from 1."""

    paging: Paging
    number: int

    @property
    def places(self) -> range:
        """The places of its rows among all rows, from 0."""
        each = self.paging.each if self.paging.count > 1 else self.paging.rows
        return range((self.number - 1) * each, self.number * each)

    def links(self) -> list[tuple[str, str]]:
        """Return the name (a key of ``[site.pages]``) of each link, with its address.

        The address is empty where the link would lead to the page itself or to none.
        """
        last, first = self.paging.count, self.paging.first
        to = {"first": 1, "previous": self.number - 1, "next": self.number + 1, "last": last}
        return [
            (name, numbered(first, n) if 1 <= n <= last and n != self.number else "")
            for name, n in to.items()
        ]
