"""The addresses of things: ``/id/…`` names a thing, ``/doc/…`` is a document about it.

https://www.w3.org/TR/cooluris/: a name answers 303 with the address of the document, and the
document comes in the form that the client wants most. A suffix in the address wins.
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
    """The path of a document in one form, without a slash before it, and headers for it."""

    path: str
    headers: dict[str, str]


def named(path: str) -> str:
    """Return the IRI of a thing by the path that names it here."""
    return f"{BASE}{path.removeprefix(NAMES)}"


def location(path: str, query: str) -> str:
    """Return the address of the document of a thing, by the path of its page."""
    page, mark, anchor = path.partition("#")
    return f"/{page.removesuffix('.html')}{'?' * bool(query)}{query}{mark}{anchor}"


def document(request: Request) -> Document | None:
    """Return the document that an address means; None if the address means no document.

    Raises Problem 406 if there is no form that the client takes.
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
    """Return the address of a path, for a header."""
    return f"/{quote(path)}"


def spoken_at(path: str) -> str:
    """Return the language of the page at a path."""
    return next((one for one in LANGUAGES[1:] if path.startswith(f"{one}/")), LANGUAGES[0])


def spoken(request: Request) -> str:
    """Return the language for a redirect to a document: data has only the first."""
    wanted = best(request.accept, tuple(FORMS))
    return language(request) if wanted == HTML else LANGUAGES[0]
