"""A site that is brought up to date equals a site that is made anew, whatever was edited."""

import json
import random
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from dvgraph.dataset.files import read
from dvgraph.errors import InputError
from dvgraph.labels.whole import aside
from dvgraph.namespaces import BASE, DVG, PROV, TYPE
from dvgraph.prebuilt.connection import exact_quads
from dvgraph.rdf.oxigraph import Literal, NamedNode, Quad, RdfFormat, serialize
from dvgraph.store.embedded import Asked, EmbeddedStore
from dvgraph.web import catalogue
from dvgraph.web.folder import Folder
from dvgraph.web.pages import questions, sparql, vocabulary
from dvgraph.web.site import build, views

DAY = date(2026, 11, 29)
AGENCY = Path(__file__).parent / "agency"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
DATES = (f"{DVG}van", f"{DVG}tot")
Edit = Callable[[Sequence[Quad], random.Random], list[Quad]]


def changed(quads: Sequence[Quad], old: Quad, new: Quad) -> list[Quad]:
    return [new if quad == old else quad for quad in quads]


def with_value(quad: Quad, value: Literal) -> Quad:
    return Quad(quad.subject, quad.predicate, value, quad.graph_name)


def label(quads: Sequence[Quad], chance: random.Random) -> list[Quad]:
    """Give a thing another name in one language."""
    own = [q for q in quads if q.predicate.value == LABEL and BASE in str(q.subject)]
    one = chance.choice(own)
    assert isinstance(one.object, Literal)
    named = Literal(f"{one.object.value} bis", language=one.object.language)
    return changed(quads, one, with_value(one, named))


def day(quads: Sequence[Quad], chance: random.Random) -> list[Quad]:
    """Let a statement begin or end one year earlier."""
    one = chance.choice([q for q in quads if q.predicate.value in DATES])
    assert isinstance(one.object, Literal)
    earlier = re.sub(r"\d{4}", lambda year: str(int(year[0]) - 1), one.object.value, count=1)
    moved = Literal(earlier, datatype=one.object.datatype)
    return changed(quads, one, with_value(one, moved))


def statements(quads: Sequence[Quad]) -> list[NamedNode]:
    of_kind = (q for q in quads if q.predicate.value == TYPE and f"{BASE}uitspraak/" in str(q))
    return list(dict.fromkeys(q.subject for q in of_kind if isinstance(q.subject, NamedNode)))


def added(quads: Sequence[Quad], chance: random.Random) -> list[Quad]:
    """State again what a statement says, as another statement."""
    one, new = chance.choice(statements(quads)), NamedNode(f"{BASE}uitspraak/nog-een")
    own = [q for q in quads if q.subject == one]
    return [*quads, *(Quad(new, q.predicate, q.object, q.graph_name) for q in own)]


def withdrawn(quads: Sequence[Quad], chance: random.Random) -> list[Quad]:
    """Withdraw a statement."""
    one = chance.choice(statements(quads))
    graph = next(q.graph_name for q in quads if q.subject == one)
    time = Literal(
        "2026-11-28T12:00:00Z",
        datatype=NamedNode("http://www.w3.org/2001/XMLSchema#dateTime"),
    )
    return [*quads, Quad(one, NamedNode(f"{PROV}invalidatedAtTime"), time, graph)]


EDITS: tuple[Edit, ...] = (label, day, added, withdrawn)


def opened(quads: Sequence[Quad], file: Path) -> tuple[EmbeddedStore, list[Quad]]:
    """Return the store of stated quads and what is derived from them, without the ontology's pages.

    Also return all quads.
    """
    serialize(quads, str(file), format=RdfFormat.N_QUADS)
    _, derived = exact_quads([str(file)], None, model=True)
    every = [*quads, *(quad for quad in derived if str(quad.subject).startswith(f"<{BASE}"))]
    store = EmbeddedStore()
    store.load(every)
    return store, every


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def differing(one: Path, other: Path) -> list[str]:
    mine, theirs = files(one), files(other)
    return sorted(path for path in mine | theirs if mine.get(path) != theirs.get(path))


def brought_up_to_date(edits: Sequence[tuple[Edit, int]], folder: Path) -> list[set[str]]:
    """Make a site, then edit its data and make it again, for each edit; return what it changed.

    After each edit the site is compared with a new one.
    """
    stated = list(read([AGENCY], ontology=False).quads)
    store, quads = opened(stated, folder / "data.nq")
    build(store, folder / "site", day=DAY, quads=quads)
    told = []
    for n, (edit, seed) in enumerate(edits):
        stated = edit(stated, random.Random(seed))
        store, quads = opened(stated, folder / "data.nq")
        before = files(folder / "site")
        found = build(store, folder / "site", day=DAY, quads=quads)
        build(store, folder / f"anew-{n}", day=DAY, quads=quads)
        after = files(folder / "site")
        assert differing(folder / "site", folder / f"anew-{n}") == []
        assert set(found.changed) == {path for path in after if before.get(path) != after[path]}
        told.append(set(found.changed))
    return told


@pytest.mark.slow
def test_after_an_edit_the_site_is_as_if_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = tuple(one for one in catalogue.MAKERS if one not in (questions, sparql, vocabulary))
    monkeypatch.setattr(catalogue, "MAKERS", few)
    told = brought_up_to_date([(label, 0), (added, 1)], tmp_path)
    assert all(told)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_after_random_edits_every_page_is_as_if_made_anew(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    edits = [(edit, chance.randrange(10**6)) for edit in chance.sample(EDITS, len(EDITS))]
    brought_up_to_date(edits, tmp_path)


def test_which_pages_a_site_has_does_not_depend_on_the_names_of_things(tmp_path: Path) -> None:
    """So a page that shows no name is not made again when one changed."""
    store, _ = opened(list(read([AGENCY], ontology=False).quads), tmp_path / "data.nq")
    view = views(store, day=DAY)[0]
    store.asked = set()
    with aside(view.graph) as asked:
        assert catalogue.pages(view)
    queries = [text for kind, text in view.followed(asked) if kind == "query"]
    assert not [text for text in queries if "?name" in text and "?rank" in text]


def answered(answers: dict[Asked, str], asked: Asked, _: str) -> str:
    return answers[asked]


def listed(root: Path, answers: dict[Asked, str]) -> Folder:
    """Return a folder with two files, each made from requests of which one is shared."""
    folder = Folder(root)
    folder.compare("same", "whole", partial(answered, answers), frozenset())
    made = {"a.html": [("node", "a"), ("node", "b")], "b.html": [("node", "b")]}
    for path, asked in made.items():
        folder.write(path, path)
        folder.note(path, asked, partial(answered, answers))
    folder.finish()
    return folder


def test_the_list_of_a_site_tells_which_files_an_answer_decides(tmp_path: Path) -> None:
    answers: dict[Asked, str] = {("node", "a"): "1", ("node", "b"): "1"}
    listed(tmp_path, answers)
    found = {}
    for one in answers:
        now = answers | {one: "2"}
        folder = Folder(tmp_path)
        folder.compare("same", "other", partial(answered, now), frozenset())
        found[one[1]] = [
            path for path in ("a.html", "b.html") if folder.stands(path, partial(answered, now))
        ]
    assert found == {"a": ["b.html"], "b": []}


@pytest.mark.parametrize("kept", [True, False])
def test_after_a_list_of_an_earlier_version_every_file_is_made_again(
    kept: bool, tmp_path: Path
) -> None:
    answers: dict[Asked, str] = {("node", "a"): "1", ("node", "b"): "1"}
    listed(tmp_path, answers)
    file = tmp_path / ".dvgraph-site.json"
    found = json.loads(file.read_text("utf-8"))
    if not kept:
        found["from"] = {"a.html": [0, 1], "b.html": [1]}
        del found["numbers"]
    file.write_text(json.dumps(found), "utf-8")
    folder = Folder(tmp_path)
    folder.compare("same", "whole", partial(answered, answers), frozenset())
    assert folder.stands("a.html", partial(answered, answers)) == kept
    folder.write("c.html", "")
    folder.finish()
    assert not (tmp_path / "b.html").exists()


@pytest.mark.parametrize("numbers", ["AAAA", "AAAAAA==", "/////wAAAAAAAAAA", "?"])
def test_a_damaged_list_is_refused(numbers: str, tmp_path: Path) -> None:
    listed(tmp_path, {("node", "a"): "1", ("node", "b"): "1"})
    file = tmp_path / ".dvgraph-site.json"
    found = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(found | {"numbers": numbers}), "utf-8")
    with pytest.raises(InputError, match="make the site again"):
        Folder(tmp_path)


def test_a_part_of_a_folder_tells_of_a_file_that_stood_but_was_made_again(tmp_path: Path) -> None:
    """Files that are made together are made again together, also if one of them would stand."""
    answers: dict[Asked, str] = {("node", "a"): "1", ("node", "b"): "1", ("node", "c"): "1"}
    listed(tmp_path, answers)
    whole, copy = Folder(tmp_path), Folder(tmp_path)
    for folder in (whole, copy):
        folder.compare("same", "other", partial(answered, answers), frozenset())
    for path in ("a.html", "b.html"):
        assert copy.stands(path, partial(answered, answers))
    copy.write("a.html", "new")
    copy.note("a.html", [("node", "c")], partial(answered, answers))
    whole.join(copy.part())
    whole.finish()
    answers["node", "c"] = "2"
    again = Folder(tmp_path)
    again.compare("same", "third", partial(answered, answers), frozenset())
    stand = [one for one in ("a.html", "b.html") if again.stands(one, partial(answered, answers))]
    assert stand == ["b.html"]
    assert (tmp_path / "a.html").read_text("utf-8") == "new"


def test_a_file_stands_if_only_what_its_queries_read_changed_which_the_list_then_has(
    tmp_path: Path,
) -> None:
    """So the next site does not ask again."""
    listed(tmp_path, {("node", "a"): "read.1", ("node", "b"): "read.1"})
    answers: dict[Asked, str] = {("node", "a"): "other.1", ("node", "b"): "other.1"}
    folder = Folder(tmp_path)
    folder.compare("same", "other", partial(answered, answers), frozenset())
    assert folder.stands("a.html", partial(answered, answers))
    folder.finish()
    found = json.loads((tmp_path / ".dvgraph-site.json").read_text("utf-8"))
    assert {digest for *_, digest in found["asked"]} == {"other.1"}
