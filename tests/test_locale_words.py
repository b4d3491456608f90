"""The words in two languages: both files say the same things, and nothing else holds such words."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dvgraph.locale.words import selected, words

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "dvgraph"
LANGUAGES = ("nl", "en")
# Keys made of numbers, and sections whose keys are terms of the data: all of them are gone through.
# The messages of click and the help of commands have tests of their own in test_cli_language.
COMPUTED = ("dates.months", "page.property", "check.counts", "click")


ERRORS = ("DvgraphError", "UseError", "InputError", "StoreError", "OutputError")
CALLS = ("words", "selected", "worded", "explained")  # whose first argument is a section


def sections(table: dict[str, object], above: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    own = {key: value for key, value in table.items() if isinstance(value, str)}
    if own:
        yield above, own
    for key, value in table.items():
        if isinstance(value, dict):
            yield from sections(value, f"{above}.{key}" if above else key)


def load(lang: str) -> dict[str, dict[str, str]]:
    text = (SRC / "locale" / f"{lang}.toml").read_text(encoding="utf-8")
    return dict(sections(tomllib.loads(text)))


def trees() -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted(SRC.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def named() -> Iterator[str]:
    """Yield a pattern for each section that a call names."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            first = node.args[0]
            if node.func.id == "numbered" and isinstance(first, ast.Constant):
                yield re.escape(f"counted.{first.value}")
            elif node.func.id in CALLS and path.name != "words.py":
                if isinstance(first, ast.JoinedStr):
                    parts = (p.value if isinstance(p, ast.Constant) else None for p in first.values)
                    yield "".join(re.escape(part) if part else ".+" for part in parts)
                elif isinstance(first, ast.Constant):
                    yield re.escape(first.value)


def fields(text: str) -> list[str]:
    """Return the fields of a text to fill in, sorted: languages may put them in another order."""
    parsed = string.Formatter().parse(text)
    return sorted(f"{name}:{spec}" for _, name, spec, _ in parsed if name is not None)


def hinted(text: str) -> int:
    """Return the number of hints of an error: it stands after a bar."""
    return text.count(" | ")


def test_both_languages_have_the_same_sections_and_keys_in_the_same_order() -> None:
    dutch, english = (load(lang) for lang in LANGUAGES)
    assert list(dutch) == list(english)
    for section, texts in dutch.items():
        assert list(texts) == list(english[section]), section


def test_both_languages_fill_in_the_same_fields() -> None:
    dutch, english = (load(lang) for lang in LANGUAGES)
    for section, texts in dutch.items():
        for key, text in texts.items():
            assert fields(text) == fields(english[section][key]), (section, key)


def test_an_error_has_a_hint_in_both_languages_or_in_none() -> None:
    english = load("en")
    for section, texts in load("nl").items():
        if section.startswith("errors."):
            for key, text in texts.items():
                assert hinted(text) == hinted(english[section][key]) < 2, (section, key)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_section_has_the_words_that_the_whole_file_has_there(lang: str) -> None:
    for section, texts in load(lang).items():
        assert words(section, lang) == texts


def test_a_section_that_is_not_there_has_no_words() -> None:
    assert not words("history.changes.weather", "nl")


def test_words_are_selected_in_the_order_asked() -> None:
    assert selected("page.yes-no", "nl", "yes", "no") == ("ja", "nee")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_can_be_counted_has_a_singular_and_a_plural(lang: str) -> None:
    for section, texts in load(lang).items():
        if {"one", "many"} & set(texts):
            assert {"one", "many"} <= set(texts), section


def test_each_section_named_in_the_program_exists_and_each_that_exists_is_named() -> None:
    patterns, there = set(named()), list(load("nl"))
    for pattern in patterns:
        assert any(re.fullmatch(pattern, section) for section in there), pattern
    for section in there:
        assert any(re.fullmatch(pattern, section) for pattern in patterns), section


def test_each_key_is_used() -> None:
    """A key is used when it is a text of the program, a variable, a value or a user of a query."""
    texts = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    queries = "\n".join(path.read_text("utf-8") for path in (ROOT / "queries").rglob("*.rq"))
    variables = {name.removesuffix("Label") for name in re.findall(r"\?(\w+)", queries)}
    users = set(re.findall(r"[\w-]+", " ".join(re.findall(r"#\+ for: (.*)", queries))))
    unused = [
        (section, key)
        for section, found in load("nl").items()
        if section not in COMPUTED
        for key in found
        if key not in texts
        and not (section == "columns" and key in variables)
        and not (section == "page.answer" and f'"{key}"' in queries)
        and not (section == "page.user" and key in users)
    ]
    assert sorted(unused) == []


def test_no_table_of_two_languages_is_left_in_the_program() -> None:
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict):
                keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
                assert not set(LANGUAGES) <= keys, f"{path}:{node.lineno}"


def test_no_error_and_no_help_is_worded_in_the_program() -> None:
    """They stand in the locale: ``UseError(*explained(…))``, and options without a text."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            named = ast.unparse(node.func)
            if named in ERRORS and node.args:
                assert not isinstance(node.args[0], ast.Constant | ast.JoinedStr), (
                    path,
                    node.lineno,
                )
            assert named != "click.option", f"{path}:{node.lineno}: not cli.commands.option"
            for keyword in node.keywords:
                if keyword.arg in ("help", "hint", "epilog"):
                    literal = isinstance(keyword.value, ast.Constant) and keyword.value.value
                    assert not literal, f"{path}:{node.lineno}"


def test_nothing_in_the_program_depends_on_which_language_is_asked_for() -> None:
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
                if "language" in ast.unparse(node.left):  # of a label in the data
                    continue
                compared = {n.value for n in node.comparators if isinstance(n, ast.Constant)}
                assert compared.isdisjoint(LANGUAGES), f"{path}:{node.lineno}"
