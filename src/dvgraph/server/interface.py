"""The API: its operations below ``/api``, with their parameters and formats.

The code of each operation is in ``operations``, which runs in a worker.
"""

from dataclasses import dataclass
from typing import Any

from dvgraph.server.messages import JSON, Job, Request, parameters, single
from dvgraph.server.negotiation import best, language
from dvgraph.server.problems import problem

ROOT = "/api"
MEDIA = {
    "json": JSON,
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "jsonl": "application/jsonl",
    "text": "text/plain",
    "md": "text/markdown",
    "svg": "image/svg+xml",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "graphml": "application/graphml+xml",
    "mermaid": "text/vnd.mermaid",
}
_TABLE = ("json", "csv", "tsv", "jsonl")
_GRAPH = ("ttl", "jsonld", "nt")
FORM, LANGUAGE, KNOWN = "form", "lang", "bekend"
_ONCE = (FORM, LANGUAGE, KNOWN)  # parameters of every operation


@dataclass(frozen=True, slots=True)
class OperationField:
    """A parameter of an operation; its description is in ``server.fields`` under its name.

    ``kind`` is text, day, flag or number; ``example`` is an example of its value.
    """

    name: str
    example: str
    kind: str = "text"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of the API; its description is in ``server.operations``, under ``name``.

    ``path``: the path below ROOT, with the name of each field in braces.
    ``forms``: the formats of the answer (keys of MEDIA); the first is the default.
    ``options``: True if the operation also accepts the parameters of the question asked.
    """

    name: str
    path: str
    fields: tuple[OperationField, ...] = ()
    forms: tuple[str, ...] = ("json",)
    options: bool = False


_NAME = OperationField("name", "AGIV")
_THING = OperationField("name", "AGIV", required=True)
_KNOWN = OperationField(KNOWN, "2026-11-30", "day")
OPERATIONS = (
    Operation("questions", "/questions"),
    Operation(
        "question",
        "/questions/{question}",
        (OperationField("question", "tasks-added", required=True),),
        _TABLE,
        options=True,
    ),
    Operation(
        "search",
        "/search",
        (OperationField("q", "geografische informatie", required=True),),
        _TABLE,
    ),
    Operation(
        "thing",
        "/things/{name}",
        (_THING, OperationField("op", "2012", "day"), _KNOWN),
        ("json", "text", "md", *_GRAPH),
    ),
    Operation(
        "as-of",
        "/as-of",
        (OperationField("day", "2012-06-30", "day", required=True), _NAME, _KNOWN),
        (*_TABLE, "text", "md", *_GRAPH),
    ),
    Operation(
        "diff",
        "/diff",
        (
            OperationField("from", "2010", "day", required=True),
            OperationField("to", "2016", "day", required=True),
            _NAME,
            _KNOWN,
        ),
        (*_TABLE, "text", "md"),
    ),
    Operation(
        "lineage", "/lineage", (_NAME, _KNOWN), ("json", "csv", "tsv", "svg", "graphml", "mermaid")
    ),
    Operation(
        "figures",
        "/figures",
        (OperationField("measure", "bezoeken"), OperationField("name", "Vlaanderen.be")),
        (*_TABLE, "svg"),
    ),
    Operation(
        "existed",
        "/existed",
        (_THING, OperationField("day", "2012-06-30", "day", required=True), _KNOWN),
    ),
)


def job(request: Request) -> Job | None:
    """Return the worker's job for a request below ROOT; None if there is no such operation.

    Raises Problem: 400 for an unknown or missing parameter, 406 for an unavailable format.
    """
    for operation in OPERATIONS:
        inside = _inside(operation.path, request.path.removeprefix(ROOT))
        if inside is not None:
            break
    else:
        return None
    pairs = parameters(request.query)
    once = single([pair for pair in pairs if not operation.options or pair[0] in _ONCE])
    lang, form = once.pop(LANGUAGE, "") or language(request), once.pop(FORM, "")
    given: dict[str, Any] = {**once, **inside}
    for name, text in pairs:
        if name not in _ONCE and operation.options:
            given.setdefault(name, []).append(text)
    if form and form not in operation.forms:
        raise problem(406, "no such form", offers=", ".join(operation.forms))
    if lang not in ("nl", "en"):
        raise problem(400, "no such language", lang=lang)
    known = {field.name: field for field in operation.fields}
    for name in given:
        if name not in known and not operation.options:
            raise problem(400, "no such parameter", name=name, known=", ".join(known))
    for name, field in known.items():
        if field.required and not str(given.get(name, "")).strip():
            raise problem(400, "parameter missing", name=name, example=field.example)
    media = (
        MEDIA[form] if form else best(request.accept, tuple(MEDIA[one] for one in operation.forms))
    )
    form = next(name for name, one in MEDIA.items() if one == media)
    return {
        "kind": "operation",
        "lang": lang,
        "operation": operation.name,
        "given": {name: text for name, text in given.items() if text},
        "form": form,
    }


def _inside(pattern: str, path: str) -> dict[str, str] | None:
    """Return the parameter in a path (or an empty mapping), or None if the path does not match."""
    fixed, brace, name = pattern.partition("{")
    if not brace:
        return {} if path == pattern else None
    rest = path.removeprefix(fixed)
    return {name.removesuffix("}"): rest} if rest and rest != path else None
