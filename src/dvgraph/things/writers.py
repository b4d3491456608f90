"""The page of a thing as text for a screen, as Markdown, or as JSON."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from shlex import quote
from textwrap import wrap

from dvgraph.errors import UseError
from dvgraph.labels.subgraph import Reference
from dvgraph.locale.captions import caption
from dvgraph.locale.characters import harmless
from dvgraph.locale.reader import explained
from dvgraph.locale.wording import stated
from dvgraph.locale.words import words
from dvgraph.namespaces import FIRST, LAST, path, slug
from dvgraph.things.digest import digest
from dvgraph.things.page import Page
from dvgraph.things.sections import Line, sentence

# The number of lines of a section that fit if a page fills one screen.
_ROOM = {
    **{"origin": 2, "tasks": 3, "services": 2, "money": 2, "people": 2, "figures": 2, "posts": 1},
    **{
        "relations": 2,
        "traits": 1,
        "gaps": 1,
        "contradictions": 1,
        "facts": 20,
        "supports": 12,
        "passages": 12,
    },
}
_OTHERS = 6
_FULL = {("post", "traits")}
_GLUE = "\N{NO-BREAK SPACE}"
_MARGIN, _NARROWEST, _WIDEST = 18, 60, 130
_PLACE = re.compile(r"^(?:regels?|lines?) ")


def render(
    page: Page, form: str, *, width: int = 120, whole: bool = False, height: int | None = None
) -> str:
    """Return the page in a format, ending in a line break.

    Text is wrapped to ``width`` columns, and its long lists are shortened unless ``whole``. A
    summary has at most ``height`` lines, or no limit if it is None; md and json are complete.
    Raises UseError for an unknown format.
    """
    if form == "text":
        lines = _text(page, min(max(width, _NARROWEST), _WIDEST), whole)
        return "".join(harmless(line) + "\n" for line in lines)
    if form == "md":
        return "".join(harmless(line) + "\n" for line in _markdown(page))
    if form == "json":
        import json  # imported here since only json needs it

        return json.dumps(plain(page), ensure_ascii=False, indent=2) + "\n"
    if form == "summary":
        return digest(page).text(width, height)
    raise UseError(
        *explained("errors.results", "no format", form=form, known="text, summary, json, md")
    )


def plain(value: object) -> object:
    """Return a value for JSON: dataclasses and named tuples as objects, days as text.

    The day of an open side is null.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(part) for name, part in value._asdict().items()}
    if isinstance(value, dict):
        return value
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if isinstance(value, date):
        return None if value in (FIRST, LAST) else value.isoformat()
    return value


def _text(page: Page, width: int, whole: bool) -> Iterator[str]:
    usual = page.usual()
    for head in (f"{page.label}  ·  {_what(page)}", *_names(page), _known(page, usual)):
        yield from wrap(head, width, break_long_words=False, break_on_hyphens=False)
    yield ""
    cited: set[str] = set()
    cut = False
    for section in page.sections:
        full = whole or (page.kind, section.name) in _FULL
        room = len(section.lines) if full else _ROOM.get(section.name, _OTHERS)
        lines = section.lines[:room]
        head = section.title
        if len(lines) < len(section.lines):
            cut = True
            head += f" {len(lines)}/{len(section.lines)}"
        for line in _facts_joined(lines, width) if section.name == "facts" else lines:
            body = sentence(line, page.lang, "" if section.name in ("life", "claim") else usual)
            mark, named = _mark(page, line), line.passages
            while not whole and named and len(f"{body}  {mark}") > width - _MARGIN:
                named = named[:-1]  # the screen shows these lines, and only counts the others
                mark = _mark(page, line, len(named))
            cited.update(passage.source for passage in named)
            if len(mark) < width // 2:
                mark = mark.replace(" ", _GLUE)
            for part in wrap(f"{body}  {mark}".strip(), width - _MARGIN, break_on_hyphens=False):
                yield f"{head[: _MARGIN - 1]:<{_MARGIN}}{part}".replace(_GLUE, " ").rstrip()
                head = ""
    yield ""
    yield from _footer(page, cited)
    if cut:
        more = f"dvgraph show {quote(path(page.iri))} --all"
        yield caption("phrase", "all", page.lang).format(more)


def _facts_joined(lines: Sequence[Line], width: int) -> Sequence[Line]:
    """Return lines in which several short facts are combined into one."""
    text = "  ·  ".join(line.text for line in lines)
    return lines if len(text) > width - _MARGIN else (Line(text),)


def _markdown(page: Page) -> Iterator[str]:
    yield f"# {_escaped(page.label)}"
    yield ""
    for line in (_what(page), *_names(page), _known(page, "")):
        yield f"{_escaped(line)}  "
    for section in page.sections:
        yield ""
        yield f"## {section.title}"
        yield ""
        for one in section.lines:
            yield f"- {_escaped(sentence(one, page.lang))} {_escaped(_mark(page, one))}".rstrip()
    yield ""
    every = [passage for part in page.sections for one in part.lines for passage in one.passages]
    for line in _footer(page, {passage.source for passage in every}):
        yield f"{_escaped(line)}  "


def _escaped(text: str) -> str:
    return re.sub(r"([\\|<>*_`\[\]])", r"\\\1", text)


def _what(page: Page) -> str:
    return "  ·  ".join((caption("kind", page.kind, page.lang), *page.codes, path(page.iri)))


def _names(page: Page) -> Iterable[str]:
    if page.names:
        yield caption("phrase", "also", page.lang).format(", ".join(page.names))


def _known(page: Page, usual: str) -> str:
    days = {"as of": page.day if page.as_of else "", "known on": page.known_on}
    if not any(days.values()):
        days["known on"] = page.day
    said = (
        caption("phrase", one, page.lang).format(stated(on, page.lang))
        for one, on in days.items()
        if on
    )
    text = "; ".join(said)
    if usual:
        rule = caption("phrase", "unless", page.lang)
        text += "; " + rule.format(words("state", page.lang)[usual])
    return "; ".join(filter(None, (page.life, page.head, text)))


def _mark(page: Page, line: Line, room: int | None = None) -> str:
    """Return a line's reference: its short id and passages, or the path of the thing.

    Passages that do not fit in ``room`` columns are only counted.
    """
    if not line.id:
        return f"[{path(line.iri)}]" if line.iri else ""
    places: list[str] = []
    for passage in line.passages[:room]:
        place, lines = _place(page, passage)
        if lines and places and places[-1].startswith(_short(page.lang)):
            places[-1] += f", {place}"
        else:
            places.append(f"{_short(page.lang)}{place}" if lines else place)
    if beyond := len(line.passages[len(line.passages) if room is None else room :]):
        phrase = "more place" if beyond == 1 else "more places"
        places.append(caption("phrase", phrase, page.lang).format(beyond))
    return f"[{' · '.join((line.id, *places))}]"


def _place(page: Page, passage: Reference) -> tuple[str, bool]:
    """Return a place in short form, and True if it gives lines of the page's main source."""
    bare = _PLACE.sub("", passage.place)
    main = bool(page.sources) and passage.source == page.sources[0].iri
    if main:
        return bare, bare != passage.place
    place = passage.place if bare == passage.place else _short(page.lang) + bare
    return f"{slug(passage.source)} {place}", False


def _short(lang: str) -> str:
    return caption("phrase", "line", lang)


def _footer(page: Page, cited: Collection[str]) -> Iterator[str]:
    for place, source in enumerate(page.sources):
        if source.iri in cited:
            label = source.label if place == 0 else f"{slug(source.iri)} = {source.label}"
            dated = f" ({stated(source.date, page.lang)})" if source.date else ""
            yield caption("phrase", "source", page.lang).format(label + dated)


@dataclass(frozen=True, slots=True)
class Thing(Page):
    """The page of a thing, a ``dvgraph.things.page.Page``; ``str()`` is the output of ``show``."""

    def __str__(self) -> str:
        """Return the page as text with complete lists."""
        return self.text().rstrip("\n")

    def text(self, form: str = "text", width: int = 100) -> str:
        """Return the page as text (wrapped to ``width`` columns), md or json; else UseError."""
        return render(self, form, width=width, whole=True)


def thing(page: Page) -> Thing:
    """Return a page as a ``Thing``, which adds ``text()`` and ``str()``."""
    return Thing(**{field.name: getattr(page, field.name) for field in fields(page)})
