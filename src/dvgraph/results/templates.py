"""Web pages from templates that escape every value; no other module imports jinja2."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup as Markup  # needed at run time, since callers use its types

from dvgraph.locale.characters import harmless, legible
from dvgraph.locale.wording import capitalised


class _Compiled(BytecodeCache):
    """The compiled templates of this process: the pages of all languages share them."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._known.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class Pages:
    """The templates of a folder for HTML and XML; each value is escaped unless it is markup.

    Control and direction characters in texts are written as visible escapes.
    """

    def __init__(self, folder: Path, **always: object) -> None:
        """Store the folder, and the functions that every template may use."""
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            bytecode_cache=_COMPILED,
            undefined=StrictUndefined,
            autoescape=True,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=lambda value: harmless(value) if type(value) is str else value,
        )
        # Jinja's own filter writes all other letters small, also those of names.
        self._environment.filters["capitalize"] = capitalised
        self._environment.globals.update(always)

    def fill(self, name: str, given: Mapping[str, object]) -> str:
        """Return the filled template."""
        return self._environment.get_template(name).render(given)


def markup(text: str) -> Markup:
    """Return text that is already markup, such as a picture, marked as not to be escaped."""
    return Markup(legible(text))
