"""Content negotiation: the format and language that a client prefers (RFC 9110, section 12)."""

from collections.abc import Iterable
from functools import lru_cache

from werkzeug.datastructures import LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header, parse_etags, parse_options_header

from dvgraph.locale.reader import LANGUAGES
from dvgraph.server.messages import Request
from dvgraph.server.problems import problem

# Headers remembered: clients repeat them, and parsing one takes as long as a small query.
_HEADERS = 256


@lru_cache(_HEADERS)
def best(accept: str, offers: tuple[str, ...]) -> str:
    """Return the media type among the offers that a header Accept prefers.

    Among equals the first offer wins. Raises Problem 406 if none is acceptable.
    """
    found = parse_accept_header(accept, MIMEAccept)
    ranked = sorted(offers, key=lambda offer: -found.quality(offer))
    if not found.quality(ranked[0]):
        raise problem(406, "no such form", offers=", ".join(offers))
    return ranked[0]


@lru_cache(_HEADERS)
def prefers(accept: str, media: str, other: str) -> bool:
    """Return whether a header Accept prefers one media type to another."""
    found = parse_accept_header(accept, MIMEAccept)
    return bool(found.quality(media) > found.quality(other))


def language(request: Request) -> str:
    """Return the language that the header Accept-Language prefers, else Dutch.

    A region is ignored: en-GB is English.
    """
    return _language(request.headers.get("accept-language", ""))


@lru_cache(_HEADERS)
def _language(header: str) -> str:
    found = parse_accept_header(header, LanguageAccept)
    wanted = (name.partition("-")[0].lower() for name, quality in found if quality)
    return next((name for name in wanted if name in LANGUAGES), LANGUAGES[0])


def media_type(header: str) -> tuple[str, str]:
    """Return the media type of a header Content-Type in lower case, and its charset."""
    media, options = parse_options_header(header)
    return media.lower(), options.get("charset", "utf-8").lower()


def matches(header: str, etag: str) -> bool:
    """Return whether a header If-None-Match contains an entity tag."""
    return bool(parse_etags(header).contains_weak(etag.strip('"')))


def alternates(links: Iterable[tuple[str, str]]) -> str:
    """Return a header Link to other formats of a thing, from pairs of address and media type."""
    return ", ".join(f'<{address}>; rel="alternate"; type="{media}"' for address, media in links)
