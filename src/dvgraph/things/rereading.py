"""Re-reading of a statement in the texts that the user has: the verdict and the cited lines.

The lines of a source are shown to a user who has its text; they are never stored or sent on.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap

from dvgraph.dataset.files import Dataset
from dvgraph.evidence.passages import passage
from dvgraph.evidence.texts import find_texts
from dvgraph.evidence.verdicts import Outcome, Rereading
from dvgraph.labels.subgraph import Subgraph
from dvgraph.locale.characters import harmless
from dvgraph.locale.words import words
from dvgraph.store.inventory import stated
from dvgraph.store.protocol import Store

_MOST = 40  # lines shown of one passage, since a passage without line numbers may be a whole text


def reread(
    store: Store,
    statement: str,
    texts: str | None,
    data: Sequence[str | Path],
    lang: str = "nl",
    width: int = 80,
) -> Iterator[str]:
    """Yield lines with the verdict on a statement and each passage whose text is available.

    ``texts`` and ``data`` are as in ``evidence.texts.find_texts``. Yields nothing without any text.
    ``width`` is that of the terminal in columns.
    """
    folder = find_texts(texts, data)
    if folder is None:
        return
    reading = Rereading(Dataset(list(stated(store)), ()), folder)
    if statement not in reading.statements:
        return
    verdict = reading.verdict(statement)
    if verdict.outcome is Outcome.NO_TEXT:
        return
    phrases, graph = words("evidence.report", lang), Subgraph(store, lang)
    yield phrases["verdict"].format(words("evidence.verdicts", lang)[verdict.outcome])
    for place in map(passage, verdict.passages):
        lines = reading.text(place.source)
        found = place.text(lines) if lines is not None else None
        if found is None:
            continue
        yield ""
        yield from wrap(graph.label(place.iri), width)
        for n, line in enumerate(found[:_MOST], place.first or 1):
            first, *rest = wrap(harmless(line), width - 7) or [""]
            yield f"{n:>5}  {first}".rstrip() if place.first else f"       {first}".rstrip()
            yield from (f"       {part}" for part in rest)
