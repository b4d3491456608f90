"""The modules that a cold start imports, and the imports within the package.

pyproject.toml says which module may import which; import-linter checks it (`make lint`).
"""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = {
    "rdflib",
    "pyshacl",
    "networkx",
    "SPARQLWrapper",
    "rapidfuzz",
    "yaml",
    "asyncio",
    "importlib.metadata",
}
LOADED = """
import sys
from dvgraph.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.program
@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["ask", "tasks-added", "--since", "2021"], ["show", "AGIV"]],
    ids=lambda arguments: arguments[0],
)
def test_a_command_starts_without_the_libraries_it_does_not_need(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DVGRAPH_CACHE", str(tmp_path))
    command = [sys.executable, "-c", LOADED, *arguments]
    subprocess.run(command, capture_output=True, check=True)  # the first one may fill the cache
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "dvgraph.cli" in loaded
    own = {"yaml"} if arguments[0] == "ask" else set()  # the header of a question is YAML
    assert not loaded & (HEAVY - own)


def test_help_starts_without_the_rdf_engine() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "--help"], capture_output=True, text=True, check=True
    )
    assert "pyoxigraph" not in done.stderr.split()


def test_every_package_imported_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [
        line
        for name, lines in project["optional-dependencies"].items()
        if name not in ("all", "frames")  # a sum of the others; imported by name when asked for
        for line in lines
    ]
    lines = [*project["dependencies"], *extras]
    declared = {re.split(r"[<>=!~\[; ]", line)[0].casefold() for line in lines}
    imported = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])
    foreign = {name.casefold() for name in imported - sys.stdlib_module_names - {"dvgraph"}}
    packages = {
        "bs4": "beautifulsoup4",
        "docx": "python-docx",
        "odf": "odfpy",
        "yaml": "pyyaml",
    }
    by_name = {"xlsxwriter"}  # as those of frames
    assert {packages.get(name, name) for name in foreign} == declared - by_name


PACKAGE = ROOT / "src" / "dvgraph"
# The rooms of the design, and what stands beside them.
ROOMS = {
    "cli",
    "mcp",
    "server",
    "web",
    *("api", "doctor"),
    *("brief", "exchange"),
    "authoring",
    *("ledgers", "figures", "history"),
    "lineage",
    *("things", "validation"),
    "evidence",
    "questions",
    "results",
    "labels",
    "prebuilt",
    "derive",
    *("store", "dataset"),
    *("rdf", "graphics", "locale"),
    *("namespaces", "resources", "errors"),
}


def test_at_the_top_stand_the_rooms_of_the_design_and_nothing_else() -> None:
    found = {path.name for path in PACKAGE.iterdir()} - {"__pycache__"}
    assert found - {"__init__.py", "__main__.py", "py.typed"} == {
        room if (PACKAGE / room).is_dir() else f"{room}.py" for room in ROOMS
    }


# Packages whose __init__ still does more: each is to become a module of the package.
INHABITED = {"cli/__init__.py"}


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.glob("*/**/__init__.py")), ids=lambda path: path.parent.name
)
def test_the_front_of_a_package_only_says_what_it_offers(path: Path) -> None:
    defined = [
        node.name
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    assert defined == [] or path.relative_to(PACKAGE).as_posix() in INHABITED


LONG = 40  # lines


def long_and_silent(text: str) -> set[str]:
    """Return the long functions without a comment directly above them or before their first line.

    A docstring describes a function, but does not justify its length.
    """
    lines = ["", *text.splitlines()]
    found = set()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if (node.end_lineno or 0) - node.lineno < LONG:
            continue
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        top = min(part.lineno for part in (node, *node.decorator_list))
        above = [lines[start - 1].lstrip() for start in (top, body[0].lineno if body else top)]
        if not any(line.startswith("#") for line in above):
            found.add(node.name)
    return found


def test_a_long_function_says_in_a_comment_why_it_is_long() -> None:
    silent = {
        path.relative_to(PACKAGE).as_posix(): long_and_silent(path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }
    assert {name: found for name, found in silent.items() if found} == {}, (
        "shorten these functions, or write above them why they are long"
    )


def test_what_explains_a_long_function_is_a_comment_and_not_its_docstring() -> None:
    body = '    """Do much."""\n' + "    pass\n" * LONG
    assert long_and_silent("def f():\n" + body) == {"f"}
    assert long_and_silent("# One table, read at a glance.\ndef f():\n" + body) == set()
    commented = body.replace("    pass", "    # One table.\n    pass", 1)
    assert long_and_silent("def f():\n" + commented) == set()
    assert long_and_silent("def f():\n" + "    pass\n" * (LONG - 1)) == set()


def test_no_two_classes_bear_one_name() -> None:
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(path.name)
    shared = {name: files for name, files in found.items() if len(files) > 1}
    assert shared == {}


WITHOUT_CLICK = """
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

sys.modules["click"] = None  # importing it fails
import dvgraph
modules = [one.name for one in walk_packages(dvgraph.__path__, "dvgraph.", onerror=lambda _: None)]
for name in modules:
    if not name.startswith(("dvgraph.cli", "dvgraph.__main__")):
        import_module(name)

from dvgraph import doctor
from dvgraph.evidence.report import verification
from dvgraph.prebuilt import push
from dvgraph.prebuilt.connection import exact_quads
from dvgraph.results.writers import render
from dvgraph.store.remote import probe_report
from dvgraph.validation import check_text
from dvgraph.validation.assessment import assess

data = sys.argv[1:]
print(assess(data).text())
found = dvgraph.open(data)
print(check_text.text(found.check(), "en"))
print(verification(data, lang="en").text())
print(doctor.text([doctor.output("utf-8", None)]))
print(render(push.table(push.plan(exact_quads(data)[0].quads)), "html"))
print(render(probe_report.table([], "nl"), "md"), probe_report.summary([], "en"))
for rows in (found.gaps(), found.coverage(), found.decisions(), found.tasks()):
    print(rows.text("html"))
"""


def test_every_answer_is_given_without_click(tmp_path: Path) -> None:
    (tmp_path / "one.ttl").write_text(
        "@prefix dvg: <https://w3id.org/dvgraph/ns#> .\n"
        "<https://w3id.org/dvgraph/id/taak/t> a dvg:Taak .\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_CLICK, str(tmp_path)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("<table>") == 5
