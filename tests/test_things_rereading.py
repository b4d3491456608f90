"""The page of a statement: its passages, with the lines in the user's own texts."""

from pathlib import Path

from dvgraph.namespaces import BASE
from dvgraph.prebuilt.connection import open_graph
from dvgraph.things.page import page
from dvgraph.things.rereading import reread
from dvgraph.things.writers import render

STATEMENT = f"{BASE}uitspraak/ict-raamcontracten-aansturing"


def test_the_page_of_a_statement_gives_each_passage_and_how_certain_it_is() -> None:
    text = render(page(open_graph(), STATEMENT, lang="en"), "text")
    assert "[bron/herweging-2025#line=44,49]" in text
    assert "certainty: no doubt recorded" in text


def test_a_statement_is_re_read_in_the_texts_of_its_reader(
    example_file: Path, tmp_path: Path
) -> None:
    store, statement = open_graph([str(example_file)]), f"{BASE}uitspraak/nieuw-meet"
    texts = tmp_path / "texts"
    texts.mkdir()
    assert list(reread(store, statement, str(texts), [], "en")) == []
    (texts / "voorbeeld.txt").write_text("een\ntwee\ndrie\nNieuw: meten vanaf 1 april 2016\n")
    told = list(reread(store, statement, str(texts), [], "en"))
    assert told[0].startswith("Re-read: ")
    assert told[-1] == "    4  Nieuw: meten vanaf 1 april 2016"
