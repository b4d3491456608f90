"""A browser for tests: the site of the shipped data, opened in Chromium from a folder or a server.

Fixtures for the tests of the site (``test_site_browser*.py``); ``conftest`` loads them.
"""

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dvgraph.prebuilt.connection import exact_quads, open_graph

ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
# How much of the page moved while it loaded (cumulative layout shift).
_SHIFT = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { moved += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(moved), 200);
})"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Do not log requests."""


class _Slow(_Quiet):
    """A server over a slow line: pages come in twelve pieces."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        sent = source.read()
        pieces = 12 if self.path.endswith(".html") else 1
        size = len(sent) // pieces + 1
        for begin in range(0, len(sent), size):
            outputfile.write(sent[begin : begin + size])
            outputfile.flush()
            time.sleep(0.1 * (pieces > 1))


class Visitor:
    """A browser, with the site in a folder (``root``) and on two servers (``address``, ``slow``).

    ``faults`` collects what no page may cause: errors on the console, failed requests, and requests
    to other hosts.
    """

    def __init__(self, browser: Any, root: Path, address: str, slow: str = "") -> None:
        self.browser, self.root, self.address = browser, root, address
        self.slow = slow or address
        self.faults: list[str] = []

    @contextmanager
    def page(
        self,
        path: str,
        *,
        dark: bool = False,
        narrow: bool = False,
        served: bool = False,
        slow: bool = False,
        script: bool = True,
    ) -> Iterator[Any]:
        """Open a page by its path from the root, with its query string or anchor."""
        context = self.browser.new_context(
            viewport={"width": 390, "height": 844} if narrow else {"width": 1280, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        page = context.new_page()
        begin = self.slow if slow else self.address if served else self.root.as_uri()
        page.on("console", lambda told: self._fault(path, told.type == "error", told.text))
        page.on("pageerror", lambda error: self._fault(path, True, str(error)))
        page.on("requestfailed", lambda one: self._fault(path, True, f"failed: {one.url}"))
        page.on("request", lambda one: self._fault(path, self._outside(one.url), one.url))
        page.goto(f"{begin}/{path}")
        yield page
        context.close()

    def _outside(self, url: str) -> bool:
        return not url.startswith(("file:", "data:", "blob:", self.address, self.slow))

    def _fault(self, path: str, wrong: bool, text: str) -> None:
        if wrong:
            self.faults.append(f"{path}: {text}")

    def shift(self, page: Any) -> float:
        """Return the layout shift of a page while it loaded."""
        return float(page.evaluate(_SHIFT))

    def violations(self, page: Any, *, only: str = "", without: str = "") -> list[str]:
        """Return axe's violations of all rules, one or all but one, each with its first node."""
        from axe_playwright_python.sync_playwright import Axe

        # Its look ahead at style sheets would be a request that the page forbids; a selector for
        # every node that is right would double its time.
        options: dict[str, Any] = {"preload": False, "resultTypes": ["violations"]}
        options |= {"runOnly": [only]} if only else {}
        options |= {"rules": {without: {"enabled": False}}} if without else {}
        found = Axe().run(page, options=options).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the shipped data, made once for all processes of a test run."""
    from dvgraph.web.site import build

    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    root, done = base / "site", base / "site.done"
    with (base / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            dataset, derived = exact_quads(public=True)
            build(open_graph(public=True), root, quads=[*dataset.quads, *derived])
            done.touch()
    return root


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser; if it is not installed, the tests are skipped."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no chromium on the PATH")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def visitor(site_folder: Path, chromium: Any) -> Iterator[Visitor]:
    """A browser with access to the site."""
    with _serving(_Quiet, site_folder) as address, _serving(_Slow, site_folder) as slow:
        yield Visitor(chromium, site_folder, address, slow)


@contextmanager
def _serving(kind: type[_Quiet], folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(kind, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def visit(visitor: Visitor) -> Iterator[Visitor]:
    """A visitor for one test, which fails if a page has a fault."""
    visitor.faults.clear()
    yield visitor
    assert visitor.faults == []
