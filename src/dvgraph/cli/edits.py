"""``validate`` after an edit: its options, and what it tells of whom the edit concerns."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from dvgraph.cli.common import Source, files_of
from dvgraph.namespaces import CHECKS
from dvgraph.rdf.terms import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dvgraph.dataset.files import Dataset
    from dvgraph.rdf.oxigraph import Quad
    from dvgraph.validation.edits import Edit
    from dvgraph.validation.findings import Report

_WORDS = {
    "nl": {
        "nothing": "Geen enkel bestand is gewijzigd",
        "concerned": "{} gewijzigde triples ({}) raken {} knopen: hun bevindingen staan hier,"
        " alle andere zijn die van voorheen",
        "whole rules": "Van {} regels staan alle bevindingen hier: hun reikwijdte is niet gekend",
        "everything": "Alles is beoordeeld: {}",
        "rules": "vormen, regels of ontologie zijn gewijzigd ({})",
        "graphs": "een gewijzigd bestand heeft eigen grafen, of deelt er een ({})",
        "unreadable": "een gewijzigd bestand was voordien niet leesbaar ({})",
        "classes": "klassen kwamen onder een andere te staan, of niet meer",
        "whole": "{}: in zijn geheel ({})",
    },
    "en": {
        "nothing": "No file was edited",
        "concerned": "{} changed triples ({}) concern {} nodes: their findings are here, all others"
        " are those of before",
        "whole rules": "Of {} rules every finding is here: how far they reach is not known",
        "everything": "Everything was judged: {}",
        "rules": "shapes, rules or the ontology changed ({})",
        "graphs": "an edited file has graphs of its own, or shares one ({})",
        "unreadable": "an edited file could not be read before ({})",
        "classes": "classes were put below another, or no longer are",
        "whole": "{}: as a whole ({})",
    },
}

_changed = click.option(
    "--changed",
    multiple=True,
    metavar="FILE",
    help="Judge only whom the edit of this file concerns, since the last commit or --since;"
    " repeatable.",
)
_since = click.option(
    "--since",
    metavar="REVISION",
    help="Judge only whom the edits since a git revision concern.",
)


def edit_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name an edit."""
    return _changed(_since(function))


def edit_of(
    chosen: Source,
    dataset: "Dataset",
    derived: "Sequence[Quad]",
    changed: tuple[str, ...],
    since: str | None,
    shapes: tuple[str, ...],
    input_format: str | None,
) -> "Edit":
    """Return the edit that the options name; raises UseError as ``validation.edits.edit`` does."""
    from dvgraph import resources
    from dvgraph.validation import edits

    return edits.edit(
        dataset,
        derived,
        files_of(chosen) or [resources.data_dir()],
        since="HEAD" if since is None else since,
        changed=changed,
        shapes=shapes,
        input_format=input_format,
    )


def edit_told(edit: "Edit", report: "Report", lang: str) -> Iterator[str]:
    """Yield whom the edit concerns, and so what the report is of."""
    words, scope = _WORDS[lang], report.scope
    listed = ", ".join(edit.files[:3]) + (" …" if len(edit.files) > 3 else "")
    if not edit.files:
        yield words["nothing"]
    elif scope is None:
        yield words["everything"].format(words[edit.why].format(listed))
    elif scope.nodes is None:
        yield words["everything"].format(words["classes"])
    else:
        yield words["concerned"].format(scope.triples, listed, len(scope.nodes))
        rules = sum(str(one).startswith(f"<{CHECKS}") for one in scope.whole)
        if rules:
            yield words["whole rules"].format(rules)


def whole_told(report: "Report", lang: str) -> Iterator[str]:
    """Yield the shapes and rules of which no bound was found, and why."""

    for one, reason in (report.scope.whole if report.scope else {}).items():
        yield _WORDS[lang]["whole"].format(short(one), reason)
