"""The headings of the columns of answers, for people: Dutch from the name itself, English here."""

import re

_ENGLISH = {
    "aantal": "count",
    "aard": "nature",
    "basis": "base",
    "beschrijving": "description",
    "besluit": "decision",
    "betreft": "concerns",
    "betrekkingen": "relations",
    "binnenAfronding": "within rounding",
    "bron": "source",
    "bronnen": "sources",
    "datum": "date",
    "deelVan": "part of",
    "deelname": "takes part as",
    "dienst": "service",
    "ding": "thing",
    "eenheid": "unit",
    "eigenschappen": "properties",
    "einde": "end",
    "functie": "post",
    "gebeurtenis": "event",
    "geldt": "holds",
    "gesteldTotaal": "stated total",
    "gezien": "seen",
    "gezienOp": "seen on",
    "gezocht": "looked for",
    "grond": "ground",
    "gronden": "grounds",
    "herkomst": "origin",
    "kader": "frame",
    "laatstGewogen": "last weighed",
    "lacune": "gap",
    "lezing": "reading",
    "lot": "fate",
    "maat": "measure",
    "mandaat": "mandate",
    "naam": "name",
    "naar": "to",
    "nauwkeurigheid": "precision",
    "nummer": "number",
    "onderwerp": "subject",
    "onderwerpen": "subjects",
    "onzeker": "uncertain",
    "opvolger": "successor",
    "organisatie": "organisation",
    "over": "about",
    "reden": "reason",
    "richting": "direction",
    "rij": "row",
    "rol": "role",
    "sinds": "since",
    "som": "sum",
    "somVanDelen": "sum of parts",
    "soort": "kind",
    "taak": "task",
    "tegenspraak": "contradiction",
    "toegevoegd": "added",
    "tot": "until",
    "totaal": "total",
    "twijfel": "doubt",
    "uitspraak": "statement",
    "uitspraken": "statements",
    "van": "from",
    "verband": "relation",
    "verkozen": "preferred",
    "verschil": "difference",
    "vindplaats": "passage",
    "vindplaatsen": "passages",
    "voordien": "before",
    "voorganger": "predecessor",
    "voorwerp": "object",
    "vorige": "previous",
    "waarde": "value",
    "wanneer": "when",
    "wat": "what",
    "wereld": "world",
    "zegt": "says",
    "zeker": "certain",
    "zekerheid": "certainty",
}
_SAME = {"aspect", "facet", "id", "term"}


def known(name: str) -> bool:
    """Return whether a column has a heading in both languages."""
    return name in _ENGLISH or name in _SAME


def heading(name: str, lang: str) -> str:
    """Return what stands above a column, ``gezienOp``: ``gezien op`` or ``seen on``."""
    if lang == "en" and name in _ENGLISH:
        return _ENGLISH[name]
    return re.sub(r"(?<=[a-z])[A-Z]", lambda match: f" {match[0].lower()}", name)
