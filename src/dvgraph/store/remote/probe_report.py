"""The report of ``probe``: a table of an endpoint's faults, with the workarounds."""

from collections.abc import Sequence

from dvgraph.locale.words import selected, words
from dvgraph.rdf.oxigraph import Literal
from dvgraph.store.protocol import Table
from dvgraph.store.remote.probe import ProbeOutcome, Result, failed, remedy


def table(results: Sequence[Result], lang: str, *, every: bool = False) -> Table:
    """Return a row for each failed probe; with ``every``, for each probe."""
    phrases = words("probe", lang)
    rows = [
        (
            one.probe.name,
            phrases[one.outcome],
            one.probe.title[lang],
            one.detail,
            phrases[remedy(one.probe)] if failed(one) else "",
        )
        for one in results
        if every or one.outcome is not ProbeOutcome.RIGHT
    ]
    return Table(
        selected("probe.columns", lang, "probe", "outcome", "what", "got", "remedy"),
        [tuple(map(Literal, row)) for row in rows],
    )


def summary(results: Sequence[Result], lang: str) -> str:
    """Return the number of probes with each outcome, as one line."""
    right, *others = (sum(one.outcome is kind for one in results) for kind in ProbeOutcome)
    return words("probe", lang)["summary"].format(right, len(results), *others)


def helpless(results: Sequence[Result]) -> bool:
    """Return whether any probe failed in a way that has no workaround."""
    return any(failed(one) and remedy(one.probe) == "none" for one in results)
