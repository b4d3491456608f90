"""The addresses of things: ``/id/…`` identifies a thing, ``/doc/…`` is a document about it.

By https://www.w3.org/TR/cooluris/, ``/id/…`` answers 303 with the address of the document, and the
document has the format that the client prefers. A suffix in the address overrides that preference.
"""

from dataclasses import dataclass
from urllib.parse import quote

from dvgraph.locale.reader import LANGUAGES
from dvgraph.namespaces import BASE
from dvgraph.server.messages import HTML, Request
from dvgraph.server.negotiation import alternates, best, language

NAMES, DOCUMENTS = "/id/", "doc/"
FORMS = {
    HTML: "html",
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document about a thing in one format; ``path`` has no leading slash."""

    path: str
    headers: dict[str, str]


def named(path: str) -> str:
    """Return the IRI of a thing by its path on this server."""
    return f"{BASE}{path.removeprefix(NAMES)}"


def location(path: str, query: str) -> str:
    """Return the address of the document about a thing, by the path of its page."""
    page, mark, anchor = path.partition("#")
    return f"/{page.removesuffix('.html')}{'?' * bool(query)}{query}{mark}{anchor}"


def document(request: Request) -> Document | None:
    """Return the document at an address, or None if the address is not that of a document.

    Raises Problem 406 if the client accepts none of its formats.
    """
    path = request.path.removeprefix("/")
    bare = path.removeprefix(f"{LANGUAGES[1]}/")
    lang = "" if bare == path else LANGUAGES[1]
    if not bare.startswith(DOCUMENTS) or bare == DOCUMENTS:
        return None
    form = next((one for one in FORMS.values() if bare.endswith(f".{one}")), "")
    stem = bare.removesuffix(f".{form}") if form else bare
    page = f"{lang}/{stem}" if lang else stem
    links = [
        (_address(f"{page if name == 'html' else stem}.{name}"), media)
        for media, name in FORMS.items()
    ]
    headers = {"Link": alternates(links)}
    if not form:
        form = FORMS[best(request.accept, tuple(FORMS))]
        headers["Vary"] = "Accept"
    # Data is the same in every language.
    whole = f"{page if form == 'html' else stem}.{form}"
    if "Vary" in headers:
        headers["Content-Location"] = _address(whole)
    return Document(whole, headers)


def _address(path: str) -> str:
    """Return a path as the address in a header."""
    return f"/{quote(path)}"


def spoken_at(path: str) -> str:
    """Return the language of the page at a path."""
    return next((one for one in LANGUAGES[1:] if path.startswith(f"{one}/")), LANGUAGES[0])


def spoken(request: Request) -> str:
    """Return the language for a redirect to a document; data only has the first language."""
    wanted = best(request.accept, tuple(FORMS))
    return language(request) if wanted == HTML else LANGUAGES[0]
