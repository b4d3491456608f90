"""The descendants of all organisations are the same as in the lineage of each."""

from hypothesis import given
from hypothesis import strategies as st

from dvgraph.lineage.descent import descendants
from dvgraph.lineage.graph import graph, kin
from dvgraph.rdf.oxigraph import RdfFormat, parse
from dvgraph.store.embedded import EmbeddedStore

PREFIXES = """
@prefix : <https://example.org/> .
@prefix gen: <https://data.vlaanderen.be/ns/generiek#> .
@prefix m8g: <http://data.europa.eu/m8g/> .
@prefix org: <http://www.w3.org/ns/org#> .
"""
NAMES = st.sampled_from("abcdefg")


def store(text: str) -> EmbeddedStore:
    made = EmbeddedStore()
    made.load(list(parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE)))
    return made


@given(
    versions=st.sets(NAMES),
    events=st.lists(st.tuples(st.sets(NAMES), st.sets(NAMES)), max_size=8),
    units=st.lists(st.tuples(NAMES, NAMES), max_size=3),
)
def test_descendants_are_those_of_the_lineage_circles_included(
    versions: set[str], events: list[tuple[set[str], set[str]]], units: list[tuple[str, str]]
) -> None:
    text = "".join(f":{one} a m8g:PublicOrganisation .\n" for one in sorted(versions))
    for number, (originals, results) in enumerate(events):
        text += f":e{number} a org:ChangeEvent .\n"
        text += "".join(f":e{number} org:originalOrganization :{one} .\n" for one in originals)
        text += "".join(f":e{number} org:resultingOrganization :{one} .\n" for one in results)
    text += "".join(f":{unit} org:unitOf :{whole} .\n" for unit, whole in units)
    known = store(text)
    descent = graph(known)
    each = {one: set(kin(descent, one, up=False)) for one in descent}
    assert descendants(known) == {one: found for one, found in each.items() if found}


def test_a_long_line_is_walked_to_its_end() -> None:
    text = "".join(
        f":o{n} a m8g:PublicOrganisation . :e{n} a org:ChangeEvent ;"
        f" org:originalOrganization :o{n} ; org:resultingOrganization :o{n + 1} .\n"
        for n in range(2000)
    )
    assert len(descendants(store(text))["https://example.org/o0"]) == 1999
