"""Fetch the libraries for pages and write them into src/dvgraph/web/vendor.

``python tests/vendor.py`` (``make vendor``) asks npm for the versions in vendored.toml and refuses
a package whose digest differs from npm's lock file. The files are compressed, and stripped of parts
that make outside requests. vendored.toml pins the result by SHA-256, which a test compares. For a
new version: change it in vendored.toml, run this, read the difference.
"""

import gzip
import json
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "src" / "dvgraph" / "web" / "vendor"
PINS = VENDOR / "vendored.toml"
# The end of a list of prefixes that the editor offers; some of them lead to spam.
_PREFIXES = re.compile(r"madsrdf=`http.*?prefixes_default=\{.*?\}(?=[,;])", re.DOTALL)
_OUTSIDE = re.compile(
    r"https?://(?:docs\.triply\.cc|(?:query\.)?wikidata\.org|www\.wikidata\.org|dbpedia\.org)[^`\"']*"
)
_LOV = re.compile(r"`\$\{\w+\}lov\.linkeddata\.es[^`]*`|\$\{\w+\}lov\.linkeddata\.es[^$`]*")


def classic(module: str) -> str:
    """Return an ES module as the text of a classic script."""
    plain = re.sub(r"^export (?=class|function)", "", module, flags=re.MULTILINE)
    plain = re.sub(r"^export \{.*\};$", "", plain, flags=re.MULTILINE)
    return plain.replace("import.meta.url", '""')


def inside(script: str) -> str:
    """Return the editor without its list of prefixes and without addresses elsewhere."""
    script, found = _PREFIXES.subn("prefixes_default=dvgraph.prefixes", script)
    if found != 1:
        raise SystemExit("the list of prefixes of the editor is not where it was")
    return _LOV.sub("``", _OUTSIDE.sub("", script))


def licences(modules: Path) -> Iterator[str]:
    """Yield the licence of each package: its text, or what its metadata says."""
    for file in sorted(modules.rglob("package.json")):
        told = json.loads(file.read_text("utf-8"))
        parent = file.parent.parent
        if parent.name != "node_modules" and not parent.name.startswith("@"):
            continue
        texts = sorted(one for one in file.parent.iterdir() if "licen" in one.name.lower())
        text = "\n".join(one.read_text("utf-8") for one in texts) or f"{told.get('license')}\n"
        yield f"{told['name']} {told['version']} ({told.get('license')})\n\n{text}"


def main() -> None:
    """Fetch, strip, compress and pin."""
    pins = tomllib.loads(PINS.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "package.json").write_text('{"private": true}', "utf-8")
        wanted = [f"{one['package']}@{one['version']}" for one in pins["package"]]
        command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *wanted]
        subprocess.run(command, cwd=folder, check=True)
        modules = folder / "node_modules"
        oxigraph, yasgui = modules / "oxigraph", modules / "@zazuko" / "yasgui" / "build"
        made = {
            "oxigraph.wasm": (oxigraph / "web_bg.wasm").read_bytes(),
            "oxigraph.js": classic((oxigraph / "web.js").read_text("utf-8")).encode(),
            "yasgui.js": inside((yasgui / "yasgui.min.js").read_text("utf-8")).encode(),
            "yasgui.css": (yasgui / "yasgui.min.css").read_bytes(),
            "licences.txt": "\n\n----\n\n".join(licences(modules)).encode(),
        }
    lines = []
    for one in pins["package"]:
        lines += ["[[package]]", *(f'{key} = "{text}"' for key, text in one.items()), ""]
    lines.append("[files]  # SHA-256 of the compressed file")
    for file, data in made.items():
        packed = gzip.compress(data, 9, mtime=0)
        (VENDOR / f"{file}.gz").write_bytes(packed)
        lines.append(f'"{file}.gz" = "{sha256(packed).hexdigest()}"')
    PINS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
