"""The OpenAPI 3.1 document of the API, with every operation and every question."""

import json
from collections.abc import Iterator
from typing import Any

from dvgraph import __version__
from dvgraph.locale.reader import language
from dvgraph.locale.words import words
from dvgraph.questions.parameters import Parameter
from dvgraph.questions.question import questions
from dvgraph.server.holdings import Holdings
from dvgraph.server.interface import (
    FORM,
    LANGUAGE,
    MEDIA,
    OPERATIONS,
    ROOT,
    Operation,
    OperationField,
)
from dvgraph.server.messages import JSON, PROBLEM, Job, Reply
from dvgraph.server.reconciling import ADDRESS as RECONCILE

_OPEN_API = "application/vnd.oai.openapi+json;version=3.1"
_SCHEMAS: dict[str, dict[str, object]] = {
    "text": {"type": "string"},
    "day": {"type": "string"},
}


def openapi(holdings: Holdings, job: Job) -> Reply:
    """Return the OpenAPI document; ``job`` has the address of the server as ``host``."""
    paths: dict[str, Any] = {
        f"{ROOT}/health": _plain("health"),
        f"{ROOT}/limits": _plain("limits"),
        RECONCILE: _plain("reconcile"),
    }
    for operation in OPERATIONS:
        if operation.options:
            paths |= _of_questions(operation)
        else:
            fields = [_field(one, operation.path) for one in operation.fields]
            paths[f"{ROOT}{operation.path}"] = _described(operation, _said(operation.name), fields)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": _said("title"),
            "summary": _said("summary"),
            "version": __version__,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            "x-data-version": holdings.about()["version"],
        },
        "servers": [{"url": job["host"]}],
        "paths": paths,
        "components": {"schemas": {"problem": _PROBLEM}},
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    return Reply(200, _OPEN_API, text.encode())


_PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}


def _said(name: str) -> str:
    return words("server.operations", language())[name]


def _plain(name: str) -> dict[str, Any]:
    """Return the description of an operation without parameters that answers in JSON."""
    return {"get": {"operationId": name, "summary": _said(name), "responses": _responses(["json"])}}


def _described(
    operation: Operation, summary: str, fields: list[dict[str, Any]], name: str = ""
) -> dict[str, Any]:
    common = [_choice(FORM, operation.forms), _choice(LANGUAGE, ("nl", "en"))]
    return {
        "get": {
            "operationId": name or operation.name,
            "summary": summary,
            "parameters": [*fields, *common],
            "responses": _responses(operation.forms),
        }
    }


def _field(one: OperationField, path: str) -> dict[str, Any]:
    return {
        "name": one.name,
        "in": "path" if f"{{{one.name}}}" in path else "query",
        "required": one.required,
        "description": words("server.fields", language())[one.name],
        "schema": _SCHEMAS[one.kind],
        "example": one.example,
    }


def _choice(name: str, known: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": words("server.fields", language())[name],
        "schema": {"type": "string", "enum": list(known)},
    }


def _responses(forms: "tuple[str, ...] | list[str]") -> dict[str, Any]:
    content = {MEDIA[form]: {"schema": {} if MEDIA[form] == JSON else _TEXT} for form in forms}
    reference = {"schema": {"$ref": "#/components/schemas/problem"}}
    return {
        "200": {"description": _said("answered"), "content": content},
        "default": {"description": _said("not answered"), "content": {PROBLEM: reference}},
    }


_TEXT = {"type": "string"}


def _of_questions(operation: Operation) -> dict[str, Any]:
    """Return a path for each question, with its own parameters and example."""
    paths = {}
    for one in questions():
        path = operation.path.replace("{question}", one.name)
        fields = list(_parameters(one.params.values(), one.example))
        title = one.title[language()]
        paths[f"{ROOT}{path}"] = _described(operation, title, fields, one.name)
    return paths


def _parameters(params: Any, example: Any) -> Iterator[dict[str, Any]]:
    one: Parameter
    for one in params:
        item: dict[str, object] = {"type": "string"}
        if one.choices:
            item["enum"] = list(one.choices)
        found = {
            "name": one.name,
            "in": "query",
            "required": one.required,
            "description": one.label.get(language(), one.name),
            "schema": {"type": "array", "items": item} if one.list else item,
        }
        if one.name in example:
            value = example[one.name]
            found["example"] = [value] if one.list else value
        yield found
