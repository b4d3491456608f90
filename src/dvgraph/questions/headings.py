"""The heading of an answer, and the list of all questions."""

import re
from typing import TYPE_CHECKING

from dvgraph.locale.captions import SUBJECTS, USERS, caption, joined
from dvgraph.locale.characters import harmless
from dvgraph.locale.wording import stated
from dvgraph.locale.words import selected, words
from dvgraph.questions.folds import labels_of
from dvgraph.questions.parameters import SCALARS, as_written, option
from dvgraph.rdf.oxigraph import Literal, NamedNode, Term
from dvgraph.rdf.terms import short
from dvgraph.results.readable import provenance
from dvgraph.store.protocol import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dvgraph.questions.question import Answer, Question
    from dvgraph.results.digest import Digest
    from dvgraph.store.protocol import Store

_COLUMN = re.compile(r"\{(\w+)\}")  # a name in a sentence
_NAMED = 3  # a sentence names at most this many organisations, and gives the number of the others


def heading(answer: "Answer", lang: str, version: str) -> str:
    """Return the lines above an answer: title, parameters as read, data version, day and rows."""
    every, today = selected("questions.heading", lang, "any", "today")
    question = answer.question
    parts = []
    for name, parameter in question.params.items():
        terms = answer.read.get(name)
        value = ", ".join(map(short, terms)) if terms else None
        if not value and parameter.type in SCALARS:
            continue  # a day or number that has its default value
        if value and parameter.today and name not in answer.given:
            value = f"{value} ({today})"
        elif value and (taken := _taken(answer, name, lang)):
            value = f"{value} ({taken})"
        parts.append(f"{parameter.label.get(lang, name)}: {value or every}")
    rows = len(answer.table.rows)
    noun = words("questions.rows", lang)["one" if rows == 1 else "many"]
    last = f"{provenance(version, lang)} · {rows} {noun}"
    lines = (question.title.get(lang, question.name), " · ".join(parts), last)
    return "\n".join(harmless(line) for line in lines if line)


def lead(answer: "Answer", store: "Store", lang: str, agency: str = "") -> str:
    """Return the sentence that summarises an answer, with ``{count}`` for the number of things.

    The question's header gives the sentence, with its parameters in words; without it, the sentence
    is the title with the day asked about. ``agency`` is the name of the organisation that the
    question concerns by default.
    """
    question = answer.question
    if lang not in question.sentence:
        return " ".join(filter(None, (question.title.get(lang, question.name), _on(answer, lang))))
    said = {}
    for name, parameter in question.params.items():
        terms = answer.read.get(name, ())
        labels = labels_of(store, [one for one in terms if isinstance(one, NamedNode)], lang)
        texts = [labels[one].value if one in labels else stated(short(one), lang) for one in terms]
        if len(texts) > _NAMED:
            texts = [words("questions.heading", lang)["others"].format(texts[0], len(texts) - 1)]
        said[name] = joined(texts, lang)
        if agency and parameter.type == "organisation":
            said[name] = agency
        if parameter.today and terms:
            said[name] = _day(answer, name, lang)
    return sentence(question, lang, said)


def _taken(answer: "Answer", name: str, lang: str) -> str:
    """Return the words that a day is the last of the month or year that was typed, else empty."""
    parameter, typed = answer.question.params[name], answer.given.get(name)
    if typed is None or parameter.type != "date" or parameter.edge != "last":
        return ""
    text = typed[0] if isinstance(typed, list | tuple) else typed
    asked = as_written(str(text), name)
    if len(asked) == len("YYYY-MM-DD"):
        return ""
    return words("questions.heading", lang)["last day"].format(stated(asked, lang))


def _on(answer: "Answer", lang: str) -> str:
    """Return the day asked about as the start of a sentence; empty if there is no such day."""
    for name, parameter in answer.question.params.items():
        if parameter.today and name in answer.given:
            return words("questions.heading", lang)["on"].format(_day(answer, name, lang))
    return ""


def _day(answer: "Answer", name: str, lang: str) -> str:
    """Return a parameter's day in words; they say so if it is the last day of a month or year."""
    day, taken = stated(short(answer.read[name][0]), lang), _taken(answer, name, lang)
    return f"{day}, {taken}" if taken else day


def sentence(question: "Question", lang: str, said: "Mapping[str, str]") -> str:
    """Return the first sentence about an answer, with ``{count}`` for the number of things.

    ``said`` has the parameters in words, by option; a parameter without words stands for every
    thing. Names of columns stay as they are.
    """
    if lang not in question.sentence:
        return question.title.get(lang, question.name)
    phrases = words("questions.heading", lang)
    named = {name: said.get(name) or phrases["whole"] for name in question.params}
    for name, one in question.params.items():
        if one.absent:
            named[name] = phrases["until"].format(said[name]) if said.get(name) else ""
    columns = {name: f"{{{name}}}" for name in ("count", *_COLUMN.findall(question.sentence[lang]))}
    return question.sentence[lang].format_map({**columns, **named})


def catalogue(questions: "Iterable[Question]", lang: str) -> Table:
    """Return the questions as a table, by subject and user: title, name, parameters.

    A question for several users is listed under the first. Parameters are written as the user types
    them, optional ones as ``[name]``.
    """
    rows: list[tuple[Term | None, ...]] = []
    for question in _ordered(questions, lang):
        usage = (
            f"{option(name)} {parameter.type.upper()}"
            if parameter.required
            else f"[{option(name)} {parameter.type.upper()}]"
            for name, parameter in question.params.items()
        )
        user = caption("user", question.audience[0], lang) if question.audience else ""
        subject = caption("subject", question.subject, lang)
        title = question.title.get(lang, "")
        cells = (user, subject, title, question.name, " ".join(usage))
        rows.append(tuple(map(Literal, cells)))
    return Table(("user", "subject", "title", "question", "parameters"), rows)


def overview(questions: "Iterable[Question]", lang: str) -> "Digest":
    """Return the names and titles of the questions by subject, as a digest."""
    from dvgraph.results.digest import Bullet, Digest, Topic, counted  # only this needs them

    topics: dict[str, Topic] = {}
    for question in _ordered(questions, lang):
        subject = caption("subject", question.subject, lang)
        topic = topics.setdefault(subject, Topic("", subject))
        topic.items.append(Bullet(f"{question.name}: {question.title.get(lang, '')}"))
    said = words("questions.overview", lang)
    number = sum(len(topic.items) for topic in topics.values())
    lead = said["lead"].format(counted("vraag", number, lang))
    return Digest(lead, list(topics.values()), (said["how"],), "vraag", lang)


def _ordered(questions: "Iterable[Question]", lang: str) -> "list[Question]":
    return sorted(questions, key=lambda one: (*_place(one), one.title.get(lang, ""), one.name))


def _place(question: "Question") -> tuple[int, int]:
    """Return the sort key of a question in the list: the index of its subject and first user."""
    user = question.audience[0] if question.audience else ""
    return (
        SUBJECTS.index(question.subject) if question.subject in SUBJECTS else len(SUBJECTS),
        USERS.index(user) if user in USERS else len(USERS),
    )
