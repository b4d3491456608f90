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
    with Graph(None, None, None, "nl") as graph:
        files = {file: text for case in past.cases() for file, text in case.recorded(graph).items()}
    for stale in {*past.FOLDER.glob("*.csv"), *past.FOLDER.glob("*.txt")} - files.keys():
        stale.unlink()
    for file, text in files.items():
        replace_file(file, text.encode())
        print(file.name)


if __name__ == "__main__":
    main()
