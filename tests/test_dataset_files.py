"""Reading and writing files: terms as written, one graph per file, one clear line for an error."""

import csv
import io
import os
import shutil
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calling import call
from dvgraph.dataset import files as dataset
from dvgraph.dataset.files import (
    FORMATS,
    discover,
    read,
    replace_file,
    shipped,
    write,
)
from dvgraph.errors import InputError, OutputError, UseError
from dvgraph.namespaces import BASE, TYPE
from dvgraph.rdf import reading
from dvgraph.rdf.oxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Term,
    Triple,
    parse,
)
from dvgraph.rdf.writing import encoded
from dvgraph.resources import data_dir, ontology_dir

GRAPHS = BASE + "graph/"
XSD = "http://www.w3.org/2001/XMLSchema#"
TRIPLE = b"<http://x/s> <http://x/p> <http://x/o> ."
OURS = f"\n<urn:s> <{TYPE}> <https://w3id.org/dvgraph/ns#Taak> .\n".encode()


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# What stores and other libraries are known to rewrite.
FRAGILE = [
    ("01", XSD + "integer"),
    ("1.00", XSD + "decimal"),
    ("+1", XSD + "integer"),
    ("0", XSD + "decimal"),
    ("", XSD + "boolean"),
    ("yes", XSD + "boolean"),
    ("1E3", XSD + "double"),
    ("5", XSD + "unsignedLong"),
    ("24:00:00", XSD + "time"),
    ("2021-01-01Z", XSD + "date"),
    ("2021-01-01T00:00:00.000Z", XSD + "dateTime"),
    ("2021-01-01T00:00:00Z", XSD + "dateTimeStamp"),
    ("-0044-03-15", XSD + "date"),
    ("2005-04~", "http://id.loc.gov/datatypes/edtf/EDTF"),
    (" a\tb\nc\r\\\"'\u0007\u200b€😀", XSD + "string"),
]
iris = st.builds(
    lambda path, fragment: NamedNode(f"http://x.org/{path}{fragment}"),
    st.text(st.sampled_from("ab/.,;:é()'~-_0@!$&*+=?"), max_size=8),
    st.sampled_from(("", "#", "#line=1,2", "#a.b", "%41", "/../")),
)
blanks = st.sampled_from("abc").map(BlankNode)
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
literals = st.one_of(
    st.sampled_from(FRAGILE).map(lambda pair: Literal(pair[0], datatype=NamedNode(pair[1]))),
    texts.map(Literal),
    st.builds(
        lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(("nl", "de-1996"))
    ),
    st.builds(lambda text, kind: Literal(text, datatype=kind), texts, iris),
)
quads = st.builds(
    Quad, iris | blanks, iris, iris | blanks | literals, iris | blanks | st.just(DefaultGraph())
)


def isomorphic(one: list[Quad], other: list[Quad]) -> bool:
    from pyoxigraph import CanonicalizationAlgorithm, Dataset

    left, right = Dataset(one), Dataset(other)
    left.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    right.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return bool(left == right)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nt", "nq", "ttl", "trig", "jsonld"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(quads, min_size=1, max_size=8))
def test_what_is_loaded_written_and_loaded_again_is_the_same(
    tmp_path: Path, name: str, wanted: list[Quad]
) -> None:
    if not FORMATS[name].supports_datasets:
        wanted = [Quad(*quad.triple) for quad in wanted]
    first = put(tmp_path, f"first/x.{name}", b"")
    write(wanted, first, name)
    loaded = read([first], ontology=False).quads
    graph = NamedNode(f"{GRAPHS}first/x")
    placed = [
        Quad(*q.triple, graph if isinstance(q.graph_name, DefaultGraph) else q.graph_name)
        for q in wanted
    ]
    assert isomorphic(loaded, placed)
    second = tmp_path / f"first/y.{name}"
    write(loaded, second, name)
    again = read([second], ontology=False).quads
    if not FORMATS[name].supports_datasets:
        again = [Quad(*q.triple, graph) for q in again]
    assert isomorphic(again, loaded)


def from_csv(data: bytes) -> list[Quad]:
    """The quads in a CSV export, to show that nothing is lost in it."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))

    def node(text: str) -> NamedNode | BlankNode:
        return BlankNode(text[2:]) if text.startswith("_:") else NamedNode(text)

    found = []
    for row in rows:
        value: Term = (
            Literal(row["object"], language=row["lang"])
            if row["lang"]
            else Literal(row["object"], datatype=NamedNode(row["datatype"]))
            if row["type"] == "literal"
            else node(row["object"])
        )
        assert row["type"] in ("iri", "bnode", "literal")
        graph = node(row["graph"]) if row["graph"] else DefaultGraph()
        found.append(Quad(node(row["subject"]), NamedNode(row["predicate"]), value, graph))
    return found


def expressible(quad: Quad) -> bool:
    """Return whether RDF/XML can hold a triple: some characters and names it cannot."""
    try:
        return bool(encoded([quad], "rdf"))
    except OutputError:
        return False


@given(st.lists(quads, min_size=1, max_size=8))
def test_what_rdf_xml_can_hold_is_read_as_it_was_written(given_: list[Quad]) -> None:
    named = [Quad(quad.subject, NamedNode("http://x.org/p"), quad.object) for quad in given_]
    wanted = [quad for quad in named if expressible(quad)]
    found = list(reading.quads(encoded(wanted, "rdf"), RdfFormat.RDF_XML, "x.rdf"))
    assert isomorphic(found, wanted)


@given(st.lists(quads, max_size=8))
def test_a_csv_export_keeps_every_term(wanted: list[Quad]) -> None:
    buffer = io.BytesIO()
    write(wanted, buffer, "csv")
    assert from_csv(buffer.getvalue()) == wanted


def test_a_csv_export_names_its_columns() -> None:
    buffer = io.BytesIO()
    write([Quad(NamedNode("http://x/s"), NamedNode("http://x/p"), Literal("a"))], buffer, "csv")
    assert buffer.getvalue().startswith(b"graph,subject,predicate,object,type,datatype,lang\r\n")


def test_the_shipped_data_survives_an_export_term_by_term(tmp_path: Path) -> None:
    shipped = read([ontology_dir()], ontology=False).quads
    assert shipped
    for name in ("nq", "trig", "jsonld"):
        path = tmp_path / f"export.{name}"
        write(shipped, path, name)
        assert isomorphic(read([path], ontology=False).quads, shipped)


# One graph per file


@pytest.mark.parametrize(
    ("named", "file", "graph"),
    [
        ("agency", "agency/statements/figures.ttl", "agency/statements/figures"),
        ("agency/statements", "agency/statements/figures.ttl", "statements/figures"),
        ("agency/x.ttl", "agency/x.ttl", "agency/x"),
        ("agency", "agency/een naam.nt", "agency/een%20naam"),
    ],
)
def test_a_file_is_the_graph_of_its_name_in_the_folder_named(
    tmp_path: Path, named: str, file: str, graph: str
) -> None:
    put(tmp_path, file, TRIPLE)
    found = read([tmp_path / named], ontology=False)
    assert [quad.graph_name for quad in found.quads] == [NamedNode(GRAPHS + graph)]
    assert [source.graph for source in found.files] == [NamedNode(GRAPHS + graph)]


def test_the_ontology_is_beside_every_dataset_of_the_model_but_the_shapes_are_not(
    tmp_path: Path,
) -> None:
    graphs = {f.graph.value for f in read([put(tmp_path, "a/x.nt", TRIPLE + OURS)]).files}
    assert GRAPHS + "a/x" in graphs
    assert GRAPHS + "ontology/dvg" in graphs
    assert any(graph.startswith(GRAPHS + "ontology/codelists/") for graph in graphs)
    assert not any("shapes" in graph for graph in graphs)


def test_someone_elses_data_is_read_alone_unless_the_model_is_asked_for(tmp_path: Path) -> None:
    files = [put(tmp_path, "a/x.nt", TRIPLE)]
    assert [file.path for file in read(files).files] == files
    assert len(read(files).quads) == 1
    assert len(read(files, model=True).files) == len(read([]).files) + 1


def test_the_folder_of_an_agency_is_of_the_model_whichever_file_of_it_is_read() -> None:
    file = data_dir() / "digitaal-vlaanderen" / "persons.ttl"
    assert len(read([file]).files) == len(read([]).files) + 1


def test_someone_elses_triple_stays_even_if_the_ontology_has_it(tmp_path: Path) -> None:
    ours = next(quad.triple for quad in read([]).quads if "w3id.org" not in str(quad.triple))
    found = read([put(tmp_path, "a/x.nt", f"{ours} .\n")])
    assert [quad.triple for quad in found.quads] == [ours]


def test_the_shipped_data_has_agency_and_file_as_its_graph() -> None:
    for file, graph in discover([data_dir()]):
        inside = file.resolve().relative_to(data_dir().resolve()).with_suffix("")
        assert graph.value == GRAPHS + inside.as_posix()


def test_graphs_that_a_file_names_itself_are_kept(tmp_path: Path) -> None:
    path = put(
        tmp_path, "a/x.trig", b"<http://s> <http://p> 1 . <http://g> { <http://s> <http://p> 2 }"
    )
    graphs = {q.graph_name.value for q in read([path], ontology=False).quads}  # type: ignore[union-attr]
    assert graphs == {GRAPHS + "a/x", "http://g"}


def test_blank_nodes_of_two_files_stay_apart_and_keep_their_names(tmp_path: Path) -> None:
    for name in ("x", "y"):
        put(tmp_path, f"a/{name}.ttl", '_:n <http://p> [ <http://p> "1" ] .')
    once, twice = (read([tmp_path / "a"], ontology=False).quads for _ in range(2))
    assert once == twice
    nodes = {term for quad in once for term in quad.triple if isinstance(term, BlankNode)}
    assert len(nodes) == 4


def test_blank_nodes_inside_triple_terms_are_the_same_nodes(tmp_path: Path) -> None:
    path = put(tmp_path, "a/x.ttl", "_:n <http://p> <<( _:n <http://p> 1 )>> .")
    (quad,) = read([path], ontology=False).quads
    assert isinstance(quad.object, Triple)
    assert quad.object.subject == quad.subject


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = put(tmp_path, "a/x.nt", TRIPLE)
    assert len(read([path, tmp_path / "a", path], ontology=False).files) == 1


def test_a_byte_order_mark_is_not_data(tmp_path: Path) -> None:
    path = put(tmp_path, "x.ttl", b"\xef\xbb\xbf" + TRIPLE)
    assert len(read([path], ontology=False).quads) == 1


def test_relative_names_are_resources_of_dvgraph(tmp_path: Path) -> None:
    (quad,) = read([put(tmp_path, "x.ttl", "<a> <b> <c> .")], ontology=False).quads
    assert quad.subject == NamedNode(BASE + "a")


@pytest.mark.parametrize("format", [None, "nq", "jsonld"])
def test_standard_input_is_read_in_the_format_named(
    monkeypatch: pytest.MonkeyPatch, format: str | None
) -> None:
    data = b'{"@id": "http://x/s", "http://x/p": "o"}' if format == "jsonld" else TRIPLE
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = read(["-"], input_format=format, ontology=False)
    assert [q.graph_name for q in found.quads] == [NamedNode(GRAPHS + "stdin")]
    assert found.files[0].path is None


def test_a_format_named_overrules_the_suffix(tmp_path: Path) -> None:
    path = put(tmp_path, "export.txt", TRIPLE)
    assert len(read([path], input_format="nt", ontology=False).quads) == 1


# What is wrong, where, and what to do


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("broken.ttl", b"<http://a> <http://b> 1 .\n<http://a> oops .", r"broken\.ttl:2:12: "),
        ("prefix.ttl", b"\n\n  foo:a <http://b> 1 .", r"prefix\.ttl:3:3: The prefix foo:"),
        ("iri.ttl", b"<http://a> <http://b>\n  <http://c d> .", r"iri\.ttl:2:3: Invalid IRI"),
        ("bad.nt", TRIPLE + b"\n<http://a> <http://b> oops .", r"bad\.nt:2:23: "),
        ("bad.jsonld", b'{\n"a":', r"bad\.jsonld:2:5: "),
        ("bad.rdf", b"<rdf:RDF", r"bad\.rdf:1:1: "),
        ("latin.ttl", '<http://a> <http://b> "é" .'.encode("latin-1"), r"ttl:1:24: .*Latin-1"),
        ("wide.ttl", TRIPLE.decode().encode("utf-16"), r"wide\.ttl.*UTF-16"),
        ("wide.nt", TRIPLE.decode().encode("utf-16-le"), r"wide\.nt.*UTF-16"),
        ("empty.ttl", b"# nothing\n", r"empty\.ttl: there are no triples"),
        ("x.docx", b"", r"\.docx.*\.ttl, \.trig, .*--input-format"),
        ("far.jsonld", b'{"@context": "http://x/c", "@id": "http://a"}', r"never fetched"),
        (
            "xxe.rdf",
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///nowhere">]><x>&e;</x>',
            r"xxe\.rdf: an XML entity",
        ),
        (
            "bomb.rdf",
            b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>',
            r"bomb\.rdf: an XML entity",
        ),
        (
            "long.rdf",
            b'<!DOCTYPE x [<!ENTITY a "' + b"ha" * 999 + b'">]><x>' + b"&a;" * 999 + b"</x>",
            r"long\.rdf: an XML entity",
        ),
    ],
)
def test_unreadable_input_is_one_line_that_says_where(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read([put(tmp_path, name, content)], ontology=False)
    assert "\n" not in str(refused.value)


def test_entities_that_shorten_names_are_read(tmp_path: Path) -> None:
    rdf = b"""<!DOCTYPE rdf:RDF [<!ENTITY x "http://x/">]>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">
    <rdf:Description rdf:about="&x;s"><x:p rdf:resource="&x;o"/></rdf:Description></rdf:RDF>"""
    assert next(parse(TRIPLE, format=RdfFormat.TURTLE)).triple in [
        quad.triple for quad in read([put(tmp_path, "x.owl", rdf)], ontology=False).quads
    ]


def test_a_missing_file_and_a_folder_without_rdf_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.ttl: there is no such file"):
        read([tmp_path / "absent.ttl"])
    put(tmp_path, "docs/readme.md", "hello")
    with pytest.raises(InputError, match=r"docs: no RDF files.*\.ttl"):
        read([tmp_path / "docs"])


def test_an_unknown_input_format_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UseError, match="ttl, trig"):
        read([tmp_path], input_format="turtel")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read_is_named(tmp_path: Path) -> None:
    path = put(tmp_path, "x.ttl", TRIPLE)
    path.chmod(0)
    with pytest.raises(InputError, match="cannot be read"):
        read([path])


# Writing

ONE = [Quad(NamedNode("http://x/s"), NamedNode("http://x/p"), Literal("a"), NamedNode("http://g"))]


def test_a_triple_in_two_graphs_is_written_once_where_graphs_cannot_be_named(
    tmp_path: Path,
) -> None:
    both = [*ONE, Quad(*ONE[0].triple, NamedNode("http://h"))]
    write(both, tmp_path / "x.nt", "nt")
    assert (tmp_path / "x.nt").read_bytes().count(b"\n") == 1


def test_triples_of_a_query_can_be_written_too(tmp_path: Path) -> None:
    write([ONE[0].triple], tmp_path / "x.ttl", "ttl", prefixes={"x": "http://x/"})
    assert (tmp_path / "x.ttl").read_text().split("\n")[1:] == ['x:s x:p "a" .', ""]


def test_what_a_format_cannot_hold_is_refused_and_the_old_file_stands(tmp_path: Path) -> None:
    path = put(tmp_path, "x.rdf", "old")
    bell = Triple(NamedNode("http://x/s"), NamedNode("http://x/p"), Literal("a\u0007b"))
    with pytest.raises(OutputError, match="rdf cannot express"):
        write([bell], path, "rdf")
    assert path.read_text() == "old"


def test_an_unknown_output_format_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UseError, match="jsonld"):
        write(ONE, tmp_path / "x", "turtle")
    assert not list(tmp_path.iterdir())


def test_a_write_that_fails_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "x.nq", "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match=r"x\.nq: cannot be written \(No space"):
        write(ONE, path, "nq")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"absent.x\.nq: cannot be written"):
        write(ONE, tmp_path / "absent" / "x.nq", "nq")
    with pytest.raises(OutputError, match="cannot be written"):
        write(ONE, tmp_path, "nq")


def test_a_device_is_written_to_and_not_replaced() -> None:
    replace_file(Path(os.devnull), b"x")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_closed_pipe_is_left_to_the_caller() -> None:
    class Closed(io.BytesIO):
        def write(self, _: object) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        write(ONE, Closed(), "nq")


def test_the_shipped_dataset_is_the_data_and_the_ontology() -> None:
    graphs = {file.graph.value for file in dataset.shipped().files}
    assert GRAPHS + "ontology/dvg" in graphs
    assert any(graph.startswith(GRAPHS + "digitaal-vlaanderen/") for graph in graphs)


def test_a_copy_of_a_data_folder_names_its_graphs_as_the_original(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere" / "data" / "agency" / "statements"
    folder.mkdir(parents=True)
    (folder / "figures.ttl").write_text("<urn:s> <urn:p> <urn:o> .", "utf-8")
    for named in (folder / "figures.ttl", folder, folder.parents[1]):
        [(_, graph)] = dataset.discover([named])
        assert graph.value == GRAPHS + "agency/statements/figures"


def test_a_link_stays_a_link_and_a_file_keeps_its_mode(tmp_path: Path) -> None:
    file, link = tmp_path / "real.ttl", tmp_path / "link.ttl"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file.name)
    replace_file(link, b"new")
    assert link.is_symlink()
    assert file.read_text() == "new"
    assert file.stat().st_mode & 0o777 == 0o640


def test_triple_terms_may_be_nested_and_marks_in_strings_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    nested = "<<( <urn:a> <urn:b> " * 40 + "1" + " )>>" * 40
    path.write_text(f'# {"<< " * 99}\n<urn:s> <urn:p> "{"<< " * 99}", {nested} .')
    assert len(read([path], ontology=False).quads) == 2


AGENCY = """@base <https://example.org/id/> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
@prefix void: <http://rdfs.org/ns/void#> .
<dataset/x> a void:Dataset ;
    void:uriSpace "https://example.org/id/" ;
    dvg:graafruimte "https://example.org/graph/" .
"""


def test_a_description_names_the_graphs_of_its_folder_and_resolves_their_iris(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "any name" / "deeper"
    folder.mkdir(parents=True)
    (folder.parent / "agency.ttl").write_text(AGENCY)
    (folder / "a.ttl").write_text("<a> <b> <c> .")
    [quad] = [
        quad for quad in read([folder], ontology=False).quads if "dataset" not in str(quad.subject)
    ]
    assert quad.graph_name == NamedNode("https://example.org/graph/deeper/a")
    assert quad.subject == NamedNode("https://example.org/id/a")


def test_a_description_whose_base_is_no_iri_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "agency.ttl").write_text(AGENCY.replace('"https://example.org/id/"', '"id"'))
    with pytest.raises(InputError, match=r"'id' is not an absolute IRI") as caught:
        read([tmp_path])
    assert caught.value.where == str(tmp_path / "agency.ttl")


def test_a_file_called_agency_that_describes_nothing_changes_no_name(tmp_path: Path) -> None:
    (tmp_path / "agency.ttl").write_text("<a> <b> <c> .")
    assert [graph for _, graph in discover([tmp_path])] == [
        NamedNode(f"https://w3id.org/dvgraph/id/graph/{tmp_path.name}/agency")
    ]


def test_a_copy_of_the_data_under_another_name_is_the_same_dataset(tmp_path: Path) -> None:
    shutil.copytree(data_dir() / "digitaal-vlaanderen", tmp_path / "copy")
    assert set(read([tmp_path / "copy"]).quads) == set(shipped().quads)


RDF_XML = """<?xml version="1.0"{}?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://ex.org/"{}>
<rdf:Description rdf:about="http://ex.org/a"><ex:p>caf\xe9</ex:p>{}</rdf:Description></rdf:RDF>
"""


def objects(file: Path) -> set[str]:
    return {str(quad.object) for quad in read([file], ontology=False).quads}


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "utf-16", "UTF-8"])
def test_rdf_xml_is_read_in_the_encoding_that_it_declares(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.rdf"
    file.write_bytes(RDF_XML.format(f' encoding="{encoding}"', "", "").encode(encoding))
    assert objects(file) == {'"caf\xe9"'}


def test_an_empty_language_in_rdf_xml_ends_the_language_around_it(tmp_path: Path) -> None:
    file = tmp_path / "a.rdf"
    more = '<ex:q xml:lang="">01</ex:q>'
    file.write_text(RDF_XML.format("", ' xml:lang="fr"', more), "utf-8")
    assert objects(file) == {'"caf\xe9"@fr', '"01"'}


def test_json_ld_with_a_map_by_type_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonld"
    context = '{"p": {"@id": "http://ex.org/p", "@container": "@type"}}'
    file.write_text(
        f'{{"@context": {context}, "@id": "http://ex.org/a",'
        ' "p": {"http://ex.org/T": {"@id": "http://ex.org/b"}}}',
        "utf-8",
    )
    assert objects(file) == {"<http://ex.org/b>", "<http://ex.org/T>"}


def test_json_ld_with_a_map_by_type_and_a_context_elsewhere_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonld"
    file.write_text(
        '{"@context": [{"p": {"@id": "http://ex.org/p", "@container": "@type"}},'
        ' "http://127.0.0.1:1/c.jsonld"], "@id": "http://ex.org/a",'
        ' "p": {"http://ex.org/T": {"@id": "http://ex.org/b"}}}',
        "utf-8",
    )
    with pytest.raises(InputError):
        read([file], ontology=False)


def test_a_key_that_stands_twice_in_json_ld_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonld"
    file.write_text('{"@id": "urn:a", "urn:p": 1, "urn:p": 2}', "utf-8")
    with pytest.raises(InputError, match="the key urn:p stands twice"):
        read([file], ontology=False)


@pytest.mark.parametrize("command", [("export", "-f", "nt", "--data"), ("load",), ("validate",)])
def test_a_pipe_is_read_once_and_in_the_format_named(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(b"<urn:a> <urn:p> <urn:b> .\n"))
    writer.start()
    done = call(*command, str(pipe), "--input-format", "ttl")
    writer.join()
    assert done.returncode == 0, done.stderr
