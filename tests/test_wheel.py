"""The built wheel, installed and used from another folder, so that no data file can be missing."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import release

ROOT = Path(__file__).parents[1]
SHARED = Path(__file__).parents[2] / "shared"
# What depends on where files are: shipped ones found, data written, programs started.
OF_THE_WHEEL = (
    "test_api_graph.py",
    "test_authoring_drafts.py",
    "test_prebuilt_connection.py",
    "test_ontology_context.py",
    "test_prebuilt_stores.py::test_processes_that_start_at_once_all_get_the_whole_answer",
    "test_prebuilt_stores.py::test_the_shipped_data_is_the_default",
    "test_resources_folders.py",
)
# Every statement of the shipped data; every tenth is enough here.
EVERY = "test_authoring_drafts.py::test_every_statement_can_be_read_back_as_what_one_would_type[1]"
ASK = ("ask", "tasks-added", "--since", "2021", "--format", "tsv")


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if "DVGRAPH" not in name}
    environment.pop("PYTHONPATH", None)
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment | {"DVGRAPH_CACHE": str(cwd / "cache"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder outside the checkout in which the commands run."""
    return tmp_path_factory.mktemp("wheel") / "elsewhere"


@pytest.fixture(scope="module")
def wheel(elsewhere: Path) -> Path:
    elsewhere.mkdir()
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    offline = ["--no-deps", "--no-build-isolation", "--no-index"]
    built = run(*pip, *offline, "--wheel-dir", elsewhere, ROOT, cwd=elsewhere)
    assert built.returncode == 0, built.stderr
    return next(elsewhere.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, elsewhere: Path) -> Path:
    """Return the bin folder of an environment with the wheel and this one's dependencies."""
    folder = elsewhere / "environment"
    venv.create(folder, symlinks=True)
    scripts = folder / Path(sysconfig.get_path("scripts")).name
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--python",
        scripts / "python",
    ]
    done = run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=elsewhere)
    assert done.returncode == 0, done.stderr
    # A folder named in a .pth file is not searched for .pth files itself: the checkout, which
    # this environment reaches by one, stays out of the other's sight.
    packages = next(folder.rglob("site-packages"))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    # The server that tests start stands beside the Python that runs them.
    (scripts / "oxigraph").symlink_to(Path(sysconfig.get_path("scripts"), "oxigraph"))
    return scripts


@pytest.mark.program
def test_the_wheel_carries_every_shipped_file_and_both_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {
        f"dvgraph/_resources/{path.relative_to(ROOT).as_posix()}"
        for folder in ("ontology", "data", "queries")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert {name for name in names if name.startswith("dvgraph/_resources/")} == shipped
    assert {"dvgraph/py.typed", "dvgraph/locale/nl.toml", "dvgraph/locale/en.toml"} <= names
    assert {"LICENSE", "LICENSE-DATA"} <= {Path(name).name for name in names}


@pytest.mark.slow
def test_two_builds_of_the_wheel_have_the_same_bytes(tmp_path: Path) -> None:
    built = []
    for number, mode in enumerate((0o644, 0o600)):  # written at other times, for other readers
        checkout = tmp_path / str(number)
        unbuilt = shutil.ignore_patterns(".*", "build", "dist", "docs", "tests", "__pycache__")
        shutil.copytree(ROOT, checkout, ignore=unbuilt, copy_function=shutil.copyfile)
        for path in checkout.rglob("*.*"):
            if path.is_file():
                path.chmod(mode)
                os.utime(path, (1e9 + number, 1e9 + number * 1e6))
        built.append(release.build(checkout, tmp_path / f"built-{number}"))
    assert built[0].name == built[1].name
    assert built[0].read_bytes() == built[1].read_bytes()


@pytest.mark.slow
def test_the_installed_wheel_checks_its_own_data(installed: Path, elsewhere: Path) -> None:
    where = run(
        installed / "python", "-c", "import dvgraph; print(dvgraph.__file__)", cwd=elsewhere
    )
    assert Path(where.stdout.strip()).is_relative_to(installed.parent)
    checked = run(installed / "dvgraph", "check", cwd=elsewhere)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.slow
def test_the_installed_wheel_answers_as_the_checkout_does(installed: Path, elsewhere: Path) -> None:
    from_wheel = run(installed / "dvgraph", *ASK, cwd=elsewhere)
    from_checkout = run(Path(sys.executable).with_name("dvgraph"), *ASK, cwd=elsewhere)
    assert from_wheel.returncode == 0, from_wheel.stderr
    assert len(from_wheel.stdout.splitlines()) > 1
    assert from_wheel.stdout == from_checkout.stdout


@pytest.mark.slow
def test_what_depends_on_files_passes_against_the_installed_wheel(
    installed: Path, elsewhere: Path
) -> None:
    tests = elsewhere / "tests"
    shutil.copytree(ROOT / "tests", tests, ignore=shutil.ignore_patterns("__pycache__"))
    if SHARED.is_dir():
        (elsewhere.parent / "shared").symlink_to(SHARED)
    settings = ["-c", ROOT / "pyproject.toml", "-p", "no:cacheprovider", "--maxfail=5", "-n0"]
    settings += ["--deselect", f"tests/{EVERY}"]
    pytest_there = [installed / "python", "-m", "pytest", *settings, f"--rootdir={elsewhere}"]
    passed = run(*pytest_there, *(tests / name for name in OF_THE_WHEEL), cwd=elsewhere)
    assert passed.returncode == 0, passed.stdout[-4000:] + passed.stderr[-2000:]
