"""Which files a command reads, by its options: a run on the same ones is told again."""

import os
from pathlib import Path
from typing import Any

from dvgraph import resources
from dvgraph.cli.common import source


def files_read(params: dict[str, Any]) -> list[str]:
    """Return the files and folders that a command reads, there or not; none if it reads others.

    ``params`` are the values of its options. Those that other commands read are among them, too.
    """
    chosen = source(
        (*params.get("files", ()), *params["data"]), params.get("store"), params.get("endpoint")
    )
    data = chosen.data or [str(resources.data_dir())]
    if chosen.store or chosen.endpoint or "-" in data:
        return []
    named = params.get("texts") or os.environ.get("DVGRAPH_TEXTS")
    texts = [named] if named else [str(Path(path).resolve().parent / "sources") for path in data]
    own = resources.ontology_dir(), resources.queries_dir(), resources.answers_dir()
    return [*data, *params.get("shapes", ()), *texts, *map(str, own)]
