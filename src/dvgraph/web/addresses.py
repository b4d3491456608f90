"""The address of each page: a path from the root of the site, the same in each language.

``doc/organisatie/agiv.html`` is the Dutch page of ``…/id/organisatie/agiv``, and
``en/doc/organisatie/agiv.html`` the English page; the files beside the Dutch page with the suffixes
``.ttl`` and ``.jsonld`` are its data. Paths are ASCII and safe on every file system.
"""

import re
from functools import cache, lru_cache
from urllib.parse import urlsplit

from dvgraph.locale.reader import LANGUAGES
from dvgraph.namespaces import BASE

_UNSAFE = re.compile(r"[^A-Za-z0-9._~-]+")


@cache
def of_thing(iri: str) -> str:
    """Return the address of the page of a thing, by its IRI.

    For a thing outside our namespace, the address contains its host, so that no two things share a
    page.
    """
    if iri.startswith(BASE):
        parts = iri.removeprefix(BASE).split("/")
    else:
        split = urlsplit(iri)
        ending = "/".join(filter(None, (split.path.strip("/"), split.query, split.fragment)))
        parts = [split.netloc or split.scheme, *ending.split("/")]
    return f"doc/{'/'.join(_safe(part) for part in parts if part)}.html"


def beside(address: str, suffix: str) -> str:
    """Return the address of another form of a page: ``ttl`` or ``jsonld``."""
    return f"{address.removesuffix('.html')}.{suffix}"


def in_language(address: str, lang: str) -> str:
    """Return the path of a page in a language, from the root; Dutch has no folder of its own."""
    return address if lang == LANGUAGES[0] else f"{lang}/{address}"


def relative(target: str, start: str) -> str:
    """Return a link from the page at one path to another path, both from the root."""
    whole, mark, fragment = target.partition("#")
    return f"{_way(whole, start.rpartition('/')[0])}{mark}{fragment}" if whole else target


@lru_cache(maxsize=65_536)
def _way(target: str, folder: str) -> str:
    here, there = folder.split("/") if folder else [], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    # Paths need no escaping.
    return "/".join([*[".."] * (len(here) - shared), *there[shared:]])


def _safe(part: str) -> str:
    """Return a part of a path as ASCII without separators; other characters become codes."""
    kept = _UNSAFE.sub(lambda found: "".join(f"_{ord(c):x}" for c in found[0]), part)
    return f"_{kept}" if kept.startswith(".") else kept
