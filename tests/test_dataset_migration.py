"""Migration of a folder from an older model changes its terms and leaves everything else."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

from dvgraph.cli import cli
from dvgraph.dataset import migration
from dvgraph.errors import InputError

OLD = """# A comment about dvg:laatstGewogen stays.
@base <https://w3id.org/dvgraph/id/> .
@prefix d: <https://w3id.org/dvgraph/ns#> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<organisatie/kade> a gen:VersieVolgensGeldigeTijd ; # a harbour
    rdfs:label "d:laatstGewogen"@nl .
<functie/f>   d:laatstGewogen "2017-02-03" .
<uitspraak/c> d:maat <concept/maat/medewerkers-samen> .
<uitspraak/r> d:betrekking <concept/betrekking/opgegaan-in> .
"""
NEW = (
    OLD.replace("gen:VersieVolgensGeldigeTijd", "<http://data.europa.eu/m8g/PublicOrganisation>")
    .replace('d:laatstGewogen "2017', 'd:laatsteIndeling "2017')
    .replace("medewerkers-samen", "medewerkers")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "old.ttl").write_text(OLD, encoding="utf-8")
    (tmp_path / "notes.txt").write_text(OLD, encoding="utf-8")
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["migrate", "--lang", "en", *args])


def test_old_terms_are_replaced_and_comments_texts_and_layout_stay(folder: Path) -> None:
    result = run(str(folder))
    assert (folder / "deep" / "old.ttl").read_text("utf-8") == NEW
    assert (folder / "notes.txt").read_text("utf-8") == OLD
    assert "old.ttl:9: https://w3id.org/dvgraph/ns#laatstGewogen is now" in result.output
    assert "opgegaan-in has no equal in this model" in result.output
    assert result.exit_code == 1  # one is left to a person


def test_check_says_what_it_would_do_and_writes_nothing(folder: Path) -> None:
    result = run("--check", str(folder))
    assert (folder / "deep" / "old.ttl").read_text("utf-8") == OLD
    assert "old.ttl:7: " in result.output
    assert "4 old terms in 1 files; left to do: 4" in result.output
    assert result.exit_code == 1


def test_what_was_migrated_has_nothing_left_but_what_a_person_rewrites(folder: Path) -> None:
    run(str(folder))
    assert [one.done for one in migration.migrate([str(folder)])] == [False]


def test_a_name_that_other_prefixes_make_is_found_by_its_iri(tmp_path: Path) -> None:
    text = (
        "PREFIX x: <https://w3id.org/dvgraph/>\n"
        "SELECT ?s { ?s <https://w3id.org/dvgraph/ns#laatstGewogen> ?o }"
    )
    new, found = migration.migrated(text, tmp_path / "q.rq")
    assert "<https://w3id.org/dvgraph/ns#laatsteIndeling>" in new
    assert [one.line for one in found] == [2]


def test_a_written_classification_becomes_a_kind_in_data_and_stays_in_queries(
    tmp_path: Path,
) -> None:
    text = (
        "@prefix dct: <http://purl.org/dc/terms/> .\n@prefix org: <http://www.w3.org/ns/org#> .\n"
        "<o> org:classification <k> ."
    )
    assert "<o> dct:type <k> ." in migration.migrated(text, tmp_path / "o.ttl")[0]
    query = "PREFIX org: <http://www.w3.org/ns/org#>\nSELECT ?o { ?o org:classification ?k }"
    assert migration.migrated(query, tmp_path / "q.rq") == (query, [])


def test_a_page_of_a_source_becomes_its_address_and_another_page_stays(tmp_path: Path) -> None:
    text = (
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
        "<b> a foaf:Document ;\n    foaf:page <https://example.org/b> .\n"
        "<o> foaf:page <https://example.org/o> ."
    )
    new, found = migration.migrated(text, tmp_path / "s.ttl")
    assert "<https://schema.org/url> <https://example.org/b>" in new
    assert "<o> foaf:page <https://example.org/o>" in new
    assert [one.line for one in found] == [3]


def test_every_removed_term_has_a_replacement_or_a_place_to_look() -> None:
    terms = migration.table()
    assert f"{migration.BASE}concept/maat/medewerkers-samen" in terms.replacements
    assert not terms.replacements.keys() & terms.hints.keys()
    assert not set(terms.replacements.values()) & terms.replacements.keys()


def test_the_shipped_files_use_no_removed_term() -> None:
    from dvgraph import resources

    folders = (
        resources.data_dir(),
        resources.ontology_dir(),
        resources.queries_dir() / "questions",
    )
    assert migration.migrate([str(folder) for folder in folders], check=True) == []


def test_the_language_of_a_source_becomes_that_of_the_code_list(tmp_path: Path) -> None:
    old = '<b> <http://purl.org/dc/terms/language> "nl", "fr" ; <http://example.org/tag> "nl" .\n'
    text, renamed = migration.migrated(old, tmp_path / "old.ttl")
    space = "http://publications.europa.eu/resource/authority/language/"
    assert text == old.replace('"nl", "fr"', f"<{space}NLD>, <{space}FRA>")
    assert [each.old for each in renamed] == ['"nl"', '"fr"']


def test_an_absent_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        migration.migrate([str(tmp_path / "absent")])


EVENT = """@base <https://w3id.org/dvgraph/id/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix dvg: <https://w3id.org/dvgraph/ns#> .
<g/before> a org:ChangeEvent ; org:originalOrganization <o/a> ; org:resultingOrganization <o/b> .
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("original <o/a> ; result <o/a>", "changed <o/a>"),
        ("result <o/a> ;\n    original <o/a>", "changed <o/a>"),
        (
            "original <o/b>,\n        <o/a> ; a org:ChangeEvent ; result <o/a>",
            "original <o/b> ; a org:ChangeEvent ; changed <o/a>",
        ),
        (
            "original <o/a> ; result <o/a>, <o/b>",
            "result <o/b> ; changed <o/a>",
        ),
        (
            "result <o/c>, <o/a>, <o/d> ; original <o/a>, <o/b>",
            "result <o/c>, <o/d> ; changed <o/a> ; original <o/b>",
        ),
        ("original <o/a> ; result <o/a>, <o/b> ; a org:ChangeEvent", None),
    ],
)
def test_who_was_before_and_after_an_event_becomes_who_it_changed(
    tmp_path: Path, old: str, new: str | None
) -> None:
    def written(text: str) -> str:
        for word, name in (
            ("original ", "org:originalOrganization "),
            ("result ", "org:resultingOrganization "),
            ("changed ", "dvg:gewijzigdeOrganisatie "),
        ):
            text = text.replace(word, name)
        return f"{EVENT}<g/e> {text} .\n"

    new = new or "result <o/b> ; changed <o/a> ; a org:ChangeEvent"
    found, renamed = migration.migrated(written(old), tmp_path / "e.ttl")
    assert triples(found) == triples(written(new))
    assert found.startswith(EVENT)
    assert [one.done for one in renamed] == [True]
    assert migration.migrated(found, tmp_path / "e.ttl") == (found, [])


def triples(text: str) -> set[str]:
    return {str(quad) for quad in parse(text.encode(), format=RdfFormat.TURTLE)}
