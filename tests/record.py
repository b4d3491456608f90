"""Write the recorded answers of all questions anew: ``python tests/record.py``."""

from pathlib import Path

from dvgraph import questions, recorded
from dvgraph.connection import open_graph
from dvgraph.writing import replace_file

FOLDER = Path(__file__).parent / "questions"


def main() -> None:
    store = open_graph()
    names = questions.names()
    for stale in FOLDER.glob("*.csv"):
        if stale.stem not in names:
            stale.unlink()
    for name in names:
        replace_file(FOLDER / f"{name}.csv", recorded.answer(store, name).encode())
        print(name)


if __name__ == "__main__":
    main()
