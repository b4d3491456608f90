"""The doctor reports the sound parts, the faults and their remedies, and never fails itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from calling import call
from dvgraph import __version__
from dvgraph import doctor as diagnosis
from dvgraph.doctor import ERROR, OK, WARNING, Point, examine, fits
from dvgraph.store import cache

PROGRAM = str(Path(sys.executable).with_name("dvgraph"))


@pytest.fixture(autouse=True)
def _no_recorded_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking all questions takes seconds, so only one test does it."""
    monkeypatch.setattr(diagnosis.recorded, "folder", lambda: None)


def points(**given: object) -> dict[str, Point]:
    return {point.name: point for point in examine(lang="en", **given)}  # type: ignore[arg-type]


def test_a_sound_setup_tells_versions_source_and_size() -> None:
    found = points()
    assert {point.state for point in found.values()} <= {OK, WARNING}
    assert found["Python"].found.startswith(".".join(map(str, sys.version_info[:3])))
    assert found["dvgraph"].found.startswith(__version__)
    assert "pyoxigraph " in found["library"].found
    assert found["data"].found.startswith("shipped: version ")
    assert int(found["data"].found.split()[-2]) > 1000
    assert str(cache.location()) in found["cache"].found


def test_every_warning_and_error_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DVGRAPH_TEXTS", raising=False)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DVGRAPH_CACHE", str(tmp_path / "file"))
    found = points(texts=None)
    assert found["cache"].state == WARNING
    assert found["texts"].state == WARNING
    assert all(point.remedy for point in found.values() if point.state != OK)


def test_without_a_home_the_cache_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "location", lambda: None)
    assert points()["cache"].state == WARNING


def test_a_cache_that_others_may_write_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DVGRAPH_CACHE", str(tmp_path))
    (tmp_path / "stores").mkdir()
    (tmp_path / "stores").chmod(0o777)
    found = points()["cache"]
    assert found.state == WARNING
    assert str(tmp_path / "stores") in found.found
    assert "chmod" in found.remedy


def test_texts_of_all_sources_are_counted(tmp_path: Path, example_file: Path) -> None:
    example_file.write_text(
        example_file.read_text("utf-8") + "<bron/voorbeeld> dvg:bestand 'a.txt'.\n"
        "<bron/ander> dvg:bestand 'b.txt' .\n",
        encoding="utf-8",
    )
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("tekst")
    found = points(data=[str(example_file)], texts=str(folder))["texts"]
    assert (found.state, "1 of the 2 " in found.found) == (WARNING, True)
    (folder / "b.txt").write_text("tekst")
    assert points(data=[str(example_file)], texts=str(folder))["texts"].state == OK
    assert points(data=[str(example_file)], texts=str(tmp_path / "x"))["texts"].state == ERROR


@pytest.mark.slow
def test_answers_are_compared_for_the_checkouts_own_data_alone(
    example_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "none recorded" in points(data=[str(example_file)])["answers"].found
    monkeypatch.setattr(diagnosis.recorded, "folder", lambda: tmp_path)
    assert points()["answers"].state == WARNING


def test_data_that_cannot_be_read_is_an_error_with_its_place(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<urn:s> <urn:p> .")
    found = points(data=[str(broken)])["data"]
    assert found.state == ERROR
    assert "broken.ttl:1" in found.found
    assert points(store=tmp_path)["data"].state == ERROR
    assert points(endpoint="http://127.0.0.1:1/")["data"].state == ERROR


@pytest.mark.parametrize(
    ("version", "bounds", "expected"),
    [
        ("0.5.13", ">=0.5.13,<0.6", True),
        ("0.6.0", ">=0.5.13,<0.6", False),
        ("0.5.9", "<0.6,>=0.5.13", False),
        ("8.5", ">=8.5.0", True),
        ("10.0.1", ">=9", True),
        ("7.6.0rc1", ">=7.6,<8", True),
        ("1.0", "", True),
    ],
)
def test_versions_are_compared_by_their_numbers(version: str, bounds: str, expected: bool) -> None:
    assert fits(version, bounds) is expected


def test_a_library_that_is_absent_or_too_old_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.metadata as metadata

    monkeypatch.setattr(metadata, "requires", lambda _: ["nosuchlibrary>=1", "click>=99"])
    told = [point for point in examine(lang="en") if point.name == "library"]
    assert [point.state for point in told] == [WARNING, ERROR]
    assert all(point.remedy for point in told)


def test_the_command_prints_a_line_each_and_exits_1_for_an_error(tmp_path: Path) -> None:
    sound = call("doctor", "--lang", "en")
    assert sound.returncode == 0, sound.stdout
    assert all(line.startswith(("ok ", "warning ")) for line in sound.stdout.splitlines())
    broken = call("doctor", "--data", str(tmp_path / "none"))
    assert broken.returncode == 1
    assert any(line.startswith("fout ") for line in broken.stdout.splitlines())


def test_a_pipe_gets_utf8_whatever_the_locale() -> None:
    env = os.environ | {"PYTHONIOENCODING": "ascii"}
    shown = subprocess.check_output([PROGRAM, "show", "AGIV"], env=env, encoding="utf-8")
    assert shown == call("show", "AGIV").stdout
    assert not shown.isascii()


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_a_terminal_that_lacks_characters_gets_escapes_and_a_warning(example_file: Path) -> None:
    import pty

    def shown(*args: str) -> str:
        ours, theirs = pty.openpty()
        env = os.environ | {"PYTHONIOENCODING": "latin-1"}
        subprocess.run([PROGRAM, *args], env=env, stdout=theirs, check=True, timeout=60)
        os.close(theirs)
        read = os.read(ours, 100_000).decode("latin-1")
        os.close(ours)
        return read

    assert "\\u2192" in (told := shown("doctor", "--lang", "en", "--data", str(example_file)))
    assert "PYTHONUTF8=1" in told


def test_an_absent_optional_library_is_a_hint_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import importlib.metadata as metadata

    wanted = ['nosuchlibrary>=1; extra == "brief"', 'dvgraph[brief]; extra == "all"']
    monkeypatch.setattr(metadata, "requires", lambda _: wanted)
    [told] = [point for point in examine(lang="en") if point.state == "hint"]
    assert "nosuchlibrary" in told.found
    assert "pip install 'dvgraph[brief]'" in told.remedy
