"""The report of ``probe``: a table of an endpoint's faults, with the workarounds."""

from collections.abc import Sequence

from dvgraph.rdf.oxigraph import Literal
from dvgraph.store.protocol import Table
from dvgraph.store.remote.probe import ProbeOutcome, Result, failed, remedy

_COLUMNS = {
    "nl": ("proef", "uitslag", "wat", "gekregen", "gevolg"),
    "en": ("probe", "outcome", "what", "got", "remedy"),
}
_WORDS = {
    "nl": {
        "right": "goed",
        "wrong": "fout",
        "refused": "geweigerd",
        "untried": "niet te proberen",
        "here": "dvgraph rekent zulke vragen zelf uit",
        "paged": "dvgraph vraagt per bladzijde",
        "named": "dvgraph noemt de grafen bij elke vraag",
        "json": "dvgraph vraagt JSON",
        "none": "dvgraph doet er niets aan",
        "summary": "{} van {} proeven goed, {} fout, {} geweigerd, {} niet te proberen",
    },
    "en": {
        "right": "right",
        "wrong": "wrong",
        "refused": "refused",
        "untried": "untried",
        "here": "dvgraph works such queries out itself",
        "paged": "dvgraph asks page by page",
        "named": "dvgraph names the graphs with each query",
        "json": "dvgraph asks for JSON",
        "none": "dvgraph does nothing about it",
        "summary": "{} of {} probes right, {} wrong, {} refused, {} could not be tried",
    },
}


def table(results: Sequence[Result], lang: str, *, every: bool = False) -> Table:
    """Return a row for each failed probe; with ``every``, for all."""
    words = _WORDS[lang]
    rows = [
        (
            one.probe.name,
            words[one.outcome],
            one.probe.title[lang],
            one.detail,
            words[remedy(one.probe)] if failed(one) else "",
        )
        for one in results
        if every or one.outcome is not ProbeOutcome.RIGHT
    ]
    return Table(_COLUMNS[lang], [tuple(map(Literal, row)) for row in rows])


def summary(results: Sequence[Result], lang: str) -> str:
    """Return the number of probes with each outcome, as one line."""
    right, *others = (sum(one.outcome is kind for one in results) for kind in ProbeOutcome)
    return _WORDS[lang]["summary"].format(right, len(results), *others)


def helpless(results: Sequence[Result]) -> bool:
    """Return whether a probe failed in a way without a workaround."""
    return any(failed(one) and remedy(one.probe) == "none" for one in results)
