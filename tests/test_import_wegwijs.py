"""Importing Wegwijs: what becomes of an organisation, and what a second import changes.

The samples of registers beside the checkout are real; all other input is synthetic, after the same
format.
"""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import register_export
from calling import call
from dvgraph.authoring import feeds
from dvgraph.authoring.additions import Addition
from dvgraph.authoring.feeds import Merged
from dvgraph.errors import DvgraphError, InputError
from dvgraph.exchange.importers import parts, wegwijs
from dvgraph.exchange.importers.known import Known
from dvgraph.exchange.imports import IMPORTERS
from dvgraph.namespaces import BASE
from dvgraph.rdf.oxigraph import NamedNode
from importing import SAMPLES, Folder, brought_in, texts

pytestmark = pytest.mark.usefixtures("english")


def document(number: int, name: str, changed: str = "2024-01-01T00:00:00Z", **more: Any) -> Any:
    """Return a synthetic search document."""
    return {
        "id": f"{number:08d}-0000-4000-8000-000000000000",
        "ovoNumber": f"OVO{number:06d}",
        "name": name,
        "changeTime": changed,
        "validity": {"start": "2010-01-01", "end": None},
        **more,
    }


def event(version: int, happened: str, time: str, **data: Any) -> Any:
    """Return a synthetic row of the event log of OVO000007."""
    number = "00000007-0000-4000-8000-000000000000"
    return {
        "Number": version,
        "Id": number,
        "Version": version,
        "Name": f"OrganisationRegistry.Organisation.Events.Organisation{happened}",
        "Timestamp": time,
        "Data": json.dumps({"organisationId": number, **data}),
    }


Import = Callable[..., Merged]


@pytest.fixture
def folder() -> Folder:
    return Folder()


@pytest.fixture
def imported(tmp_path: Path, folder: Folder) -> Import:
    """Import entries or a file into the folder."""

    def run(entries: Path | Iterable[Any], **options: Any) -> Merged:
        file = entries if isinstance(entries, Path) else tmp_path / "feed.json"
        if not isinstance(entries, Path):
            file.write_text(json.dumps(list(entries)), encoding="utf-8")
        return folder.take("wegwijs", file, **options)

    return run


@pytest.mark.program
def test_the_log_of_a_real_organisation_becomes_statements_with_their_own_times(
    tmp_path: Path,
) -> None:
    done = brought_in(tmp_path, "wegwijs", SAMPLES / "wegwijs-events.json")
    assert (done.returncode, done.stdout.split(",")[0]) == (0, "7 new statements"), done.stderr
    existence = (tmp_path / "wegwijs/statements/existence.ttl").read_text("utf-8")
    assert '    dvg:gezienOp "2018-03-16"^^xsd:date ;' in existence
    assert '    prov:generatedAtTime "2018-03-16T10:34:47Z"^^xsd:dateTime .' in existence
    assert "dvg:van" not in existence  # the register gives no start
    keys = (tmp_path / "wegwijs/statements/characteristics.ttl").read_text("utf-8")
    assert '    dvg:tot "1970-01-02"^^xsd:date ;' in keys  # the day after the last one
    assert '"CJM-leverancier: Ja"@nl' in keys
    things = (tmp_path / "wegwijs/organisations.ttl").read_text("utf-8")
    assert "rov:registration <identificator/kbo-0860824421>" in things
    assert things.count('skos:prefLabel "La Barraca"@nl') == 2  # its last event has a space before
    assert not (tmp_path / "wegwijs/events.ttl").exists()  # " La Barraca" is no other name

    before = {path: path.read_bytes() for path in tmp_path.rglob("*.ttl")}
    again = brought_in(tmp_path, "wegwijs", SAMPLES / "wegwijs-events.json")
    assert again.stdout == "nothing changed: the folder already says this\n"
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.ttl")} == before


@pytest.mark.program
def test_an_enterprise_number_finds_its_organisations_and_two_may_share_it(tmp_path: Path) -> None:
    feed = tmp_path / "feed.json"
    shared = [document(n, f"Dienst {n}", kboNumber="0860824421") for n in (1, 2)]
    feed.write_text(json.dumps(shared), encoding="utf-8")
    folder = tmp_path / "folder"
    brought_in(folder, "wegwijs", feed)
    where = ("--data", str(folder), "--lang", "en")
    found = call("search", "0860824421", *where, "-f", "csv").stdout
    assert "organisatie/ovo000001-dienst-1" in found
    assert "organisatie/ovo000002-dienst-2" in found
    assert "0860824421" in call("show", "dienst-1", *where).stdout.partition("\n\n")[0]
    asked = call("ask", "identifiers", *where, "-f", "csv").stdout
    assert asked.count("0860824421") >= 2
    told = call("check", *where).stdout
    assert "have the same number" not in told


def test_another_name_is_a_version_of_the_same_organisation_renamed(
    imported: Import, folder: Folder
) -> None:
    imported(
        [
            event(1, "Created", "2015-02-01T08:00:00", name="Oud", ovoNumber="OVO000007"),
            event(2, "NameUpdated", "2019-05-06T08:00:00", name="Nieuw", previousName="Oud"),
        ]
    )
    register = "https://data.vlaanderen.be/id/organisatie/OVO000007"
    for name in ("oud", "nieuw"):
        version = folder.things[f"{BASE}organisatie/ovo000007-{name}"]
        assert texts(version, "gen:isTijdspecialisatieVan") == [register]
    (renaming,) = folder.of("dvg:Naamswijziging")
    assert texts(renaming, "org:originalOrganization") == ["organisatie/ovo000007-oud"]
    assert texts(renaming, "org:resultingOrganization") == ["organisatie/ovo000007-nieuw"]
    (took_place,) = folder.said("dvg:Bestaan", renaming.iri)
    assert texts(took_place, "dvg:van") == ["[2015-02-01..2019-05-06]"]
    assert texts(took_place, "prov:generatedAtTime") == ["2019-05-06T08:00:00Z"]


@pytest.mark.program
def test_an_import_tells_each_renaming_that_it_makes(tmp_path: Path) -> None:
    for name in ("het Loket", "Agentschap Loket"):
        feed = tmp_path / "feed.json"
        log = [event(1, "Created", "2015-02-01T08:00:00", name="het Loket", ovoNumber="OVO000007")]
        if name != "het Loket":
            log.append(event(2, "NameUpdated", "2019-05-06T08:00:00", name=name))
        feed.write_text(json.dumps(log), "utf-8")
        done = brought_in(tmp_path, "wegwijs", feed)
        assert done.returncode == 0, done.stderr
        told = [line for line in done.stderr.splitlines() if line.startswith("renaming: ")]
        assert len(told) == (name != "het Loket")
    assert told[0].startswith("renaming: het Loket → Agentschap Loket (between 1 February 2015")
    assert "renaming: " not in brought_in(tmp_path, "wegwijs", feed).stderr


def test_a_correction_in_the_log_keeps_what_was_recorded_before(
    imported: Import, folder: Folder
) -> None:
    key = {"organisationKeyId": "11111111-a", "keyTypeName": "CIB", "value": "CIB1"}
    imported(
        [
            event(1, "Created", "2015-02-01T08:00:00", name="Oud", ovoNumber="OVO000007"),
            event(2, "KeyAdded", "2015-02-02T08:00:00", **key),
            event(3, "KeyUpdated", "2016-02-02T08:00:00", **key, validTo="2015-12-31"),
        ]
    )
    first, second = folder.of("dvg:Kenmerk")
    assert texts(first, "prov:invalidatedAtTime") == ["2016-02-02T08:00:00Z"]
    assert texts(second, "prov:wasRevisionOf") == [first.iri.removeprefix(BASE)]
    assert texts(second, "dvg:tot") == ["2016-01-01"]


def test_a_name_that_changed_since_the_last_feed_is_a_renaming_between_the_two(
    imported: Import, folder: Folder
) -> None:
    parent = [
        {
            "organisationOrganisationParentId": "22222222",
            "parentOrganisationId": document(2, "")["id"],
        }
    ]
    top = document(2, "Departement")
    imported([document(1, "Oud", parents=parent), top])
    changed = imported([document(1, "Nieuw", "2024-03-01T00:00:00Z", parents=parent), top])
    (renaming,) = folder.of("dvg:Naamswijziging")
    (took_place,) = folder.said("dvg:Bestaan", renaming.iri)
    assert texts(took_place, "dvg:van") == ["[2024-01-01..2024-03-01]"]
    assert not changed.withdrawn  # what was said of the old name stays
    assert len(folder.said("dvg:Betrekking", "organisatie/ovo000001-oud")) == 1
    assert len(folder.said("dvg:Betrekking", "organisatie/ovo000001-nieuw")) == 1
    assert not imported([document(1, "Nieuw", "2024-03-01T00:00:00Z", parents=parent), top]).files


def test_what_the_register_changed_is_revised_and_what_it_dropped_is_withdrawn(
    imported: Import, folder: Folder
) -> None:
    feed = [document(number, f"Dienst {number}") for number in range(1, 7)]
    imported(feed)
    feed[0] = document(1, "Dienst 1", "2024-05-01T00:00:00Z", validity={"start": "2011-01-01"})
    merged = imported(feed[:5])
    (revised,) = merged.revised
    assert texts(folder.things[revised], "dvg:van") == ["2011-01-01"]
    (gone,) = merged.withdrawn
    assert texts(folder.things[gone], "prov:invalidatedAtTime") == ["2024-06-01T00:00:00Z"]
    assert texts(folder.things[gone], "dvg:reden") == ["staat niet meer in de bron"]
    assert not imported(feed[:5]).files


def test_a_feed_without_a_fifth_of_the_statements_is_refused_unless_allowed(
    imported: Import, folder: Folder
) -> None:
    feed = [document(number, f"Dienst {number}") for number in range(1, 11)]
    imported(feed)
    before = dict(folder.things)
    with pytest.raises(DvgraphError, match="3 of the 10 statements of the kind existence"):
        imported(feed[:7])
    assert folder.things == before
    assert not imported(feed[:7], part=True).files
    assert len(imported(feed[:7], allowed=3).withdrawn) == 3


def test_what_a_person_corrected_stays_corrected(imported: Import, folder: Folder) -> None:
    imported([document(1, "Dienst")])
    (old,) = folder.said("dvg:Bestaan")
    ended = {**old.facts, "prov:invalidatedAtTime": [parts.moment("2024-02-01")]}
    own = {
        **old.facts,
        "dvg:van": [parts.day("2012-01-01")],
        "prov:generatedAtTime": [parts.moment("2024-02-01")],
        "prov:wasRevisionOf": [NamedNode(old.iri)],
        "prov:wasAttributedTo": [NamedNode(f"{BASE}agent/an")],
    }
    folder.things[old.iri] = Addition(old.file, old.iri, old.kind, ended)
    folder.things[f"{old.iri}-2"] = Addition(old.file, f"{old.iri}-2", old.kind, own)
    assert not imported([document(1, "Dienst")]).files
    imported([document(2, "Andere dienst")], allowed=9)
    assert "prov:invalidatedAtTime" not in folder.things[f"{old.iri}-2"].facts


def test_a_wrong_number_or_period_is_left_out_and_told(tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    backwards = {
        "keyTypeName": "CIB",
        "value": "1",
        "validity": {"start": "2020-01-02", "end": "2020-01-01"},
    }
    file.write_text(json.dumps([document(1, "Dienst", kboNumber="0123456789", keys=[backwards])]))
    feed = wegwijs.read([file], Known({}), parts.moment("2024-06-01"))
    assert not [one for one in feed.additions if one.kind == "dvg:Kenmerk"]
    assert list(feed.left_out) == [
        f"{file}:1: 0123456789 is not a valid KBO number; it was left out",
        f"{file}:1: Key from 2020-01-02 to 2020-01-01 ends before its start; it was left out",
    ]


def test_the_first_and_last_day_that_there_are_stand_for_an_open_side(
    imported: Import, folder: Folder
) -> None:
    imported([document(1, "Dienst", validity={"start": "0001-01-01", "end": "9999-12-31"})])
    (life,) = folder.said("dvg:Bestaan")
    assert not texts(life, "dvg:van") + texts(life, "dvg:tot")


def test_a_name_that_comes_back_is_a_third_version(imported: Import, folder: Folder) -> None:
    for month, name in enumerate(("Eerst", "Dan", "Eerst"), 1):
        imported([document(1, name, f"2024-{month:02d}-01T00:00:00Z")])
    renamings = [
        (texts(one, "org:originalOrganization"), texts(one, "org:resultingOrganization"))
        for one in folder.of("dvg:Naamswijziging")
    ]
    first, then = "organisatie/ovo000001-eerst", "organisatie/ovo000001-dan"
    assert renamings == [([first], [then]), ([then], [f"{first}-2"])]
    assert not imported([document(1, "Eerst", "2024-03-01T00:00:00Z")]).files


def test_requests_in_csv_become_organisations_and_ends(imported: Import, folder: Folder) -> None:
    imported(SAMPLES / "wegwijs-import-create.csv")
    names = [texts(one, "skos:prefLabel") for one in folder.things.values() if "ref5" in one.iri]
    assert ["name2;x"] in names
    assert len(folder.said("dvg:Betrekking")) == 5
    folder.things.clear()
    imported(SAMPLES / "wegwijs-import-terminate.csv")
    ends = folder.of("orgvl:Stopzetting")
    assert len(ends) == 5
    (took_place,) = folder.said("dvg:Bestaan", ends[0].iri)
    assert texts(took_place, "dvg:van") == ["2022-06-01"]


def test_rdf_of_the_register_becomes_organisations(imported: Import, folder: Folder) -> None:
    imported(SAMPLES / "ipdc-organisaties-extract.ttl")
    version = folder.things[f"{BASE}organisatie/ovo002949-agentschap-digitaal-vlaanderen"]
    assert texts(version, "skos:prefLabel") == ["agentschap Digitaal Vlaanderen"]
    assert len(folder.said("dvg:Bestaan")) == 8


@pytest.mark.slow
def test_a_generated_register_and_a_later_export_of_it_pass_all_checks(tmp_path: Path) -> None:
    feed, later = tmp_path / "feed.json", tmp_path / "later.json"
    register_export.write(feed, 60)
    register_export.write(later, 60, renamed=2)
    first = brought_in(tmp_path / "agency", "wegwijs", feed)
    assert (first.returncode, first.stderr) == (0, "")
    again = brought_in(tmp_path / "agency", "wegwijs", later)
    assert again.returncode == 0
    assert [line.split(":")[0] for line in again.stderr.splitlines()] == ["renaming"] * 2
    events = (tmp_path / "agency/wegwijs/events.ttl").read_text("utf-8")
    assert events.count("a dvg:Naamswijziging") == 2


def test_help_names_every_source() -> None:
    told = call("import", "--help").stdout
    assert not [name for name in IMPORTERS if name not in told]


MALFORMED = {
    "empty": ("feed.json", b"", "feed.json: there is nothing in it"),
    "an empty list": ("feed.json", b"[]", "feed.json: there is nothing in it"),
    "a login page": ("feed.json", b"<!DOCTYPE html><html>", "feed.json:1: this is a web page"),
    "a login page as Turtle": ("feed.ttl", b"<html>", "feed.ttl:1: this is a web page"),
    "cut off": ("feed.json", b'[\n{"name": "x", "ovo', "feed.json:2: this is not JSON"),
    "a list without its end": (
        "feed.json",
        b'[\n{"name":"x","ovoNumber":"OVO000001"}\n',
        "feed.json:3: the list stops",
    ),
    "a number": ("feed.json", b"[1]", "feed.json:1: an object is expected"),
    "a number as OVO number": ("feed.json", b'[{"ovoNumber": 7}]', "feed.json:1: '' is not an OVO"),
    "a text as list": (
        "feed.json",
        b'[{"ovoNumber": "OVO000001", "name": "x", "keys": "y"}]',
        "feed.json:1: keys is not a list",
    ),
    "no day": (
        "feed.json",
        b'[{"ovoNumber": "OVO000001", "name": "x", "validFrom": "soon"}]',
        "feed.json:1: 'soon' is not a day",
    ),
    "no name": (
        "feed.json",
        b'[{"ovoNumber": "OVO000001"}]',
        "feed.json:1: this organisation",
    ),
    "twice": (
        "feed.json",
        b'{"ovoNumber": "OVO000001", "name": "x"}\n{"ovoNumber": "OVO000001", "name": "x"}',
        "feed.json:2: OVO000001 is in these files more than once",
    ),
    "UTF-16": ("feed.json", '[{"a": 1}]'.encode("utf-16"), "feed.json:1: the text is not UTF-8"),
    "Latin-1": (
        "feed.csv",
        "reference;name\nr;é\n".encode("latin-1"),
        "feed.csv:2: the text is not",
    ),
    "a long row": ("feed.csv", b"reference;name\nr;n;x\n", "feed.csv:2: this row has 3 cells"),
    "a short row": (
        "feed.csv",
        b"ovonumber;organisation_end;name\nOVO000001;2024-01-01\n",
        "feed.csv:2: this organisation has no name",
    ),
    "no columns": ("feed.csv", b"a;b\n1;2\n", "feed.csv:1: these columns are missing: name"),
    "deep nesting": ("feed.json", b'[{"a":' + b"[" * 99999, "feed.json:1: this is not JSON"),
    "a wrong event": (
        "feed.json",
        b'[{"Name": "x", "Data": "[]"}]',
        "feed.json:1: this row is not",
    ),
    "half a character": (
        "feed.json",
        b'[{"ovoNumber": "OVO000001", "name": "\\ud800"}]',
        "feed.json:1: this is not JSON ('\\ud800' is half of a character)",
    ),
    "two items of one number": (
        "feed.json",
        b'[{"ovoNumber": "OVO000001", "name": "x", "keys": [{"organisationKeyId": "k"},'
        b'{"organisationKeyId": "k"}]}]',
        "feed.json:1: k is in these files more than once",
    ),
    "Turtle of others": ("feed.ttl", b"<urn:a> <urn:b> <urn:c> .", "feed.ttl: '' is not an OVO"),
}


@pytest.mark.parametrize("case", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_file_is_refused_with_its_place(
    case: tuple[str, bytes, str], tmp_path: Path
) -> None:
    name, data, says = case
    (tmp_path / name).write_bytes(data)
    folder = tmp_path / "agency"
    done = brought_in(folder, "wegwijs", tmp_path / name)
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    assert says in done.stderr
    assert [path.name for path in folder.iterdir()] == ["agency.ttl"]


def test_a_list_without_end_is_read_as_far_as_its_first_fault(tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    with file.open("wb") as sparse:
        sparse.write(b'[{"ovoNumber": "OVO000001", "name": "x"},\n')
        sparse.truncate(1 << 32)  # four gigabytes of zeroes that the disk does not hold
    with pytest.raises(InputError, match=r"feed\.json:2: an object is expected"):
        list(wegwijs.read([file], Known({}), parts.moment("2024-06-01")).additions)


def test_a_register_with_nothing_new_has_no_file_written_out_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = Folder()
    written: list[str] = []
    document = feeds.document
    monkeypatch.setattr(
        feeds, "document", lambda blocks: written.append(text := document(blocks)) or text
    )
    first = folder.take("wegwijs", SAMPLES / "wegwijs-events.json")
    assert sorted(written) == sorted(first.files.values())
    written.clear()
    assert folder.take("wegwijs", SAMPLES / "wegwijs-events.json").files == {}
    assert not written
