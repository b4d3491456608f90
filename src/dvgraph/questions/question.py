"""Competency questions: one SPARQL file for each, with typed parameters."""

import os
import re
from collections import Counter
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from dvgraph import resources
from dvgraph.errors import InputError, UseError
from dvgraph.locale.reader import explained, language
from dvgraph.locale.words import words
from dvgraph.namespaces import DCT, FOAF, RDFS
from dvgraph.prebuilt.names import fold
from dvgraph.questions import folds, parameters
from dvgraph.questions.parameters import Parameter
from dvgraph.rdf.oxigraph import Literal, Term
from dvgraph.results.outline import ROWS, Outline
from dvgraph.results.readable import Words
from dvgraph.store import binding
from dvgraph.store.protocol import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from dvgraph.labels.subgraph import Subgraph
    from dvgraph.store.protocol import Store

LANGUAGES = ("nl", "en")
_RELEASE = "release"  # in a query file, the default of a day: the day of the data's release
_BRACKET_OR_COLUMN = re.compile(r"[()]|\?(\w+)")
# The columns of a query with sources, or with passages of sources.
_SOURCE = re.compile(
    r"(?:dct:isPartOf|dvg:(?:volgens|gezochtIn|onderwerp|gaatOver|vindplaats)) \?(\w+)"
)
_BEHIND = r"( \\([^()]*\\))$"  # the publisher after the title, as in labels.titles
_NAMESPACES = {"rdfs": RDFS, "dct": DCT, "foaf": FOAF}
_NOTHING = "urn:x-dvgraph:nothing"  # no thing has this label


class Question(NamedTuple):
    """One competency question.

    ``title``, ``description``: the texts by language.
    ``params``: the parameters by the name of their option.
    ``text``: the query.
    ``row``: the columns that, with the statement, make up the key of a row; ``readings`` as in
    ``folds.fold``.
    ``new_only``: the column with a value in the rows that are not new.
    ``columns``: the heading of each column whose heading differs from its name.
    ``state_on``: the variable of the day on which the state of each statement is given.
    ``agency``: True if the question concerns the agency unless the user names another body.
    ``sentence``, by language, and ``outline``: the form of the answer's summary.
    """

    name: str
    title: "Mapping[str, str]"
    description: "Mapping[str, str]"
    params: "Mapping[str, Parameter]"
    text: str
    audience: tuple[str, ...]
    example: "Mapping[str, str]"
    row: tuple[str, ...] = ()
    readings: bool = False
    new_only: str | None = None
    columns: "Mapping[str, str]" = MappingProxyType({})
    subject: str = ""
    state_on: str | None = None
    agency: bool = False
    sentence: "Mapping[str, str]" = MappingProxyType({})
    outline: Outline = ROWS

    def reading(self, lang: str) -> str:
        """Return how to read the answer: the description, and what every such answer needs.

        That is what each state on a day means, or why what is new is counted differently elsewhere.
        """
        states = words("questions.heading", lang)["states"] if self.state_on else ""
        new = words("history.notes", lang)["counted"] if self.new_only else ""
        return " ".join(filter(None, (self.description.get(lang), states, new)))


class Answer(NamedTuple):
    """The rows of a question, with its parameters as they were read.

    ``table`` has full terms and their labels, as returned by ``folds.complete``. ``read`` has the
    terms of each parameter that has a value, ``words`` the language and the headings for people,
    ``given`` the values of the parameters that the user gave.
    """

    question: Question
    table: Table
    read: "Mapping[str, Sequence[Term]]"
    words: Words
    given: "Mapping[str, object]" = MappingProxyType({})


def _folder() -> "Path":
    return resources.queries_dir() / "questions"


def names() -> list[str]:
    """Return the names of all questions, sorted."""
    files = os.listdir(_folder())  # noqa: PTH208 (each question that is read asks for the names)
    return sorted(file.removesuffix(".rq") for file in files if file.endswith(".rq"))


def questions() -> list[Question]:
    """Return all questions, sorted by name."""
    return [get(name) for name in names()]


def get(name: str) -> Question:
    """Return the question with a name; UseError, with the nearest names, if there is none."""
    known = names()
    if name not in known:
        from difflib import get_close_matches  # imported here since only a wrong name needs it

        near = _titled(name) or get_close_matches(name.lower(), known, n=3, cutoff=0.4)
        key = "no question, but near" if near else "no question"
        raise UseError(*explained("errors.questions", key, name=name, near=", ".join(near)))
    return parse(name, (_folder() / f"{name}.rq").read_text(encoding="utf-8"))


def written(path: "Path") -> Question:
    """Return the question in a file of the user's. Raises InputError if it is unreadable."""
    try:
        question = parse(str(path), path.read_text(encoding="utf-8-sig"))
        if not {*LANGUAGES} <= question.title.keys():
            raise KeyError("title")
    except (OSError, UnicodeDecodeError) as error:
        problem = explained("errors.files", "unreadable", why=error)
        raise InputError(*problem, where=str(path)) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(*explained("errors.questions", "no header"), where=str(path)) from error
    return question


def _titled(text: str) -> list[str]:
    """Return the names of the three questions whose titles share most words with a sentence.

    Rare words count more. A text of one word is not a sentence: it gives no names.
    """
    typed = _words(text)
    if " " not in text.strip():
        return []
    titles = {one.name: [_words(title) for title in one.title.values()] for one in questions()}
    number = Counter(word for found in titles.values() for word in set().union(*found))
    likeness = {
        name: max(sum(1 / number[word] for word in title & typed) for title in found)
        for name, found in titles.items()
    }
    ranked = sorted(likeness, key=lambda name: (-likeness[name], name))
    return [name for name in ranked if likeness[name]][:3]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


@cache
def parse(name: str, text: str) -> Question:
    """Return the question in a query text with a ``#+`` header."""
    from dvgraph.store.header import read_header

    header: Mapping[str, Any] = read_header(text)
    return Question(
        name=name,
        title=header["title"],
        description=header.get("description") or {},
        params={
            parameter.name: parameter
            for variable, entry in (header.get("params") or {}).items()
            for parameter in _parameters(variable, entry, text)
        },
        text=text,
        audience=tuple(header.get("for") or ()),
        example={key: str(value) for key, value in (header.get("example") or {}).items()},
        row=tuple(header.get("row") or ()),
        readings=bool(header.get("readings")),
        new_only=header.get("new-only"),
        columns=header.get("columns") or {},
        subject=header.get("subject") or "",
        state_on=header.get("state-on"),
        agency=bool(header.get("agency")),
        sentence=header.get("sentence") or {},
        outline=Outline(
            header.get("counts") or "",
            tuple(header.get("groups") or ()),
            header.get("new-only") or "",
            header.get("label") or "",
            header.get("noun") or "",
        ),
    )


def _parameters(variable: str, entry: "Mapping[str, Any]", text: str) -> "Iterator[Parameter]":
    """Yield the parameters of a variable: one for each of its options."""
    options, types = _listed(entry.get("option", variable)), _listed(entry["type"])
    labels = {lang: _listed(label) for lang, label in (entry.get("label") or {}).items()}
    today = entry.get("default") == _RELEASE
    default = entry.get("default", binding.written_default(text, variable))
    for n, (name, kind) in enumerate(zip(options, types, strict=True)):
        yield Parameter(
            name=name,
            type=kind,
            label={lang: found[n] for lang, found in labels.items()},
            edge=entry.get("edge", "first"),
            required=bool(entry.get("required")),
            list=bool(entry.get("list")),
            choices=tuple(str(choice) for choice in entry.get("choices") or ()),
            default="today" if today else None if default is None else str(default),
            variable=variable,
            today=today,
        )


def _listed(value: "str | list[str]") -> list[str]:
    return [value] if isinstance(value, str) else value


def read(
    question: Question,
    given: "Mapping[str, object]",
    store: "Store",
    spell: "Callable[[str], str]" = parameters.option,
) -> "dict[str, Sequence[Term]]":
    """Return the terms for the given values; absent parameters have the default of the header.

    A value is the text that a user typed, or a sequence of texts if the parameter is a list.
    ``spell`` returns the name of a parameter as the caller knows it, for error messages. Raises
    UseError for an unknown or missing parameter, or a value that cannot be read.
    """
    for name in given:
        if name not in question.params:
            names = {"question": question.name, "name": name, "known": ", ".join(question.params)}
            key = "no parameter" if question.params else "no parameters"
            raise UseError(*explained("errors.questions", key, **names))
    terms: dict[str, Sequence[Term]] = {}
    day = _day(question, given, spell)
    for name, parameter in question.params.items():
        texts = _texts(given.get(name), parameter)
        if not texts and parameter.required:
            examples = words("questions.example", language())
            example = examples.get(parameter.type, examples["other"])
            names = {"question": question.name, "option": spell(name), "example": example}
            raise UseError(*explained("errors.questions", "needed", **names))
        if len(texts) > 1 and not parameter.list:
            raise UseError(
                *explained("errors.questions", "one value", option=spell(name), number=len(texts))
            )
        found = [
            term for text in texts for term in parameters.read(parameter, text, store, spell, day)
        ]
        if found:
            terms[name] = list(dict.fromkeys(found))
    return terms


def _day(
    question: Question, given: "Mapping[str, object]", spell: "Callable[[str], str]"
) -> date | None:
    """Return the given day that the question asks about; it selects among things of one name."""
    asked = question.params.get("date")
    if asked is None or asked.type != "date" or given.get("date") in (None, ""):
        return None
    return date.fromisoformat(parameters.day(str(given["date"]), asked.edge, spell("date")))


def _texts(value: object, parameter: Parameter) -> list[str]:
    if value is None or value in ((), []):
        return [] if parameter.default is None else [parameter.default]
    if isinstance(value, list | tuple):
        return [str(entry) for entry in value]
    return [str(value)]


def bind(
    question: Question,
    given: "Mapping[str, object]",
    store: "Store",
    spell: "Callable[[str], str]" = parameters.option,
) -> "tuple[str, dict[str, Sequence[Term]]]":
    """Return the query text with all parameters bound, and the terms of each parameter."""
    terms = read(question, given, store, spell)
    values: dict[str, list[Term]] = {}
    for name, found in terms.items():
        values.setdefault(question.params[name].variable, []).extend(found)
    return binding.bind(question.text, values), terms


def sparql(
    store: "Store",
    name: str | Question,
    given: "Mapping[str, object] | None" = None,
    lang: str | None = None,
) -> str:
    """Return the query of a question with its parameters bound, without its header.

    With ``lang`` (nl or en) the query also selects labels, for use in any SPARQL editor.
    """
    text = binding.headless(bind(_question(name), given or {}, store)[0])
    return _with_labels(text, lang) if lang else text


def _with_labels(text: str, lang: str) -> str:
    """Return a query that also selects labels for the things in the result of another query.

    The label of a source begins with its own title, as in ``labels.titles``. An empty cell would
    match every label, so it is replaced by an IRI that has no label.
    """
    prefixes, _, query = text.partition("SELECT ")
    asked, _, order = query.rpartition("\nORDER BY ")
    columns = _projected(asked[: asked.index(" WHERE {")])
    things = [
        name
        for name, computed in columns.items()
        if not computed and name != folds.STATEMENT and not name.endswith(("Vroegst", "Laatst"))
    ]
    titled = {name for name in _SOURCE.findall(query) if name in things}
    labelled = {name: _label_column(name) if name in titled else f"?{name}Label" for name in things}
    shown = " ".join(f"?{name} {labelled.get(name, '')}".rstrip() for name in columns)
    named = " ".join(f"(COALESCE(?{name}, <{_NOTHING}>) AS ?{name}Named)" for name in things)
    labels = "".join(
        _with_title(name, lang)
        if name in titled
        else f"  OPTIONAL {{\n    ?{name}Named rdfs:label ?{name}Label .\n"
        f'    FILTER(LANG(?{name}Label) = "{lang}")\n  }}\n'
        for name in things
    )
    sorted_by = " ".join(
        f"?{name}" for name in dict.fromkeys(re.findall(r"\?(\w+)", order)) if name not in columns
    )
    clause = " ".join(filter(None, ("SELECT", named, sorted_by, asked)))
    inner = "".join(f"    {line}\n" for line in clause.splitlines())
    needed = ("rdfs", "dct", "foaf") if titled else ("rdfs",)
    declared = "".join(
        f"PREFIX {name}: <{_NAMESPACES[name]}>\n"
        for name in needed
        if f"PREFIX {name}:" not in prefixes
    )
    return (
        f"{prefixes}{declared}SELECT {shown} WHERE {{\n  {{\n{inner}  }}\n{labels}}}\n"
        f"ORDER BY {order}"
    )


def _with_title(name: str, lang: str) -> str:
    """Return the patterns for a label, and for the title of a source or a passage's source."""

    def title(of: str, whole: str, part: str = "") -> str:
        source, title = f"?{name}{of}", f"?{name}{of}Title"
        return (
            f"  OPTIONAL {{\n{part}    {whole} a foaf:Document ; rdfs:label {source} ;\n"
            f'      dct:title {title} .\n    FILTER(LANG({source}) = "{lang}")\n'
            f'    FILTER(LANG({title}) NOT IN ("{lang}", ""))\n'
            f'    FILTER(!STRSTARTS(STR({title}), "["))\n  }}\n'
        )

    whole = f"?{name}Whole"
    return (
        f"  OPTIONAL {{\n    ?{name}Named rdfs:label ?{name}Own .\n"
        f'    FILTER(LANG(?{name}Own) = "{lang}")\n  }}\n'
        + title("Source", f"?{name}Named")
        + title("Part", whole, f"    ?{name}Named dct:isPartOf {whole} .\n")
    )


def _label_column(name: str) -> str:
    """Return the expression for a label: the title of a source, then the rest of the label."""
    told = []
    for of in ("Source", "Part"):
        source = f"STR(?{name}{of})"
        publisher = f'IF(REGEX({source}, "{_BEHIND}"), REPLACE({source}, "^.*{_BEHIND}", "$1"), "")'
        place = f"STRAFTER(STR(?{name}Own), {source})"
        told.append(f"CONCAT(STR(?{name}{of}Title), {publisher}, {place})")
    forms = ",\n    ".join([*told, f"?{name}Own"])
    return f"\n  (COALESCE({forms}) AS ?{name}Label)"


def _projected(clause: str) -> dict[str, bool]:
    """Return the columns of a SELECT clause, with True for each that is computed."""
    columns, depth, last = {}, 0, ""
    for found in _BRACKET_OR_COLUMN.finditer(clause):
        if found[1]:
            last = found[1]
            if not depth:
                columns[last] = False
        else:
            depth += 1 if found[0] == "(" else -1
            if not depth:  # the last variable in brackets is the variable after AS
                columns[last] = True
    return columns


def _state_day(question: Question, terms: "Mapping[str, Sequence[Term]]") -> "date | None":
    """Return the day for which the answer gives states, or None if it gives none."""
    found = [
        value
        for name, (value, *_) in terms.items()
        if question.params[name].variable == question.state_on
    ]
    return date.fromisoformat(found[0].value) if found and isinstance(found[0], Literal) else None


def _question(name: str | Question) -> Question:
    return get(name) if isinstance(name, str) else name


def ask(
    store: "Store",
    name: str | Question,
    given: "Mapping[str, object] | None" = None,
    lang: str = "nl",
    *,
    new_only: bool = False,
    spell: "Callable[[str], str]" = parameters.option,
    graph: "Subgraph | None" = None,
    kept: folds.Kept | None = None,
) -> Answer:
    """Return the answer to a question, with labels in ``lang`` (nl or en).

    ``new_only`` drops the rows for things that a predecessor already had: those with a value in the
    column that the header names. ``graph`` and ``kept``, in the same language, are as in
    ``folds.complete``. Raises UseError for an unknown question or an invalid parameter, StoreError
    if the store fails.
    """
    question = _question(name)
    if lang not in LANGUAGES:
        raise UseError(*explained("errors.questions", "no language", lang=lang))
    text, terms = bind(question, given or {}, store, spell)
    folded = folds.fold(store.select(text), question.row, readings=question.readings)
    if new_only:
        if question.new_only is None:
            names = {"name": question.name, "option": spell("new_only")}
            raise UseError(*explained("errors.questions", "no new only", **names))
        column = folded.variables.index(question.new_only)
        folded = folded._replace(rows=[row for row in folded.rows if not row[column]])
    computed, day = folds.computed(question.text), _state_day(question, terms)
    table = folds.complete(store, folded, lang, computed, day, graph, kept)
    return Answer(
        question=question,
        table=table,
        read=terms,
        words=Words(lang, {}, question.columns),
        given={key: value for key, value in (given or {}).items() if value not in (None, (), [])},
    )
