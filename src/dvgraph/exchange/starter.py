"""The folder of a new agency: its description, tables to fill in, a question and a check."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from dvgraph.authoring import drafts, turtle
from dvgraph.authoring.additions import Addition, Desk
from dvgraph.authoring.files import Contents, Facts
from dvgraph.dataset.agency import NAME
from dvgraph.dataset.files import Dataset
from dvgraph.errors import UseError
from dvgraph.exchange import registry, template
from dvgraph.exchange.importers import parts
from dvgraph.locale.reader import LANGUAGES, explained, language
from dvgraph.locale.words import words
from dvgraph.namespaces import BASE, GRAPHS
from dvgraph.prebuilt.connection import open_graph
from dvgraph.rdf.oxigraph import Literal, NamedNode
from dvgraph.rdf.replacement import finish
from dvgraph.resources import queries_dir
from dvgraph.things.kinds import THINGS

_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


def create(
    folder: Path, name: str = "", english: str = "", kind: str = "onbekend", ovo: str = ""
) -> list[Path]:
    """Make the folder of a new agency, and return its files.

    ``name``: the Dutch name of its main organisation; by default that of the folder. ``english``:
    its English name, by default the Dutch one. ``kind``: a slug of the code list of kinds of
    organisations. ``ovo``: its number in the register Wegwijs. README and tables are in the
    language of the user interface. Raises UseError for a folder that is not empty, an unknown
    kind, a wrong number or a name without a letter; OutputError for a failed write.
    """
    finish([folder.resolve()])
    if folder.is_file() or any(not path.is_dir() for path in folder.rglob("*")):
        raise UseError(*explained("errors.starter", "not empty"), where=str(folder))
    if ovo and not parts.OVO.fullmatch(ovo):
        raise UseError(*explained("errors.starter", "no number", text=ovo), where="--ovo")
    body = _body(name or _spelled(folder), english, kind)
    things = [body]
    if ovo:
        register = parts.continuing(ovo, name or _spelled(folder))
        version: Facts = {**body.facts, "gen:isTijdspecialisatieVan": [NamedNode(register.iri)]}
        things = [replace(body, facts=version), register, parts.ovo_number(ovo)]
    files = _files(folder, name or _spelled(folder), english, things)
    form = "xlsx" if find_spec("xlsxwriter") else "csv"
    with TemporaryDirectory() as beside:  # the tables show what the other files say
        draft = Path(beside) / folder.resolve().name
        registry.write(files, draft)
        tables = _tables(template.files(form, open_graph(data=[str(draft)]), draft), form)
    registry.write({**files, **tables}, folder)
    return sorted(folder / name for name in (*files, *tables))


def _spelled(folder: Path) -> str:
    """Return the name of a folder as that of an organisation: ``Agentschap voorbeeld``."""
    text = folder.resolve().name.replace("-", " ").replace("_", " ")
    return text[:1].upper() + text[1:]


def _body(name: str, english: str, kind: str) -> Addition:
    """Return the main organisation, as ``add`` makes one."""
    nothing = Dataset([], ())
    desk = Desk(open_graph(), nothing, "", Contents(nothing))
    given = {"name": [name], "english": [english or name], "kind": [kind]}
    return drafts.drafted(THINGS["organisation"], given, desk).additions[0]


def _files(
    folder: Path, name: str, english: str, things: Sequence[Addition]
) -> Mapping[str, bytes]:
    body = things[0]
    slug = body.iri.rpartition("/")[2]
    titles = (words("starter", lang)["title"] for lang in LANGUAGES)
    names = (name, english or name)
    facts: Facts = {
        "dct:title": [
            Literal(title.format(name=said), language=lang)
            for title, said, lang in zip(titles, names, LANGUAGES, strict=True)
        ],
        "dct:license": [NamedNode(_LICENCE)],
        "void:uriSpace": [Literal(BASE)],
        "dvg:graafruimte": [Literal(f"{GRAPHS}{slug}/")],
        "dvg:hoofdorganisatie": [NamedNode(body.iri)],
    }
    described = turtle.block(f"{BASE}dataset/geheugen-{slug}", "void:Dataset", facts)
    tables = words("starter", language())["tables"]
    readme = words("starter", language())["readme"].format(name=name, folder=folder, tables=tables)
    own = queries_dir() / "starter"
    return {
        NAME: turtle.document([described]).encode(),
        **{
            file: turtle.document(one.text for one in things if one.file == file).encode()
            for file in {one.file for one in things}
        },
        "README.md": readme.encode(),
        **{f"{p.parent.name}/{p.name}": p.read_bytes() for p in sorted(own.glob("*/*.rq"))},
    }


def _tables(files: Mapping[str, bytes], form: str) -> Mapping[str, bytes]:
    stem = words("starter", language())["tables"]
    return {f"{stem}/{name}" if name else f"{stem}.{form}": data for name, data in files.items()}
