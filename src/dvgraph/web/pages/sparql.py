"""The page for SPARQL: an editor that queries an engine in the page, or the server."""

import json
from collections.abc import Iterator

from dvgraph import resources
from dvgraph.errors import UseError
from dvgraph.locale.captions import SUBJECTS, caption
from dvgraph.questions import question as questions
from dvgraph.questions.parameters import KINDS
from dvgraph.questions.question import Question
from dvgraph.questions.search import meant, names
from dvgraph.results.templates import markup
from dvgraph.store.binding import headless
from dvgraph.web import engine
from dvgraph.web.view import PageView

ADDRESS = "sparql.html"
_FIRST = "lifespans"  # a short question with a quick answer


def addresses(view: PageView) -> Iterator[str]:
    """Yield the address of the page if there is a server or the graph is available to the page."""
    if view.live or view.downloads:
        yield ADDRESS


def foot(view: PageView) -> Iterator[tuple[str, str]]:
    """Yield the link to the page."""
    if view.live or view.downloads:
        yield view.words("sparql")["menu"], ADDRESS


def page(view: PageView, address: str) -> str:
    """Return the page with the editor."""
    every = questions.questions()
    texts = {one.name: _example(view, one) for one in every}
    given = {
        "prefixes": resources.prefixes(),
        "questions": texts,
        "first": texts[_FIRST],
        "words": dict(view.words("sparql.editor")),
    }
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
    """Return the query of a question with its example values, if the graph has these things."""
    for name, text in one.example.items():
        kinds = KINDS.get(one.params[name].type)
        # A refusal would name similar things, for which it compares all names.
        if kinds and not meant(names(view.store, kinds, one.params[name].choices), text):
            return headless(one.text)
    try:
        return questions.sparql(view.store, one.name, one.example)
    except UseError:  # the example is from the shipped data
        return headless(one.text)
