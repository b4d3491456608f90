"""The words in two languages: both files have the same keys, and no other file has such words."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from dvgraph.locale.patterns import pattern as sentence_pattern
from dvgraph.locale.words import _parsed, selected, words

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "dvgraph"
LANGUAGES = ("nl", "en")
# Keys made of numbers, and sections whose keys are terms of the data: all of them are gone through.
# The messages of click and the help of commands have tests of their own in test_cli_language.
COMPUTED = (
    *("dates.months", "page.property", "check.counts", "click", "evidence.verdicts"),
    "server.problems",  # by status
    "errors.system",  # by error code
    "site.sparql.editor",  # by what the editor writes
    "validation.messages",  # by constraint
    *("mcp.tools", "mcp.parameters"),  # by the names of tools and of what they take
)


# Columns and fields have a heading each, and signs a word in a legend, whatever others have; errors
# and help are whole texts.
APART = (
    *("errors.", "help.", "click", "columns", "statements.", "check.counts", "questions.example"),
    "graphics.signs",
)
UNPATTERNED = ("sentences.articles", "sentences.order")
# Words of several sections that are equal in both languages, with the reason.
HOMONYMS = {
    "persoon": "a kind of thing, and who holds a post, by the property of another vocabulary",
    "organisatie": "a kind of thing, and where a post is held, by a property of that vocabulary",
    "persoon|personen": "a kind of thing, and what a question counts, by the name of its column",
    "Bron": "a column of several tables of a brief, and the word before a source in a citation",
    "Mensen": "the title of a chapter, and of a part of a page",
    "begin onbekend": "a date, and a value that a query computes, under that value",
    "gegevens": "the data that a command reads, the data behind an answer, a citation of them",
    "antwoorden": "a part of check, and of doctor",
    "zoals opgenomen": "a part of check, and of doctor",
    "waarschuwing": "a level of doctor, and of a finding, which has a plural",
    "cijfers": "a facet of a thing, and a group of questions",
    "gebeurtenissen": "a facet of a thing, and a group of questions",
    "{s}: {b}; voordien {a}": "another value of a figure, and another wording of the same",
    "Alle organisaties": "the list of them, and what a field of a form stands for",
    "beëindigd": "a kind of change, and a state",
    "gewijzigd": "a kind of change, and what a command did to a file",
    "tegenspraak": "a kind of thing, and the rows of a ledger by the name of its option",
    "lacune": "a kind of thing, and the rows of a ledger by the name of its option",
    "zeker": "a state, and a value that a query computes, under that value",
    "mogelijk": "a state, and a value that a query computes, under that value",
    "verkozen": "the standing of a statement, and a property of a contradiction",
    "ingetrokken": "the standing of a statement, and the day of it",
    "Zonder bekende tijd: {}": "below two pictures, of which neither knows the other",
    "nee": "an answer, and a value that a query computes, under that value",
    "ja": "an answer, and a value that a query computes, under that value",
    "alle organisaties": "what is asked of, in a heading and of a lineage",
    "Organisatie": "the title of a chapter, and a field of a form",
    "functie": "a kind of thing, and a property",
}

ERRORS = ("DvgraphError", "UseError", "InputError", "StoreError", "OutputError")
CALLS = ("words", "selected", "worded", "explained")  # whose first argument is a section


def sections(table: dict[str, object], above: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    own = {key: value for key, value in table.items() if isinstance(value, str)}
    if own:
        yield above, own
    for key, value in table.items():
        if isinstance(value, dict):
            yield from sections(value, f"{above}.{key}" if above else key)


@cache
def load(lang: str) -> dict[str, dict[str, str]]:
    text = (SRC / "locale" / f"{lang}.toml").read_text(encoding="utf-8")
    return dict(sections(tomllib.loads(text)))


@cache
def trees() -> list[tuple[Path, list[ast.AST]]]:
    """Return each module with the nodes of its tree."""
    paths = sorted(SRC.rglob("*.py"))
    return [(path, list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))) for path in paths]


def named() -> Iterator[str]:
    """Yield a pattern for each section that a call names."""
    for path, nodes in trees():
        for node in nodes:
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
    """Return the fields to fill in a text, sorted, since languages may order them differently."""
    parsed = string.Formatter().parse(text)
    return sorted(f"{name}:{spec}" for _, name, spec, _ in parsed if name is not None)


def hinted(text: str) -> int:
    """Return the number of hints in an error text: a hint follows a bar."""
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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_section_has_the_words_that_a_reader_of_toml_finds(lang: str) -> None:
    for section, texts in load(lang).items():
        assert words(section, lang) == texts, section


@pytest.mark.parametrize(
    "line",
    [
        *('a = "say \\"no\\""', "a = 'b'", 'a = "b" # why', 'a = """b"""', 'a = "b"\n\n# c'),
        'a = """\nb = "c"\n"""',
    ],
)
def test_a_table_of_any_form_is_read_as_toml(line: str) -> None:
    assert _parsed(line) == tomllib.loads(line)


def test_words_are_selected_in_the_order_asked() -> None:
    assert selected("page.yes-no", "nl", "yes", "no") == ("ja", "nee")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_can_be_counted_has_a_singular_and_a_plural(lang: str) -> None:
    for section, texts in load(lang).items():
        if {"one", "many"} & set(texts):
            assert {"one", "many"} <= set(texts), section


@pytest.mark.slow
def test_each_section_named_in_the_program_exists_and_each_that_exists_is_named() -> None:
    patterns, there = set(named()), list(load("nl"))
    for pattern in patterns:
        assert any(re.fullmatch(pattern, section) for section in there), pattern
    for section in there:
        assert any(re.fullmatch(pattern, section) for pattern in patterns), section


def test_each_key_is_used() -> None:
    """A key is used if it is a text of the program, a variable, a value or a user of a query."""
    texts = {
        node.value
        for _, nodes in trees()
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    queries = "\n".join(path.read_text("utf-8") for path in (ROOT / "queries").rglob("*.rq"))
    variables = {name.removesuffix("Label") for name in re.findall(r"\?(\w+)", queries)}
    variables |= set(re.findall(r": (\w+)", " ".join(re.findall(r"#\+ columns: (.*)", queries))))
    templates = "".join(path.read_text("utf-8") for path in SRC.rglob("*.j2"))
    users = set(re.findall(r"[\w-]+", " ".join(re.findall(r"#\+ for: (.*)", queries))))
    unused = [
        (section, key)
        for section, found in load("nl").items()
        if section not in COMPUTED and not section.startswith("sentences.")
        for key in found
        if key not in texts
        and not (section.startswith("site") and f'["{key}"]' in templates)
        and not (section == "columns" and key in variables)
        and not (section in ("page.answer", "summary.certainties") and f'"{key}"' in queries)
        and not (section == "page.user" and key in users)
    ]
    assert sorted(unused) == []


def concepts() -> set[str]:
    """Return the last segments of the concepts of the code lists."""
    lists = (path.read_text("utf-8") for path in (ROOT / "ontology" / "codelists").glob("*.ttl"))
    return {name for text in lists for name in re.findall(r"^<concept/[^>]*?([^/>]+)>", text, re.M)}


def test_each_step_that_a_slow_command_shows_has_a_word() -> None:
    told = {
        step
        for file in SRC.rglob("*.py")
        for step in re.findall(r'\bstep\(\s*"([^"]+)"', file.read_text("utf-8"))
    }
    assert len(told) > 10
    assert told == set(words("progress", "nl")) == set(words("progress", "en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_sentence_is_of_a_concept_and_has_three_parts(lang: str) -> None:
    known = {"other", *concepts()}
    for section, texts in load(lang).items():
        if not section.startswith("sentences.") or section in UNPATTERNED:
            continue
        for key, text in texts.items():
            code = key.removesuffix(".many").partition(":")[0]
            assert code in known, (section, key)
            assert text.count("|") == 2, (section, key)
            many = code != key and sentence_pattern(
                section.partition(".")[2], code, lang, many=True
            )
            assert not many or many.listed, (section, key)


def test_no_two_sections_say_the_same_of_the_same_thing() -> None:
    """A word for a concept is defined once; exceptions, which only look alike, have a reason."""
    found: dict[tuple[str, str], set[str]] = {}
    english = load("en")
    for section, texts in load("nl").items():
        if section.startswith(APART) or section.endswith(".columns"):
            continue
        for key, text in texts.items():
            found.setdefault((text, english[section][key]), set()).add(section)
    twice = {text: sections for (text, _), sections in found.items() if len(sections) > 1}
    assert set(twice) == set(HOMONYMS), "say it once, or give the reason"


def test_no_template_has_words_for_readers() -> None:
    for path in SRC.rglob("*.j2"):
        text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        code = r"\{\{.*?\}\}|\{%.*?%\}"
        for shown in re.split(r"<[^<>]*>", re.sub(code, "", text)):
            assert not re.search(r"[^\W\d_]", shown.replace("dvgraph", "")), (path, shown)
        for given in re.findall(r'"([^"]*)"', "".join(re.findall(code, text))):
            assert " " not in given, (path, given)


def test_every_text_that_is_shipped_is_data_or_of_the_locale() -> None:
    """No other kind of file may have words for readers; a script gets those of its page."""
    own = (path for path in SRC.rglob("*") if path.parent.name != "vendor")
    kinds = {path.suffix for path in own if path.is_file()} - {".pyc"}
    assert kinds <= {".py", ".toml", ".j2", ".typed", ".rq", ".json", ".css", ".js"}


def test_no_table_of_two_languages_is_left_in_the_program() -> None:
    for path, nodes in trees():
        for node in nodes:
            if isinstance(node, ast.Dict):
                keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
                assert not set(LANGUAGES) <= keys, f"{path}:{node.lineno}"


def test_no_error_and_no_help_is_worded_in_the_program() -> None:
    """They are in the locale: ``UseError(*explained(…))``, and options without a text."""
    for path, nodes in trees():
        for node in nodes:
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
    for path, nodes in trees():
        for node in nodes:
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
                if "language" in ast.unparse(node.left):  # of a label in the data
                    continue
                compared = {n.value for n in node.comparators if isinstance(n, ast.Constant)}
                assert compared.isdisjoint(LANGUAGES), f"{path}:{node.lineno}"
