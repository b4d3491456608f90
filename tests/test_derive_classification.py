"""The classification of an organisation is derived from its statements, else from its kind."""

from pathlib import Path

import pytest

from dvgraph.dataset.files import read
from dvgraph.derive.rules import derive

GRAPH = "https://w3id.org/dvgraph/id/graph/afgeleid/classification"
FORM = (
    "dvg:kenmerk <concept/kenmerk/rechtsvorm> ; dvg:onderwerp <organisatie/a> ;"
    " dvg:voorwerp <concept/organisatiesoort/"
)
DATED = ' ; dvg:van "{}"^^xsd:gYear'
DOUBTED = " ; dvg:zekerheid <concept/zekerheid/zwakke-bron>"


@pytest.mark.parametrize(
    ("forms", "kind"),
    [
        ([], "agentschap"),
        ([("dab", DATED.format(2010)), ("iva", DATED.format(2016))], "iva"),
        (
            [("iva", ""), ("iva-zonder-rechtspersoonlijkheid", "")],
            "iva-zonder-rechtspersoonlijkheid",
        ),
        ([("iva", ""), ("iva-zonder-rechtspersoonlijkheid", DOUBTED)], "iva"),
        ([("dab", DATED.format(2010)), ("iva", DATED.format(2016) + DOUBTED)], "dab"),
        ([("iva", DOUBTED)], "agentschap"),
    ],
)
def test_the_latest_certain_legal_form_classifies_else_the_kind(
    tmp_path: Path, forms: list[tuple[str, str]], kind: str
) -> None:
    text = """@base <https://w3id.org/dvgraph/id/> .
    @prefix dct: <http://purl.org/dc/terms/> .
    @prefix dvg: <https://w3id.org/dvgraph/ns#> .
    @prefix m8g: <http://data.europa.eu/m8g/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    <organisatie/a> a m8g:PublicOrganisation ; dct:type <concept/organisatiesoort/agentschap> .
    """
    for number, (form, more) in enumerate(forms):
        text += f"<uitspraak/{number}> a dvg:Kenmerk ; {FORM}{form}>{more} .\n"
    file = tmp_path / "forms.ttl"
    file.write_text(text, encoding="utf-8")
    derived = derive(read([file], model=True))
    found = [
        q.object.value
        for q in derived
        if q.graph_name.value == GRAPH and q.predicate.value.endswith("org#classification")
    ]
    assert [one.rpartition("/")[2] for one in found] == [kind]
