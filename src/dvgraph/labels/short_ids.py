"""Short ids of statements and their passages, for citation.

A short id is computed from the IRI alone, so it is the same in every release and on every machine.
"""

from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from dvgraph import resources
from dvgraph.errors import UseError
from dvgraph.locale.reader import explained
from dvgraph.namespaces import BASE
from dvgraph.rdf.oxigraph import NamedNode

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

# Crockford's base32: no i, l, o or u, so that an id survives reading aloud or copying by hand.
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_MISREAD = str.maketrans("ilo", "110")
_LENGTH = 8  # 40 bits: a collision among a hundred thousand statements has a chance of one in 200


@lru_cache(maxsize=65_536)
def short_id(iri: str) -> str:
    """Return ``c-`` and eight characters: the first 40 bits of the IRI's SHA-256 in base32."""
    number = int.from_bytes(sha256(iri.encode()).digest()[: _LENGTH * 5 // 8])
    shifts = range(5 * (_LENGTH - 1), -1, -5)
    return "c-" + "".join(_DIGITS[number >> shift & 31] for shift in shifts)


def reading_order(iri: str) -> tuple[str, int, str]:
    """Return the key that sorts passages by source, then by line if they have lines."""
    source, _, fragment = iri.partition("#")
    first = fragment.removeprefix("line=").partition(",")[0]
    return source, int(first) if first.isdigit() else 0, fragment


def citable(store: "Store") -> list[str]:
    """Return the IRIs of all statements and passages, sorted."""
    query = (resources.queries_dir() / "support" / "citable.rq").read_text(encoding="utf-8")
    return [term.value for (term,) in store.select(query).rows if isinstance(term, NamedNode)]


def resolve_id(store: "Store", text: str) -> str:
    """Return the IRI of the statement or passage with a short id, slug or IRI.

    A ``#`` before the id, capitals and the usual misreadings (o for 0, l for 1) are accepted; an
    IRI may be relative to the base. Raises UseError for an unknown or ambiguous text.
    """
    wanted = text.strip().removeprefix("<").removesuffix(">")
    code = wanted.removeprefix("#").lower()
    code = code[:2] + code[2:].translate(_MISREAD)
    known = citable(store)
    found = [
        iri
        for iri in known
        if wanted in (iri, iri.removeprefix(BASE), _slug(iri)) or code == short_id(iri)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(iri.removeprefix(BASE) for iri in found)
        raise UseError(*explained("errors.questions", "many names", text=text, listed=listed))
    from difflib import get_close_matches  # imported here since only a mistake needs it

    spelled = {short_id(iri): "" for iri in known} if code.startswith("c-") else {}
    near = get_close_matches(code, spelled, n=3, cutoff=0.8)
    near = near or get_close_matches(wanted, [_slug(iri) for iri in known], n=3, cutoff=0.5)
    key = "no id, but near" if near else "no id"
    raise UseError(*explained("errors.labels", key, name=text, near=", ".join(near)))


def _slug(iri: str) -> str:
    """Return the part of an IRI after the class name: ``corve-onder-bestuurszaken``."""
    return iri.removeprefix(BASE).partition("/")[2]
