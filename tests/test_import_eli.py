"""Importing legal acts as ELI; the decrees are real."""

from pathlib import Path

import pytest

from importing import SAMPLES, Folder, brought_in, texts

pytestmark = pytest.mark.usefixtures("english")

DECREES = SAMPLES / "staatsblad-decreten-eli.ttl"
AGIV = "http://www.ejustice.just.fgov.be/eli/decreet/2004/05/07/2004035854"
# Synthetic, in the terms of ELI.
CHANGES = f"""
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:x:eli:2006> a eli:LegalResource ; eli:title "Wijziging"@nl ;
  eli:date_document "2006-04-21"^^xsd:date ; eli:first_date_entry_in_force "2006-05-22"^^xsd:date ;
  eli:amends <{AGIV}>, <urn:x:eli:elsewhere> .
"""


@pytest.mark.program
def test_real_decrees_become_acts_with_their_dates_and_numbers(tmp_path: Path) -> None:
    done = brought_in(tmp_path / "agency", "eli", DECREES)
    assert (done.returncode, done.stdout.split(",")[0]) == (0, "40 new statements"), done.stderr
    again = brought_in(tmp_path / "agency", "eli", DECREES)
    assert again.stdout == "nothing changed: the folder already says this\n"


def test_an_act_has_the_title_of_its_dutch_expression() -> None:
    folder = Folder()
    folder.take("eli", DECREES)
    act = folder.things[AGIV]
    assert texts(act, "dct:title")[0].endswith(
        "« Agentschap voor Geografische Informatie Vlaanderen »"
    )
    assert texts(act, "eli:date_document") == ["2004-05-07"]
    assert texts(act, "eli:type_document") == ["concept/aktesoort/decreet"]
    published = [one for one in folder.said("dvg:Kenmerk", AGIV) if "bekendmaking" in one.iri]
    assert [texts(one, "dvg:waarde") for one in published] == [["2004-06-08"]]


def test_an_amendment_is_a_relation_to_an_act_that_is_known(tmp_path: Path) -> None:
    folder = Folder()
    folder.take("eli", DECREES)
    file = tmp_path / "changes.ttl"
    file.write_text(CHANGES, encoding="utf-8")
    folder.take("eli", file, part=True)
    (tie,) = folder.said("dvg:Betrekking")
    assert texts(tie, "dvg:betrekking") == ["concept/betrekking/wijzigt"]
    assert texts(tie, "dvg:voorwerp") == [AGIV]
    assert [line for line in folder.left_out if "elsewhere" in line]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<html>", ":1: this is a web page"),
        ("<urn:a> <urn:b> <urn:c> .", ": there are no acts in it"),
        (CHANGES.replace("2006-04-21", "2006-04-31"), "'2006-04-31' is not a day"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "feed.ttl"
    file.write_text(text, encoding="utf-8")
    done = brought_in(tmp_path / "agency", "eli", file)
    assert (done.returncode, done.stdout) == (3, "")
    assert says in done.stderr
