"""JSON-LD with maps by type, rewritten without them: the engine cannot read all of them.

A map by type ``{"T": {"@id": "x"}}`` means the same as ``[{"@type": "T", "@id": "x"}]``
(JSON-LD 1.1 §9.12). It is the value of a term whose definition has the container ``@type``.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

_TYPE_MAP = re.compile(rb"""@container"\s*:\s*\[?[^\]}]*"@type\"""")


def without_type_maps(data: bytes) -> bytes:
    """Return a document with the same triples and without maps by type.

    Returns it unchanged if it has none, or if one cannot be told from other values: a term has
    several definitions, or its texts are no IRIs.
    """
    if not _TYPE_MAP.search(data):
        return data
    document = None
    with suppress(ValueError):
        document = json.loads(data)
    definitions: dict[str, list[Any]] = {}
    for context in _contexts(document):
        for term, definition in context.items():
            definitions.setdefault(term, []).append(definition)
    terms = {
        term for term, known in definitions.items() if any("@type" in _container(d) for d in known)
    }
    if not terms or any(len(definitions[term]) > 1 for term in terms):
        return data
    if any(definitions[term][0].get("@type") not in (None, "@id") for term in terms):
        return data
    for term in terms:
        kept = [kind for kind in _container(definitions[term][0]) if kind != "@type"]
        definitions[term][0]["@container"] = kept or ["@set"]
    untyped = {"@none", *(term for term, known in definitions.items() if "@none" in known)}
    return json.dumps(_listed(document, terms, untyped)).encode()


def _contexts(part: Any) -> Iterator[dict[str, Any]]:
    """Yield the contexts in a document, also those within contexts."""
    if isinstance(part, list):
        for one in part:
            yield from _contexts(one)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "@context":
                yield from (
                    one
                    for one in (value if isinstance(value, list) else [value])
                    if type(one) is dict
                )
            yield from _contexts(value)


def _container(definition: Any) -> list[Any]:
    kinds = definition.get("@container") if isinstance(definition, dict) else None
    return kinds if isinstance(kinds, list) else [kinds]


def _listed(part: Any, terms: set[str], untyped: set[str]) -> Any:
    """Return a part of a document with the maps of the terms as lists."""
    if isinstance(part, list):
        return [_listed(one, terms, untyped) for one in part]
    if not isinstance(part, dict):
        return part
    found = {}
    for key, value in part.items():
        if key in terms and isinstance(value, dict):
            found[key] = [
                _typed(_listed(one, terms, untyped), kind, untyped)
                for kind, listed in value.items()
                for one in (listed if isinstance(listed, list) else [listed])
            ]
        else:
            found[key] = value if key == "@context" else _listed(value, terms, untyped)
    return found


def _typed(node: Any, kind: str, untyped: set[str]) -> Any:
    """Return a node with one more type, the first key: contexts may depend on it."""
    if isinstance(node, str):
        node = {"@id": node}
    if kind in untyped or not isinstance(node, dict):
        return node
    context = {"@context": node["@context"]} if "@context" in node else {}
    own = node.get("@type", [])
    types = [kind, *(own if isinstance(own, list) else [own])]
    return {
        **context,
        "@type": types,
        **{k: v for k, v in node.items() if k != "@type" and k not in context},
    }
