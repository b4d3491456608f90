"""The YAML header of query files."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from dvgraph import resources
from dvgraph.errors import InputError
from dvgraph.store import header
from dvgraph.store.header import read_header


def test_the_header_is_the_yaml_in_its_lines() -> None:
    text = "#+ title: {nl: Wat, en: What}\n#+ params:\n#+   since: {type: date}\n# no\nSELECT"
    expected = {"title": {"nl": "Wat", "en": "What"}, "params": {"since": {"type": "date"}}}
    assert read_header(text) == expected


def test_a_query_without_header_has_an_empty_one() -> None:
    assert read_header("SELECT * { ?s ?p ?o }") == {}


def test_values_are_those_of_yaml() -> None:
    assert read_header("#+ day: 2021-01-01") == {"day": date(2021, 1, 1)}
    assert read_header("#+ {1: one}") == {1: "one"}


@pytest.mark.parametrize("text", ["PREFIX\n#+ title: {nl: Wat", "#+ - a\n#+ - b", "#+ \tx: 1"])
def test_a_broken_header_is_one_line_with_its_place(text: str) -> None:
    with pytest.raises(InputError, match=r"^query(:\d+)?: the #\+ header") as caught:
        read_header(text)
    assert "\n" not in str(caught.value)


def test_the_line_is_that_of_the_query() -> None:
    with pytest.raises(InputError, match=r"^query:3"):
        read_header("# a\n# b\n#+ title: ]")


def test_shipped_headers_are_read_without_the_parser_once_they_are_in_the_cache(
    tmp_path: Path,
) -> None:
    def answered(before: str) -> subprocess.CompletedProcess[str]:
        code = f"{before}; from dvgraph.questions import question as q; print(*q.questions())"
        environment = os.environ | {"DVGRAPH_CACHE": str(tmp_path / "cache")}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    without = "import sys; sys.modules['yaml'] = None"
    assert "ModuleNotFoundError" in answered(without).stderr
    parsed = answered("pass")
    assert parsed.stdout.startswith("Question(")
    assert answered(without).stdout == parsed.stdout


def test_a_damaged_cache_of_headers_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "headers"
    place.mkdir(0o700, parents=True)
    key = header._key(header._source("#+ a: b"))
    (place / "shipped.tsv").write_text(f"{key}\t{{\n", "utf-8")
    monkeypatch.setenv("DVGRAPH_CACHE", str(tmp_path))
    header._kept.cache_clear()
    assert read_header("#+ a: b") == {"a": "b"}
    header._kept.cache_clear()


def test_every_shipped_header_can_be_kept_as_json() -> None:
    for path in sorted(resources.queries_dir().rglob("*.rq")):
        found = header._parsed(header._source(path.read_text("utf-8")))
        assert json.loads(json.dumps(found, default=repr)) == found, path
