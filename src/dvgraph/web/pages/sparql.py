"""The page for SPARQL: an editor, which asks an engine in the page, or the server that sent it."""

import json
from collections.abc import Iterator

from dvgraph import resources
from dvgraph.errors import UseError
from dvgraph.locale.captions import SUBJECTS, caption
from dvgraph.questions import question as questions
from dvgraph.questions.question import Question
from dvgraph.results.templates import markup
from dvgraph.store.binding import headless
from dvgraph.web import engine
from dvgraph.web.view import PageView

ADDRESS = "sparql.html"
_FIRST = "lifespans"  # a question that is short, and answers at once


def addresses(view: PageView) -> Iterator[str]:
    """Yield its address, where a server answers or the graph is at hand to be asked in the page."""
    if view.live or view.downloads:
        yield ADDRESS


def foot(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to it."""
    if view.live or view.downloads:
        yield view.words("sparql")["menu"], ADDRESS


def page(view: PageView, address: str) -> str:
    """Return the page."""
    every = questions.questions()
    texts = {one.name: _example(view, one) for one in every}
    given = {"prefixes": resources.prefixes(), "questions": texts, "first": texts[_FIRST]}
    by_subject = [
        (
            caption("subject", subject, view.lang),
            sorted((one.title[view.lang], one.name) for one in every if one.subject == subject),
        )
        for subject in SUBJECTS
    ]
    return view.fill(
        "sparql.html.j2",
        address,
        subjects=by_subject,
        policies=engine,
        given=markup(json.dumps(given, ensure_ascii=False).replace("<", "\\u003c")),
        said=view.words("sparql"),
    )


def _example(view: PageView, one: Question) -> str:
    """Return the query of a question with the values of its example, if the graph has them."""
    try:
        return questions.sparql(view.store, one.name, one.example)
    except UseError:  # the example is of the shipped data
        return headless(one.text)
