"""Every count that a view shows is the number of items listed under it."""

import re
from collections.abc import Callable, Iterator

import pytest

from dvgraph.cli import main
from dvgraph.locale.words import words
from dvgraph.questions import question as questions
from variations import sparse

ITEM = re.compile(r"  - |- ")
COUNTED = re.compile(r"^(?! *- )(?P<indent> *)\S.* · (?P<count>\d+)$")
SENTENCE = re.compile(r"(?<![\w.,-])(\d+) (?:rij(?:en)?|ta(?:a)?ken|diensten)")
BY_CERTAINTY = re.compile(
    r"\b(?:zeker|mogelijk) (\d+)"
    r"|(\d+) (?:\w+ )?waarvan (?:geen bron het begin|enkel de organisatie)"
)
WIDE = 10_000


def headings(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each heading with a count, and the items up to the next heading of its level."""
    lines = text.splitlines()
    for n, line in enumerate(lines):
        if not (found := COUNTED.match(line)):
            continue
        depth, items = len(found["indent"]), 0
        for below in lines[n + 1 :]:
            other = COUNTED.match(below)
            if other and len(other["indent"]) <= depth:
                break
            items += bool(ITEM.match(below))
        yield line, int(found["count"]), items


@pytest.fixture
def printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Return the output of a command on a screen so wide that no line breaks."""
    monkeypatch.setenv("COLUMNS", str(WIDE))

    def run(*args: str) -> str:
        with pytest.raises(SystemExit, match="0"):
            main([*args, "--lang", "nl"])
        return capsys.readouterr().out

    return run


def asked(name: str) -> list[str]:
    """Return the command line of a question's example."""
    question = questions.get(name)
    args = ["ask", name]
    for key, value in question.example.items():
        args += [f"--{key.replace('_', '-')}", value]
    return args


COMMANDS = [
    *(["tasks"], ["tasks", "Digitaal Vlaanderen"], ["decisions"], ["gaps"]),
    *(["gaps", "AGIV"], ["gaps", "Digitaal Vlaanderen", "--evidence"]),
    *(["as-of", "2022"], ["as-of", "2010", "AGIV"], ["as-of", "2025", "Digitaal Vlaanderen"]),
    *(["diff", "2020", "2025"], ["diff", "2015", "2022", "Digitaal Vlaanderen"]),
    *(["show", "Digitaal Vlaanderen"], ["show", "AGIV", "--as-of", "2010"], ["show", "GRB"]),
]


@pytest.mark.slow
@pytest.mark.parametrize("command", sparse(COMMANDS, 3), ids=" ".join)
def test_the_counts_of_a_command_are_those_of_the_items_under_them(
    printed: Callable[..., str], command: list[str]
) -> None:
    text = printed(*command, "-f", "summary")
    found = list(headings(text))
    assert found or "--evidence" in command
    assert [one for one in found if one[1] != one[2]] == []


# Headings of what is no fact or change, and the decisions behind the changes.
APART = ("Mogelijk", "Niet bekend", "Gepland", "Hun gronden")


@pytest.mark.parametrize(
    "command", sparse([one for one in COMMANDS if one[0] in ("as-of", "diff")], 2), ids=" ".join
)
def test_the_first_sentence_counts_facts_or_changes_and_plans_apart(
    printed: Callable[..., str], command: list[str]
) -> None:
    text = printed(*command, "-f", "summary")
    items = sum(bool(ITEM.match(line)) for line in text.splitlines())
    apart = {line.split(" · ")[0].strip(): count for line, count, _ in headings(text)}
    beside = sum(apart.get(name, 0) for name in APART)
    told = re.search(r"(\d+) (?:feit|verandering)", text.partition("\n")[0])
    assert told
    assert int(told[1]) == items - beside


@pytest.mark.parametrize("name", sparse(questions.names(), 3))
def test_the_counts_of_an_answer_are_those_of_the_items_under_them(
    printed: Callable[..., str], name: str
) -> None:
    text = printed(*asked(name), "-f", "summary")
    assert [one for one in headings(text) if one[1] != one[2]] == []
    items = sum(bool(ITEM.match(line)) for line in text.splitlines())
    lead = text.partition("\n")[0]
    told = [int(one) for pair in BY_CERTAINTY.findall(lead) for one in pair if one]
    told = told or [int(one[1]) for one in [SENTENCE.search(lead)] if one]
    assert not told or sum(told) == items


def test_a_wrong_count_would_be_seen(printed: Callable[..., str]) -> None:
    text = printed("ask", "tasks-added", "--since", "2021", "-f", "summary")
    found = list(headings(text))
    assert len(found) > 4
    line, count, _ = found[0]
    wrong = text.replace(line, line.replace(f" · {count}", f" · {count + 1}"), 1)
    assert [one for one in headings(wrong) if one[1] != one[2]]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_each_view_that_counts_new_tasks_says_why_another_counts_differently(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDE))
    said = words("history.notes", lang)["counted"]
    with pytest.raises(SystemExit, match="0"):
        main(["diff", "2020", "2025", "Digitaal Vlaanderen", "-f", "text", "--lang", lang])
    assert said in " ".join(capsys.readouterr().out.split())
    for name in ("tasks-added", "services-added"):
        assert questions.get(name).reading(lang).endswith(said)
