"""Validation compared with peers: time, memory, and whether each peer's answer is right.

Every engine runs in a separate process, with limits of time and memory. There are two kinds of
data: those of shared/bench with its shapes, if that folder is present, and registers of our own
model with all shipped shapes. An answer is compared row by row with pySHACL, and with the seeded
errors.
"""

from collections import Counter
from math import log
from pathlib import Path
from typing import Any

import data
from apart import apart
from environments import environment
from goals import Row, count, least, most
from scale import Scale

HERE = Path(__file__).parent
REFERENCE, PLAIN = "pyshacl-cached", "pyshacl"
PEERS = ("pyshacl-turbo", "shacl-rust", "shacl-rust-index", "shifty", "pyrudof")
SHARED, OWN = "shared/bench", "own model"
# The engines of each round: which data, which size, who.
ROUNDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (SHARED, "middle", ("parse", "dvgraph", REFERENCE, PLAIN, *PEERS)),
    (SHARED, "large", ("parse", "dvgraph", REFERENCE, *PEERS[:4])),
    (OWN, "register", ("parse", "dvgraph", REFERENCE, PLAIN)),
)
PATIENCE = 900  # seconds for plain pySHACL on our own model, where the goal compares with it
TWICE = 3_000_000  # triples: below it dvgraph and the parser run twice, and the quicker counts


def measure(scale: Scale) -> dict[str, Any]:
    """Return the answers of each engine in each round, with their rows compared."""
    names = dict.fromkeys(name for _, _, engines in ROUNDS for name in engines)
    known = {name: environment(name) for name in names}
    absent = {name: why for name, why in known.items() if isinstance(why, str)}
    rounds = []
    for kind, size, engines in ROUNDS:
        prepared = _prepared(kind, getattr(scale, size))
        if prepared is None:
            absent[kind] = "not beside the project"
            continue
        shapes = data.own_shapes() if kind == OWN else data.SHARED / "shapes.ttl"
        answers: dict[str, dict[str, Any] | str] = {}
        for name in engines:
            if isinstance(where := known[name], str):
                continue
            command = [where[0], HERE / "engines.py", name, prepared.data, shapes]
            limit = PATIENCE if (kind, name) == (OWN, PLAIN) else scale.seconds
            answers[name] = apart(command, limit, scale.memory)
            if name in ("parse", "dvgraph") and prepared.triples < TWICE:
                answers[name] = _quicker(answers[name], apart(command, scale.seconds, scale.memory))
        rounds.append(
            {
                "data": kind,
                "size": size,
                "triples": prepared.triples,
                "seeded": len(prepared.seeded),
                "engines": _compared(answers, prepared.seeded),
            }
        )
    versions = sorted({one[1] for one in known.values() if not isinstance(one, str)})
    return {
        "versions": versions,
        "absent": absent,
        "rounds": rounds,
        "limits": [scale.seconds, scale.memory],
    }


def _prepared(kind: str, size: int) -> data.Prepared | None:
    return data.own(size) if kind == OWN else data.shared(size)


def _quicker(one: dict[str, Any] | str, two: dict[str, Any] | str) -> dict[str, Any] | str:
    if isinstance(one, str) or isinstance(two, str):
        return two if isinstance(one, str) else one
    return min(one, two, key=lambda each: float(each["load"] + each["validate"]))


def _compared(
    answers: dict[str, dict[str, Any] | str], seeded: set[tuple[str, str]]
) -> dict[str, dict[str, Any] | str]:
    """Return the answers with counts instead of rows.

    ``more``, ``fewer``: the rows, by (focus, path, component), that the reference does not have,
    and those that are missing. The reference is pySHACL, or dvgraph if pySHACL did not answer.
    Findings by SPARQL that pySHACL has and dvgraph rejects (docs/validation.md argues why) are not
    required of an engine; ``excused`` counts these. ``whole``: for dvgraph, all differences, also
    by shape and value and with repeats.
    """
    judge = next((n for n in (REFERENCE, "dvgraph") if isinstance(answers.get(n), dict)), None)
    right = set(_rows(answers[judge], 3)) if judge else set()
    lacking = right - set(_rows(answers.get("dvgraph", ""), 3))
    excused = {row for row in lacking if row[2].endswith("#SPARQLConstraintComponent")}
    found: dict[str, dict[str, Any] | str] = {}
    for name, answer in answers.items():
        if isinstance(answer, str):
            found[name] = answer
            continue
        numbers = {key: answer[key] for key in ("load", "validate", "peak")}
        rows = _rows(answer, 3)
        if name != "parse":
            places = {(focus, shape) for focus, _, _, shape, *_ in answer["rows"]}
            numbers |= {
                "results": rows.total(),
                "against": judge,
                "more": len(rows.keys() - right),
                "fewer": len(right - rows.keys() - excused),
                "excused": len(excused - rows.keys()),
                "seeded": len(seeded & places),
            }
        if name == "dvgraph" and judge == REFERENCE:
            whole, reference = _rows(answer, 5), _rows(answers[REFERENCE], 5)
            numbers["whole"] = [(whole - reference).total(), (reference - whole).total()]
            numbers["kinds"] = _kinds(whole, reference)
        found[name] = numbers
    return found


def _kinds(one: Counter[tuple[str, ...]], other: Counter[tuple[str, ...]]) -> dict[str, int]:
    """Return, for the rows that only one of two answers has, the number for each shape."""
    differing = (one - other) + (other - one)
    counted: Counter[str] = Counter()
    for row, number in differing.items():
        counted[row[3] or row[2]] += number
    return dict(counted.most_common(5))


def _rows(answer: dict[str, Any] | str, width: int) -> Counter[tuple[str, ...]]:
    rows = [] if isinstance(answer, str) else answer["rows"]
    return Counter(tuple(row[:width]) for row in rows)


def _took(engines: dict[str, Any], name: str) -> float | None:
    one = engines.get(name)
    return one["load"] + one["validate"] if isinstance(one, dict) else None


def _round(found: dict[str, Any], kind: str, size: str) -> dict[str, Any]:
    for one in found.get("rounds", ()):
        if (one["data"], one["size"]) == (kind, size):
            return dict(one)
    return {"engines": {}, "triples": 0, "size": size}


def goals(found: dict[str, Any]) -> list[Row]:
    rows = []
    failed = found.get("failed", "")
    for kind, size in ((SHARED, "middle"), (OWN, "register")):
        one = _round(found, kind, size)
        ours, plain = one["engines"].get("dvgraph"), one["engines"].get(PLAIN)
        what = f"validate {count(one['triples'])} triples ({kind}), all shapes"
        ratio, note = None, failed or _why(ours, plain)
        if isinstance(ours, dict) and isinstance(plain, dict):
            ratio, note = plain["validate"] / ours["validate"], _equality(ours)
        rows.append(least(f"{what}, against plain pySHACL", ratio, 100, 300, note))
    large = _round(found, SHARED, "large")
    ours = _took(large["engines"], "dvgraph")
    what = f"load + validate {count(large['triples'])} triples ({SHARED})"
    why = failed or _why(large["engines"].get("dvgraph"))
    peers = {
        name: took
        for name in PEERS
        if (took := _took(large["engines"], name)) and _right(large["engines"][name])
    }
    best = min(peers, key=lambda name: peers[name], default=None)
    ratio = peers[best] / ours if best and ours else None
    told = f"{best}{_faults(large['engines'][best])}" if best else why
    rows.append(least(f"{what}, against the quickest right peer", ratio, 1.5, 3, told))
    parse = _took(large["engines"], "parse")
    ratio = ours / parse if ours and parse else None
    said = what.replace("load + validate", "read, validate, report")
    rows.append(most(f"{said}, against parsing alone", ratio, 6, 4, "" if ratio else why))
    return rows


def _exponent(found: dict[str, Any]) -> str:
    """Return the sentence on how the time grows with the data of shared/bench."""
    sizes = (_round(found, SHARED, "middle"), _round(found, SHARED, "large"))
    took = [_took(one["engines"], "dvgraph") for one in sizes]
    triples = [one["triples"] for one in sizes]
    if not all((*took, *triples)) or triples[0] == triples[1]:
        return ""
    power = log(float(took[1] or 1) / float(took[0] or 1)) / log(triples[1] / triples[0])
    return (
        f"From {count(triples[0])} to {count(triples[1])} triples of {SHARED}, the time of dvgraph"
        f" grows with the power {power:.2f} of the number of triples."
    )


def _equality(ours: dict[str, Any]) -> str:
    more, fewer = ours.get("whole", (None, None))
    if more is None:
        return "rows not compared"
    if not more and not fewer:
        return f"all {ours['results']} rows equal"
    kinds = ", ".join(
        f"{number} of {name.rpartition('#')[2]}" for name, number in ours["kinds"].items()
    )
    return f"{ours['results']} rows, {more} that pySHACL lacks, {fewer} that it has: {kinds}"


def _right(answer: dict[str, Any]) -> bool:
    """Return whether at most a hundredth of the results are wrong."""
    return bool((answer["more"] + answer["fewer"]) * 100 <= answer["results"])


def _faults(answer: dict[str, Any]) -> str:
    wrong = answer["more"] + answer["fewer"]
    return f", {wrong} of its {answer['results']} rows wrong or missing" if wrong else ""


def _why(*answers: object) -> str:
    return "; ".join(one for one in answers if isinstance(one, str)) or "did not run"


def section(found: dict[str, Any]) -> str:
    seconds, memory = found["limits"]
    body = "\n".join(line for one in found["rounds"] for line in _table(one))
    absent = "".join(f"\n- {name}: {why}." for name, why in found["absent"].items())
    lost = [sentence for one in found["rounds"] if (sentence := _lost(one))]
    return f"""## Validation against its peers

All shapes; each engine in a process of its own, which ends after {seconds} s (plain pySHACL on our
own model: after {PATIENCE} s) or at {memory} MiB.
Seconds of one run (the quicker of two for dvgraph and parsing); one number where an engine loads
and validates in one call. Times: load and validate together over dvgraph's. Rows: those that
the engine gives, and in brackets how many others than pySHACL's (dvgraph's, where pySHACL did not
run) and how many fewer, by (focus, path, component) and each once; after a ~ those that pySHACL
finds against the specification (docs/validation.md), which none is blamed for lacking. Seeded:
errors found of those that the generator put in. Triples of our own model are those judged:
generated, derived and ontology.

{", ".join(found["versions"])}.{" Not here:" + absent if absent else ""}

| data | engine | triples | load | validate | times | MiB | rows | seeded |
|---|---|---:|---:|---:|---:|---:|---:|---:|
{body}

{" ".join(lost) or "No engine was quicker than dvgraph."} {_exponent(found)}
"""


def _table(one: dict[str, Any]) -> list[str]:
    unit = _took(one["engines"], "dvgraph")
    lines = []
    for name, answer in one["engines"].items():
        start = f"| {one['data']} | {name} | {count(one['triples'])} |"
        if isinstance(answer, str):
            lines.append(f"{start} {answer} | | | | | |")
            continue
        whole = answer["load"] + answer["validate"]
        cells = [
            f"{answer['load']:.2f}" if answer["load"] else "",
            f"{answer['validate']:.2f}" if answer["validate"] else "",
            f"{whole / unit:.2f}" if unit else "",
            str(answer["peak"]),
        ]
        if name != "parse":
            cells += [
                f"{answer['results']} (+{answer['more']} −{answer['fewer']}"
                + (f" ~{answer['excused']})" if answer["excused"] else ")"),
                f"{answer['seeded']} of {one['seeded']}" if one["seeded"] else "",
            ]
        lines.append(f"{start} {' | '.join(cells)} |" + " | |" * (name == "parse"))
    return lines


def _lost(one: dict[str, Any]) -> str:
    """Return the sentence on the engines that were faster than dvgraph in a round."""
    ours = _took(one["engines"], "dvgraph")
    took = {n: t for n in one["engines"] if n != "parse" and (t := _took(one["engines"], n))}
    if ours is None:
        return ""
    quicker = [n for n in sorted(took, key=lambda name: took[name]) if took[n] < ours]
    told = [f"{n} ({ours / took[n]:.1f} times{_faults(one['engines'][n])})" for n in quicker]
    where = f"On {count(one['triples'])} triples of {one['data']}"
    return f"{where} these were quicker than dvgraph: {'; '.join(told)}." if told else ""
