"""What a cold start loads, and what the package imports from others.

Which module may import which is said in pyproject.toml and checked by import-linter (`make lint`).
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
    "altair",
    "vl_convert",
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
        "docx": "python-docx",
        "markdown_it": "markdown-it-py",
        "vl_convert": "vl-convert-python",
        "yaml": "pyyaml",
    }
    assert {packages.get(name, name) for name in foreign} == declared
