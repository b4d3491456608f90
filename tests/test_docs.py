"""The documentation matches the code: its pages are up to date, and its examples work."""

import doctest
import re
import shutil
import sys
from pathlib import Path

import pytest

import document
from document import (
    CLI,
    DIAGRAM,
    MODEL,
    QUESTIONS,
    README,
    ROOT,
    STATES,
    TOUR,
    VOCABULARY,
    makers,
    sandbox,
    shown,
    steady,
)
from dvgraph.rdf.oxigraph import NamedNode, RdfFormat, parse

pytestmark = [
    pytest.mark.program,
    pytest.mark.skipif(
        sys.platform == "win32" or not shutil.which("bash"), reason="terminals and bash are POSIX"
    ),
]


@pytest.mark.parametrize(
    "page",
    [
        *(README, QUESTIONS, MODEL, VOCABULARY, DIAGRAM, STATES),
        *(pytest.param(page, marks=pytest.mark.slow) for page in (TOUR, CLI)),
    ],
    ids=lambda path: path.name,
)
def test_a_page_shows_what_commands_data_and_ontology_say(page: Path, tmp_path: Path) -> None:
    current = makers(sandbox(tmp_path))[page]()
    assert steady(page.read_text("utf-8")) == steady(current), "write it anew: make docs"


@pytest.mark.slow
def test_the_commands_that_readme_lists_run(tmp_path: Path) -> None:
    sandbox(tmp_path)
    found = re.findall(r"^\|.*\| (`dvgraph .*`) \|$", README.read_text("utf-8"), re.MULTILINE)
    assert found
    for command in re.findall("`(dvgraph .*?)`", " ".join(found)):
        # The tests in a browser make the whole site, and those of the server start one.
        if command not in ("dvgraph query FILE", "dvgraph site pages", "dvgraph serve"):
            shown(command, tmp_path)


def test_python_in_the_readme_answers_as_it_says() -> None:
    (block,) = re.findall(
        r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    test = doctest.DocTestParser().get_doctest(
        block.replace("…", "..."), {}, "README.md", str(README), 0
    )
    assert len(test.examples) > 3
    told: list[str] = []
    done = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=told.append)
    assert done.failed == 0, "".join(told)


def test_a_page_tells_nothing_of_the_machine_that_wrote_it() -> None:
    assert steady("bekend op 23 november 2026 · x") == steady("bekend op 1 mei 2027 · x")
    assert steady("derived in 0.10 s") == steady("derived in 0.25 s")
    assert steady("known on 2026-11-23, 7 rows") != steady("known on 2026-11-23, 8 rows")
    for page in (CLI, QUESTIONS):
        assert str(ROOT) not in page.read_text("utf-8")


def test_a_command_that_fails_is_not_documented(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="exits with 2"):
        shown("dvgraph nonsense", tmp_path)
    assert document.refreshed("```console\n$ echo a \\\n  b\nold\n```\n", tmp_path) == (
        "```console\n$ echo a \\\n  b\na b\n```\n"
    )


def test_the_glossary_has_every_class_of_the_ontology_in_both_languages() -> None:
    page = VOCABULARY.read_text("utf-8")
    rows = re.findall(r"^\| (.+?) \| (.+?) \| `dvg:(\w+)` \| .+ \|$", page, re.MULTILINE)
    owl_class = NamedNode("http://www.w3.org/2002/07/owl#Class")
    quads = parse(path=ROOT / "ontology" / "dvg.ttl", format=RdfFormat.TURTLE)
    classes = {q.subject.value.partition("#")[2] for q in quads if q.object == owl_class}
    assert len(classes) > 15
    assert classes <= {term for dutch, english, term in rows if dutch and english}
