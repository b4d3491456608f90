"""Messages in the user's language."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dvgraph.cli import main
from dvgraph.locale.reader import LANGUAGES, explained, language, refusal, use
from dvgraph.locale.words import words


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> Iterator[str]:
    before = language()
    use(request.param)
    yield request.param
    use(before)


def test_a_message_tells_why_the_system_refuses_in_the_readers_language(lang: str) -> None:
    error = PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/nota.txt")
    said = {"nl": "geen toegang", "en": "Permission denied"}[lang]
    problem, _ = explained("errors.files", "unreadable", why=error)
    assert said in problem
    assert "Errno" not in problem


def test_a_refusal_without_words_is_told_as_the_system_tells_it(lang: str) -> None:
    assert refusal(OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))) == os.strerror(errno.ENOTTY)
    assert refusal(OSError("schijf weg")) == "schijf weg"
    assert set(words("errors.system", lang)) - {"not UTF-8"} <= set(errno.errorcode.values())


@pytest.mark.program
def test_a_mistyped_file_is_told_in_the_language_of_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "vraag.txt"
    with pytest.raises(SystemExit):
        main(["brief", "administrateur-generaal", "--lang", "nl", "--request", str(missing)])
    told = capsys.readouterr().err
    assert told.startswith(f"Fout: {missing}: ")
    assert "bestand of map bestaat niet" in told
    assert "No such file" not in told
