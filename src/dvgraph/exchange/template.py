"""The workbook in which statements are kept: a sheet for each kind of thing or statement.

The columns of a sheet are the fields of ``things.kinds``, and an id. Headings, explanations and
names of sheets are in the language of the user interface; an import knows them in each language.
"""

import re
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dvgraph.authoring import drafts, feeds, terms
from dvgraph.authoring.files import Facts, iri_of
from dvgraph.dataset.files import read
from dvgraph.exchange import sheets
from dvgraph.exchange.sheets import Column, SheetPage
from dvgraph.locale.captions import caption
from dvgraph.locale.reader import language, worded
from dvgraph.locale.words import selected, words
from dvgraph.namespaces import BASE, slug
from dvgraph.things.kinds import KINDS, THINGS, Field, Kind

if TYPE_CHECKING:
    from dvgraph.store.protocol import Store

ID = Field("id", "", "id")
"""The column of the name below the base: ``taak/archiveren``; for a new row it may be empty."""

EVERY = (*THINGS.values(), *KINDS.values())

# The kind whose sheet has the names for a type of field.
_SHEETS = {
    "organisation": "organisation",
    "version": "organisation",
    "body": "organisation",
    "framework": "act",
    **{name: name for name in THINGS if name != "organisation"},
}

Texts = Mapping[str, list[str]]
"""The texts of a row by option."""
_Lists = Mapping[str, tuple[str, ...]]
"""The values to choose from, by the type of the field."""


def columns(kind: Kind) -> tuple[Field, ...]:
    """Return the fields that are the columns of the sheet of a kind, in order."""
    return (*kind.all_fields, ID)


def sheet_name(kind: str, lang: str) -> str:
    """Return the name of the sheet of a kind, or of the explanation (``explanation``)."""
    return words("statements.sheets", lang)[kind]


def heading(option: str, lang: str) -> str:
    """Return the heading of the column of an option."""
    return words("statements.headings", lang)[option]


def files(form: str, store: "Store", folder: Path | None = None) -> Mapping[str, bytes]:
    """Return the files of the workbook by name: for xlsx and ods one, without a name.

    ``store`` has the code lists. With an agency's ``folder``, its current statements and its things
    fill the rows. Raises UseError if the library for the format is not installed.
    """
    filled = rows(folder) if folder else {}
    fields = {field.type: field for kind in EVERY for field in columns(kind)}
    lists = {
        name: tuple(terms.offered(field, store)) for name, field in fields.items() if _listed(field)
    }
    pages = [_page(kind, lists, filled.get(kind.name, {})) for kind in EVERY]
    return sheets.write([_explanation(lists), *pages], form)


def rows(folder: Path) -> dict[str, dict[str, Texts]]:
    """Return the rows of an agency's folder: by kind, by id.

    Withdrawn statements have no row, nor have things and properties that ``add`` cannot write.
    """
    found: dict[str, dict[str, dict[str, list[str]]]] = {kind.name: {} for kind in EVERY}
    of = {term: kind for kind in EVERY for term in _classes(kind)}
    described = feeds.described(read([folder], ontology=False), folder).values()
    for one in described:
        classes = one.kind.split(", ")
        kind = next((of[term] for term in classes if term in of), None)
        if kind and feeds.ENDED not in one.facts:
            name = one.iri.removeprefix(BASE)
            found[kind.name][name] = drafts.texts(kind, one.facts, classes)
    every = {name: texts for kind in found.values() for name, texts in kind.items()}
    for one in described:
        if one.kind == "dvg:Lacune" and feeds.ENDED not in one.facts:
            _add_gap(one.facts, every)
    return {kind: dict(named) for kind, named in found.items()}


def _add_gap(facts: Facts, rows: Mapping[str, dict[str, list[str]]]) -> None:
    """Put a gap into the row that it is about, if ``add`` could have written it there."""
    about, concepts, places = (
        [iri_of(value).removeprefix(BASE) for value in facts.get(name, ())]
        for name in ("dvg:onderwerp", "dvg:gezocht", "dvg:gezochtIn")
    )
    named = [rows[name] for name in about if name in rows]
    if len(named) != 1 or not places or any("#" in place for place in places):
        return
    # All that a row sought was sought in the same sources.
    if named[0].setdefault("sought-in", places) == places:
        named[0].setdefault("sought", []).extend(map(slug, concepts))


def _classes(kind: Kind) -> Iterable[str]:
    """Return the classes of which one tells that a thing is of this kind."""
    yield from kind.term.split(", ")
    for field in kind.fields:
        yield from (*field.choices.values(), *filter(None, [field.makes]))


def cell(field: Field, texts: Iterable[str]) -> str:
    """Return the cell for the texts of a field: several are separated by semicolons."""
    if field.type == "flag":
        return words("page.yes-no", language())["yes"] if any(texts) else ""
    return "; ".join(re.sub(r"([;\\])", r"\\\1", text) if field.many else text for text in texts)


def _page(kind: Kind, lists: _Lists, filled: Mapping[str, Texts]) -> SheetPage:
    fields = columns(kind)
    return SheetPage(
        sheet_name(kind.name, language()),
        [_column(kind, field, lists) for field in fields],
        [
            [cell(field, {**texts, "id": [name]}.get(field.option, ())) for field in fields]
            for name, texts in filled.items()
        ],
    )


def _column(kind: Kind, field: Field, lists: _Lists) -> Column:
    of = _SHEETS.get(field.type, "")
    choices = _choices(field, lists)
    required = worded("statements.forms", "required") if field.required else ""
    note = " ".join(filter(None, (_help(kind, field), _form(field), required)))
    return Column(
        heading(field.option, language()),
        note,
        choices=choices,
        names_of=sheet_name(of, language()) if of else "",
        strict=bool(choices) and not field.many,
        width=40 if field.type in ("title", "name:nl", "name:en", "value", "address") else 20,
    )


def _listed(field: Field) -> bool:
    """Return whether a field has a code list, instead of the things of an agency."""
    return field.type.startswith("code:") or field.type in ("measure", "class")


def _choices(field: Field, lists: _Lists) -> tuple[str, ...]:
    if field.type == "flag":
        return selected("page.yes-no", language(), "yes")
    return lists.get(field.type, ())


def _help(kind: Kind, field: Field) -> str:
    return worded("statements.forms", "id") if field is ID else kind.help_of(field)


def _form(field: Field) -> str:
    """Return how a value of a field is written."""
    forms = words("statements.forms", language())
    key = field.type.partition(":")[0]
    noun = caption("kind", field.type, language())
    told = forms.get(key) or (forms["named"].format(noun=noun) if terms.classes(field) else "")
    return " ".join(filter(None, (told, forms["several"] if field.many else "")))


def _explanation(lists: _Lists) -> SheetPage:
    """Return the sheet that explains each column of the others, with an example."""
    told = words("statements.explanation", language())
    made = []
    for kind in EVERY:
        name = sheet_name(kind.name, language())
        made.append([name, "", "", kind.help, "", "", ""])
        example = _example(kind)
        for field in columns(kind):
            made.append(
                [
                    name,
                    heading(field.option, language()),
                    told["required"] if field.required else "",
                    _help(kind, field),
                    _form(field),
                    ", ".join(_choices(field, lists)),
                    example.get(field.option, ""),
                ]
            )
    heads = ("sheet", "column", "needed", "means", "form", "choices", "example")
    return SheetPage(
        sheet_name("explanation", language()),
        [Column(told[head], width=40 if head in ("means", "form") else 20) for head in heads],
        made,
        entry=False,
    )


def _example(kind: Kind) -> dict[str, str]:
    """Return the values of the example of a kind by option."""
    parts = shlex.split(kind.example)
    return {
        option.removeprefix("--"): value
        for option, value in zip(parts, [*parts[1:], ""], strict=True)
        if option.startswith("--") and not value.startswith("--")
    }
