"""Write all recorded answers of questions and history anew: ``python tests/record.py``.

It also writes the release date of the data into the questions whose default is today.
"""

import re
from pathlib import Path

import past
from dvgraph import resources
from dvgraph.api import Graph
from dvgraph.prebuilt.connection import open_graph
from dvgraph.questions import answers, question
from dvgraph.rdf.replacement import replace_file

FOLDER = Path(__file__).parent / "questions"
QUESTIONS = resources.queries_dir() / "questions"


def dated(text: str, name: str, day: str) -> str:
    """Return a query text with another day on the line of a parameter."""
    return re.sub(rf'(VALUES \?{name} {{ ")[\d-]+', rf"\g<1>{day}", text)


def released() -> str:
    """Return the release date of the data, YYYY-MM-DD: that of the ontology."""
    text = (resources.ontology_dir() / "dvg.ttl").read_text(encoding="utf-8")
    found = re.search(r'dct:created "([\d-]+)"', text)
    assert found
    return found[1]


def main() -> None:
    day = released()
    for asked in question.questions():
        for name in {one.variable for one in asked.params.values() if one.today}:
            text = dated(asked.text, name, day)
            replace_file(QUESTIONS / f"{asked.name}.rq", text.encode())
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
