"""Synthetic exports of Wegwijs, in the format of its search documents.

        python benchmarks/register_export.py ORGANISATIONS FILE

Each organisation below the first has a parent; half have a KBO number, some have ended. The same
number always gives the same bytes. Nothing in it is about a real organisation.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_WORDS = ("Water", "Wegen", "Bossen", "Zorg", "Sport", "Erfgoed", "Energie", "Landbouw", "Jeugd")
_LEVELS = ("Departement", "Agentschap", "Afdeling", "Dienst", "Team")
_CHILDREN = 6
_CHANGED = "2024-03-01T08:00:00Z"


def documents(number: int, *, renamed: int = 0) -> Iterator[dict[str, Any]]:
    """Yield search documents; the last ``renamed`` have another name, recorded a year later."""
    for place in range(1, number + 1):
        yield _document(place, other_name=place > number - renamed)


def write(path: Path, number: int, *, renamed: int = 0) -> None:
    """Write search documents as a list, one to a line."""
    with path.open("w", encoding="utf-8") as out:
        for place, one in enumerate(documents(number, renamed=renamed)):
            out.write(("[\n" if place == 0 else ",\n") + json.dumps(one, ensure_ascii=False))
        out.write("\n]\n")


def _document(place: int, *, other_name: bool) -> dict[str, Any]:
    level = 0
    above = place
    while above > 1:
        above, level = (above - 2) // _CHILDREN + 1, level + 1
    kind = _LEVELS[min(level, len(_LEVELS) - 1)]
    start = f"{1990 + (level * 5 + place % 5) % 30}-{place % 12 + 1:02d}-01"
    decided = f"{start[:8]}{place % 20 + 2:02d}".replace(start[:4], str(int(start[:4]) - 1), 1)
    always = {"start": start, "end": None}
    known = {"start": None, "end": None}
    return {
        "changeTime": "2025-03-01T08:00:00Z" if other_name else _CHANGED,
        "id": _guid(place),
        "ovoNumber": f"OVO{place:06d}",
        "name": f"{kind} {_WORDS[place % len(_WORDS)]} {place}" + " (nieuw)" * other_name,
        "shortName": f"{kind[0]}{place}",
        "kboNumber": _kbo(place) if place % 2 else None,
        "validity": {"start": start, "end": "2023-12-31" if _ended(place) else None},
        "labels": [_item("Label", place, 1, value=f"Bureau {place}", validity=known)],
        "keys": [_item("Key", place, 1, keyTypeName="Orafin", value=f"{place}", validity=known)],
        "organisationClassifications": [
            _item(
                "OrganisationClassification",
                place,
                number,
                organisationClassificationTypeName=kind_,
                organisationClassificationName=name,
                validity=known,
            )
            for number, (kind_, name) in enumerate(
                [("Entiteitsvorm", kind), ("Beleidsdomein", _WORDS[place % len(_WORDS)])], 1
            )
        ],
        "functions": [
            _item(
                "Function",
                place,
                1,
                functionName="Leidinggevende",
                personId=_guid(500_000 + place),
                personName=f"Persoon {place}",
                validity=known,
            )
        ],
        "regulations": [
            _item("Regulation", place, 1, name=f"Besluit {place}", date=decided, validity=always)
        ],
        "locations": [
            _item("Location", place, 1, formattedAddress=f"Havenlaan {place}", validity=known)
        ],
        "parents": [
            _item("OrganisationParent", place, 1, parentOrganisationId=_guid(above), validity=known)
            for above in [(place - 2) // _CHILDREN + 1]
            if place > 1
        ],
    }


def _ended(place: int) -> bool:
    """Return whether an organisation has ended: some of those without children."""
    return place % 50 == 49 and place > 2000


def _item(kind: str, place: int, number: int, **fields: Any) -> dict[str, Any]:
    return {
        f"organisation{kind}Id": f"{place * 10 + number:08x}-0000-4000-8000-000000000000"
    } | fields


def _guid(place: int) -> str:
    return f"{place:08d}-0000-4000-8000-000000000000"


def _kbo(place: int) -> str:
    base = 4_000_000 + place
    return f"0{base:07d}{97 - base % 97:02d}"


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
