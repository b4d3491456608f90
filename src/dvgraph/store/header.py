"""The header of a query file: YAML in its ``#+`` lines, as in grlc.

The YAML parser takes longer to import than most questions take to answer. So the headers of the
shipped queries are kept in the cache as JSON, each under the hash of its text.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from dvgraph import resources
from dvgraph.errors import InputError, OutputError
from dvgraph.locale.reader import explained
from dvgraph.rdf.replacement import replace_file
from dvgraph.store.cache import folder


def read_header(text: str) -> dict[str, Any]:
    """Return the mapping in the ``#+`` lines of a query; empty without such lines.

    Raises InputError for invalid YAML or YAML that is not a mapping, with the line in the query.
    """
    if "#+" not in text:
        return {}
    source = _source(text)
    if found := _kept().get(_key(source)):
        with suppress(ValueError):  # a damaged cache
            return dict(json.loads(found))
    header = _parsed(source)
    _keep()
    return header


def _source(text: str) -> str:
    # Other lines become empty, so that YAML's line numbers are those of the query.
    lines = [line[2:] if line.startswith("#+") else "" for line in text.splitlines()]
    return "\n".join(lines).rstrip()


def _key(source: str) -> str:
    return sha256(source.encode("utf-8", "surrogatepass")).hexdigest()


def _parsed(source: str) -> dict[str, Any]:
    import yaml  # imported here since it is slow and seldom needed

    try:
        # The same parser in C, ten times as fast, if PyYAML was built with libyaml.
        header = yaml.load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"query:{mark.line + 1}" if mark else "query"
        problem = getattr(error, "problem", None) or error
        raise InputError(*explained("errors.store", "no YAML", why=problem), where=where) from error
    if header is None:
        return {}
    if not isinstance(header, dict):
        raise InputError(*explained("errors.store", "no mapping"), where="query")
    return header


@cache
def _kept() -> dict[str, str]:
    """Return the headers in the cache as JSON, by the hash of their text."""
    place = folder("headers")
    try:
        lines = (place / "shipped.tsv").read_text(encoding="utf-8").splitlines() if place else []
    except (OSError, UnicodeDecodeError):
        return {}
    return dict(line.split("\t", 1) for line in lines if "\t" in line)


@cache
def _keep() -> None:
    """Write the headers of all shipped queries to the cache, unless they are there."""
    sources = {_key(source): source for source in _shipped()}
    place = folder("headers", make=True)
    if place is None or sources.keys() <= _kept().keys():
        return
    lines = []
    for key, source in sources.items():
        header = _parsed(source)
        written = json.dumps(header, ensure_ascii=False, default=repr)
        if json.loads(written) == header:  # YAML has more types than JSON, such as dates
            lines.append(f"{key}\t{written}\n")
    with suppress(OutputError):
        replace_file(place / "shipped.tsv", "".join(lines).encode("utf-8"))


def _shipped() -> Iterator[str]:
    for path in sorted(Path(resources.queries_dir()).rglob("*.rq")):
        text = path.read_text(encoding="utf-8")
        if "#+" in text:
            yield _source(text)
