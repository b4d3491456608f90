"""Write all recorded answers anew, of questions and of history: ``python tests/record.py``."""

from pathlib import Path

import past
from dvgraph.api import Graph
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import answers, question
from dvgraph.rdf.writing import replace_file

FOLDER = Path(__file__).parent / "questions"


def main() -> None:
    store = open_graph()
    names = question.names()
    for stale in FOLDER.glob("*.csv"):
        if stale.stem not in names:
            stale.unlink()
    for name in names:
        replace_file(FOLDER / f"{name}.csv", answers.answer(store, name).encode())
        print(name)
    cases = list(past.cases())
    for stale in past.FOLDER.glob("*.txt"):
        if stale not in {case.file for case in cases}:
            stale.unlink()
    with Graph(None, None, None, "nl") as graph:
        for case in cases:
            replace_file(case.file, case.told(graph).encode())
            print(case.file.name)


if __name__ == "__main__":
    main()
