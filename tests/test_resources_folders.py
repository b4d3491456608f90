"""The shipped folders, the prefixes and the data version; and errors as users see them."""

import re
import subprocess
import sys

import pytest

from dvgraph import resources
from dvgraph.errors import DvgraphError, InputError, OutputError, StoreError, UseError


def test_the_shipped_folders_exist() -> None:
    for folder in (
        resources.ontology_dir(),
        resources.data_dir(),
        resources.queries_dir(),
        resources.shapes_dir(),
    ):
        assert folder.is_dir()


def test_prefixes_are_namespaces_and_include_our_own() -> None:
    prefixes = resources.prefixes()
    assert prefixes["dvg"] == "https://w3id.org/dvgraph/ns#"
    assert all(re.match(r"https?://\S+[/#_=]$", iri) for iri in prefixes.values())


def test_changing_the_prefixes_returned_changes_nothing_for_others() -> None:
    resources.prefixes().clear()
    assert resources.prefixes()


def test_the_data_version_is_the_one_the_ontology_states() -> None:
    ontology = (resources.ontology_dir() / "dvg.ttl").read_text(encoding="utf-8")
    assert f'"{resources.data_version()}"' in ontology


def test_finding_the_folders_loads_no_rdf_engine() -> None:
    code = (
        "import sys, dvgraph.resources as r, dvgraph.errors; r.data_version(); r.prefixes();"
        "print(sorted({'pyoxigraph', 'rdflib', 'pyshacl', 'networkx', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("kind", "code"),
    [(DvgraphError, 1), (UseError, 2), (InputError, 3), (StoreError, 4), (OutputError, 5)],
)
def test_each_kind_of_error_has_its_exit_code(kind: type[DvgraphError], code: int) -> None:
    assert kind("x").exit_code == code
    assert issubclass(kind, DvgraphError)


def test_an_error_is_one_line_of_where_what_and_what_to_do() -> None:
    error = InputError("broken\nsyntax.", where="a.ttl:3:7", hint="Mend it")
    assert str(error) == "a.ttl:3:7: broken syntax. Mend it"
    assert str(UseError("no such question")) == "no such question"
