"""Automatic declaration of the known prefixes that a query uses."""

import re

from dvgraph.errors import UseError
from dvgraph.locale.reader import explained
from dvgraph.resources import prefixes
from dvgraph.store.tokens import tokens

_IRI = re.compile(r"""<[^<>"{}|^`\\\x00-\x20]*>""")

# A text that was meant as an IRI, up to the first character that no IRI may have.
_NO_IRI = re.compile(
    r"""<[a-zA-Z][\w.+-]*:/*[^<>"{}|^`\\\x00-\x20/][^<>"{}|^`\\\x00-\x20]*([^>\n])[^>\n]*>"""
)


def declared(query: str) -> str:
    """Return a query with a PREFIX for each known prefix that it uses without declaring it.

    The declarations are added on its first line, so that line numbers in errors stay right. Raises
    UseError for an unknown prefix, with its line and the nearest known prefixes.
    """
    # Programs declare all prefixes in most of their queries.
    if "'" not in query and ":" not in _IRI.sub("", query):
        return query
    own: set[str] = set()
    used: dict[str, int] = {}  # a prefix, and the position of its first use
    declares = False
    for token in tokens(query):
        if token["prefix"] is not None:
            if declares:
                own.add(token["prefix"])
            else:
                used.setdefault(token["prefix"], token.start())
        declares = token.lastgroup == "word" and token[0].upper() == "PREFIX"
    known = prefixes()
    missing = [name for name in used if name not in own]
    for name in missing:
        if name not in known:
            start = used[name]
            line = query.count("\n", 0, start) + 1
            if found := _NO_IRI.match(query, start - 1 if start else 0):
                where = f"query:{line}"
                character = found[1] if found[1].isprintable() else repr(found[1])[1:-1]
                problem = explained("errors.store", "no IRI", iri=found[0], character=character)
                raise UseError(*problem, where=where)
            raise UseError(*_explained(name), where=f"query:{line}")
    return "".join(f"PREFIX {name}: <{known[name]}> " for name in missing) + query


def _explained(name: str) -> tuple[str, str | None]:
    from difflib import get_close_matches  # imported here since only an error needs it

    near = get_close_matches(name.lower(), prefixes(), n=3, cutoff=0.4)
    key = "no prefix, but near" if near else "no prefix"
    return explained("errors.store", key, name=name, near=", ".join(f"{one}:" for one in near))
