"""Large files are read as columns and validated in numpy, with the same report as small ones."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dvgraph.dataset import columns
from dvgraph.dataset.columns import LargeDataset, read_columns
from dvgraph.dataset.files import Dataset, read
from dvgraph.errors import InputError
from dvgraph.prebuilt.stores import Opened, kept_quads, open_whole, read_prebuilt
from dvgraph.rdf.oxigraph import NamedNode, RdfFormat, parse, serialize
from dvgraph.store.cache import folder
from dvgraph.store.embedded import EmbeddedStore
from dvgraph.validation import assessment, foreign
from dvgraph.validation.assessment import Assessment, assess
from dvgraph.validation.shacl import validate
from test_validation_engines import PREFIXES, Chance, rows

ODD = """ex:e ex:p 01, 1, "x"^^xsd:integer ; ex:q [ ex:r "b"@nl, "B"@NL ], ex:e .
ex:d ex:p 1.50 ; ex:r ex:d ."""
QUERY = """ex:Q sh:targetSubjectsOf ex:p ; sh:sparql [
  sh:select "SELECT $this ?value { $this <urn:x:p> ?value FILTER(!isIRI(?value)) }" ] ."""

COUNTING = """ex:C sh:targetSubjectsOf ex:p ; sh:sparql [ sh:select
  "SELECT $this (COUNT(*) AS ?n) { $this <urn:x:p> ?v } GROUP BY $this HAVING (COUNT(*) > 0)" ] ."""


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """Returns a function that writes data and shapes, and returns their paths."""

    def write(data: str, shapes: str, suffix: str = "ttl") -> tuple[str, str]:
        files = tmp_path / f"data.{suffix}", tmp_path / "shapes.ttl"
        quads = list(parse((PREFIXES + data).encode(), format=RdfFormat.TURTLE))
        if suffix == "nt":
            serialize(dict.fromkeys(quads), files[0].open("wb"), format=RdfFormat.N_TRIPLES)
        else:
            files[0].write_text(PREFIXES + data, "utf-8")
        files[1].write_text(PREFIXES + shapes, "utf-8")
        return str(files[0]), str(files[1])

    return write


def test_random_shapes_find_the_same_in_columns_as_in_quads(
    written: Callable[..., tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "LARGE", 0)
    sizes = []
    for seed in range(100, 180):
        chance = Chance(seed)
        shape = chance.shape()
        data, shapes = written(chance.data(), f"ex:S {chance.target()} ; {shape[1:-1]} .")
        dataset = read_columns([data])
        assert dataset
        found = rows(validate(dataset, (), [shapes]))
        assert found == rows(validate(read([data], ontology=False), (), [shapes])), shape
        sizes.append(sum(found.values()))
    assert sum(size > 0 for size in sizes) > 40


@pytest.mark.parametrize("suffix", ["nt", "ttl"])
def test_the_report_on_large_files_is_that_on_small_ones_with_all_places(
    written: Callable[..., tuple[str, str]], monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    """With literals that the store changes, blank nodes, a query, and lines of the file."""
    shape = (
        "ex:S sh:targetSubjectsOf ex:q ; sh:property [ sh:path ex:q ; sh:nodeKind sh:Literal ] ."
    )
    shape += "ex:T sh:targetObjectsOf ex:q ; sh:property [ sh:path ex:r ; sh:uniqueLang true ] ."
    data, shapes = written(ODD, f"{shape}\n{QUERY}", suffix)

    def told() -> Assessment:
        return assess([data], shapes=[shapes], lang="en")

    small = told()
    monkeypatch.setattr(columns, "LARGE", 0)
    large = told()
    assert len(small.report.findings) > 6
    assert large.text() == small.text()
    assert large.report.made(frozenset()) == small.report.made(frozenset())


def test_only_turtle_and_n_triples_of_others_are_read_as_columns(
    written: Callable[..., tuple[str, str]],
) -> None:
    data, _ = written(ODD, "")
    assert isinstance(read_columns([data]), LargeDataset)
    own, _ = written("<urn:a> a <https://w3id.org/dvgraph/ns#Uitspraak> .", "")
    assert read_columns([own]) is None
    assert read_columns(["-"]) is None


LINES = b"""<urn:a> <urn:p> "x .\\n y" .
<urn:a> <urn:p> _:b .
_:b <urn:q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
"""


@pytest.mark.parametrize(
    "text",
    [
        LINES,
        LINES.rstrip(b"\n"),
        LINES.replace(b"\n", b"\r\n"),
        LINES + b"# note\n\n<urn:a>\t<urn:p>   <urn:b>. # note .\n",
        LINES + b"<urn:a> <urn:p> <urn:b> . # note .\n",
        b"<urn:a> <urn:p> <urn:b> . # note\n" + LINES,
        b"<urn:a> <urn:p> <urn:b> . # note\n# note\n" + LINES,
        LINES + b'_:b <urn:p>  _:b .\n<urn:a> <urn:p> "\\u0041" .\n<urn:a> <urn:p> "A" .\n',
        LINES + b'<urn:a> <urn:p> "a"@NL-be .\n<urn:a> <urn:p> "a"@nl-BE .\n',
        b"\xef\xbb\xbf" + LINES,
        LINES + b'"a" <urn:p> <urn:b> .\n',
        LINES + b"<urn:a> _:p <urn:b> .\n",
        LINES + b"<urn:a> <urn:p> <urn:b> . <urn:a> <urn:p> <urn:c> .\n",
        LINES + b"<urn:a> <urn:p> <urn:b> <urn:g> .\n",
        LINES + b"<urn:a> <urn:p> <b> .\n",
        LINES + b"<urn:a> <urn:p> <urn:b> . .\n",
        LINES + b"<urn:a> <urn:p> <urn:b>\n",
        LINES + b"<urn:a> <urn:p> <urn:b c> .\n",
        LINES + b'<urn:a> <urn:p> "\xff" .\n',
    ],
)
def test_large_n_triples_are_read_as_the_parser_reads_them_whatever_their_layout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: bytes
) -> None:
    """An error has its line and column."""
    monkeypatch.setattr(columns, "LARGE", 0)
    monkeypatch.setattr(columns, "_PART", 80)
    file = tmp_path / "data.nt"
    file.write_bytes(text)

    def told(read_: Callable[[], Dataset | None]) -> object:
        try:
            found = read_()
        except InputError as error:
            return str(error), error.where
        assert found
        return found.quads

    assert told(lambda: read_columns([file])) == told(lambda: read([file], ontology=False))


def test_several_large_files_are_one_dataset_with_lines_in_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "LARGE", 0)
    first, second = tmp_path / "first.nt", tmp_path / "second.nt"
    first.write_text("<urn:a> <urn:p> <urn:b> .\n", "utf-8")
    second.write_text(
        "<urn:b> <urn:p> <urn:a> .\n<urn:c> <urn:q> _:a .\n<urn:c> <urn:p> <urn:b> .\n", "utf-8"
    )
    found = read_columns([first, second])
    assert found
    small = read([first, second], ontology=False)
    assert found.quads == small.quads
    for asked in (
        {NamedNode("urn:p")},
        {NamedNode("urn:p"), NamedNode("urn:q")},
        {NamedNode("urn:a")},
    ):
        assert found.objects(asked) == small.objects(asked)
        assert [*found.having(asked)] == [*small.having(asked)]
    place = found.lines([NamedNode("urn:a"), NamedNode("urn:c")])
    assert place
    assert place(NamedNode("urn:a"), None) == f"{first}:1"
    assert place(NamedNode("urn:c"), NamedNode("urn:p")) == f"{second}:3"
    assert place(NamedNode("urn:c"), NamedNode("urn:unknown")) == f"{second}:2"
    assert place(NamedNode("urn:d"), None) is None


def test_a_query_on_a_large_file_makes_no_object_for_each_triple(
    written: Callable[..., tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "LARGE", 0)
    data, shapes = written("ex:e ex:p 1 . ex:d ex:p ex:e .", f"{QUERY} {COUNTING}")
    monkeypatch.setattr(LargeDataset, "quads", property(lambda _: pytest.fail("all quads")))
    assert len(assess([data], shapes=[shapes]).report.findings) == 3


@pytest.mark.parametrize("blank", ["", '_:b <urn:x:p> _:c .\n_:b <urn:x:p> "1" .\n'])
def test_large_n_triples_are_loaded_in_parts_for_queries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blank: str
) -> None:
    monkeypatch.setattr(columns, "LARGE", 0)
    monkeypatch.setattr(foreign, "PART", 100)
    monkeypatch.setattr(foreign, "BESIDE", 0)
    sizes = []
    load = EmbeddedStore.load_text

    def counted(store: EmbeddedStore, text: bytes, format: RdfFormat, base: str) -> None:
        sizes.append(len(text))
        load(store, text, format, base)

    monkeypatch.setattr(EmbeddedStore, "load_text", counted)
    text = "".join(f'<urn:n{n}> <urn:x:p> "v{n}" .\n' for n in range(20)) + blank
    text += '<urn:long> <urn:x:p> "' + "x" * 200 + '" .'
    (tmp_path / "data.nt").write_text(text, "utf-8")
    (tmp_path / "shapes.ttl").write_text(PREFIXES + QUERY, "utf-8")
    found = assess([str(tmp_path / "data.nt")], shapes=[str(tmp_path / "shapes.ttl")])
    assert len(found.report.findings) == 21 + 2 * bool(blank)
    # A store with blank nodes is made of the columns, and nobody waits for the one of the text.
    assert blank or (len(sizes) > 5 and sum(sizes) == len(text))


@pytest.mark.parametrize("least", [columns.LARGE, 0])
def test_our_own_data_are_judged_in_the_columns_of_their_prebuilt_store(
    example_file: Path, monkeypatch: pytest.MonkeyPatch, least: int
) -> None:
    """The report is that on quads, with derived triples and places; small data need no numpy."""
    monkeypatch.setattr(columns, "LARGE", least)
    files = [str(example_file)]
    own, derived = read_prebuilt(files)
    found = open_whole(files)
    assert isinstance(found.dataset, LargeDataset)
    assert (found.dataset.quads, found.dataset.files) == (own.quads, own.files)
    assert (found.dataset.size, found.derived) == (len(own.quads), ())
    assert set(found.whole.quads) == {*own.quads, *derived}
    assert found.store().size() == len({*own.quads, *derived})
    in_columns = assess(files, lang="en")
    plain = Opened(own, derived, found.store)
    monkeypatch.setattr(assessment, "open_whole", lambda *_, **__: plain)
    assert in_columns.text() == assess(files, lang="en").text()
    assert in_columns.report.findings


@pytest.mark.slow
@pytest.mark.parametrize("damaged", ["columns", "dataset.nq"])
def test_a_damaged_prebuilt_store_gives_the_whole_report(example_file: Path, damaged: str) -> None:
    files = [str(example_file)]
    read_prebuilt(files)
    expected = assess(files, lang="en").text()
    found = open_whole(files)
    for file in folder("stores").rglob(damaged):  # type: ignore[union-attr]  # the tests have a cache
        file.write_bytes(file.read_bytes()[:-10])
    assert found.store().size() == len(found.whole.quads)
    assert assess(files, lang="en").text() == expected


def test_rules_on_small_data_of_others_see_in_which_file_a_triple_is(tmp_path: Path) -> None:
    files = [tmp_path / "a.ttl", tmp_path / "b.ttl"]
    for file in files:
        file.write_text("<urn:a> <urn:p> <urn:b> .", "utf-8")
    found = assess([str(file) for file in files]).report.findings
    assert [one.component for one in found] == ["triple-in-two-graphs"]


def test_a_prebuilt_store_with_blank_nodes_is_read_as_quads(tmp_path: Path) -> None:
    file = tmp_path / "data.ttl"
    file.write_text("<urn:a> <urn:p> [ <urn:p> 1 ] .", "utf-8")
    read_prebuilt([file])
    assert kept_quads([file])
    assert not isinstance(open_whole([file]).dataset, LargeDataset)


def test_small_data_need_no_numpy_and_no_other_process(
    written: Callable[..., tuple[str, str]],
) -> None:
    data, shapes = written(ODD, QUERY)
    code = (
        "import sys; sys.addaudithook(lambda name, _: name == 'subprocess.Popen' and exit(3));"
        "from dvgraph.cli import cli\n"
        f"try: cli(['validate', {data!r}, '--shapes', {shapes!r}])\n"
        "except SystemExit as done: print(done.code, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "1 False"
