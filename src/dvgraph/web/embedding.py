"""Data for the scripts of a page: JSON inside the page, or a script file beside it."""

import json
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from dvgraph.results.templates import markup


def embedded(value: object) -> str:
    """Return a value as JSON that is safe inside a script element, as markup."""
    return markup(_json(value))


def attributes(found: Mapping[str, str]) -> str:
    """Return the data attributes of an element, as markup."""
    return markup("".join(f" data-{key}={quoteattr(value)}" for key, value in found.items()))


def script(name: str, value: object) -> str:
    """Return a script that sets ``dvgraph.NAME`` to a value.

    It is not a module: a page opened from a folder may load only such scripts.
    """
    return f"dvgraph.{name}={_json(value)};\n"


def _json(value: object) -> str:
    flat = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return flat.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
