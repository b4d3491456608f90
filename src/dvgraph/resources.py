"""The paths of the shipped files, and the version and prefixes of the ontology.

In a checkout the files are in the folders beside ``src/``; in an installed wheel, in
``dvgraph/_resources/``.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dvgraph import __version__
from dvgraph.errors import InputError
from dvgraph.locale.reader import explained

_FOLDERS = ("ontology", "data", "queries")


@lru_cache(maxsize=1)
def _root() -> Path:
    here = Path(__file__).resolve()
    checkout = here.parents[2]
    if all((checkout / folder).is_dir() for folder in _FOLDERS):
        return checkout
    return here.parent / "_resources"


def ontology_dir() -> Path:
    """Return the folder of the ontology, code lists and JSON-LD context."""
    return _root() / "ontology"


def shapes_dir() -> Path:
    """Return the folder of the SHACL shapes, one file per class."""
    return ontology_dir() / "shapes"


def data_dir() -> Path:
    """Return the folder of the shipped data, one folder per agency."""
    return _root() / "data"


def queries_dir() -> Path:
    """Return the folder with questions/, checks/ and derive/."""
    return _root() / "queries"


def answers_dir() -> Path:
    """Return the folder of the recorded answers; only a checkout has it."""
    return _root() / "tests" / "questions"


@lru_cache(maxsize=1)
def context() -> Mapping[str, Any]:
    """Return the JSON-LD context in ontology/context.jsonld.

    Raises InputError if the file is absent or is not a JSON-LD context.
    """
    import json  # imported here, because only the printing of prefixes needs it

    path = ontology_dir() / "context.jsonld"
    try:
        return MappingProxyType(dict(json.loads(path.read_text(encoding="utf-8"))["@context"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            *explained("errors.resources", "no prefixes", why=error), where=str(path)
        ) from error


@lru_cache(maxsize=1)
def _prefixes() -> dict[str, str]:
    return {
        name: iri
        for name, iri in context().items()
        if isinstance(iri, str) and not name.startswith("@") and iri.endswith(("/", "#", "_", "="))
    }


def prefixes() -> dict[str, str]:
    """Return the prefixes in ontology/context.jsonld, each with its namespace IRI.

    Raises InputError if the file is absent or is not a JSON-LD context.
    """
    return dict(_prefixes())


def prefixed(iri: str) -> str | None:
    """Return an IRI as a prefixed name, None without a prefix for it; InputError as above.

    If several namespaces begin the IRI, the first of them in the context is used.
    """
    pattern, names = _namespaces()
    found = pattern.match(iri)
    return f"{names[found[0]]}:{iri[found.end() :]}" if found else None


@lru_cache(maxsize=1)
def _namespaces() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return a pattern of all namespaces, much quicker than one by one, and their prefixes."""
    names: dict[str, str] = {}
    for name, iri in _prefixes().items():
        names.setdefault(iri, name)
    return re.compile("|".join(map(re.escape, names)) or "(?!)"), names


@lru_cache(maxsize=1)
def data_version() -> str:
    """Return the owl:versionInfo of ontology/dvg.ttl, or the package version if it has none."""
    try:
        text = (ontology_dir() / "dvg.ttl").read_text(encoding="utf-8")
    except OSError:
        return __version__
    # A pattern instead of a parser: `--version` must not wait for an RDF engine.
    found = re.search(r'owl:versionInfo\s+"([^"]*)"', text)
    return found.group(1) if found else __version__
