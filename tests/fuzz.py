"""Fuzzing from the corpus that goes deep: most mutants pass the first parser.

A mutant is a valid file with some of its parts replaced, doubled, dropped or nested, or spliced
with parts of another: terms by terms, dates by dates, statements by statements. What can be read is
exported, laid out, validated, loaded and asked about. Wanted: no traceback, no hang, and the same
triples in each form.

Run: python tests/fuzz.py SECONDS [SEED]
"""

import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from pyoxigraph import CanonicalizationAlgorithm
from pyoxigraph import Dataset as Graphs

from calling import call
from dvgraph.errors import DvgraphError, OutputError
from dvgraph.rdf import reading
from dvgraph.rdf.oxigraph import Quad, RdfFormat
from dvgraph.rdf.tokens import STATEMENT, TOKEN
from dvgraph.rdf.writing import encoded
from dvgraph.resources import prefixes

CORPUS = Path(__file__).with_name("corpus")
AGENCY = Path(__file__).parent / "agency" / "digitaal-vlaanderen"
FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
LONGEST = 10  # seconds of a processor for one command
DATES = (
    *('"2021-02-30"^^xsd:date', '"2021"^^xsd:gYear', '"-0044-03-15"^^xsd:date'),
    *(
        '"12021-01-01"^^xsd:date',
        '"2021-05"^^xsd:gYearMonth',
        '"2021-01-01T24:00:00"^^xsd:dateTime',
    ),
    *('"2021-01-01+14:00"^^xsd:date', '"0000-01-01"^^xsd:date', '"1985-XX~"^^edtf:EDTF'),
    *('"9999-12-31"^^xsd:date', '"20210101"^^xsd:date', '""^^xsd:date'),
)
TERMS = (
    *('""', '"\\u0000"', '"\\uFFFE"', '"\\u202E"', '"x"@nl', '"x"@ar--rtl', '"<b>&amp;"', '"=1+1"'),
    *('"1E999"^^xsd:double', '"NaN"^^xsd:float', '"01"^^xsd:integer', '"1_0"^^xsd:decimal'),
    *("<urn:x>", "<>", "<#>", "<http://[::1]/>", "<javascript:x>", "<mailto:a@b>", "<file:///x>"),
    *("[]", "()", "true", "-0", "1e0", "<<( <urn:a> <urn:b> <urn:c> )>>", "rdf:nil", "rdf:type"),
    *("dvg:van", "dvg:tot", "dvg:Bestaan", "dvg:over", "sh:path", "sh:NodeShape", "owl:sameAs"),
)
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes().items())
OBJECT_ENDS = (".", ";", ",", "]", ")")
# What a reader may do with data; FILE is a mutant, SHAPES another.
COMMANDS = (
    *("validate FILE", "validate FILE --model", "validate FILE -f sarif", "check --data FILE"),
    *("as-of 2020 --data FILE", "as-of 2020 --data FILE -f ttl", "diff 2015 2022 --data FILE"),
    *("lineage --data FILE", "lineage --data FILE -f svg", "tasks --data FILE -f svg"),
    *(
        "decisions --data FILE",
        "figures --data FILE",
        "gaps --data FILE",
        "search loket --data FILE",
    ),
    *("ask contradictions --data FILE", "ask organisations-on-date 2020 --data FILE -f json"),
    *("export --profile org --data FILE -f ttl", "show AGIV --data FILE -f md"),
    *("load FILE --store STORE", "migrate --check FILE", "format --check FILE"),
)


class Fault(Exception):  # noqa: N818 - of the product, not of this program
    """What a mutant does to dvgraph that no input may do."""


class Fuzzer:
    """Makes mutants and runs them; ``counts`` tells how far they came."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.random = random.Random(seed)
        self.folder = folder
        self.counts: Counter[str] = Counter()
        good = [*accepted(), *sorted(AGENCY.rglob("*.ttl"))]
        self.turtle = [path.read_text("utf-8") for path in good if path.suffix == ".ttl"]
        self.xml = [path.read_bytes() for path in good if path.suffix == ".rdf"]
        self.json = [json.loads(path.read_bytes()) for path in good if path.suffix == ".jsonld"]
        self.shapes = [path.read_text("utf-8") for path in accepted("shapes")]
        self.queries = [path.read_text("utf-8") for path in accepted("sparql", ".rq")]
        self.words = sorted(
            {
                token[0]
                for text in self.turtle
                for token in TOKEN.finditer(text)
                if token.lastgroup in ("word", "iri", "text")
            }
        )

        self.names = [word for word in self.words if re.match(r"<[^_]|[A-Za-z]\w*:", word)]

    def turtle_mutant(self, seeds: list[str]) -> str:
        """Return Turtle: statements of two texts, some of their tokens replaced by others."""
        heads, body = parts(self.random.choice(seeds))
        more_heads, more = parts(self.random.choice(self.turtle))
        for _ in range(self.random.choice((0, 0, 1, 2)) if more else 0):  # splice
            body.insert(self.random.randint(0, len(body)), self.random.choice(more))
        heads = [*more_heads, *heads]
        for _ in range(self.random.randint(1, 4)):
            if body:
                place = self.random.randrange(len(body))
                body[place] = self._changed(body[place])
        if body and self.random.random() < 0.2:
            body.append(self.random.choice(body))
        if len(body) > 1 and self.random.random() < 0.2:
            body.remove(self.random.choice(body))
        return PREFIXES + "\n".join(heads) + "\n" + "\n".join(body) + "\n"

    def _changed(self, statement: str) -> str:
        """Return a statement with one of its terms replaced, nested or doubled."""
        tokens = [*TOKEN.finditer(statement)]
        terms = [n for n, one in enumerate(tokens) if one.lastgroup in ("word", "iri", "text")]
        texts = [token[0] for token in tokens]
        if len(terms) < 2:
            return statement
        place = self.random.choice(terms[1:])
        old = texts[place]
        # A literal brings its language or datatype along.
        while place + 1 < len(texts) and texts[place + 1][:1] in ("@", "^"):
            following = 3 if texts[place + 1] == "^^" else 2
            old += "".join(texts[place + 1 : place + following])
            del texts[place + 1 : place + following]
        after = next((text for text in texts[place + 1 :] if text.strip()), "")
        if (place and texts[place - 1] == "^^") or after not in OBJECT_ENDS:
            texts[place] = self.random.choice(self.names)
            return "".join(texts)
        new = self.random.choice(self.random.choice((DATES, TERMS, self.words)))
        inside = f"<urn:p> {old} ; dvg:van {new}"
        texts[place] = self.random.choice(
            (
                *(new, new, f"{old}, {new}", f"( {old} {new} )", f"[ {inside} ]"),
                re.sub(r"\d+", lambda number: str(int(number[0]) * 7 % 97), old),
            )
        )
        return "".join(texts)

    def xml_mutant(self) -> bytes:
        """Return RDF/XML with elements doubled, dropped, moved or with other texts."""
        root = ElementTree.fromstring(self.random.choice(self.xml))
        other = ElementTree.fromstring(self.random.choice(self.xml))
        for _ in range(self.random.randint(1, 3)):
            parents = [each for each in root.iter() if len(each)] or [root]
            parent = self.random.choice(parents)
            match self.random.randrange(5):
                case 0 if len(parent):
                    parent.append(self.random.choice(list(parent)))
                case 1 if len(parent) > 1:
                    parent.remove(self.random.choice(list(parent)))
                case 2 if len(other):
                    root.append(self.random.choice(list(other)))
                case 3:
                    each = self.random.choice(list(root.iter()))
                    for name in each.attrib:
                        each.set(
                            name, self.random.choice(["urn:x", "", "#a", "http://[::1]/", "x y"])
                        )
                case _:
                    leaf = self.random.choice([e for e in root.iter() if not len(e)] or [root])
                    leaf.text = self.random.choice(["", "2021-02-30", "\u202e", "a & b", "x" * 99])
        return ElementTree.tostring(root)

    def json_mutant(self) -> str:
        """Return JSON-LD with values of other documents in it, wrapped or doubled."""
        document = json.loads(json.dumps(self.random.choice(self.json)))
        places: list[tuple[Any, Any]] = []

        def walk(part: Any) -> None:
            pairs = part.items() if isinstance(part, dict) else enumerate(part)
            for key, value in [*pairs]:
                places.append((part, key))
                if isinstance(value, dict | list):
                    walk(value)

        walk(document)
        for _ in range(self.random.randint(1, 2)):
            part, key = self.random.choice(places)
            other = self.random.choice(self.json)
            found = self.random.choice([*other.values()] if isinstance(other, dict) else other)
            value = part[key]
            new = [
                [value],
                [value, found],
                {"@set": value},
                {"@list": [value]},
                found,
                "2021-02-30",
            ]
            if key not in ("@context", "@id"):
                part[key] = self.random.choice(new)
        return json.dumps(document)

    def query_mutant(self) -> str:
        """Return a query with a part of another, or with one of its tokens replaced."""
        text = self.random.choice(self.queries)
        tokens = [token[0] for token in TOKEN.finditer(text)]
        others = [token[0] for token in TOKEN.finditer(self.random.choice(self.queries))]
        place = self.random.randrange(len(tokens))
        if self.random.random() < 0.5:
            start = tokens.index("{") if "{" in tokens else 0
            tokens.insert(start + 1, " ?s ?p ?o . ")
        tokens[place] = self.random.choice([tokens[place] * 2, *others])
        return "".join(tokens)

    def step(self) -> None:
        """Make one mutant and do some things with it. Raises Fault."""
        kind = self.random.choices(("ttl", "shapes", "rdf", "jsonld", "rq"), (6, 3, 2, 2, 2))[0]
        data: str | bytes
        match kind:
            case "rdf":
                data = self.xml_mutant()
            case "jsonld":
                data = self.json_mutant()
            case "rq":
                data = self.query_mutant()
            case _:
                data = self.turtle_mutant(self.shapes if kind == "shapes" else self.turtle)
        file = self.folder / f"mutant.{'ttl' if kind == 'shapes' else kind}"
        file.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "replace"))
        self.counts["mutants"] += 1
        try:
            self._run(kind, file)
        except Fault as fault:
            text = file.read_bytes().decode("utf-8", "replace").removeprefix(PREFIXES)
            raise Fault(f"{fault}\n--- {file.name}\n{text}") from fault

    def _run(self, kind: str, file: Path) -> None:
        if kind == "rq":
            self.counts["parsed"] += (
                self._call(f"query {file} --data {CORPUS / 'sparql/data.ttl'}") == 0
            )
            return
        quads = read(file)
        if quads is None:
            self._call(f"export --data {file} -f nq")
            return
        self.counts["parsed"] += 1
        if kind == "shapes":
            engine = self.random.choice(("auto", "compiled", "reference"))
            data = self.random.choice([CORPUS / "shapes/data.ttl", file])
            self._call(f"validate {data} --shapes {file} --engine {engine}")
            return
        self._round_trip(quads)
        for command in self.random.sample(COMMANDS, 2):
            line = command.replace("FILE", str(file)).replace("STORE", str(self.folder / "store"))
            self._call(line)

    def _round_trip(self, quads: list[Quad]) -> None:
        """Raise Fault unless each form of the data that can hold it has the same quads."""
        for form, format in FORMATS.items():
            try:
                data = encoded(quads, form)
            except OutputError:
                continue
            again = list(reading.quads(data, format, form))
            wanted = quads if format.supports_datasets else [Quad(*quad.triple) for quad in quads]
            if canonical(again) != canonical(wanted):
                raise Fault(f"the export as {form} does not read as the same")
            self.counts["round trips"] += 1

    def _call(self, command: str) -> int:
        start = time.process_time()
        done = call(*command.split(), cwd=self.folder)
        self.counts[f"exit {done.returncode}"] += 1
        said = done.stdout + done.stderr
        if done.returncode not in range(6) or "Traceback" in said or "panicked" in said:
            raise Fault(f"{command}: exit {done.returncode}\n{said[-1500:]}")
        if time.process_time() - start > LONGEST:
            raise Fault(f"{command}: takes more than {LONGEST} s")
        return done.returncode


def accepted(folder: str = "", suffix: str = "") -> list[Path]:
    """Return the files of the corpus that are valid and in UTF-8."""
    found = []
    for line in (CORPUS / "expected.tsv").read_text("utf-8").splitlines():
        code, _, rest = line.partition("\t")
        if code not in "01" or rest.split(" ")[0] not in ("export", "query", "validate"):
            continue
        for name in re.findall(r"[\w/.-]+\.(?:ttl|trig|rdf|jsonld|rq)\b", rest):
            path = CORPUS / name
            inside = path.parent.name == folder if folder else path.suffix != ".rq"
            if path.is_file() and inside and path.name.endswith(suffix) and path not in found:
                found.append(path)
    return [path for path in found if not path.read_bytes().startswith((b"\xff\xfe", b"\xef\xbb"))]


def parts(text: str) -> tuple[list[str], list[str]]:
    """Return the directives of a Turtle text, and its statements."""
    heads, body = [], []
    for found in STATEMENT.finditer(text):
        head = found["directive"]
        if head:
            heads.append(f"{head} ." if head.startswith("@") else head)
        elif found[0].strip().strip(".").strip():
            body.append(found[0])
    return heads, body


def read(file: Path) -> list[Quad] | None:
    """Return the quads of a file, or None if the loader refuses it."""
    try:
        return list(reading.quads(file.read_bytes(), FORMATS[file.suffix[1:]], file.name))
    except DvgraphError:
        return None


def canonical(quads: list[Quad]) -> Graphs:
    """Return quads in a form that does not depend on the names of blank nodes."""
    graphs = Graphs(quads)
    graphs.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return graphs


def fuzz(seconds: float, seed: int) -> tuple[Counter[str], list[str]]:
    """Run mutants for some seconds; return how far they came, and the faults."""
    faults = []
    with tempfile.TemporaryDirectory() as name:
        fuzzer = Fuzzer(seed, Path(name))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                fuzzer.step()
            except Fault as fault:
                faults.append(str(fault))
    return fuzzer.counts, faults


def main(seconds: float, seed: int | None = None) -> int:
    """Fuzz for some seconds and tell what was found; return 1 for a fault."""
    chosen = time.time_ns() % 10**6 if seed is None else seed
    counts, faults = fuzz(seconds, chosen)
    print(
        f"seed {chosen}: "
        + ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
    )
    for fault in faults:
        print(f"\nFAULT {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None))
