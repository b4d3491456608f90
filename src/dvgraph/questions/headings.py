"""The heading of an answer, and the list of all questions."""

from typing import TYPE_CHECKING

from dvgraph.questions.parameters import option
from dvgraph.rdf.oxigraph import Literal, Term
from dvgraph.rdf.terms import harmless, short
from dvgraph.results.readable import provenance
from dvgraph.store.protocol import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dvgraph.questions.question import Answer, Question

_WORDS = {
    "nl": ("alle", "rij", "rijen", "vandaag"),
    "en": ("any", "row", "rows", "today"),
}


def heading(answer: "Answer", lang: str, version: str) -> str:
    """Return what stands above an answer: title, parameters as read, data version, day, rows."""
    every, one, many, today = _WORDS[lang]
    question = answer.question
    parts = []
    for name, parameter in question.params.items():
        terms = answer.read.get(name)
        value = ", ".join(map(short, terms)) if terms else None
        if value and parameter.today and name not in answer.given:
            value = f"{value} ({today})"
        parts.append(f"{parameter.label.get(lang, name)}: {value or every}")
    rows = len(answer.table.rows)
    count = f"{rows} {one if rows == 1 else many}"
    last = f"{provenance(version, lang)} · {count}"
    lines = (question.title.get(lang, question.name), " · ".join(parts), last)
    return "\n".join(harmless(line) for line in lines if line)


def catalogue(questions: "Iterable[Question]", lang: str) -> Table:
    """Return the questions as a table: name, title and parameters, ``[optional]`` in brackets."""
    rows: list[tuple[Term | None, ...]] = []
    for question in questions:
        usage = (
            f"{option(name)} {parameter.type.upper()}"
            if parameter.required
            else f"[{option(name)} {parameter.type.upper()}]"
            for name, parameter in question.params.items()
        )
        cells = (question.name, question.title.get(lang, ""), " ".join(usage))
        rows.append(tuple(map(Literal, cells)))
    return Table(("question", "title", "parameters"), rows)
