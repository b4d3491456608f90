"""Change the code and count what the tests notice: ``python tests/mutate_code.py PACKAGE [N]``.

``make mutate-code`` does so for validation, derive and evidence. Of all the small changes that
could be made to the package (a bound moved by one, a condition turned or dropped, a branch swapped,
a statement left out), N are drawn, the same each time. Each is tried in a process of its own, with
the quick tests that run the changed line, the fastest first. Printed are the changes that no test
noticed, and the share of those noticed.
"""

import ast
import copy
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from textwrap import shorten
from types import CodeType, ModuleType

# What takes long to import and is no code of ours: once, before the processes part.
import coverage
import docx  # noqa: F401
import hypothesis  # noqa: F401
import mcp  # noqa: F401
import numpy as np  # noqa: F401
import pyoxigraph  # noqa: F401
import pyshacl  # noqa: F401
import pytest
import rdflib  # noqa: F401

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
SEED, SAMPLE = 20260101, 80
# Of tests for a change, as long as they took on the code as it is; the second for the few changes
# that the first did not notice.
SECONDS = (4.0, 30.0)
LONGEST = 120  # seconds after which a change is taken for one that never ends
NEAREST = {
    "validation": ("validation", "ontology_shapes"),
    "derive": ("derive", "views"),
    "evidence": ("evidence", "things_rereading", "figures"),
}
QUICK = "not (slow or virtuoso or engines)"
OTHERS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Break: ast.Continue,
    ast.Continue: ast.Break,
}
NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Change:
    """A change of one place in a module: what it says instead, and how it is made."""

    file: Path
    line: int
    what: str
    place: int  # the number of the node in the order in which the tree is walked
    make: Callable[[ast.AST], None]  # changes that node of a copy of the tree

    @property
    def module(self) -> str:
        return ".".join(self.file.relative_to(ROOT / "src").with_suffix("").parts)

    def code(self) -> CodeType:
        """Return the module with the change, compiled."""
        tree = ast.parse(self.file.read_text("utf-8"))
        self.make(list(ast.walk(tree))[self.place])
        return compile(ast.fix_missing_locations(tree), str(self.file), "exec")


def changes(package: str) -> list[Change]:
    """Return every change of a package."""
    found = []
    for file in sorted((ROOT / "src" / "dvgraph" / package).rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        left_out = set(map(id, _no_behaviour(tree)))
        for place, node in enumerate(ast.walk(tree)):
            if id(node) not in left_out:
                placed = node.target if isinstance(node, ast.comprehension) else node
                line = getattr(placed, "lineno", 0)
                found += [Change(file, line, what, place, make) for what, make in _ways(node)]
    return found


def _no_behaviour(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what only says something to a reader or a type checker, or how fast something is."""
    for node in ast.walk(tree):
        apart: list[ast.AST | None] = []
        if isinstance(node, ast.FunctionDef):
            apart = [*node.decorator_list, node.returns]
        elif isinstance(node, ast.ClassDef):
            apart = [*node.decorator_list]
        elif isinstance(node, ast.arg | ast.AnnAssign):
            apart = [node.annotation]
        elif isinstance(node, ast.BinOp) and _of_types(node):
            apart = [node]
        for one in apart:
            yield from ast.walk(one) if one else ()


def _of_types(node: ast.BinOp) -> bool:
    """Whether an operator joins types or texts, so that any other is an error at once."""
    text = isinstance(node.op, ast.Add) and any(
        isinstance(one, ast.JoinedStr)
        or (isinstance(one, ast.Constant) and isinstance(one.value, str))
        for one in (node.left, node.right)
    )
    union = isinstance(node.op, ast.BitOr) and ast.unparse(node.right) in ("None", "str", "int")
    return text or union


def _ways(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    """Yield the changes of a node: in words, and as what changes the node in place."""

    def put(**fields: object) -> Callable[[ast.AST], None]:
        def change(one: ast.AST) -> None:
            for name, value in fields.items():
                setattr(one, name, copy.deepcopy(value))

        return change

    def told(text: str, **fields: object) -> tuple[str, Callable[[ast.AST], None]]:
        other = copy.deepcopy(node)
        put(**fields)(other)
        return f"{text}: {_line(node)} -> {_line(other)}", put(**fields)

    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHERS:
        yield told("comparison", ops=[OTHERS[type(node.ops[0])](), *node.ops[1:]])
    if isinstance(node, ast.BoolOp):
        yield told("and/or", op=OTHERS[type(node.op)]())
        whole = ast.Constant(isinstance(node.op, ast.And))  # as if the condition were not there
        for number in range(len(node.values)):
            yield told("dropped", values=[*node.values[:number], whole, *node.values[number + 1 :]])
    if isinstance(node, ast.BinOp) and type(node.op) in OTHERS:
        yield told("operator", op=OTHERS[type(node.op)]())
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        turned = ast.UnaryOp(ast.Not(), node.test)
        yield f"turned: {_line(node.test)}", put(test=turned)
    if isinstance(node, ast.comprehension):
        for number, one in enumerate(node.ifs):
            left = [other for at, other in enumerate(node.ifs) if at != number]
            yield f"dropped: if {_line(one)}", put(ifs=left)
    if isinstance(node, ast.Constant) and type(node.value) in (int, bool):
        other = not node.value if isinstance(node.value, bool) else node.value + 1
        yield told("constant", value=other)
    if isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load):
        yield told("name", id=NAMES[node.id])
    if isinstance(node, ast.For | ast.While | ast.If | ast.With | ast.FunctionDef):
        for number, one in enumerate(node.body):
            if type(one) in OTHERS:
                other = [*node.body[:number], OTHERS[type(one)](), *node.body[number + 1 :]]
            elif _left_out(one):
                other = [*node.body[:number], ast.Pass(), *node.body[number + 1 :]]
            else:
                continue
            yield f"left out: {_line(one)}", put(body=other)


def _line(node: ast.AST) -> str:
    return shorten(ast.unparse(node), 80)


def _left_out(one: ast.stmt) -> bool:
    if isinstance(one, ast.Expr):
        return not isinstance(one.value, ast.Constant)
    return isinstance(one, ast.AugAssign | ast.Raise | ast.Delete)


class Changed(MetaPathFinder, SourceFileLoader):
    """Gives one module its changed code, in a process that has not imported it yet."""

    def __init__(self, change: Change) -> None:
        super().__init__(change.module, str(change.file))
        self._code = change.code()

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        return spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)


class Watch:
    """A plugin of pytest that notes which test runs which lines, and how long each takes."""

    def __init__(self, tracer: coverage.Coverage) -> None:
        self.tracer = tracer
        self.seconds: Counter[str] = Counter()  # of processor time: others may use the machine
        self.failed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        begin = time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - begin
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.tracer.switch_context(f"{item.nodeid}|setup")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        self.tracer.switch_context(item.nodeid)


@dataclass(frozen=True)
class Nearest:
    """The quick tests near a package: their seconds, and which of them run which line."""

    seconds: dict[str, float]
    lines: dict[str, dict[str, list[str]]]  # file -> line -> tests

    def of(self, change: Change) -> Iterator[list[str]]:
        """Yield the tests that run the line of a change, the fastest first, in portions."""
        lines = self.lines.get(str(change.file), {})
        found = set(lines.get(str(change.line), ()))
        # What a fixture runs is shared by the tests of its file; at import, by all.
        shared = {one.partition("::")[0] for one in found if one.endswith("|setup")}
        if not found - {""}:
            shared = {one.partition("::")[0] for some in lines.values() for one in some}
        found |= {one for one in self.seconds if one.partition("::")[0] in shared}
        left = sorted(found & self.seconds.keys(), key=lambda one: (-self.seconds[one], one))
        for longest in SECONDS:
            chosen, total = list[str](), 0.0
            while left and (not chosen or total + self.seconds[left[-1]] <= longest):
                chosen.append(left.pop())
                total += self.seconds[chosen[-1]]
            if chosen:
                yield chosen


def nearest(package: str) -> Nearest:
    """Return what is known of the tests near a package; they are run if anything changed."""
    known = ROOT / "build" / "mutate-code" / f"{package}.json"
    files = [file for name in NEAREST[package] for file in sorted(TESTS.glob(f"test_{name}*.py"))]
    changed = [*(ROOT / "src").rglob("*.py"), *files]
    if not known.exists() or known.stat().st_mtime < max(one.stat().st_mtime for one in changed):
        known.parent.mkdir(parents=True, exist_ok=True)
        apart(lambda: _run(package, files, known), 1800)
    return Nearest(**json.loads(known.read_text("utf-8")))


def _run(package: str, files: list[Path], known: Path) -> int:
    source = ROOT / "src" / "dvgraph" / package
    tracer = coverage.Coverage(data_file=None, source=[str(source)])
    watch = Watch(tracer)
    tracer.start()
    pytest.main([*OPTIONS, "-m", QUICK, *map(str, files)], [watch])
    tracer.stop()
    data = tracer.get_data()
    found = {
        "seconds": {one: took for one, took in watch.seconds.items() if one not in watch.failed},
        "lines": {file: data.contexts_by_lineno(file) for file in sorted(data.measured_files())},
    }
    known.write_text(json.dumps(found), encoding="utf-8")
    return 0


OPTIONS = ["-q", "-n0", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]
OPTIONS += [f"--rootdir={ROOT}"]


def apart(work: Callable[[], int], longest: float = LONGEST) -> int:
    """Run something in a process of its own, silently; returns its code, 124 if it is stopped."""
    child = os.fork()
    if not child:
        try:
            os.setpgid(0, 0)
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            with tempfile.TemporaryDirectory() as folder:
                os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
                code = work()
            os._exit(code)
        except BaseException:
            os._exit(1)
    end = time.monotonic() + longest
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 124


def noticed(change: Change, tests: list[str]) -> bool:
    """Whether one of the tests fails with the change."""

    def work() -> int:
        sys.meta_path.insert(0, Changed(change))
        return int(pytest.main([*OPTIONS, "-x", *tests]))

    return apart(work) != 0


def main(package: str, sample: int) -> None:
    """Print what the tests do not notice, and the share of what they do."""
    near, every = nearest(package), changes(package)
    drawn = random.Random(SEED).sample(every, min(sample, len(every)))
    found: Counter[str] = Counter()
    for change in sorted(drawn, key=lambda one: (one.file, one.line, one.place)):
        tests = list(near.of(change))
        seen = any(noticed(change, portion) for portion in tests)
        fate = "noticed" if seen else "not noticed" if tests else "not run"
        found[fate] += 1
        if fate != "noticed":
            print(
                f"{fate}: {change.file.relative_to(ROOT)}:{change.line}: {change.what}", flush=True
            )
    print(
        f"{package}: {found['noticed']} of {len(drawn)} changes noticed"
        f" ({found['noticed'] / len(drawn):.0%}), drawn from {len(every)};"
        f" {found['not run']} on a line that these tests do not run"
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if sys.argv[2:] else SAMPLE)
