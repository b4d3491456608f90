"""Competency questions: one SPARQL file each, asked with typed parameters."""

from typing import TYPE_CHECKING, Any, NamedTuple

from dvgraph import resources
from dvgraph.errors import UseError
from dvgraph.labels.short_ids import reading_order, short_id
from dvgraph.namespaces import BASE
from dvgraph.questions import parameters
from dvgraph.questions.parameters import Parameter
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.results.readable import Words, unlabelled
from dvgraph.store import binding
from dvgraph.store.protocol import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from dvgraph.store.protocol import Store

LANGUAGES = ("nl", "en")


class Question(NamedTuple):
    """One competency question: name, title and description by language, parameters, query text."""

    name: str
    title: "Mapping[str, str]"
    description: "Mapping[str, str]"
    params: "Mapping[str, Parameter]"
    text: str
    audience: tuple[str, ...]
    example: "Mapping[str, str]"


class Answer(NamedTuple):
    """The rows of a question, with how its parameters were read.

    ``table`` holds full terms and, where rows are statements, two columns more: ``id``, the
    statement's short id, and last ``bronnen``, all passages behind the row, readable. ``read``
    gives each bound parameter's terms, ``words`` the labels of things that have no such column.
    """

    question: Question
    table: Table
    read: "Mapping[str, Sequence[Term]]"
    words: Words


def _folder() -> "Path":
    return resources.queries_dir() / "questions"


def names() -> list[str]:
    """Return the names of all questions, sorted."""
    return sorted(path.stem for path in _folder().glob("*.rq"))


def questions() -> list[Question]:
    """Return all questions, sorted by name."""
    return [get(name) for name in names()]


def get(name: str) -> Question:
    """Return the question of that name; UseError, with the nearest names, when there is none."""
    known = names()
    if name not in known:
        raise UseError(f"no question is called '{name}'", hint=_nearest(name, known))
    return parse(name, (_folder() / f"{name}.rq").read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Question:
    """Return the question that a query text with a ``#+`` header describes."""
    from dvgraph.store.header import read_header

    header: Mapping[str, Any] = read_header(text)
    return Question(
        name=name,
        title=header["title"],
        description=header.get("description") or {},
        params={key: _parameter(key, entry) for key, entry in (header.get("params") or {}).items()},
        text=text,
        audience=tuple(header.get("for") or ()),
        example={key: str(value) for key, value in (header.get("example") or {}).items()},
    )


def _parameter(name: str, entry: "Mapping[str, Any]") -> Parameter:
    default = entry.get("default")
    return Parameter(
        name=name,
        type=entry["type"],
        label=entry.get("label") or {},
        edge=entry.get("edge", "first"),
        required=bool(entry.get("required")),
        list=bool(entry.get("list")),
        choices=tuple(str(choice) for choice in entry.get("choices") or ()),
        default=None if default is None else str(default),
    )


def _nearest(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # only for a mistake

    near = get_close_matches(name.lower(), known, n=3, cutoff=0.4)
    return "Nearest: " + ", ".join(near) if near else "`dvgraph ask` lists the questions"


def read(
    question: Question, given: "Mapping[str, object]", store: "Store"
) -> "dict[str, Sequence[Term]]":
    """Return the terms that the given values stand for; absent ones take the header's default.

    A value is text as a user types it, or a sequence of texts where the parameter is a list.
    Raises UseError for an unknown or missing parameter, or a value that cannot be read.
    """
    for name in given:
        if name not in question.params:
            raise UseError(
                f"{question.name} has no parameter '{name}'",
                hint="It has " + (", ".join(question.params) or "none"),
            )
    terms: dict[str, Sequence[Term]] = {}
    for name, parameter in question.params.items():
        texts = _texts(given.get(name), parameter)
        if not texts and parameter.required:
            raise UseError(
                f"{question.name} needs {parameters.option(name)}",
                hint=f"Example: {parameters.EXAMPLES.get(parameter.type, 'a name or IRI')}",
            )
        if len(texts) > 1 and not parameter.list:
            raise UseError(f"{parameters.option(name)} takes one value, not {len(texts)}")
        found = [term for text in texts for term in parameters.read(parameter, text, store)]
        if found:
            terms[name] = list(dict.fromkeys(found))
    return terms


def _texts(value: object, parameter: Parameter) -> list[str]:
    if value is None or value in ((), []):
        return [] if parameter.default is None else [parameter.default]
    if isinstance(value, list | tuple):
        return [str(entry) for entry in value]
    return [str(value)]


def bind(
    question: Question, given: "Mapping[str, object]", lang: str, store: "Store"
) -> "tuple[str, dict[str, Sequence[Term]]]":
    """Return the query text with all parameters bound, and the terms they were read as."""
    if lang not in LANGUAGES:
        raise UseError(f"'{lang}' is not a language of the labels", hint="Choose nl or en")
    terms = read(question, given, store)
    return binding.bind(question.text, {**terms, "lang": [Literal(lang)]}), terms


def ask(
    store: "Store",
    name: str,
    given: "Mapping[str, object] | None" = None,
    lang: str = "nl",
    *,
    new_only: bool = False,
) -> Answer:
    """Return the answer to a question, labels in ``lang`` (nl or en).

    ``new_only`` drops the rows whose ?voorganger is bound: what the organisation before also did.
    Raises UseError for an unknown question or a bad parameter, StoreError when the store fails.
    """
    question = get(name)
    text, terms = bind(question, given or {}, lang, store)
    table = store.select(text)
    if new_only:
        if "voorganger" not in table.variables:
            raise UseError(f"{name} does not tell predecessors apart", hint="Leave out --new-only")
        column = table.variables.index("voorganger")
        table = Table(table.variables, [row for row in table.rows if row[column] is None])
    table = with_sources(store, table, lang)
    return Answer(question, table, terms, Words(lang, _labels(store, table, lang)))


def _labels(store: "Store", table: Table, lang: str) -> "dict[Term, str]":
    """Return the labels of what a table names by IRI alone; of a statement its short id."""
    things = unlabelled(table)
    labels: dict[Term, str] = {
        thing: f"#{short_id(thing.value)}"
        for thing in things
        if thing.value.startswith(f"{BASE}uitspraak/")
    }
    for thing, label in binding.rows(store, "labels", "thing", things):
        if thing and isinstance(label, Literal) and label.language in (lang, None):
            labels[thing] = label.value
    return labels


def with_sources(store: "Store", table: Table, lang: str) -> Table:
    """Return the table with columns ``id`` and ``bronnen`` for each row's ?uitspraak.

    They hold its short id and all its passages, readable. A table without ?uitspraak is returned
    as it is.
    """
    if "uitspraak" not in table.variables:
        return table
    column = table.variables.index("uitspraak")
    statements = dict.fromkeys(
        row[column] for row in table.rows if isinstance(row[column], NamedNode)
    )
    passages = _passages(store, [term for term in statements if term is not None], lang)
    rows = [(*row, _id(row[column]), passages.get(row[column])) for row in table.rows]
    return Table((*table.variables, "id", "bronnen"), rows)


def _id(statement: Term | None) -> Literal | None:
    return Literal(short_id(statement.value)) if isinstance(statement, NamedNode) else None


def _passages(
    store: "Store", statements: "Sequence[Term]", lang: str
) -> "dict[Term | None, Literal]":
    labels: dict[Term | None, dict[str, str]] = {}
    for statement, passage, label in binding.rows(store, "passages", "uitspraak", statements):
        if not isinstance(passage, NamedNode):
            continue
        seen = labels.setdefault(statement, {})
        seen.setdefault(passage.value, passage.value.removeprefix(BASE))
        if isinstance(label, Literal) and label.language == lang:
            seen[passage.value] = label.value
    return {key: Literal(_joined(seen)) for key, seen in labels.items()}


def _joined(labels: "Mapping[str, str]") -> str:
    """Return passage labels as one text, a source named once: ``Nota, r. 3-5; r. 9``."""
    places: dict[str, list[str]] = {}
    for iri in sorted(labels, key=reading_order):
        source, comma, place = labels[iri].rpartition(", ")
        places.setdefault(source if comma else place, []).extend([place] if comma else [])
    return "; ".join(", ".join(filter(None, [s, "; ".join(p)])) for s, p in places.items())
